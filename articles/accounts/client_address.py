"""What a trusted proxy may report of a client: its IP address, and whether it came by https."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Address = IPv4Address | IPv6Address


class ForwardedProtoMiddleware:
    """Middleware that removes X-Forwarded-Proto, unless a trusted proxy sent it.

    Without NEWSROOM_TRUSTED_PROXIES it is accepted from any client, as a desk behind a proxy would
    otherwise redirect to https for ever (the check articles.W003 warns of it where https is used).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        names_any = settings.TRUSTED_PROXIES or settings.TRUSTS_UNIX_SOCKET
        if names_any and not _is_trusted(_parse(request.META.get("REMOTE_ADDR", ""))):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return self.get_response(request)


def client_address(request: HttpRequest | None) -> str | None:
    """Return the IP address of the client, without an IPv6 zone; IPv4 in IPv6 is given as IPv4.

    It is the address of the connection, unless that is a trusted proxy (NEWSROOM_TRUSTED_PROXIES).
    Then it is the rightmost address in X-Forwarded-For that is no trusted proxy's, else the
    leftmost one; an entry that is no address ends the reading, with the address to its right, or
    without one the proxy's own. None without a request, and for a Unix socket that isn't trusted
    or whose proxy reports no address.
    """
    if request is None:
        return None
    address = _parse(request.META.get("REMOTE_ADDR", ""))
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while entries and _is_trusted(address):
        reported = _parse(entries.pop())
        if reported is None:
            break
        address = reported
    return str(address) if address else None


def network_of(address: str | None) -> str:
    """Return the text by which limits count an address: IPv4 as it is, IPv6 as its /64 network.

    For example `192.0.2.1`, `2001:db8::/64`; '' for None. A client usually has a whole /64, and
    could use another address of it for each request.
    """
    if address is None or ":" not in address:
        return address or ""
    return str(ip_network((address, 64), strict=False))


def _parse(text: str) -> Address | None:
    """Return the address in a text, or None; a port, brackets and an IPv6 zone are dropped.

    An IPv4 address that is written as IPv6 (`::ffff:192.0.2.1`) is returned as IPv4.
    """
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:  # a Unix socket has no address
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_trusted(address: Address | None) -> bool:
    if address is None:
        return bool(settings.TRUSTS_UNIX_SOCKET)
    return any(address in network for network in settings.TRUSTED_PROXIES)
