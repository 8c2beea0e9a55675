"""Why an export, a backup or a restore can't be made, and what of a file its message shows."""

from typing import Any, Final

from articles.sync.files import printable

#: In characters: what a message has of a word of the file.
_SHOWN: Final = 80


class TransferError(Exception):
    """An export, backup or restore was refused or failed; the message says why, for people."""


def shown(value: Any) -> str:
    """Return a file's value as a message shows it: on one line, escaped, cut to 80 characters.

    `unknown` stands for None and anything else that is false, such as ''.
    """
    return printable(str(value or "unknown"))[:_SHOWN]
