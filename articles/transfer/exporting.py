"""Write all rows of a desk as lines of JSON, with a header and a closing line.

The header names the format and the schema. Each line after it is one row, with its table. After
every CHECKPOINT rows a line has the SHA-256 of all bytes before it; the closing line has that, and
the number of rows by table.
"""

import hashlib
import json
import os
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.utils import timezone

from articles.models.snapshots import consistent_reads
from articles.transfer.faults import TransferError
from articles.transfer.private_files import new_private_file
from articles.transfer.tables import columns, exported_models, rows, schema
from articles.transfer.values import References, as_json

FORMAT: Final = "newsroom-history"
VERSION: Final = 1
CHECKPOINT: Final = 1000
_CHUNK: Final = 500


class _Writer:
    """Writes lines of JSON, and keeps the digest of what was written."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def write(self, line: dict[str, Any]) -> None:
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self.digest.update(text)
        self.file.write(text)


def count_rows() -> int:
    """Return how many rows an export made now would have."""
    return sum(rows(model).count() for model in exported_models())


def export_history(path: Path, on_progress: Callable[[int], None] = lambda count: None) -> int:
    """Write all rows of the desk into a new file, mode 600, and return how many.

    They are as they were at one moment, unless it is called in a transaction; nobody has to wait
    before they write. Passwords, second factors, sessions and what else `tables` leaves out are not
    among them. `on_progress` is called with the number of rows so far, every CHECKPOINT rows.
    Raises TransferError where the file exists or can't be written; errors of the database pass
    through.
    """
    # Path.exists raises where a folder may not be entered or a name is too long.
    if os.path.exists(path):
        raise TransferError(f"{path} exists already: name another file.")
    with new_private_file(path) as file, consistent_reads():
        return _write_rows(_Writer(file), on_progress)


def _write_rows(writer: _Writer, on_progress: Callable[[int], None]) -> int:
    writer.write(
        {
            "format": FORMAT,
            "version": VERSION,
            "release": release(),
            "schema": schema(),
            "made_at": timezone.now().isoformat(),
        }
    )
    references = References()
    counts: dict[str, int] = {}
    total = 0
    for model in exported_models():
        label = model._meta.label_lower
        fields = columns(model)
        names = [field.attname for field in fields]
        counts[label] = 0
        for values in rows(model).values_list(*names).iterator(_CHUNK):
            row = {
                field.attname: as_json(field, value, references)
                for field, value in zip(fields, values, strict=True)
            }
            writer.write({"table": label, "row": row})
            counts[label] += 1
            total += 1
            if total % CHECKPOINT == 0:
                writer.write({"sha256": writer.digest.hexdigest()})
                on_progress(total)
    writer.write({"end": {"rows": counts}, "sha256": writer.digest.hexdigest()})
    return total


def release() -> str:
    """Return the release's number as pip installed it; "" where the package isn't installed."""
    try:
        return metadata.version("newsroom-desk")
    except metadata.PackageNotFoundError:
        return ""
