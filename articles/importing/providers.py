"""The providers that a chunk of documents names, found or made."""

from collections.abc import Iterable, Sequence

from articles.documents import NewsDocument, ProviderEntry
from articles.importing.children import batches, store_images
from articles.models import Provider


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
