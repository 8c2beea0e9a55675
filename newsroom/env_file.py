"""The file that holds settings for every command and the service: `newsroom.env`.

NEWSROOM_ENV_FILE names it; else it is `newsroom.env` in the clone (in the current folder, where the
package is installed) and in the data folder. Cron and a supervisor start processes with different
environments, so that without a file a command would use another desk than the service.
"""

import os
from io import StringIO
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from dotenv.parser import Binding, parse_stream

from newsroom import environment

NAME: Final = "newsroom.env"
#: The variable that names the file.
VARIABLE: Final = "NEWSROOM_ENV_FILE"


def load() -> list[Path]:
    """Set the variables of the settings files in the environment; those it has already stay.

    Returns the files that were read: the one that NEWSROOM_ENV_FILE names; without that, those of
    the clone (or current folder) and of the data folder that exist; the data folder's file wins.
    Raises ImproperlyConfigured where the named file is missing or a file can't be read, for a bad
    line, where the data folder's file names another data folder, and where the path of the data
    folder can't be found out.
    """
    given = os.environ.get(VARIABLE, "").strip()
    if given:
        path = _named(given)
        _set_missing(_read(path))
        return [path]
    home = environment.data_folder("").parent
    values = _read_existing(home / NAME)
    data = os.environ.get("NEWSROOM_DATA", values.get("NEWSROOM_DATA", ""))
    folder = environment.data_folder(data)
    own = _read_existing(folder / NAME)
    if "NEWSROOM_DATA" in own and environment.data_folder(own["NEWSROOM_DATA"]) != folder:
        raise ImproperlyConfigured(
            f"{folder / NAME}: NEWSROOM_DATA names another folder than the one this file is in. "
            f"Set it in {home / NAME} or in the environment."
        )
    _set_missing(values | own)
    return [path for path in {home / NAME: None, folder / NAME: None} if os.path.lexists(path)]


def _named(text: str) -> Path:
    """Return the absolute path of the file that NEWSROOM_ENV_FILE names.

    Raises ImproperlyConfigured where `text` is no path.
    """
    try:
        return Path(text).expanduser().resolve()
    except (OSError, RuntimeError, ValueError):
        raise ImproperlyConfigured(f"{VARIABLE}: expected a file, got {text!r}.") from None


def _set_missing(values: dict[str, str]) -> None:
    for name, value in values.items():
        os.environ.setdefault(name, value)


def _read_existing(path: Path) -> dict[str, str]:
    return _read(path) if os.path.lexists(path) else {}


def _read(path: Path) -> dict[str, str]:
    """Return the file's variables; a relative NEWSROOM_DATA is joined to the file's folder.

    One that begins with `~` stays. Raises ImproperlyConfigured where the file is missing or can't
    be read, and for a bad line.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            values = _values(path, file.read())
    except OSError as error:
        raise ImproperlyConfigured(f"{path} can't be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{path} can't be read: it is not UTF-8.") from None
    data = values.get("NEWSROOM_DATA", "").strip()
    if data and not data.startswith("~"):
        values["NEWSROOM_DATA"] = str(path.parent / data)
    return values


def _values(path: Path, text: str) -> dict[str, str]:
    """Return the variables that the text sets; the last of equal names counts.

    Raises ImproperlyConfigured for a line that isn't NAME=value, and for a NUL in a value; `path`
    is for the message.
    """
    values: dict[str, str] = {}
    for binding in parse_stream(StringIO(text)):
        name, value = binding.key, binding.value
        if name is None and not binding.error:  # a comment or an empty line
            continue
        # A name alone has no value; an empty one is a value.
        if name is None or value is None or "\0" in value:
            raise ImproperlyConfigured(f"{path}:{_line(binding)}: expected NAME=value.")
        values[name] = value
    return values


def _line(binding: Binding) -> int:
    """Return the number of the binding's line; its text begins with the empty lines before it."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
