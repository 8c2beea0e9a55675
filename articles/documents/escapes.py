"""Normalise percent-escapes in the parts of a URL (RFC 3986, section 6.2.2), and read queries.

Escaped bytes that are no UTF-8 stay different from each other: no replacement character is used.
"""

import re
import unicodedata
from typing import Final
from urllib.parse import quote, unquote_to_bytes

#: A `%`, with the two digits if it begins an escape.
_ESCAPE: Final = re.compile(rb"%([0-9A-Fa-f]{2})?")
#: One escape in upper case, or a run of anything else.
_PIECE: Final = re.compile(rb"(%[0-9A-F]{2})|([^%]+)")
_UNRESERVED: Final = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
)
#: What is left of `&amp;` between two parameters of a URL that was copied from HTML.
_HTML_AMPERSAND: Final = "amp;"


def normalised_escapes(text: str, kept: str) -> str:
    """Return a part of a URL with its percent-escapes normalised.

    Unreserved characters are literal, their escapes decoded. A character of `kept` stays literal or
    escaped, as it is in `text`. All others are escaped, as UTF-8, composed (NFC). Escapes are in
    upper case; a `%` without two hexadecimal digits becomes %25. `kept` is ASCII. Raises
    UnicodeEncodeError for surrogates.
    """
    decoded = _ESCAPE.sub(_decoded_if_free, text.encode())
    return "".join(
        escape.decode() if escape else quote(_composed(plain), safe=kept)
        for escape, plain in _PIECE.findall(decoded)
    )


def parameters(query: str) -> list[tuple[bytes, bytes]]:
    """Return (name, value) of each parameter of a query, in its order, repeated ones included.

    `&` separates parameters. Names and values are bytes, decoded as those of a form (`+` is a
    space) and composed (NFC) where they are UTF-8. A parameter without `=` has the value b""; one
    without name and value is left out. Names are read without `amp;` before them. Raises
    UnicodeEncodeError for surrogates.
    """
    pairs = []
    for parameter in query.split("&"):
        name, _, value = without_html_ampersand(parameter).partition("=")
        if name or value:
            pairs.append((_form_bytes(name), _form_bytes(value)))
    return pairs


def without_html_ampersand(parameter: str) -> str:
    """Return a parameter without each leading `amp;`, the rest of an ampersand escaped in HTML."""
    while parameter.startswith(_HTML_AMPERSAND):
        parameter = parameter.removeprefix(_HTML_AMPERSAND)
    return parameter


def _decoded_if_free(match: re.Match[bytes]) -> bytes:
    """Return the byte of an escape if it is unreserved or not ASCII, else the escape in upper case.

    For a `%` that begins no escape, return its escape, %25.
    """
    if match[1] is None:
        return b"%25"
    byte = int(match[1], 16)
    return bytes([byte]) if byte >= 0x80 or byte in _UNRESERVED else match[0].upper()


def _form_bytes(text: str) -> bytes:
    return _composed(unquote_to_bytes(text.replace("+", " ")))


def _composed(data: bytes) -> bytes:
    """Return bytes with what is UTF-8 in them composed (NFC); others stay as they are."""
    text = data.decode("utf-8", "surrogateescape")
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogateescape")
