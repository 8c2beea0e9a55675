"""The file of a backup: a tar archive with a manifest, which has the SHA-256 of each member."""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

from articles.transfer.faults import TransferError, shown

FORMAT: Final = "newsroom-backup"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
#: A manifest is short; anything longer is none.
_MANIFEST_BYTES: Final = 100_000
#: What tarfile raises for archives that are none, also that somebody made so.
_UNREADABLE: Final = (tarfile.TarError, EOFError, ValueError, OverflowError, RecursionError)
_BLOCK: Final = 1024 * 1024


def write_archive(file: BinaryIO, about: dict[str, Any], members: Sequence[Path]) -> None:
    """Write the manifest, with `about` and the members' digests, and the members.

    Then read the members back, and compare their digests. `file` must be empty, and open for
    reading too; members are named by their file names alone. Raises TransferError where a member
    isn't read back as it was, OSError where reading or writing fails.
    """
    digests = {member.name: _sha256_of(member) for member in members}
    manifest = {"format": FORMAT, "version": VERSION, **about, "sha256": digests}
    content = json.dumps(manifest, indent=2).encode() + b"\n"
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(_entry(MANIFEST, len(content)), io.BytesIO(content))
        for member in members:
            with member.open("rb") as source:
                archive.addfile(_entry(member.name, member.stat().st_size), source)
    file.flush()
    file.seek(0)
    with tarfile.open(fileobj=file, mode="r:") as archive:
        for name, digest in digests.items():
            copy_member(archive, name, digest, None)


@contextmanager
def opened(path: Path) -> Iterator[tuple[tarfile.TarFile, dict[str, Any]]]:
    """Yield the archive and its manifest; raise TransferError where the file is no backup.

    Also where it can't be read, or the manifest is cut off, of another version or without the lists
    of members and migrations. Errors of the block that uses the archive pass through.
    """
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(tarfile.open(path, mode="r:"))
            manifest = _manifest(archive, path)
        except OSError as error:
            raise TransferError(f"{path} can't be read ({error.strerror or error}).") from None
        except _UNREADABLE:
            raise TransferError(f"{path} is no backup of a desk, or was cut off.") from None
        yield archive, manifest


def copy_member(archive: tarfile.TarFile, name: str, digest: str, target: BinaryIO | None) -> None:
    """Copy a member into `target`, if given, and compare its SHA-256 with `digest`.

    Raises TransferError where the member is missing, cut off, no regular file, or its digest is
    another, and OSError where the archive can't be read or `target` can't be written; by then
    `target` may hold a part or all of the member.
    """
    actual = hashlib.sha256()
    try:
        source = _regular(archive, archive.getmember(name))
        if source is None:
            raise TransferError(f"{name} in the backup is no regular file: the backup was changed.")
        while block := source.read(_BLOCK):
            actual.update(block)
            if target:
                target.write(block)
    except KeyError:
        raise TransferError(f"The backup lacks {name}: it was changed, or cut off.") from None
    except _UNREADABLE:
        raise TransferError(
            f"The backup was changed or cut off before the end of {name}."
        ) from None
    if actual.hexdigest() != digest:
        raise TransferError(f"{name} in the backup was changed or is damaged: its digest differs.")


def _manifest(archive: tarfile.TarFile, path: Path) -> dict[str, Any]:
    first = archive.next()
    source = _regular(archive, first) if first and first.name == MANIFEST else None
    manifest = None
    if source:
        try:
            manifest = json.loads(source.read(_MANIFEST_BYTES))
        except (ValueError, RecursionError):
            manifest = None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise TransferError(f"{path} is no backup of a desk: `backup` makes them.")
    if manifest.get("version") != VERSION:
        raise TransferError(
            f"{path} is of format {shown(repr(manifest.get('version')))}, this release reads "
            f"{VERSION}: restore it by the release that made it ({shown(manifest.get('release'))})."
        )
    for key, what in (("sha256", "members"), ("schema", "migrations")):
        pairs = manifest.get(key)
        if not isinstance(pairs, dict) or not all(isinstance(each, str) for each in pairs.values()):
            raise TransferError(f"{path} lists no {what}: its manifest was changed.")
    return manifest


def _regular(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes] | None:
    """Return the content of a regular file; None for a link, a device, or a file with holes."""
    is_regular = entry.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not entry.issparse()
    return archive.extractfile(entry) if is_regular else None


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
