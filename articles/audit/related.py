"""Check an article's rows besides its own: images, related links, addresses, search text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from articles.audit.finding import Finding, shown
from articles.documents import ImageEntry, NewsDocument
from articles.models import Article, Image
from articles.search.index import search_text_of
from articles.sync.related_rows import (
    IMAGE_COLUMNS,
    address_keys,
    image_columns,
    link_columns,
    link_key,
    links_by_key,
)


def related_findings(article: Article, document: NewsDocument, name: str) -> Iterator[Finding]:
    """Yield where images, related links and addresses of an article aren't those of its document.

    All can be repaired. Rows that weren't prefetched are queried; `name` names the article.
    """
    yield from _differences(
        article, name, "image", image_columns(document.images), _stored_images(article.images.all())
    )
    links, rows = links_by_key(document.related), {}
    expected, stored = {}, {}
    for key, (position, entry) in links.items():
        provider = (entry.provider.name, entry.provider.domain) if entry.provider else None
        expected[key] = {**link_columns(position, entry), "provider": provider}
    for row in article.related_links.all():
        key = link_key(row)
        rows[key] = row
        provider = (row.provider.name, row.provider.domain) if row.provider else None
        columns = {column: getattr(row, column) for column in link_columns_of(links, key)}
        stored[key] = {**columns, "provider": provider}
    yield from _differences(article, name, "related link", expected, stored)
    for key in links.keys() & rows.keys():
        images: Sequence[ImageEntry] = links[key][1].images
        yield from _differences(
            article,
            name,
            f"related link {shown(key)}, image",
            image_columns(images),
            _stored_images(rows[key].images.all()),
        )
    keys = {row.key for row in article.addresses.all()}
    if keys != address_keys(document):
        yield Finding(
            name, "addresses", shown(sorted(address_keys(document))), shown(sorted(keys)),
            article.pk, is_repairable=True,
        )  # fmt: skip


def link_columns_of(links: Mapping[str, tuple[int, Any]], key: str) -> list[str]:
    """Return the names of a related link's columns to compare; `position` if `links` lacks `key`.

    `links` has the document's links, each with its position, by key.
    """
    return list(link_columns(*links[key])) if key in links else ["position"]


def search_finding(article: Article, name: str) -> Iterator[Finding]:
    """Yield a finding, repairable, where the search text isn't that of columns and provider."""
    expected = search_text_of(article, article.provider.name)
    stored = getattr(article, "search_text", None)
    found = stored.text if stored else None
    if found != expected:
        yield Finding(
            name, "search text", shown(expected), shown(found), article.pk, is_repairable=True
        )


def _stored_images(rows: Iterable[Image]) -> dict[str, dict[str, Any]]:
    return {row.url: {column: getattr(row, column) for column in IMAGE_COLUMNS} for row in rows}


def _differences(
    article: Article,
    name: str,
    label: str,
    expected: Mapping[str, Mapping[str, Any]],
    stored: Mapping[str, Mapping[str, Any]],
) -> Iterator[Finding]:
    for key in sorted(expected.keys() | stored.keys()):
        if expected.get(key) != stored.get(key):
            yield Finding(
                name,
                f"{label} {shown(key)}",
                shown(expected.get(key)),
                shown(stored.get(key)),
                article.pk,
                is_repairable=True,
            )
