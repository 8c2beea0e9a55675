"""Refuse every connection but to this machine and to the database of DATABASE_URL.

An audit hook of Python sees each connection and each look-up of a name before it is made. It can't
be taken out again. The folder is on PYTHONPATH while tests run, so that Python imports
`sitecustomize` there, and so this module, in the processes that tests start.
"""

import os
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
    if isinstance(name, str) and not _is_allowed(name.lower()):
        refused.append(name)
        raise ConnectionForbidden(f"Tests connect to this machine alone, not to {name}.")


def _is_allowed(name: str) -> bool:
    if name in _names:
        return True
    try:
        return ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False
