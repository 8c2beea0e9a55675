"""Run the import command in tests, and match the lines that it prints."""

import re
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.core.management import CommandError, call_command

BAD = {"quality": "high", "published": False}
SECONDS = r"[0-9]+\.[0-9] s"


@dataclass
class CommandResult:
    """The result of a command: what it printed to both streams, and its exit status."""

    out: str
    err: str
    status: int

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def run(*args: Any, **options: Any) -> CommandResult:
    """Run `import_articles` as manage.py does."""
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command("import_articles", *map(str, args), stdout=out, stderr=err, **options)
    except CommandError as error:
        # As manage.py does: the message on stderr, and its status.
        err.write(f"CommandError: {error}\n")
        status = error.returncode
    except SystemExit as error:
        status = error.code
    return CommandResult(out.getvalue(), err.getvalue(), status)


def matches(sentence: str, line: str) -> bool:
    """Tell whether the line is the sentence; SECONDS in it stands for any duration."""
    return bool(re.fullmatch(re.escape(sentence).replace("SECONDS", SECONDS), line))
