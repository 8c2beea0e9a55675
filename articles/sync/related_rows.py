"""Images, related links and addresses: matched, so that nothing is written that is the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, Literal, TypeVar

from django.db import models

from articles.documents import ImageEntry, NewsDocument, ProviderEntry, RelatedEntry
from articles.documents.identity import lookup_keys
from articles.models import ArticleAddress, Image, Provider, RelatedLink

IMAGE_COLUMNS: Final = ("width", "height", "is_cached", "title", "attribution", "position")
LINK_COLUMNS: Final = (
    "title", "excerpt", "published_at", "amp_web_url", "cdn_amp_web_url", "type", "quality",
    "provider_id", "position",
)  # fmt: skip

#: SQLite may take no more than 32,766 values in one query; a chunk can name more related links.
BATCH: Final = 10_000
Row = TypeVar("Row", bound=models.Model)
Value = TypeVar("Value")


def batches(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Yield the values in lists that one query may name."""
    values = iter(values)
    while some := list(islice(values, BATCH)):
        yield some


def store_images(
    owner: Literal["article", "provider", "related_link"],
    wanted: Mapping[int, Sequence[ImageEntry]],
) -> None:
    """Make the images of each owner (by primary key) those wanted."""
    there = {
        (getattr(row, f"{owner}_id"), row.url): row
        for some in batches(wanted)
        for row in Image.objects.filter(**{f"{owner}__in": some})
    }
    entries = {
        (pk, entry.url): {
            **{name: getattr(entry, name) for name in IMAGE_COLUMNS if name != "position"},
            "position": position,
        }
        for pk, images in wanted.items()
        for position, entry in enumerate(images)
    }
    made = _match(Image, there, entries, IMAGE_COLUMNS)
    for (pk, url), row in made.items():
        setattr(row, f"{owner}_id", pk)
        row.url = url
    Image.objects.bulk_create(made.values())


def store_related(
    wanted: Mapping[int, Sequence[RelatedEntry]],
    providers: Mapping[tuple[str, str], Provider],
) -> None:
    """Make the related links of each article (by primary key) those wanted, with their images."""
    rows = RelatedLink.objects.filter(article__in=list(wanted)) if wanted else []
    there = {(row.article_id, _address(row)): row for row in rows}
    links = {
        (pk, _address(entry)): (position, entry)
        for pk, entries in wanted.items()
        for position, entry in enumerate(entries)
    }
    columns = {
        key: {
            **{name: getattr(entry, name) for name in LINK_COLUMNS if hasattr(entry, name)},
            "provider_id": providers[entry.provider.name, entry.provider.domain].pk
            if entry.provider
            else None,
            "position": position,
        }
        for key, (position, entry) in links.items()
    }
    made = _match(RelatedLink, there, columns, LINK_COLUMNS)
    for key, row in made.items():
        row.article_id = key[0]
        row.web_url = links[key][1].web_url
    RelatedLink.objects.bulk_create(made.values())
    stored = {**there, **made}
    store_images("related_link", {stored[key].pk: e.images for key, (_, e) in links.items()})


def store_addresses(documents: Mapping[int, NewsDocument]) -> None:
    """Make the addresses that find each article (by primary key) those its document names."""
    wanted = {
        (pk, key)
        for pk, document in documents.items()
        for key in lookup_keys(
            document.original_url, document.web_url,
            document.amp_web_url, document.cdn_amp_web_url,
        )
    }  # fmt: skip
    rows = ArticleAddress.objects.filter(article__in=list(documents)).order_by()
    there = {(row.article_id, row.key): row.pk for row in rows} if documents else {}
    gone = [pk for each, pk in there.items() if each not in wanted]
    for some in batches(gone):
        ArticleAddress.objects.filter(pk__in=some).delete()
    ArticleAddress.objects.bulk_create(
        ArticleAddress(article_id=pk, key=key) for pk, key in sorted(wanted - there.keys())
    )


def _address(link: RelatedLink | RelatedEntry) -> str:
    return link.web_url or link.amp_web_url or link.cdn_amp_web_url or link.title


def _match(
    model: type[Row],
    there: Mapping[tuple[int, str], Row],
    wanted: Mapping[tuple[int, str], Mapping[str, Any]],
    columns: Iterable[str],
) -> dict[tuple[int, str], Row]:
    """Update the rows that differ, delete those not wanted, return the unsaved new ones."""
    changed = []
    made = {}
    for key, values in wanted.items():
        row = there.get(key)
        if row is None:
            made[key] = model(**values)
        elif any(getattr(row, name) != values[name] for name in columns):
            for name in columns:
                setattr(row, name, values[name])
            changed.append(row)
    gone = [row.pk for key, row in there.items() if key not in wanted]
    objects = model._default_manager
    for some in batches(gone):
        objects.filter(pk__in=some).delete()
    objects.bulk_update(changed, [name.removesuffix("_id") for name in columns], batch_size=100)
    return made


def providers_of(documents: Sequence[NewsDocument]) -> dict[tuple[str, str], Provider]:
    """Return every provider the documents name, by name and domain; makes the missing ones."""
    entries: dict[tuple[str, str], ProviderEntry] = {}
    for entry in _named(documents):
        key = entry.name, entry.domain
        # Most documents say nothing of a provider's pictures; that is no word against them.
        if entry.images or key not in entries:
            entries[key] = entry
    found = _find(entries)
    missing = sorted(entries.keys() - found.keys())
    if missing:
        # Another import may make the same provider at the same moment; either row will do.
        Provider.objects.bulk_create(
            [Provider(name=name, domain=domain) for name, domain in missing], ignore_conflicts=True
        )
        found |= _find(missing)
    pictured = {found[key].pk: entry.images for key, entry in entries.items() if entry.images}
    store_images("provider", pictured)
    return found


def _named(documents: Sequence[NewsDocument]) -> Iterable[ProviderEntry]:
    for document in documents:
        yield from (link.provider for link in document.related if link.provider)
        # The article's own comes last: its pictures win over what a related link shows.
        yield document.provider


def _find(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Provider]:
    keys = set(keys)
    return {
        (row.name, row.domain): row
        for names in batches({name for name, _ in keys})
        for row in Provider.objects.filter(name__in=names)
        if (row.name, row.domain) in keys
    }
