"""Hosts of URLs as browsers read them: in ASCII, as literal addresses, and whether they are public.

IPv4 addresses are read by the WHATWG URL Standard: `0x7f.1` and `2130706433` are 127.0.0.1.
"""

import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import Final
from urllib.parse import unquote, urlsplit

import idna

Address = IPv4Address | IPv6Address

#: Final labels of names that no public site has: RFC 6761, 6762 (with its appendix G), 8375, and
#: `internal`, which ICANN reserved for private networks.
PRIVATE_NAMES: Final = frozenset(
    {"localhost", "local", "internal", "intranet", "private", "corp", "home", "lan"}
)
#: Networks whose addresses end in an IPv4 address that is reached in the end: IPv4-compatible,
#: translated (RFC 2765, 6052).
_WITH_IPV4: Final = (
    IPv6Network("::/96"),
    IPv6Network("::ffff:0:0:0/96"),
    IPv6Network("64:ff9b::/96"),
)
_DIGITS: Final = {8: "01234567", 10: "0123456789", 16: "0123456789abcdef"}

#: What separates labels besides the full stop (UTS 46, section 4).
_DOTS: Final = re.compile("[\u3002\uff0e\uff61]")


def host_of(url: str) -> str:
    """Return the host of a URL, or '' where it has none or can't be parsed.

    It is in lower case up to a `%`. An IPv6 address is without its brackets; Unicode, Punycode and
    escapes aren't converted.
    """
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # brackets that hold no IPv6 address
        return ""


def ascii_host(host: str) -> str:
    """Return a host in lower case and in ASCII, by IDNA with UTS 46, without final dots.

    Where IDNA 2008 refuses it, as with emoji, its Unicode labels are in Punycode all the same. A
    host that is in ASCII already isn't checked.
    """
    host = _DOTS.sub(".", host).lower().rstrip(".")
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode().rstrip(".")
    except idna.IDNAError:
        # Characters such as `…` become full stops.
        labels = unicodedata.normalize("NFKC", host).lower().rstrip(".").split(".")
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels
    )


def literal_address(host: str) -> Address | None:
    """Return the IP address that a host is, or None where it is a name.

    IPv4 addresses are read as browsers do: they have one to four parts, each decimal, octal
    (`0177`) or hexadecimal (`0x7f`), the last of which fills the rest; escapes are decoded. An IPv6
    address may be in brackets or have a zone (`%eth0`). Raises ValueError for a host that has a
    colon or ends in a number and is no address, also one with a port; other hosts that browsers
    refuse are taken for names.
    """
    if ":" in host:
        return IPv6Address(host.strip("[]"))
    parts = ascii_host(unquote(host)).split(".")
    last = parts[-1]
    if not (last.isdecimal() or _number(last) is not None):
        return None
    numbers = [_number(part) for part in parts]
    if len(parts) > 4 or None in numbers:
        raise ValueError(f"{host!r} ends in a number and is no IPv4 address")
    *first, rest = [number for number in numbers if number is not None]
    if any(number > 255 for number in first) or rest >= 256 ** (4 - len(first)):
        raise ValueError(f"{host!r} has a number too large for an IPv4 address")
    return IPv4Address(sum(n << (24 - 8 * place) for place, n in enumerate(first)) + rest)


def is_public_host(host: str) -> bool:
    """Tell whether a host may be one of the public internet, by its text alone: no look-up is made.

    Not public are: private, loopback, link-local, carrier-grade NAT, multicast, unspecified,
    reserved and documentation addresses, also within an IPv6 address; names of a single label or
    with an empty one, and those that end in one of PRIVATE_NAMES or in `home.arpa`; and what
    `literal_address` raises for.
    """
    try:
        address = literal_address(host)
    except ValueError:
        return False
    if address is not None:
        return _is_public_address(address)
    labels = ascii_host(unquote(host)).split(".")
    is_local = labels[-1] in PRIVATE_NAMES or labels[-2:] == ["home", "arpa"]
    return len(labels) > 1 and all(labels) and not is_local


def _is_public_address(address: Address) -> bool:
    inner = _inner_address(address)
    if inner is not None:
        return _is_public_address(inner)
    # By Python's definition multicast and site-local addresses may be global.
    is_local = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or address.is_reserved or is_local)


def _inner_address(address: Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to by mapping or translation, or None."""
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if int(address) > 1 and any(address in network for network in _WITH_IPV4):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _number(text: str) -> int | None:
    """Return a part of an IPv4 address as a number, or None where it is none."""
    base, digits = 10, text
    if text[:2] == "0x":
        base, digits = 16, text[2:]
    elif len(text) > 1 and text.startswith("0"):
        base, digits = 8, text[1:]
    if not text or not set(digits) <= set(_DIGITS[base]):
        return None
    return int(digits or "0", base)
