"""Replace one document on disk whole: a temporary file, flushed, renamed into its place."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path


class WriteError(Exception):
    """The document could not be written and is as it was; the message says why.

    `is_unsure` where the disk failed so badly that nobody can say which text it holds.
    """

    def __init__(self, message: str, *, is_unsure: bool = False) -> None:
        super().__init__(message)
        self.is_unsure = is_unsure


def replace_file(
    root: Path,
    path: str,
    expected: bytes,
    content: bytes,
    *,
    before: Callable[[], None] = lambda: None,
) -> None:
    """Put `content` in the place of `expected`, keeping the mode (and owner and group where
    allowed).

    `before` is called before the last look at the file, and what it raises keeps that as it is.
    Whatever happens, the file holds the one or the other. Raises WriteError, the file being as it
    was, where it is read-only, lies behind a link, or holds something else by now.
    """
    place = root / path
    try:
        if not place.parent.resolve(strict=True).is_relative_to(root.resolve(strict=True)):
            raise WriteError("its folder lies behind a link out of the collection")
        info = place.lstat()
        if not stat.S_ISREG(info.st_mode):
            raise WriteError("it is no file any more")
        if not info.st_mode & 0o222:
            raise WriteError("the file is read-only")
        _replace(place, info, expected, content, before)
    except OSError as error:
        # A network's disk may fail after the rename: what counts is what the file holds.
        holds = _read(place)
        if holds != content:
            words = os.strerror(error.errno or 0)
            raise WriteError(words, is_unsure=holds is None) from None


def remove_leftover(root: Path, path: str) -> None:
    """Remove what a `replace_file` that was killed left beside the document, if it did."""
    with suppress(OSError):
        _beside(root / path).unlink(missing_ok=True)


def _beside(place: Path) -> Path:
    """Where the new text is written first: the same place each time, so that no litter piles up.

    The leading dot keeps an import from taking it for a document.
    """
    return place.with_name(f".{place.name[:40]}.newsroom-export")


def _read(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError:
        return None


def _replace(
    place: Path, info: os.stat_result, expected: bytes, content: bytes, before: Callable[[], None]
) -> None:
    made = _beside(place)
    made.unlink(missing_ok=True)
    try:
        with open(made, "xb", opener=partial(os.open, mode=0o600)) as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), stat.S_IMODE(info.st_mode))
            # Each by itself: only root may give a file away, a group is often allowed.
            for owner, group in ((-1, info.st_gid), (info.st_uid, -1)):
                with suppress(PermissionError):
                    os.fchown(file.fileno(), owner, group)
            os.fsync(file.fileno())
        # May take a while, so the last look at the file comes after it.
        before()
        if place.read_bytes() != expected:
            raise WriteError("import first: it was rewritten while the export ran")
        os.replace(made, place)
    except BaseException:
        with suppress(OSError):
            made.unlink()
        raise
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
