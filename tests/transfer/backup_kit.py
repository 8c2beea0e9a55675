"""The only file of a folder of backups, and a backup whose manifest says something else."""

import io
import tarfile
from pathlib import Path


def only(folder: Path) -> Path:
    """Return the only file of the folder; hidden ones count."""
    (path,) = folder.iterdir()
    return path


def change(path: Path, before: str, after: str) -> None:
    """Write the archive anew with other words in its manifest."""
    with tarfile.open(path) as archive:
        members = [(each, archive.extractfile(each).read()) for each in archive]  # type: ignore[union-attr]
    path.unlink()
    with tarfile.open(path, "w") as archive:
        for member, content in members:
            if member.name == "manifest.json":
                assert before.encode() in content
                content = content.replace(before.encode(), after.encode())
                member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
