"""Store the images, related links, addresses and providers that documents name.

Existing rows are matched by key, so that only rows that differ are written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, Literal, TypeVar

from django.db import models

from articles.documents import ImageEntry, NewsDocument, ProviderEntry, RelatedEntry
from articles.documents.identity import url_keys
from articles.models import ArticleAddress, Image, Provider, RelatedLink

IMAGE_COLUMNS: Final = ("width", "height", "is_cached", "title", "attribution", "position")
LINK_COLUMNS: Final = (
    "title", "excerpt", "published_at", "web_url", "amp_web_url", "cdn_amp_web_url", "type",
    "quality", "provider_id", "position",
)  # fmt: skip

#: SQLite may take no more than 32,766 values in one query; a chunk can name more related links.
BATCH: Final = 10_000
Row = TypeVar("Row", bound=models.Model)
Value = TypeVar("Value")


def batches(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Yield the values in lists of at most BATCH, which one query can name."""
    values = iter(values)
    while batch := list(islice(values, BATCH)):
        yield batch


def store_images(
    owner: Literal["article", "provider", "related_link"],
    images: Mapping[int, Sequence[ImageEntry]],
) -> None:
    """Make `images` the images of each owner in it (by primary key), in their order.

    Updates, inserts and deletes rows, matched by URL; of images with equal URL the last counts.
    Owners that aren't in `images` keep theirs.
    """
    existing = {
        (getattr(row, f"{owner}_id"), row.url): row
        for batch in batches(images)
        for row in Image.objects.filter(**{f"{owner}__in": batch})
    }
    columns = {
        (pk, url): values
        for pk, entries in images.items()
        for url, values in image_columns(entries).items()
    }
    created = _synchronise(Image, existing, columns, IMAGE_COLUMNS)
    for (pk, url), row in created.items():
        setattr(row, f"{owner}_id", pk)
        row.url = url
    Image.objects.bulk_create(created.values())


def image_columns(entries: Sequence[ImageEntry]) -> dict[str, dict[str, Any]]:
    """Return the columns IMAGE_COLUMNS of the images of one owner, by URL.

    Of images with equal URL the last counts.
    """
    return {
        entry.url: {
            **{name: getattr(entry, name) for name in IMAGE_COLUMNS if name != "position"},
            "position": position,
        }
        for position, entry in enumerate(entries)
    }


def store_related(
    related: Mapping[int, Sequence[RelatedEntry]],
    providers: Mapping[tuple[str, str], Provider],
) -> None:
    """Make `related` the related links of each article in it (by primary key), with their images.

    Updates, inserts and deletes rows, matched by web URL, else AMP URL, else CDN AMP URL, else
    title; of links that match each other the last counts. Articles that aren't in `related` keep
    theirs. `providers` must have every provider that the links name, by name and domain.
    """
    rows = RelatedLink.objects.filter(article__in=list(related)) if related else []
    existing = {(row.article_id, link_key(row)): row for row in rows}
    links = {
        (pk, key): link
        for pk, entries in related.items()
        for key, link in links_by_key(entries).items()
    }
    columns = {
        key: {
            **link_columns(position, entry),
            "provider_id": providers[entry.provider.name, entry.provider.domain].pk
            if entry.provider
            else None,
        }
        for key, (position, entry) in links.items()
    }
    created = _synchronise(RelatedLink, existing, columns, LINK_COLUMNS)
    for key, row in created.items():
        row.article_id = key[0]
    RelatedLink.objects.bulk_create(created.values())
    stored = {**existing, **created}
    store_images("related_link", {stored[key].pk: e.images for key, (_, e) in links.items()})


def store_addresses(documents: Mapping[int, NewsDocument]) -> None:
    """Make the digests of the document's URLs the addresses of each article (by primary key).

    They are the `url_keys` of its original, web, AMP and CDN AMP URL, empty ones left out. Deletes
    the other addresses of these articles; articles that aren't in `documents` keep theirs.
    """
    keys = {(pk, key) for pk, document in documents.items() for key in address_keys(document)}
    rows = ArticleAddress.objects.filter(article__in=list(documents)).order_by()
    existing = {(row.article_id, row.key): row.pk for row in rows} if documents else {}
    outdated = [pk for key, pk in existing.items() if key not in keys]
    for batch in batches(outdated):
        ArticleAddress.objects.filter(pk__in=batch).delete()
    ArticleAddress.objects.bulk_create(
        ArticleAddress(article_id=pk, key=key) for pk, key in sorted(keys - existing.keys())
    )


def address_keys(document: NewsDocument) -> set[str]:
    """Return the `url_keys` of the document's own URLs, not of its related links."""
    return set(
        url_keys(
            document.original_url, document.web_url, document.amp_web_url, document.cdn_amp_web_url
        )
    )


def links_by_key(entries: Sequence[RelatedEntry]) -> dict[str, tuple[int, RelatedEntry]]:
    """Return a document's related links, as (position, entry), by `link_key`.

    Of links with equal key the last counts.
    """
    return {link_key(entry): (position, entry) for position, entry in enumerate(entries)}


def link_columns(position: int, entry: RelatedEntry) -> dict[str, Any]:
    """Return the columns LINK_COLUMNS of a related link, without that of its provider."""
    values = {name: getattr(entry, name) for name in LINK_COLUMNS if hasattr(entry, name)}
    return {**values, "position": position}


def link_key(link: RelatedLink | RelatedEntry) -> str:
    """Return what a related link is matched by: its web, AMP or CDN AMP URL, else its title."""
    return link.web_url or link.amp_web_url or link.cdn_amp_web_url or link.title


def _synchronise(
    model: type[Row],
    existing: Mapping[tuple[int, str], Row],
    columns_by_key: Mapping[tuple[int, str], Mapping[str, Any]],
    columns: Iterable[str],
) -> dict[tuple[int, str], Row]:
    """Update existing rows that differ, delete those whose key isn't in `columns_by_key`.

    Returns new rows for the keys without a row, by key. The caller has to set their key columns and
    to save them.
    """
    changed = []
    created = {}
    for key, values in columns_by_key.items():
        row = existing.get(key)
        if row is None:
            created[key] = model(**values)
        elif any(getattr(row, name) != values[name] for name in columns):
            for name in columns:
                setattr(row, name, values[name])
            changed.append(row)
    outdated = [row.pk for key, row in existing.items() if key not in columns_by_key]
    objects = model._default_manager
    for batch in batches(outdated):
        objects.filter(pk__in=batch).delete()
    objects.bulk_update(changed, [name.removesuffix("_id") for name in columns], batch_size=100)
    return created


def get_or_create_providers(documents: Sequence[NewsDocument]) -> dict[tuple[str, str], Provider]:
    """Return every provider the documents name, by name and domain; create the missing ones.

    Those of related links are named too. Images that the documents give a provider replace the
    stored ones; of several lists the last that isn't empty counts, an article's own provider coming
    after its links'. A provider without images in the documents keeps the stored ones.
    """
    entries: dict[tuple[str, str], ProviderEntry] = {}
    for entry in _named_providers(documents):
        key = entry.name, entry.domain
        # Most documents leave out a provider's images; that doesn't remove the ones known.
        if entry.images or key not in entries:
            entries[key] = entry
    providers = _find_providers(entries)
    missing = sorted(entries.keys() - providers.keys())
    if missing:
        # Another import may create the same provider at the same moment; either row will do.
        Provider.objects.bulk_create(
            [Provider(name=name, domain=domain) for name, domain in missing], ignore_conflicts=True
        )
        providers |= _find_providers(missing)
    images = {providers[key].pk: entry.images for key, entry in entries.items() if entry.images}
    store_images("provider", images)
    return providers


def _named_providers(documents: Sequence[NewsDocument]) -> Iterable[ProviderEntry]:
    for document in documents:
        yield from (link.provider for link in document.related if link.provider)
        # The article's own comes last: its images replace those that a related link gives.
        yield document.provider


def _find_providers(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Provider]:
    keys = set(keys)
    return {
        (row.name, row.domain): row
        for names in batches({name for name, _ in keys})
        for row in Provider.objects.filter(name__in=names)
        if (row.name, row.domain) in keys
    }
