"""Store one chunk of readings: articles, their texts and what surrounds them.

Everything here runs inside the caller's transaction, and asks the database the same number of
questions for one document as for a chunk of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from articles.documents import NewsDocument, read
from articles.documents.identity import story_url, url_key
from articles.importing import merge
from articles.importing.children import store_addresses, store_images, store_related
from articles.importing.moves import follow_moves
from articles.importing.providers import providers_of
from articles.importing.texts import keep_texts
from articles.importing.turns import record_turns, replace_story
from articles.models import (
    Article,
    ArticleQuerySet,
    Collection,
    Decision,
    DocumentText,
    ImportRun,
    Provider,
)
from articles.models.keeping import keep
from articles.standing import Ruling, stand

#: Columns of Article that a document fills and nobody decides on.
PLAIN: Final = (
    "category", "published_at", "original_url", "web_url", "amp_web_url", "cdn_amp_web_url",
    "heat", "featured_content",
)  # fmt: skip
#: The keys of a document by which its article is found.
URL_KEYS: Final = frozenset({"originalUrl", "webUrl", "ampWebUrl", "cdnAmpWebUrl"})
#: What else a document's text sets, also where nothing an editor cares about has changed.
FOLLOWING: Final = ("newest_text", "written", "writing", "gone_at", "path")


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that was read and is to be stored."""

    path: str
    sha256: str
    text: str
    document: NewsDocument


@dataclass(slots=True)
class Stored:
    """What came of a draft: its word, the keys that changed, the conflicts it opened."""

    status: str
    changes: list[str] = field(default_factory=list)
    article: int | None = None
    conflicts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Change:
    """A draft beside the article it is of."""

    draft: Draft
    article: Article
    merged: merge.Merged
    #: Where the document lay before, if it moved.
    moved_from: str = ""

    @property
    def status(self) -> str:
        if self.merged.turn == "replaced":
            return "replaced"
        if self.moved_from:
            return "moved"
        if self.article.gone_at:
            return "changed"
        return "noise" if merge.is_noise(self.merged.changes) else "changed"

    @property
    def is_turn(self) -> bool:
        """Whether the article tells of it with the texts on both sides."""
        return bool(self.merged.turn or self.moved_from)


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
    turned = {change.article.pk for change in changes if change.is_turn}
    texts_before = keep_texts([(c.article, c.draft.sha256, c.draft.text) for c in changes], turned)
    noise = [change for change in changes if change.status == "noise"]
    real = [change for change in changes if change.status != "noise"]
    _follow(noise)
    outcome = {change.draft.path: Stored("noise", change.merged.changes) for change in noise}
    outcome |= _store_changes(real, now)
    if run:
        record_turns(run, real, texts_before, now)
    return outcome | _store_new(collection, new, now)


def _locked(pks: Iterable[int]) -> ArticleQuerySet:
    """Return the articles, locked at once and in the order in which moderation locks them.

    Otherwise an import and a batch could lock each other out.
    """
    rows = Article.objects.select_for_update(of=("self",)).select_related("newest_text")
    return rows.filter(pk__in=list(pks)).order_by("pk")


def _compare(draft: Draft, article: Article, now: datetime) -> Change:
    before = read(article.newest_text.text.encode(), now=now).document
    known = merge.Known(article.upstream, article.written, article.writing)
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
        article.upstream = change.merged.words
        if change.status == "replaced":
            # Another story: whatever was public before, this one wasn't.
            article.public_since = None
        if merge.moves_version(change.merged.changes):
            article.version += 1
        standing = stand(article.upstream, rulings.get(article.pk, []))
        results.append((article, standing))
        outcome[change.draft.path] = Stored(
            "changed" if returned and change.status != "replaced" else change.status,
            change.merged.changes + returned,
            article.pk,
            sorted(standing.conflicts.keys() - in_conflict),
        )
    columns = [*PLAIN, *FOLLOWING, "provider", "upstream", "version", "url_key", "decision_count"]
    keep(results, at=now, also=columns)
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
        article.upstream = merge.words(draft.document)
        results.append((article, stand(article.upstream, nothing)))
    keep(results, at=now)
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
