"""Output whose reader may go: `export_articles --diff | head`, `--report /dev/stdout | head`."""

import os
import sys
from contextlib import suppress
from typing import Any, TextIO


class ReaderGone(Exception):
    """Nobody reads what a command prints, and it does nothing but print."""


class PipeSafe:
    """A text stream that goes on when its reader has gone: what is written after that is dropped.

    So a command that imports or exports ends its work, with its own exit status. `is_closed`, set
    when a write, flush or close has failed for that, tells a command that only prints that it may
    stop. Other attributes are those of the stream, and other errors pass through.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.is_closed = False

    def write(self, text: str) -> int:
        """Write the text, or drop it where the reader has gone; return its length."""
        try:
            return self.stream.write(text)
        except BrokenPipeError:
            self._drop()
            return len(text)

    def flush(self) -> None:
        """Flush the stream; where the reader has gone, drop what is buffered."""
        try:
            self.stream.flush()
        except BrokenPipeError:
            self._drop()

    def close(self) -> None:
        """Close the stream; where the reader has gone, what is buffered is lost."""
        try:
            self.stream.close()
        except BrokenPipeError:
            self.is_closed = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def _drop(self) -> None:
        """Set `is_closed`, and let the stream's file be the null device, so that a flush works."""
        self.is_closed = True
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, self.stream.fileno())
        os.close(null)


def guard_standard_streams() -> None:
    """Wrap sys.stdout and sys.stderr in PipeSafe, where they exist and aren't wrapped yet."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and not isinstance(stream, PipeSafe):
            setattr(sys, name, PipeSafe(stream))


def flush_standard_streams() -> None:
    """Flush sys.stdout and sys.stderr, where they exist, while PipeSafe can still drop the rest.

    At the interpreter's end a closed pipe would be an error.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # there is none
            stream.flush()


def stop_without_reader(stream: Any) -> None:
    """Raise ReaderGone if a write or flush of the PipeSafe stream has found its reader gone."""
    if getattr(stream, "is_closed", False):
        raise ReaderGone
