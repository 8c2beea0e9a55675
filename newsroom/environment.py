"""Values of settings, from the environment and the command line.

Functions raise ImproperlyConfigured, with a message for people, where a value can't be used.
"""

import os
import re
import secrets
import stat
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

PACKAGE: Final = Path(__file__).resolve().parent
#: The clone's root, or site-packages.
PROJECT: Final = PACKAGE.parent
#: A wheel holds templates/ and seeds/ in this package; in a clone they are folders next to it.
IS_CLONE: Final = not (PACKAGE / "templates").is_dir()
RESOURCES: Final = PROJECT if IS_CLONE else PACKAGE
#: Commands that use no data of a desk, so that they run in any folder.
WITHOUT_DATA: Final = frozenset({"help", "version", "make_demo"})
HELP: Final = frozenset({"-h", "--help"})
#: The host names that Django accepts in a Host header; it answers requests for no other.
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[a-f0-9:.]+\]")

#: A URL as browsers send it: ASCII without spaces, quotes or backslashes.
_PREFIX: Final = re.compile(r"[!$-&(-;=?-\[\]_a-z~]+", re.ASCII)


def _fault(variable: str, expected: str, value: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{variable}: expected {expected}, got {value!r}.")


def program(argv: Sequence[str]) -> str:
    """Return the name of the program that runs commands, for messages.

    `manage.py`, `newsroom` or `python -m newsroom` is taken from `argv`; in other processes, such
    as a WSGI server, it is `manage.py` in a clone, else `newsroom`.
    """
    return _given_program(argv) or ("manage.py" if IS_CLONE else "newsroom")


def _given_program(argv: Sequence[str]) -> str:
    path = Path(argv[0] if argv else "")
    if path.name == "__main__.py" and path.parent.name == PACKAGE.name:
        return "python -m newsroom"
    return path.name if path.name in {"manage.py", "newsroom"} else ""


def data_folder(text: str) -> Path:
    """Return the absolute path of the data folder, which need not exist.

    `text` is the value of NEWSROOM_DATA, in which `~` is the home folder; where it is empty, the
    path is `.newsroom` in the git clone or, where the package is installed, in the current folder.
    Raises ImproperlyConfigured where the home folder is unknown, the current folder is gone, or
    links lead in a circle.
    """
    try:
        if text.strip():
            return Path(text.strip()).expanduser().resolve()
        return (PROJECT if IS_CLONE else Path.cwd()) / ".newsroom"
    except (OSError, RuntimeError):
        if not text.strip():
            raise ImproperlyConfigured(
                "The current folder is gone. Go to another, or name the desk's by NEWSROOM_DATA."
            ) from None
        raise _fault("NEWSROOM_DATA", "a folder", text) from None


def uses_data_folder(folder: Path, argv: Sequence[str]) -> bool:
    """Tell whether the command in `argv` uses the data folder, which only `start` may create.

    True where the folder exists, and for `start` (but for its help). False without a folder for
    help, for no command and for those in WITHOUT_DATA. Raises ImproperlyConfigured for others
    without a folder, other programs (a WSGI server) included, so that none creates a new desk in a
    wrong folder.
    """
    is_ours, wants_help = bool(_given_program(argv)), not HELP.isdisjoint(argv)
    if os.path.exists(folder) or (is_ours and argv[1:2] == ["start"] and not wants_help):
        return True
    if is_ours and (wants_help or len(argv) == 1 or argv[1] in WITHOUT_DATA):
        return False
    place = folder.parent if folder.name == ".newsroom" else folder
    raise ImproperlyConfigured(
        f"There is no desk in {place}: run `{_given_program(argv) or 'newsroom'} start` to make "
        "one there, or go to the folder where it was started, or name its data folder by "
        "NEWSROOM_DATA, here or in newsroom.env."
    )


def secret_key(folder: Path, given: str, *, needs_folder: bool) -> str:
    """Return the given key, or else the key stored in `folder`, creating what is missing.

    With `needs_folder` or without a given key, makes the folder or, where it exists and is this
    account's own, makes it private (mode 700). Raises ImproperlyConfigured where the folder can't
    be used, where one to make private holds the project or is sticky (as /tmp is), and where the
    stored key is empty or not UTF-8.
    """
    try:
        if needs_folder or not given:
            _make_private(folder)
        return given or _stored_key(folder / "secret-key")
    except OSError as error:
        raise ImproperlyConfigured(
            f"NEWSROOM_DATA: {folder} can't be used ({error.strerror}). Name a folder that can."
        ) from None


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.stat()
    if status.st_uid == os.geteuid() and status.st_mode & 0o077:
        # Removing permissions of / or /tmp would break other programs.
        if status.st_mode & stat.S_ISVTX or PROJECT.is_relative_to(folder):
            raise ImproperlyConfigured(
                f"NEWSROOM_DATA: {folder} holds other things too. Name a folder of its own."
            )
        folder.chmod(0o700)


def _stored_key(path: Path) -> str:
    """Return the key in the file; where that is missing, create it with a new random key, mode 600.

    With the key one can sign in. Raises ImproperlyConfigured where the file holds no key.
    """
    if not path.exists():
        # A link is atomic, so that two processes that start at the same time read one key.
        with NamedTemporaryFile("w", dir=path.parent) as temporary, suppress(FileExistsError):
            temporary.write(secrets.token_urlsafe(50))
            temporary.flush()
            os.link(temporary.name, path)
    key = ""
    with suppress(UnicodeDecodeError):
        key = path.read_text(encoding="utf-8").strip()
    if not key:
        raise ImproperlyConfigured(
            f"NEWSROOM_DATA: {path} holds no key. Remove the file: the next start makes a new one, "
            "and people sign in again."
        )
    return key


def address(text: str) -> tuple[str, str, str]:
    """Return scheme, host and origin of NEWSROOM_URL, `text`; all "" where it is empty.

    The host is in lower case, that of an IPv6 address in brackets; the origin is as browsers send
    it (RFC 6454), without a default port. Raises ImproperlyConfigured for anything but an http(s)
    address without a path.
    """
    if not text.strip():
        return "", "", ""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
        if ":" in host:
            host = f"[{IPv6Address(host)}]"
        if not _HOST.fullmatch(host) or port == 0 or "@" in parts.netloc:
            raise ValueError
        if parts.scheme not in {"http", "https"}:
            raise ValueError
        if parts.path not in {"", "/"} or parts.query or parts.fragment:
            raise ValueError
    except ValueError:
        expected = "an address such as https://desk.example.org, without a path"
        raise _fault("NEWSROOM_URL", expected, text) from None
    is_default_port = port in {None, 443 if parts.scheme == "https" else 80}
    return parts.scheme, host, f"{parts.scheme}://{host}" + ("" if is_default_port else f":{port}")


def pictures(text: str, *, served_by_https: bool) -> tuple[str, str]:
    """Return the mode of NEWSROOM_PICTURES (`direct`, `off` or a proxy's prefix) and its origin.

    The origin is that of the proxy, for the Content Security Policy; else ''. Raises
    ImproperlyConfigured for anything else: a proxy is an https URL without user-info and fragment,
    or an http one for a desk that is served by http itself.
    """
    text = text.strip()
    if text in {"direct", "off"}:
        return text, ""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        host = f"[{IPv6Address(host)}]" if ":" in host else host
        schemes = {"https"} if served_by_https else {"https", "http"}
        if parts.scheme not in schemes or not _HOST.fullmatch(host) or parts.port == 0:
            raise ValueError
        if "@" in parts.netloc or "#" in text or not _PREFIX.fullmatch(text):
            raise ValueError
    except ValueError:
        expected = "direct, off, or the URL prefix of an image proxy by https, such as "
        expected += "https://img.example.org/?url="
        raise _fault("NEWSROOM_PICTURES", expected, text) from None
    port = "" if parts.port is None else f":{parts.port}"
    return text, f"{parts.scheme}://{host}{port}"


def reasons(text: str) -> dict[str, str]:
    """Return the reasons of NEWSROOM_REASONS (`key=words,key=words`) by key, in their order.

    Raises ImproperlyConfigured for another form, a repeated key, and one that isn't 1 to 40 of a-z,
    0-9 and -.
    """
    by_key: dict[str, str] = {}
    for pair in text.split(","):
        key, _, label = (part.strip() for part in pair.partition("="))
        if not label or key in by_key or not re.fullmatch(r"[a-z0-9-]{1,40}", key):
            expected = "key=words,key=words, each key once and at most 40 of a-z, 0-9 and -"
            raise _fault("NEWSROOM_REASONS", expected, text)
        by_key[key] = label
    return by_key


def trusted_proxies(text: str) -> tuple[tuple[IPv4Network | IPv6Network, ...], bool]:
    """Return the networks of trusted proxies, and whether a Unix socket is one.

    `text` has addresses and networks with commas between them: `127.0.0.1,10.0.0.0/8`; the word
    `unix` stands for a Unix socket. Empty parts, and white space around a part, are ignored.
    Raises ImproperlyConfigured for anything else, such as a network with host bits (`10.0.0.1/8`).
    """
    networks = []
    parts = [part.strip() for part in text.split(",") if part.strip()]
    for part in parts:
        if part == "unix":
            continue
        try:
            networks.append(ip_network(part))
        except ValueError:
            expected = "addresses, networks or unix, such as 127.0.0.1,10.0.0.0/8"
            raise _fault("NEWSROOM_TRUSTED_PROXIES", expected, part) from None
    return tuple(networks), "unix" in parts


def time_zone(name: str) -> str:
    """Return the name of a time zone unchanged; raise ImproperlyConfigured for any other text."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        expected = "a time zone such as Europe/Vienna"
        raise _fault("NEWSROOM_TIME_ZONE", expected, name) from None
    return name


def postgres(url: str) -> dict[str, Any]:
    """Return Django's settings of the PostgreSQL database at the URL.

    Connections are kept for 60 s, and made within 5 s unless the URL has another `connect_timeout`.
    Raises ImproperlyConfigured for a URL of another kind of database (SQLite from a URL would lack
    the options that serialise writers), for one that can't be parsed or has no database's name, and
    where psycopg isn't installed.
    """
    try:
        if urlsplit(url).scheme not in {"postgres", "postgresql"}:
            raise ValueError
        database: dict[str, Any] = {
            **dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
        }
        if not database["NAME"]:
            raise ValueError
    except (ValueError, KeyError):
        # The message doesn't repeat the URL, which has a password in it.
        raise ImproperlyConfigured(
            "DATABASE_URL: expected postgres://USER:PASSWORD@HOST/NAME, with what is special in a "
            "password written as %XX. Unset, SQLite in NEWSROOM_DATA is used."
        ) from None
    if find_spec("psycopg") is None:
        raise ImproperlyConfigured(
            "DATABASE_URL: PostgreSQL needs psycopg. Run: pip install 'newsroom-desk[postgres]'"
        )
    database["OPTIONS"] = {"connect_timeout": 5, **database.get("OPTIONS", {})}
    return database
