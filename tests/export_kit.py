"""Imports and exports of a folder, and what they did to the documents in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from articles.models import Article
from articles.sync.exporter import ExportReport, Left, Written, export_target
from articles.sync.importer import Report, import_target
from articles.sync.targets import targets


def bring_in(folder: Path, **options: Any) -> Report:
    return import_target(targets([str(folder)])[0], **options)


def write_back(
    folder: Path, *, meanwhile: Callable[[Written | Left], Any] = lambda entry: None
) -> tuple[ExportReport, list[Written | Left]]:
    """Export the folder; `meanwhile` happens after each entry."""
    entries: list[Written | Left] = []

    def hear(entry: Written | Left) -> None:
        entries.append(entry)
        meanwhile(entry)

    return export_target(targets([str(folder)])[0], on_entry=hear), entries


def place(article: Article) -> Path:
    return Path(article.collection.root) / article.path


def changed_lines(before: bytes, after: bytes) -> list[tuple[bytes, bytes]]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    assert len(old) == len(new)
    return [(a, b) for a, b in zip(old, new, strict=True) if a != b]
