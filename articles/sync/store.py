"""Store one chunk of readings: articles, their texts and what surrounds them.

Everything here runs inside the caller's transaction, and asks the database the same number of
questions for one document as for a chunk of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from articles.documents import NewsDocument, read
from articles.documents.identity import story_url, url_key
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
from articles.sync import merge
from articles.sync.changes import Change, Draft, Stored
from articles.sync.moves import follow_moves
from articles.sync.noise import changes_version
from articles.sync.related_rows import providers_of, store_addresses, store_images, store_related
from articles.sync.story_changes import record_story_changes, replace_story
from articles.sync.versions import store_versions

#: Columns of Article that a document fills and nobody decides on.
PLAIN: Final = (
    "category", "published_at", "original_url", "web_url", "amp_web_url", "cdn_amp_web_url",
    "heat", "featured_content",
)  # fmt: skip
#: The keys of a document by which its article is found.
URL_KEYS: Final = frozenset({"originalUrl", "webUrl", "ampWebUrl", "cdnAmpWebUrl"})
#: What else a document's text sets, also where nothing an editor cares about has changed.
FOLLOWING: Final = ("newest_text", "written", "writing", "gone_at", "path")


def store(
    collection: Collection,
    drafts: Sequence[Draft],
    now: datetime,
    *,
    run: ImportRun | None,
    follows_moves: bool,
) -> dict[str, Stored]:
    """Store the drafts and return what came of each, by path.

    With `follows_moves` (the whole folder is being imported) a new document whose story is that
    of one which is no longer there is that one, moved. `run` is None in a dry run.
    """
    rows = Article.objects.filter(collection=collection, path__in=[each.path for each in drafts])
    known = dict(rows.values_list("path", "pk"))
    new = [draft for draft in drafts if draft.path not in known]
    if follows_moves:
        known |= follow_moves(collection, new)
        new = [draft for draft in new if draft.path not in known]
    articles = {article.pk: article for article in _locked(known.values())}
    changes = [
        _compare(draft, articles[known[draft.path]], now) for draft in drafts if draft.path in known
    ]
    turned = {change.article.pk for change in changes if change.is_story_change}
    texts_before = store_versions(
        [(c.article, c.draft.sha256, c.draft.text) for c in changes], turned
    )
    noise = [change for change in changes if change.status == "noise"]
    real = [change for change in changes if change.status != "noise"]
    _follow(noise)
    outcome = {change.draft.path: Stored("noise", change.merged.changes) for change in noise}
    outcome |= _store_changes(real, now)
    if run:
        record_story_changes(run, real, texts_before, now)
    return outcome | _store_new(collection, new, now)


def _locked(pks: Iterable[int]) -> ArticleQuerySet:
    """Return the articles, locked at once and in the order in which moderation locks them.

    Otherwise an import and a batch could lock each other out.
    """
    rows = Article.objects.select_for_update(of=("self",)).select_related("newest_text")
    return rows.filter(pk__in=list(pks)).order_by("pk")


def _compare(draft: Draft, article: Article, now: datetime) -> Change:
    before = read(article.newest_text.text.encode(), now=now).document
    known = merge.LastKnown(article.upstream, article.written, article.writing)
    merged = merge.merge(before, draft.document, known)
    moved_from = article.path if article.path != draft.path else ""
    article.path = draft.path
    return Change(draft, article, merged, moved_from)


def _follow(changes: Sequence[Change]) -> None:
    """Set what follows the text where nothing that an editor cares about has changed."""
    for change in changes:
        _set_following(change)
        change.article.heat = change.draft.document.heat
    articles = [change.article for change in changes]
    Article.objects.bulk_update(articles, [*FOLLOWING, "heat"], batch_size=100)


def _set_following(change: Change) -> None:
    change.article.written = change.merged.written
    change.article.writing = {}
    change.article.gone_at = None


def _store_changes(changes: Sequence[Change], now: datetime) -> dict[str, Stored]:
    if not changes:
        return {}
    providers = providers_of([change.draft.document for change in changes])
    articles = [change.article for change in changes]
    rulings = Decision.objects.filter(
        article__in=[article.pk for article in articles if article.decision_count]
    ).rulings()
    rulings |= replace_story(changes, rulings, now)
    outcome, results = {}, []
    for change in changes:
        article, document = change.article, change.draft.document
        in_conflict = set(article.conflicts)
        returned = ["returned"] if article.gone_at else []
        _fill(article, document, providers)
        _set_following(change)
        article.upstream = change.merged.upstream
        if change.status == "replaced":
            # Another story: whatever was public before, this one wasn't.
            article.public_since = None
        if changes_version(change.merged.changes):
            article.version += 1
        standing = effective_state(article.upstream, rulings.get(article.pk, []))
        results.append((article, standing))
        outcome[change.draft.path] = Stored(
            "changed" if returned and change.status != "replaced" else change.status,
            change.merged.changes + returned,
            article.pk,
            sorted(standing.conflicts.keys() - in_conflict),
        )
    columns = [*PLAIN, *FOLLOWING, "provider", "upstream", "version", "url_key", "decision_count"]
    apply_states(results, at=now, also=columns)
    touched = {
        key: {c.article.pk: c.draft.document for c in changes if key in c.merged.changes}
        for key in ("images", "related")
    }
    store_images("article", {pk: each.images for pk, each in touched["images"].items()})
    store_related({pk: each.related for pk, each in touched["related"].items()}, providers)
    moved = [c for c in changes if URL_KEYS.intersection(c.merged.changes)]
    store_addresses({c.article.pk: c.draft.document for c in moved})
    return outcome


def _store_new(collection: Collection, drafts: Sequence[Draft], now: datetime) -> dict[str, Stored]:
    if not drafts:
        return {}
    providers = providers_of([draft.document for draft in drafts])
    texts = DocumentText.objects.bulk_create(
        [DocumentText(sha256=draft.sha256, text=draft.text) for draft in drafts]
    )
    results = []
    nothing: list[Ruling] = []
    for draft, text in zip(drafts, texts, strict=True):
        article = Article(collection=collection, path=draft.path, arrived_at=now)
        article.first_text = article.newest_text = text
        _fill(article, draft.document, providers)
        article.upstream = merge.upstream_values(draft.document)
        results.append((article, effective_state(article.upstream, nothing)))
    apply_states(results, at=now)
    pairs = [(article.pk, draft) for (article, _), draft in zip(results, drafts, strict=True)]
    store_images("article", {pk: draft.document.images for pk, draft in pairs})
    store_related({pk: draft.document.related for pk, draft in pairs}, providers)
    store_addresses({pk: draft.document for pk, draft in pairs})
    return {draft.path: Stored("new", [], pk) for pk, draft in pairs}


def _fill(
    article: Article, document: NewsDocument, providers: Mapping[tuple[str, str], Provider]
) -> None:
    for name in PLAIN:
        setattr(article, name, getattr(document, name))
    article.provider = providers[document.provider.name, document.provider.domain]
    article.url_key = url_key(story_url(document))
