"""Values, names, bodies and headers for random requests: usual ones, and those at every limit."""

from random import Random
from typing import Any, Final
from urllib.parse import quote, urlencode

NUMBERS: Final = (
    "0", "1", "2", "3", "7", "12", "70", "-1", "00", "2147483647", "2147483648", "9" * 18,
    "9223372036854775808", "9" * 30, "1_0", "1e9", "1e999", "NaN", "٣", "0x10", "1.5", " 1 ", "+1",
)  # fmt: skip
MOMENTS: Final = (
    "2026-11-28", "2026-11-28T10:00:00Z", "2026-11-28T10:00:00+00:00", "2026-11-28T00:00:00+16:00",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2100-12-31T23:59:59-23:59",
    "1989-12-31T23:59:59Z", "2026-11-28T10:00:00", "2026-02-30", "0000-00-00", "2026-W48-6",
    "2026-11-28T24:00:00Z", "99999-01-01", "2026-11-28T10:00:00.123456789Z", "20261128",
)  # fmt: skip
TEXTS: Final = (
    "", "a", "AI", "yes", "on", "all", "waiting", "published", "taken-down", "date", "quality",
    "arrival", "approve", "reject", "set-quality", "edit", "unpublish", "reopen", "release",
    "keep_ours", "off-topic", "topic=AI", "?q=in&status=all", "status=lost", "../", "%", "%00",
    "\0", "a\0b", "\r\n", "x\r\nSet-Cookie: a=b", "<b>", '"', "'", "\\", "{{ x }}", "é", "İ", "ß",
    "😀", "\u202e", "\ud800", "\ufffe", "null", "None", "[]", "{}", "/", "//elsewhere.example/",
    "/queue/?a=b", "https://localhost/queue/", "https://[::1", "http://xn--a", "https://a.example/1",
    "article", "Europe/Vienna", "dark", "~", "~1", "1~", "38~1", "keep:1", "1:1 published=0",
    "published=0", "1 published=9", "title", "__class__", "id__in", "file:///etc/passwd",
    "javascript:alert(1)", "articles", "auth", "user", "sessions.session",
)  # fmt: skip
LENGTHS: Final = (31, 32, 33, 40, 41, 60, 61, 100, 101, 150, 151, 255, 256, 400, 401, 2001, 9000)
CHARACTERS: Final = ("a", "0", "é", "😀", " ", "\0", "%", "(", "~")
#: Parameters that no form has: of lists, of the admin, of its look-ups.
NAMES: Final = (
    "after", "before", "since", "status", "order", "skipped", "why", "next", "query", "page",
    "beside", "first", "ids", "seen", "shown", "all", "opened", "resumes", "typed", "sure",
    "quality_was",
    "_to_field", "_popup", "_changelist_filters", "o", "p", "q", "e", "action", "index",
    "select_across", "_selected_action", "form-TOTAL_FORMS", "form-INITIAL_FORMS",
    "form-0-id", "form-0-quality", "form-1-published", "id", "id__exact", "id__in", "pk",
    "published_at__year", "published_at__gte", "published_at__month", "status__exact", "provider",
    "provider__id__exact", "collection__id__exact", "topics__id__exact", "decided_by",
    "decided_by__password", "at__day", "at__range", "is_active__exact", "groups__id__exact",
    "name__regex", "title__startswith", "upstream__isnull", "values__a", "app_label", "model_name",
    "field_name", "term", "username", "password", "password1", "password2", "usable_password",
    "first_name", "email", "last_login_0", "last_login_1", "date_joined_0", "date_joined_1", "post",
    "fresh", "saved", "_charset_", "csrfmiddlewaretoken", "a[b]", "", "\0",
)  # fmt: skip
#: What scripts send and links name, which no form of a page has: by the beginning of the path.
NAMES_BY_PATH: Final = {
    "/review/": ("page", "ids", "beside", "first", "query", "opened", "skipped"),
    "/queue/": ("after", "before", "since", "order", "status"),
    "/history": ("after", "before", "article", "person", "date_from"),
    "/sign-ins/": ("after", "before"),
    "/acts/": ("after",),
    "/batches/": ("why", "after", "ids", "seen", "all", "query"),
    "/admin/": ("_to_field", "_popup", "o", "p", "_changelist_filters", "_selected_action"),
    "/feeds/": ("topic", "provider", "collection", "after", "page"),
}
COOKIES: Final = (
    'sessionid="aaaaaaaa\\000"', "sessionid=" + "a" * 41, "sessionid=" + "\x7f" * 9, "sessionid=é",
    'sessionid="\\355\\240\\200aaaaaa"', "messages=x", 'messages="[[\\000"',
    "csrftoken=" + "a" * 70,
    "zone=Europe/Vienna", "zone=../etc", 'zone="\\000"', "=", ";;", 'a="',
)  # fmt: skip
HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "HTTP_HX_REQUEST": ("true", "false", "x"),
    "HTTP_HX_CURRENT_URL": ("http://localhost/queue/?q=%00", "https://[::1", "x" * 3000, "\0"),
    "HTTP_HX_TARGET": ("row-1", "\0", "%F0%9F"),
    "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": ("true",),
    "HTTP_REFERER": ("http://localhost/articles/1/", "https://elsewhere.example/", "https://[", ""),
    "HTTP_HOST": (
        "localhost",
        "127.0.0.1:80",
        "elsewhere.example",
        "a b",
        "[::1",
        "localhost:x",
        "",
    ),
    "HTTP_ACCEPT": ("text/html", "application/json", "*/*", "x/", ";q=", "text/html;q=x"),
    "HTTP_IF_NONE_MATCH": ("*", '"a"', 'W/"', "x" * 500),
    "HTTP_IF_MODIFIED_SINCE": (
        "Sat, 28 Nov 2026 10:00:00 GMT",
        "Sat, 99 Nov 0001 00:00:00 GMT",
        "x",
    ),
    "HTTP_IF_UNMODIFIED_SINCE": ("Sat, 28 Nov 1901 10:00:00 GMT", "x"),
    "HTTP_ORIGIN": ("null", "http://localhost", "https://[", "http://elsewhere.example"),
    "HTTP_RANGE": ("bytes=0-1", "bytes=9-", "x"),
    "HTTP_ACCEPT_ENCODING": ("gzip", "br;q=1.0", "x" * 300),
    "HTTP_ACCEPT_LANGUAGE": ("de", "xx-" + "y" * 600, "\0"),
    "HTTP_X_FORWARDED_PROTO": ("https", "x"),
    "HTTP_X_FORWARDED_FOR": ("1.2.3.4", "\0"),
    "HTTP_USER_AGENT": ("x" * 3000, "\0é"),
    "HTTP_X_CSRFTOKEN": ("x" * 64, "\0"),
    "REMOTE_ADDR": ("", "::1%eth0", "unix:", "1.2.3.4", "\0"),
}
CONTENT_TYPES: Final = (
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=" + "x" * 300, "multipart/form-data; boundary=é", "",
    "application/x-www-form-urlencoded; charset=latin-1", "application/json", "text/plain", "x",
    "application/x-www-form-urlencoded; charset=lost", "application/x-www-form-urlencoded;charset=",
    "multipart/form-data; boundary=x; charset=lost",
    "multipart/form-data; boundary=x; charset=utf-16",
)  # fmt: skip
BODIES: Final = (
    b"", b"\0", b"\xff\xfe", b"a", b"&&&===", b"{", b"--x", b"--x--\r\n", b"%",
    b"--x\r\nContent-Disposition: form-data; name=note\r\n\r\n\xff\0\r\n--x--\r\n",
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="a\0b"\r\n\r\nz\r\n--x--\r\n',
    b"--x\r\nContent-Disposition: form-data; name*=lost''%ff\r\n\r\n1\r\n--x--\r\n",
    b"--x\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"!\r\n--x--\r\n",
    b"&".join(b"a=1" for _ in range(1100)),
)  # fmt: skip

Fields = list[tuple[str, str]]


def value(dice: Random) -> str:
    """Return a random value of a parameter."""
    kind = dice.randrange(8)
    if kind < 2:
        return dice.choice(NUMBERS)
    if kind == 2:
        return dice.choice(MOMENTS)
    if kind == 3:
        place = dice.choice(MOMENTS if dice.random() < 0.6 else NUMBERS)
        return f"{place}~{dice.choice(NUMBERS)}"
    if kind == 4:
        return dice.choice(CHARACTERS) * dice.choice(LENGTHS)
    if kind == 5:
        reach = dice.choice((128, 0x3000))
        return "".join(chr(dice.randrange(reach)) for _ in range(dice.randrange(1, 9)))
    return dice.choice(TEXTS)


def parameters(dice: Random, names: list[str], path: str) -> Fields:
    """Return some random parameters; most have one of the names, or one that fits the path."""
    of_path = [name for start, each in NAMES_BY_PATH.items() if path.startswith(start)
               for name in each]  # fmt: skip
    pool = dice.choice([names or NAMES, of_path or names or NAMES, NAMES])
    count = dice.choice((0, 1, 1, 2, 3, 6))
    return [(name, _fitting(dice, name)) for name in dice.choices(pool, k=count)]


def _fitting(dice: Random, name: str) -> str:
    """Return a random value, half of the time of the kind that the parameter takes."""
    if name not in ("after", "before", "since", "page") or dice.random() < 0.5:
        return value(dice)
    if name == "page":
        return dice.choice("0a\0") * dice.choice((1, 31, 32, 33, 400))
    place = dice.choice((*MOMENTS, *NUMBERS))
    return place if name == "since" else f"{place}~{dice.choice(NUMBERS)}"


def mutated(dice: Random, fields: Fields) -> Fields:
    """Return the form's fields with some of them changed, left out, repeated or added."""
    changed = list(fields)
    for _ in range(dice.choice((0, 1, 1, 1, 2, 3))):
        way = dice.randrange(5)
        if not changed or way == 0:
            changed.append((dice.choice(NAMES), value(dice)))
            continue
        at = dice.randrange(len(changed))
        if way == 1:
            del changed[at]
        elif way == 2:
            changed.append(changed[at])
        else:
            changed[at] = (changed[at][0], value(dice))
    return changed


def query(fields: Fields) -> str:
    """Return the fields as a query or a body, with lone surrogates as their bytes."""
    return urlencode(fields, errors="surrogatepass")


def segment(dice: Random) -> str:
    """Return a random part of a path, escaped."""
    return quote(value(dice)[:300], safe="", errors="surrogatepass") or "x"


def headers(dice: Random, sent: str) -> dict[str, Any]:
    """Return random headers as WSGI has them; `sent` are the cookies of the client."""
    chosen: dict[str, Any] = {}
    if dice.random() < 0.25:
        chosen["HTTP_HX_REQUEST"] = "true"
    if dice.random() < 0.2:
        for name in dice.sample(sorted(HEADERS), dice.choice((1, 1, 2, 4))):
            chosen[name] = dice.choice(HEADERS[name])
    if dice.random() < 0.05:
        junk = "; ".join(dice.sample(COOKIES, dice.choice((1, 1, 2))))
        chosen["HTTP_COOKIE"] = f"{sent}; {junk}" if dice.random() < 0.5 else junk
    return chosen
