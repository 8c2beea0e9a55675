"""Replace one document on disk whole: a temporary file, flushed, renamed into its place."""

import hashlib
import os
import stat
from collections.abc import Callable
from contextlib import suppress
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
        if not _lies_in(root, place):
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
        if _lies_in(root, root / path):
            _beside(root / path).unlink(missing_ok=True)


def _lies_in(root: Path, place: Path) -> bool:
    return place.parent.resolve(strict=True).is_relative_to(root.resolve(strict=True))


def _beside(place: Path) -> Path:
    """Where the new text is written first: the same place each time, so that no litter piles up.

    The leading dot keeps an import from taking it for a document.
    """
    digest = hashlib.sha256(os.fsencode(place.name)).hexdigest()[:8]
    return place.with_name(f".{place.name[:40]}-{digest}.newsroom-export")


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
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    # Open until the end, so that no other file can have its number.
    with os.fdopen(handle, "wb") as file:
        try:
            file.write(content)
            file.flush()
            os.fchmod(handle, stat.S_IMODE(info.st_mode))
            # Each by itself: only root may give a file away, a group is often allowed.
            for owner, group in ((-1, info.st_gid), (info.st_uid, -1)):
                with suppress(PermissionError):
                    os.fchown(handle, owner, group)
            os.fsync(handle)
            # May take a while, so the last look at the file comes after it.
            before()
            if place.read_bytes() != expected:
                raise WriteError("import first: it was rewritten while the export ran")
            # Another export clears away what one that stood still for a minute had begun.
            if not _is(made, handle):
                raise WriteError("another export has begun to write it")
            os.replace(made, place)
        except BaseException:
            with suppress(OSError):
                if _is(made, handle):
                    made.unlink()
            raise
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _is(place: Path, handle: int) -> bool:
    return os.path.samestat(place.lstat(), os.fstat(handle))
