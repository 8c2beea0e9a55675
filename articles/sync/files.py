"""Find the files of a folder that may be documents, and read their bytes safely."""

import errno
import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from articles.documents import MAX_BYTES, Problem
from articles.models.collection import PATH_LENGTH

#: A row of PostgreSQL's index holds no more than 2,704 bytes.
PATH_BYTES: Final = 2000
SUFFIXES: Final = (".md", ".markdown", ".txt", ".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that may be a document: its bytes and their SHA-256, or the problem with it.

    `path` is relative to the collection's root; that of a folder that can't be opened ends with /.
    """

    path: str
    content: bytes = b""
    sha256: str = ""
    problem: Problem | None = None


def sha256(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def printable(path: str) -> str:
    """Return the path on one line, with characters that are not printable escaped as in Python."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode()
        for char in path
    )


def is_storable_name(path: str) -> bool:
    """Tell whether a path is valid UTF-8 without control characters, line and paragraph separators.

    Other characters that are not printable are stored, and printed escaped.
    """
    return not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in path)


def is_short_enough(path: str) -> bool:
    """Tell whether a path has at most PATH_LENGTH characters and PATH_BYTES bytes, to be stored."""
    return len(path) <= PATH_LENGTH and len(os.fsencode(path)) <= PATH_BYTES


def storable_path(path: str) -> str:
    """Return the path; for one that can't be stored, a readable replacement.

    That is the beginning of its printable form, and in parentheses a digest of the whole path.
    """
    if is_storable_name(path) and is_short_enough(path):
        return path
    whole = printable(path)
    shown = whole.encode()[: PATH_LENGTH - 40].decode(errors="ignore")
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return f"{shown}{'…' if shown != whole else ''} ({digest})"


def same_name_warning(root: Path, path: str) -> Problem | None:
    """Return a warning where a path isn't in Unicode's form NFC, and its NFC form is another file.

    Otherwise return None, also where the files can't be looked up.
    """
    composed = unicodedata.normalize("NFC", path)
    try:
        if composed == path or (root / composed).samefile(root / path):
            return None
    except OSError:
        return None
    expected = "a name that isn't another's in another Unicode form"
    return Problem("warning", None, "", expected, f"{composed} there too")


def document_paths(root: Path) -> Iterator[str]:
    """Yield the paths of files that may be documents, relative to `root`.

    Names in a folder are in the order of their bytes, its files before its subfolders. Such files
    have one of SUFFIXES, in any letter case; files and folders whose names begin with a dot are
    left out. Links with such a name, and to any folder, are yielded, so that `read` reports them,
    and never followed. A folder that can't be opened is yielded by its path with a slash at the
    end. Raises OSError where `root` itself can't be opened.
    """
    pending = [""]
    while pending:
        prefix = pending.pop()
        try:
            with os.scandir(root / prefix) as listing:
                entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
        except OSError:
            if not prefix:
                raise
            # `read` reports why it can't be opened.
            yield prefix
            continue
        folders = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(f"{prefix}{entry.name}/")
            elif entry.name.lower().endswith(SUFFIXES) or _is_linked_folder(entry):
                yield prefix + entry.name
        pending += reversed(folders)


def _is_linked_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and os.path.isdir(entry.path)


def is_unread_folder(source: SourceFile) -> bool:
    """Tell whether a source counts as a folder whose files are unknown.

    That is any refused path that doesn't end in one of SUFFIXES: so each folder that can't be
    opened (its path ends with a slash), and a link to a folder, unless it is named like a document.
    """
    return source.problem is not None and not source.path.lower().endswith(SUFFIXES)


def read(root: Path, path: str) -> SourceFile:
    """Return one file's bytes and their SHA-256, or the `problem` for which it is refused.

    Refuses anything but a readable regular file of at most MAX_BYTES, when it is opened, with a
    path that can be stored; so also a link at the path (links in the folders before it are
    followed), and a missing file. A path that can't be opened or read is a problem, too, no
    exception.
    """
    if not is_storable_name(path):
        expected = "a file name in UTF-8 without control characters"
        return _refused(path, expected, printable(path)[:80])
    if not is_short_enough(path):
        expected = f"a path of at most {PATH_LENGTH:,} characters and {PATH_BYTES:,} bytes"
        return _refused(path, expected, f"{len(path):,} and {len(os.fsencode(path)):,}")
    try:
        # Non-blocking, so that opening a FIFO returns. The kind of file is read from the open
        # handle, because the name may point to another file since.
        handle = os.open(root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return _refused(path, "a file", "a link (links are not followed)")
        return _refused(path, "a file that can be read", os.strerror(error.errno or 0))
    info = os.fstat(handle)
    if not stat.S_ISREG(info.st_mode):
        os.close(handle)
        return _refused(path, "a file", "a folder, pipe, socket or device")
    with os.fdopen(handle, "rb") as file:
        if info.st_size > MAX_BYTES:
            return _refused(path, f"at most {MAX_BYTES:,} bytes", f"{info.st_size:,}")
        try:
            content = file.read(MAX_BYTES + 1)
        except OSError as error:
            return _refused(path, "a file that can be read", os.strerror(error.errno or 0))
    return SourceFile(path, content, hashlib.sha256(content).hexdigest())


def _refused(path: str, expected: str, actual: str) -> SourceFile:
    return SourceFile(path, problem=Problem("error", None, "", expected, actual))
