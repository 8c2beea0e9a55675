"""Atomic write of one document: a temporary file, flushed to disk, is renamed over the old one."""

import hashlib
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


class WriteError(Exception):
    """A document could not be written; the message is the reason.

    The export left its file unchanged, except with `is_uncertain`: then the file can't be read
    back, and may hold the old text or the new one.
    """

    def __init__(self, message: str, *, is_uncertain: bool = False) -> None:
        super().__init__(message)
        self.is_uncertain = is_uncertain


def replace_file(
    root: Path,
    path: str,
    expected: bytes,
    content: bytes,
    *,
    before_check: Callable[[], None] = lambda: None,
) -> None:
    """Replace the file's content `expected` by `content` atomically, keeping its mode.

    Owner and group are kept where the system allows it. `before_check` is called when the new
    content is on disk, before the file is compared with `expected`; if it raises, the file stays
    unchanged. Raises WriteError where the file is missing, no regular file, without any write
    permission, in a folder behind a link out of `root`, or no longer holds `expected`; where a
    later call for the same document has begun; and for an OSError, also one of `before_check`,
    unless the file holds `content` then. Other exceptions of `before_check` pass through.
    """
    target = root / path
    try:
        if not _is_within(root, target):
            raise WriteError("its folder lies behind a link out of the collection")
        info = target.lstat()
        if not stat.S_ISREG(info.st_mode):
            raise WriteError("it is no file any more")
        if not info.st_mode & 0o222:
            raise WriteError("the file is read-only")
        _write_and_rename(target, info, expected, content, before_check)
    except OSError as error:
        # A network disk may fail after the rename, so the file's actual content decides.
        current = _read_or_none(target)
        if current != content:
            reason = os.strerror(error.errno or 0)
            raise WriteError(reason, is_uncertain=current is None) from None


def remove_temporary_file(root: Path, path: str) -> None:
    """Remove the temporary file of this document that a killed `replace_file` left, if any.

    A `replace_file` that is writing it raises WriteError then. Does nothing where the disk fails or
    the path's folder lies behind a link out of `root`.
    """
    with suppress(OSError):
        if _is_within(root, root / path):
            _temporary_path(root / path).unlink(missing_ok=True)


def _is_within(root: Path, target: Path) -> bool:
    # Unlike Path.resolve, which raises RuntimeError, this raises OSError for a circle of links.
    parent = Path(os.path.realpath(target.parent, strict=True))
    return parent.is_relative_to(os.path.realpath(root, strict=True))


def _temporary_path(target: Path) -> Path:
    """Return the path of the document's temporary file, in the same folder.

    It is always the same, so that none accumulate. The leading dot keeps an import from taking it
    for a document.
    """
    digest = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:8]
    return target.with_name(f".{target.name[:40]}-{digest}.newsroom-export")


def _read_or_none(target: Path) -> bytes | None:
    """Return the file's bytes, b"" for a missing file; None where it can't be read."""
    try:
        return target.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError:
        return None


def _write_and_rename(
    target: Path,
    info: os.stat_result,
    expected: bytes,
    content: bytes,
    before_check: Callable[[], None],
) -> None:
    temporary = _temporary_path(target)
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    # Open until the end, so that no other file can get its inode number.
    with os.fdopen(handle, "wb") as file:
        try:
            file.write(content)
            file.flush()
            os.fchmod(handle, stat.S_IMODE(info.st_mode))
            # Each by itself: only root may change a file's owner, a group is often allowed.
            for owner, group in ((-1, info.st_gid), (info.st_uid, -1)):
                with suppress(PermissionError):
                    os.fchown(handle, owner, group)
            os.fsync(handle)
            # May take a while, so the last comparison of the file comes after it.
            before_check()
            if target.read_bytes() != expected:
                raise WriteError("import first: it was rewritten while the export ran")
            # Another export removes the temporary file of one that was stopped for a minute.
            if not _is_same_file(temporary, handle):
                raise WriteError("another export has begun to write it")
            os.replace(temporary, target)
        except BaseException:
            with suppress(OSError):
                if _is_same_file(temporary, handle):
                    temporary.unlink()
            raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _is_same_file(path: Path, handle: int) -> bool:
    return os.path.samestat(path.lstat(), os.fstat(handle))
