"""Documents of stories for tests: written into a folder, imported, and read back as stories."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from articles.models import Article, StoryCopy
from tests.documents_kit import document
from tests.export_kit import import_folder

BEGIN = datetime(2024, 3, 4, 12, tzinfo=UTC)
FOLD = "Robots learn to fold laundry in Osaka"


def write_copy(
    folder: Path, name: str, title: str, *, day: float = 0, url: str = "", provider: str = ""
) -> Path:
    """Write a document, by default with a provider and URL of its own, and return its path."""
    provider = provider or f"provider-{name}"
    moment = BEGIN + timedelta(days=day)
    path = folder / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        document(
            title=f'title: "{title}"',
            excerpt=None,
            originalUrl=f"originalUrl: {url or f'https://{provider}.example/{name}'}",
            webUrl=None,
            quality="quality: 38",
            published="published: false",
            provider=f"provider: {{name: {provider}, domain: {provider}.example}}",
            publishedDateTime=f"publishedDateTime: {moment:%Y-%m-%dT%H:%M:%SZ}",
        )
    )
    return path


def write_unlike(folder: Path) -> None:
    """Write three documents that are like none, so that words have weights."""
    for word in ("tea", "rain", "steel"):
        write_copy(folder, f"unlike-{word}", f"Wholly unlike {word}", day=-30, provider="unlike")


def import_story_of_four(folder: Path) -> None:
    """Import a folder with a story of four waiting copies; `second` has the best score, 60.

    They are `first` to `fourth`, the others with quality 38, in the order of their dates.
    """
    write_unlike(folder)
    for number, name in enumerate(("first", "second", "third", "fourth")):
        path = write_copy(folder, name, FOLD, day=number / 4)
        if name == "second":
            set_quality_in(path, 60)
    import_folder(folder)


def set_quality_in(path: Path, points: int) -> None:
    """Write another quality into a document of `write_copy`."""
    path.write_text(path.read_text().replace("quality: 38", f"quality: {points}"))


def article(name: str) -> Article:
    """Return the article of the document that `write_copy` wrote under this name."""
    return Article.objects.get(path=f"{name}.md")


def partition(copies: Iterable[StoryCopy] | None = None) -> set[frozenset[str]]:
    """Return the paths of the copies of each story that has several."""
    rows = StoryCopy.objects.select_related("article") if copies is None else copies
    paths: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row.story_id:
            paths[row.story_id].add(row.article.path.removesuffix(".md"))
    return {frozenset(each) for each in paths.values() if len(each) > 1}
