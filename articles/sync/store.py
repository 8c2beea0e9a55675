"""Store one chunk of drafts: articles, their texts, images, related links and addresses.

Everything here runs inside the caller's transaction. The rows of a chunk are read together, not
document by document.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import uuid4

from articles.documents import NewsDocument, read
from articles.documents.decidable import FIELDS
from articles.documents.identity import story_url, url_key
from articles.documents.schema import KEYS
from articles.models import (
    Article,
    ArticleQuerySet,
    Collection,
    Decision,
    DocumentText,
    ImportRun,
    Provider,
)
from articles.moderation.apply import apply_states
from articles.rules import Ruling, effective_state
from articles.rules.upstream_word import Known
from articles.sync import merge
from articles.sync.changes import Change, Draft, Stored
from articles.sync.differences import differences
from articles.sync.moves import find_moved_articles
from articles.sync.noise import changes_version, is_noise
from articles.sync.related_rows import (
    get_or_create_providers,
    store_addresses,
    store_images,
    store_related,
)
from articles.sync.splicing import is_as_left
from articles.sync.stored_texts import store_versions
from articles.sync.story_changes import (
    record_replacements,
    record_story_changes,
    reuse_story_keys,
)
from articles.sync.unseen import VERSION_COLUMNS, note_changes

#: The attributes of a document with rows of their own.
RELATED_ROWS: Final = frozenset({"provider", "images", "related"})
#: Columns of Article that are copied from the document, since people can't decide them.
COPIED_COLUMNS: Final = tuple(name for name in KEYS if name not in RELATED_ROWS.union(FIELDS))
#: The keys of a document whose URLs a search finds its article by.
URL_KEYS: Final = frozenset({"originalUrl", "webUrl", "ampWebUrl", "cdnAmpWebUrl"})
#: Columns of Article that follow the text of its document, also when the change is noise.
TEXT_COLUMNS: Final = ("newest_text", "written", "writing", "gone_at", "path")


def store_drafts(
    collection: Collection,
    drafts: Sequence[Draft],
    now: datetime,
    *,
    run: ImportRun | None,
    follows_moves: bool,
) -> dict[str, Stored]:
    """Store the drafts and return the result of each, by path.

    Needs a transaction, in which it locks the articles that exist already. Of noise only
    TEXT_COLUMNS and heat are stored. For other changes, applies the articles' rulings to the new
    upstream values; a replaced story ends standing decisions (`record_replacements`). With
    `follows_moves`, for an import of the whole folder, a draft at a new path updates the article
    that `find_moved_articles` gives for it, instead of making a new one. `run` is None in a dry
    run, which records no story changes; the caller rolls it back.
    """
    rows = Article.objects.filter(collection=collection, path__in=[each.path for each in drafts])
    known = dict(rows.values_list("path", "pk"))
    new = [draft for draft in drafts if draft.path not in known]
    if follows_moves:
        known |= find_moved_articles(collection, new)
        new = [draft for draft in new if draft.path not in known]
    articles = {article.pk: article for article in _lock_articles(known.values())}
    changes = [
        _compare(collection, draft, articles[known[draft.path]], now)
        for draft in drafts
        if draft.path in known
    ]
    texts_before = store_versions(
        [(c.article, c.draft.sha256, c.draft.text) for c in changes],
        story_changed={c.article.pk for c in changes if c.is_story_change},
    )
    noise = [change for change in changes if change.status == "noise"]
    real = [change for change in changes if change.status != "noise"]
    _store_noise(noise)
    results = {change.draft.path: Stored("noise", change.merged.changes) for change in noise}
    results |= _store_changes(real, now)
    if run:
        record_story_changes(run, real, texts_before, now)
    return results | _store_new(collection, new, now)


def _lock_articles(pks: Iterable[int]) -> ArticleQuerySet:
    """Return a query that locks the articles, by primary key, and reads their newest texts too.

    Moderation locks in this order too; in another one an import and a batch could deadlock.
    """
    rows = Article.objects.select_for_update(of=("self",)).select_related("newest_text")
    return rows.filter(pk__in=list(pks)).order_by("pk")


def _compare(collection: Collection, draft: Draft, article: Article, now: datetime) -> Change:
    """Return the change that merging the draft with the article's stored text gives.

    Sets the article's path, in memory, to the draft's; saves nothing.
    """
    before = read(article.newest_text.text.encode(), now=now).document
    known = Known(article.upstream, article.written, article.writing)
    as_left = is_as_left(article, draft.text)
    merged = merge.merge(before, draft.document, known, is_as_left=as_left)
    merged.upstream.update(collection.marks(merged.upstream))
    moved_from = article.path if article.path != draft.path else ""
    article.path = draft.path
    values = {}
    if before and not is_noise(merged.changes):
        values = differences(before, draft.document, merged, article.upstream)
    return Change(draft, article, merged, moved_from, values)


def _store_noise(changes: Sequence[Change]) -> None:
    """Store only TEXT_COLUMNS and heat of the articles, whose changes are noise."""
    for change in changes:
        _set_text_columns(change)
        change.article.heat = change.draft.document.heat
    articles = [change.article for change in changes]
    Article.objects.bulk_update(articles, [*TEXT_COLUMNS, "heat"], batch_size=100)


def _set_text_columns(change: Change) -> None:
    change.article.written = change.merged.written
    change.article.writing = {}
    change.article.gone_at = None


def _store_changes(changes: Sequence[Change], now: datetime) -> dict[str, Stored]:
    if not changes:
        return {}
    providers = get_or_create_providers([change.draft.document for change in changes])
    articles = [change.article for change in changes]
    rulings = Decision.objects.filter(
        article__in=[article.pk for article in articles if article.decision_count]
    ).rulings()
    reuse_story_keys(changes, rulings, now)
    rulings |= record_replacements(changes, rulings, now)
    results: dict[str, Stored] = {}
    states = []
    for change in changes:
        article, document = change.article, change.draft.document
        in_conflict = set(article.conflicts)
        returned = ["returned"] if article.gone_at else []
        copy_fields(article, document, providers)
        _set_text_columns(change)
        upstream_before, article.upstream = article.upstream, change.merged.upstream
        if change.status == "replaced":
            # The new story was not public, even if the old one was.
            article.public_since = None
            # Feed readers would take it for an edit of the old one, which they have shown.
            article.feed_id = uuid4()
        if changes_version(change.merged.changes):
            article.version += 1
        state = effective_state(article.upstream, rulings.get(article.pk, []))
        note_changes(article, change.merged.changes, state, upstream_before)
        states.append((article, state))
        results[change.draft.path] = Stored(
            "changed" if returned and change.status != "replaced" else change.status,
            change.merged.changes + returned,
            article.pk,
            sorted(state.conflicts.keys() - in_conflict),
            change.differences,
        )
    other = ["provider", "upstream", "url_key", "decision_count", "feed_id", *VERSION_COLUMNS]
    apply_states(states, at=now, also=[*COPIED_COLUMNS, *TEXT_COLUMNS, *other])
    _store_related_rows(changes, providers)
    return results


def _store_related_rows(
    changes: Sequence[Change], providers: Mapping[tuple[str, str], Provider]
) -> None:
    """Store the images, related links and addresses of documents in which these have changed."""

    def changed_in(*keys: str) -> dict[int, NewsDocument]:
        given = [change for change in changes if not set(keys).isdisjoint(change.merged.changes)]
        return {change.article.pk: change.draft.document for change in given}

    images = {pk: document.images for pk, document in changed_in("images").items()}
    store_images("article", images)
    related = {pk: document.related for pk, document in changed_in("related").items()}
    store_related(related, providers)
    store_addresses(changed_in(*URL_KEYS))


def _store_new(collection: Collection, drafts: Sequence[Draft], now: datetime) -> dict[str, Stored]:
    if not drafts:
        return {}
    providers = get_or_create_providers([draft.document for draft in drafts])
    texts = DocumentText.objects.bulk_create(
        [DocumentText(sha256=draft.sha256, text=draft.text) for draft in drafts]
    )
    states = []
    no_rulings: list[Ruling] = []
    for draft, text in zip(drafts, texts, strict=True):
        article = Article(collection=collection, path=draft.path, arrived_at=now)
        article.first_text = article.newest_text = text
        copy_fields(article, draft.document, providers)
        article.upstream = merge.upstream_values(draft.document)
        article.upstream |= collection.marks(article.upstream)
        states.append((article, effective_state(article.upstream, no_rulings)))
    apply_states(states, at=now)
    pairs = [(article.pk, draft) for (article, _), draft in zip(states, drafts, strict=True)]
    store_images("article", {pk: draft.document.images for pk, draft in pairs})
    store_related({pk: draft.document.related for pk, draft in pairs}, providers)
    store_addresses({pk: draft.document for pk, draft in pairs})
    return {draft.path: Stored("new", [], pk) for pk, draft in pairs}


def copy_fields(
    article: Article, document: NewsDocument, providers: Mapping[tuple[str, str], Provider]
) -> None:
    """Set COPIED_COLUMNS, provider and `url_key` to those of the document, in memory.

    `providers` has the document's, by name and domain.
    """
    for name in COPIED_COLUMNS:
        setattr(article, name, getattr(document, name))
    article.provider = providers[document.provider.name, document.provider.domain]
    article.url_key = url_key(story_url(document))
