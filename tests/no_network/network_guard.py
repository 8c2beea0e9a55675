"""Refuse every connection but to this machine and to the database of DATABASE_URL.

An audit hook of Python sees each connection and each look-up of a name before it is made. It can't
be taken out again. The folder is on PYTHONPATH while tests run, so that Python imports
`sitecustomize` there, and so this module, in the processes that tests start.
"""

import os
import socket
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

#: The folder for PYTHONPATH.
FOLDER: Final = str(Path(__file__).parent)
#: What was refused in this process: code that catches the exception is found all the same.
refused: list[str] = []
_names: set[str] = {"", "localhost"}
_is_installed = False


class ConnectionForbidden(Exception):
    """A test, or code that it runs, began a connection to another machine.

    It is no OSError, which code expects of networks and may catch.
    """


def install() -> None:
    """Refuse other connections from now on in this process, and in those of Python that it starts.

    A second call changes nothing.
    """
    global _is_installed
    _names.add(urlsplit(os.environ.get("DATABASE_URL", "")).hostname or "")
    if not _is_installed:
        _is_installed = True
        sys.addaudithook(_hook)
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if FOLDER not in paths:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [FOLDER, *paths]))


def take_refused() -> list[str]:
    """Return what was refused in this process since the last call."""
    taken = [*refused]
    refused.clear()
    return taken


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        # Addresses of other families, such as the path of a Unix socket, are of this machine.
        host = address[0] if isinstance(address, tuple) and address else ""
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    is_look_up = not event.startswith(("socket.connect", "socket.send"))
    if not isinstance(name, str) or _is_allowed(name.lower(), is_look_up=is_look_up):
        return
    if is_look_up and name.endswith(".invalid"):
        # As every resolver answers (RFC 6761), without asking one.
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    refused.append(name)
    raise ConnectionForbidden(f"Tests connect to this machine alone, not to {name}.")


def _is_allowed(name: str, *, is_look_up: bool) -> bool:
    """Tell whether a host may be connected to or looked up; an address needs no look-up."""
    if name in _names:
        return True
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return is_look_up or address.is_loopback or address.is_unspecified
