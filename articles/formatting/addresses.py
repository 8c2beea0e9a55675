"""URLs for people: the registrable domain stands out, and what is meant to deceive is named."""

from typing import Final, NamedTuple
from urllib.parse import urlsplit

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.documents import lookalikes
from articles.documents.hosts import ascii_host, literal_address
from articles.documents.invisible import visible
from articles.documents.urls import MISREAD
from articles.formatting.hidden_characters import with_chips

_USER: Final = "the host follows the @"


class Address(NamedTuple):
    """A URL in three parts, with warnings; joined, the parts are the URL.

    `domain` is the host's registrable domain, its IP address, or all of a host that no browser
    opens; `before` is everything up to it. `domain` is '' where no host can be read: then all is in
    `before`. `other_form` is the host in ASCII where the URL has it in Unicode, in Unicode where
    the URL has Punycode, or the usual form of an IP address; '' if there is none. `warnings` are
    short phrases.
    """

    before: str
    domain: str
    after: str
    other_form: str = ""
    warnings: tuple[str, ...] = ()


def address(url: str) -> Address:
    """Return a URL in parts, with warnings of what in it may deceive or isn't valid.

    They are on white space, backslashes, user-info and the host; without a host (as in a path) none
    but the first two is given.
    """
    if MISREAD.search(url):
        return Address(url, "", "", warnings=("not a valid address",))
    try:
        netloc = urlsplit(url).netloc
    except ValueError:  # brackets that hold no IPv6 address
        return Address(url, "", "", warnings=("not a valid address",))
    user, at, host_and_port = netloc.rpartition("@")
    host = _without_port(host_and_port)
    if not host:
        return Address(url, "", "")
    start = url.find("//") + 2 + len(user + at)
    warnings = (_USER,) if at else ()
    try:
        literal = literal_address(host)
    except ValueError:
        return _parts(url, start, host, warnings=(*warnings, "no browser opens this host"))
    if literal is not None:
        usual = f"[{literal}]" if ":" in str(literal) else str(literal)
        other = "" if usual == host.lower() else usual
        words = "an IP address written as a number" if other else "an IP address, not a name"
        return _parts(url, start, host, other, (*warnings, words))
    domain = _last_labels(host, lookalikes.registered_labels(host))
    start += len(host) - len(domain)
    return _parts(url, start, domain, _other_form(host), (*warnings, *_letters(host)))


def warnings(url: str) -> tuple[str, ...]:
    """Return the warnings of `address` on a URL, as short phrases: `mixed scripts`; () for none."""
    return address(url).warnings


def address_element(url: str) -> SafeString:
    """Return a URL as HTML: its domain bold (`<b>`), then its other form and warnings, if any.

    The domain, what is before it, what is after it and the other form are each isolated (`<bdi>`),
    so that none can reorder another. Hidden characters are written out.
    """
    parts = address(url)
    shown = format_html('<bdi dir="ltr">{}</bdi>', with_chips(visible(parts.before)))
    if parts.domain:
        shown += format_html(
            '<b><bdi dir="auto">{}</bdi></b><bdi dir="ltr">{}</bdi>',
            with_chips(visible(parts.domain)),
            with_chips(visible(parts.after)),
        )
    return format_html('<span class="address">{}</span>{}', shown, _remarks(parts))


def warnings_element(url: str) -> SafeString:
    """Return a URL's domain, other form and warnings as HTML, a space first; '' for no warnings."""
    parts = address(url)
    if not parts.warnings:
        return SafeString("")
    return format_html(
        ' <span class="address"><bdi dir="auto">{}</bdi></span>{}',
        with_chips(visible(parts.domain)),
        _remarks(parts),
    )


def host_element(host: str) -> SafeString:
    """Return a host name as HTML: its domain bold (`<b>`), then other form and warnings, if any.

    Hidden characters are written out; a port or path after the host is left out.
    """
    parts = address(f"//{host}")
    return format_html(
        '<span class="address"><bdi dir="ltr">{}</bdi><b><bdi dir="auto">{}</bdi></b></span>{}',
        visible(parts.before[2:]),
        visible(parts.domain),
        _remarks(parts),
    )


def _remarks(parts: Address) -> SafeString:
    other = format_html(' <bdi class="other-form">{}</bdi>', parts.other_form)
    named = format_html_join("", ' <em class="deceptive">{}</em>', ((w,) for w in parts.warnings))
    return (other if parts.other_form else SafeString("")) + named


def _parts(
    url: str, start: int, domain: str, other: str = "", warnings: tuple[str, ...] = ()
) -> Address:
    end = start + len(domain)
    return Address(url[:start], url[start:end], url[end:], other, warnings)


def _letters(host: str) -> tuple[str, ...]:
    """Return the warning on the letters of a host, if there is one."""
    if lookalikes.mixes_scripts(host):
        return ("mixed scripts",)
    return ("look-alike letters",) if lookalikes.looks_like_latin(host) else ()


def _other_form(host: str) -> str:
    """Return a host in ASCII if it is in Unicode, in Unicode if in Punycode, else ''."""
    if not host.isascii():
        return ascii_host(host)
    in_unicode = lookalikes.unicode_host(host)
    return "" if in_unicode.isascii() else visible(in_unicode, strictly=True)


def _last_labels(host: str, count: int) -> str:
    """Return the last `count` labels of a host as written, with its final dots."""
    bare = host.rstrip(".")
    return ".".join(bare.split(".")[-count:]) + host[len(bare) :]


def _without_port(host_and_port: str) -> str:
    if host_and_port.startswith("["):
        return host_and_port.partition("]")[0] + "]"
    return host_and_port.partition(":")[0]
