"""From what the environment says to values of settings, or ImproperlyConfigured in one sentence."""

import os
import re
import secrets
import stat
from contextlib import suppress
from ipaddress import IPv6Address
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

PROJECT: Final = Path(__file__).resolve().parent.parent
#: As Django reads a Host header: whatever else a name holds would never be answered.
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[a-f0-9:.]+\]")


def _fault(variable: str, expected: str, found: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{variable}: expected {expected}, got {found!r}.")


def data_folder(text: str) -> Path:
    """Return the folder that NEWSROOM_DATA names, whole."""
    try:
        return Path(text.strip()).expanduser().resolve() if text.strip() else PROJECT / ".newsroom"
    except (OSError, RuntimeError):
        raise _fault("NEWSROOM_DATA", "a folder", text) from None


def secret_key(folder: Path, given: str, *, needs_folder: bool) -> str:
    """Return the given key, else the one kept in `folder`, which is made, closed to others."""
    try:
        if needs_folder or not given:
            _make_private(folder)
        return given or _kept_key(folder / "secret-key")
    except OSError as error:
        raise ImproperlyConfigured(
            f"NEWSROOM_DATA: {folder} can't be used ({error.strerror}). Name a folder that can."
        ) from None


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid == os.geteuid() and found.st_mode & 0o077:
        # Closing / or /tmp would harm others.
        if found.st_mode & stat.S_ISVTX or PROJECT.is_relative_to(folder):
            raise ImproperlyConfigured(
                f"NEWSROOM_DATA: {folder} holds other things too. Name a folder of its own."
            )
        folder.chmod(0o700)


def _kept_key(kept: Path) -> str:
    """Return the key in the file, made once with mode 600; whoever reads it can sign in."""
    if not kept.exists():
        # Linked into place whole, so that two processes starting at once read one key.
        with NamedTemporaryFile("w", dir=kept.parent) as made, suppress(FileExistsError):
            made.write(secrets.token_urlsafe(50))
            made.flush()
            os.link(made.name, kept)
    key = ""
    with suppress(UnicodeDecodeError):
        key = kept.read_text(encoding="utf-8").strip()
    if not key:
        raise ImproperlyConfigured(
            f"NEWSROOM_DATA: {kept} holds no key. Remove the file: the next start makes a new one, "
            "and people sign in again."
        )
    return key


def address(text: str) -> tuple[str, str, str]:
    """Return scheme, host (IPv6 in brackets) and origin as a browser sends it; all "" for none."""
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
    is_usual = port in {None, 443 if parts.scheme == "https" else 80}
    return parts.scheme, host, f"{parts.scheme}://{host}" + ("" if is_usual else f":{port}")


def reasons(text: str) -> dict[str, str]:
    """Return the reasons of `key=words,key=words`, in that order."""
    found: dict[str, str] = {}
    for pair in text.split(","):
        key, _, words = (part.strip() for part in pair.partition("="))
        if not words or key in found or not re.fullmatch(r"[a-z0-9-]{1,40}", key):
            expected = "key=words,key=words, each key once and at most 40 of a-z, 0-9 and -"
            raise _fault("NEWSROOM_REASONS", expected, text)
        found[key] = words
    return found


def time_zone(name: str) -> str:
    """Return the name of a zone that there is."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        expected = "a time zone such as Europe/Vienna"
        raise _fault("NEWSROOM_TIME_ZONE", expected, name) from None
    return name


def postgres(url: str) -> dict[str, Any]:
    """Return Django's settings of the PostgreSQL database at the address.

    No other database: SQLite from an address would lack the options that keep writers apart.
    """
    try:
        if urlsplit(url).scheme not in {"postgres", "postgresql"}:
            raise ValueError
        found: dict[str, Any] = {
            **dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
        }
        if not found["NAME"]:
            raise ValueError
    except (ValueError, KeyError):
        # The address is not repeated: it holds a password.
        raise ImproperlyConfigured(
            "DATABASE_URL: expected postgres://USER:PASSWORD@HOST/NAME, with what is special in a "
            "password written as %XX. Unset, SQLite in NEWSROOM_DATA is used."
        ) from None
    found["OPTIONS"] = {"connect_timeout": 5, **found.get("OPTIONS", {})}
    return found
