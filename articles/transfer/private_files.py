"""Files that nobody else may read and that are there whole or not at all."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from articles.transfer.faults import TransferError


@contextmanager
def new_private_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a new file to write and read, mode 600, which gets its name `path` after the block.

    It is on disk then. Until then it has a temporary name in the same folder; an exception of the
    block removes it. Raises TransferError where disk or folder refuse, in place of an OSError of
    the block, and, only after the block, where `path` exists.
    """
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    except OSError as error:
        raise TransferError(f"{path} can't be written ({error.strerror}).") from None
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        give_name(Path(temporary), path)
        sync_folder(path.parent)
    except FileExistsError:
        raise TransferError(f"{path} exists already: name another file.") from None
    except OSError as error:
        raise TransferError(f"{path} can't be written ({error.strerror}).") from None
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def give_name(temporary: Path, path: Path) -> None:
    """Give a file its name, which must be free; raise FileExistsError where it isn't.

    The temporary name may stay. Raises other OSErrors, as where the two are on different disks.
    """
    try:
        # A link, unlike a rename, never replaces a file that came meanwhile.
        os.link(temporary, path)
    except OSError as error:
        # Some network disks have no links.
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS):
            raise
        if path.exists():
            raise FileExistsError from None
        os.rename(temporary, path)


def sync_folder(folder: Path) -> None:
    """Flush a folder's names to disk; raise OSError where that fails."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
