"""The command line: `newsroom` where the package is installed, manage.py in a clone."""

import os
import sys
from importlib import metadata
from typing import Final

DISTRIBUTION: Final = "newsroom-desk"


def main() -> None:
    """Run the management command that sys.argv names; `version` prints versions without a desk.

    Configuration and database errors, and a missing Django, end the process with a message and
    status 1, Ctrl-C with status 130. With `--traceback`, database errors are raised instead. A
    command may end the process with a status of its own.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import Error
    except ImportError:
        sys.exit(
            "Django is not installed here. Run: python3 -m venv .venv && .venv/bin/pip install -e ."
        )
    from articles.management.pipes import flush_standard_streams, guard_standard_streams
    from newsroom import environment

    guard_standard_streams()
    if sys.argv[1:] in (["version"], ["--version"]):
        sys.stdout.write(f"{_version()}\n")
        return
    try:
        execute_from_command_line([environment.program(sys.argv), *sys.argv[1:]])
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except AppRegistryNotReady:
        # Of commands that can do without settings Django runs the checks in any order: one of them
        # may ask for the models before another one finds that the settings can't be read.
        sys.exit(_settings_fault())
    except Error as error:
        if "--traceback" in sys.argv:
            raise
        from articles.management.setup import database_fault, not_set_up

        sys.exit(not_set_up() or database_fault(error))
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        flush_standard_streams()


def _settings_fault() -> str:
    """Return why the settings can't be read. Raises AppRegistryNotReady where they can."""
    from django.conf import settings
    from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured

    try:
        settings.INSTALLED_APPS  # noqa: B018
    except ImproperlyConfigured as error:
        return str(error)
    raise AppRegistryNotReady


def _version() -> str:
    """Return the versions of the desk and of Django; a clone need not be installed."""
    try:
        version = metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        version = "(not installed)"
    return f"{DISTRIBUTION} {version}, Django {metadata.version('django')}"
