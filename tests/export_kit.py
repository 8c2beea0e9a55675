"""Import and export a folder, and compare its documents before and after."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from articles.models import Article
from articles.sync.export_plan import SkippedDocument
from articles.sync.exporter import ExportReport, WrittenDocument, export_target
from articles.sync.importer import Report, import_target
from articles.sync.targets import targets


def import_folder(folder: Path, **options: Any) -> Report:
    """Import the folder and return the report."""
    return import_target(targets([str(folder)])[0], **options)


def export_folder(
    folder: Path,
    *,
    meanwhile: Callable[[WrittenDocument | SkippedDocument], Any] = lambda entry: None,
) -> tuple[ExportReport, list[WrittenDocument | SkippedDocument]]:
    """Export the folder; `meanwhile` is called after each entry."""
    entries: list[WrittenDocument | SkippedDocument] = []

    def add(entry: WrittenDocument | SkippedDocument) -> None:
        entries.append(entry)
        meanwhile(entry)

    return export_target(targets([str(folder)])[0], on_entry=add), entries


def document_path(article: Article) -> Path:
    """Return the path of the article's document on disk."""
    return Path(article.collection.root) / article.path


def changed_lines(before: bytes, after: bytes) -> list[tuple[bytes, bytes]]:
    """Return the lines that differ, each before and after; both texts have as many lines."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    assert len(old) == len(new)
    return [(a, b) for a, b in zip(old, new, strict=True) if a != b]
