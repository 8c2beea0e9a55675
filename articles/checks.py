"""System checks: libyaml, the proxy in front of a desk with https, the mode of settings files."""

import stat
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning

from articles.documents import HAS_LIBYAML


def check_yaml(**kwargs: Any) -> list[CheckMessage]:
    """Return a warning (articles.W001) where PyYAML lacks libyaml, else an empty list.

    Without libyaml, imports take about ten times longer.
    """
    if HAS_LIBYAML:
        return []
    return [
        Warning(
            "PyYAML was built without libyaml: imports take about ten times longer.",
            hint="Install PyYAML's wheel (pip install --force-reinstall pyyaml), or libyaml-dev "
            "before PyYAML is built.",
            id="articles.W001",
        )
    ]


def check_trusted_proxies(**kwargs: Any) -> list[CheckMessage]:
    """Return a warning (articles.W003) for https without a trusted proxy, else an empty list.

    A trusted Unix socket counts as a proxy. Without one everybody has the proxy's address, and
    shares its limit of failed sign-ins.
    """
    if not settings.SERVED_BY_HTTPS or settings.TRUSTED_PROXIES or settings.TRUSTS_UNIX_SOCKET:
        return []
    return [
        Warning(
            "No proxy is trusted, so everybody has the address of the one that ends TLS: a "
            "stranger who sends wrong passwords stops the sign-in of all. X-Forwarded-Proto is "
            "accepted from any client that reaches the port.",
            hint="Set NEWSROOM_TRUSTED_PROXIES to its address, such as 127.0.0.1, and let it set "
            "X-Forwarded-For.",
            id="articles.W003",
        )
    ]


def check_env_files(**kwargs: Any) -> list[CheckMessage]:
    """Return a warning (articles.W005) for each settings file whose mode gives others any right.

    Others are all but its owner. A file that is gone, or is no regular file, is passed over. The
    files may hold a database's password or the secret key; who may write one controls the desk.
    """
    return [
        Warning(
            f"Others than its owner may read or write {path}, which may hold passwords.",
            hint=f"Run: chmod 600 {path}",
            id="articles.W005",
        )
        for path in settings.ENV_FILES
        if _is_open(path)
    ]


def _is_open(path: Path) -> bool:
    """Tell whether a file is open to others; what is no file, such as /dev/null, is not."""
    try:
        mode = path.stat().st_mode
    except OSError:  # gone since it was read
        return False
    return stat.S_ISREG(mode) and bool(mode & 0o077)
