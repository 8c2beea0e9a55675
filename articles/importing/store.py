"""Store one chunk of readings: articles, their texts and what surrounds them.

Everything here runs inside the caller's transaction, and asks the database the same number of
questions for one document as for a chunk of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from articles.documents import NewsDocument, read
from articles.importing import merge
from articles.importing.children import store_images, store_related
from articles.importing.providers import providers_of
from articles.models import Article, Collection, Decision, DocumentText, Provider
from articles.models.keeping import keep
from articles.standing import stand

#: Columns of Article that a document fills and nobody decides on.
PLAIN: Final = (
    "category", "published_at", "original_url", "web_url", "amp_web_url", "cdn_amp_web_url",
    "heat", "featured_content",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that was read and is to be stored."""

    path: str
    sha256: str
    text: str
    document: NewsDocument


@dataclass(slots=True)
class Stored:
    """What came of a draft: its word (new, changed, noise) and the keys that changed."""

    status: str
    changes: list[str] = field(default_factory=list)


def store(collection: Collection, drafts: Sequence[Draft], now: datetime) -> dict[str, Stored]:
    """Store the drafts and return what came of each, by path."""
    known = {
        article.path: article
        for article in Article.objects.select_for_update(of=("self",))
        .select_related("newest_text")
        .filter(collection=collection, path__in=[draft.path for draft in drafts])
        # As moderation does, so that an import and a batch never lock each other out.
        .order_by("pk")
    }
    outcome: dict[str, Stored] = {}
    for draft in drafts:
        if draft.path in known:
            before = read(known[draft.path].newest_text.text.encode(), now=now).document
            changed = merge.changes(before, draft.document)
            outcome[draft.path] = Stored("noise" if merge.is_noise(changed) else "changed", changed)
        else:
            outcome[draft.path] = Stored("new")
    _keep_texts(drafts, known)
    _store_noise([draft for draft in drafts if outcome[draft.path].status == "noise"], known)
    rest = [draft for draft in drafts if outcome[draft.path].status != "noise"]
    _store_articles(collection, rest, known, outcome, now)
    return outcome


def _keep_texts(drafts: Sequence[Draft], known: Mapping[str, Article]) -> None:
    """Make each known article's newest text the draft's.

    The first text stays, and each that a decision was made on; any other newest text has served
    its turn and is overwritten.
    """
    decided_on = set(
        Decision.objects.filter(
            article__in=[article.pk for article in known.values() if article.decision_count]
        ).values_list("text_id", flat=True)
    )
    new, rewritten = [], []
    for draft in drafts:
        article = known.get(draft.path)
        if article is None:
            continue
        text = article.newest_text
        if text.pk == article.first_text_id or text.pk in decided_on:
            article.newest_text = DocumentText(sha256=draft.sha256, text=draft.text)
            new.append(article.newest_text)
        else:
            text.sha256, text.text = draft.sha256, draft.text
            rewritten.append(text)
    DocumentText.objects.bulk_create(new)
    DocumentText.objects.bulk_update(rewritten, ["sha256", "text"], batch_size=100)
    for article in known.values():
        article.newest_text_id = article.newest_text.pk


def _store_noise(drafts: Sequence[Draft], known: Mapping[str, Article]) -> None:
    articles = []
    for draft in drafts:
        article = known[draft.path]
        article.heat = draft.document.heat
        articles.append(article)
    Article.objects.bulk_update(articles, ["heat", "newest_text"], batch_size=100)


def _store_articles(
    collection: Collection,
    drafts: Sequence[Draft],
    known: Mapping[str, Article],
    outcome: Mapping[str, Stored],
    now: datetime,
) -> None:
    if not drafts:
        return
    providers = providers_of([draft.document for draft in drafts])
    articles = {draft.path: known.get(draft.path) or Article() for draft in drafts}
    _begin(collection, [draft for draft in drafts if draft.path not in known], articles, now)
    rulings = Decision.objects.filter(
        article__in=[article.pk for article in articles.values() if article.decision_count]
    ).rulings()
    results = []
    for draft in drafts:
        article = articles[draft.path]
        _fill(article, draft.document, providers)
        if draft.path in known and merge.moves_version(outcome[draft.path].changes):
            article.version += 1
        results.append((article, stand(article.upstream, rulings.get(article.pk or 0, []))))
    keep(results, at=now, also=[*PLAIN, "provider", "upstream", "version", "newest_text"])

    def touched(key: str) -> dict[int, NewsDocument]:
        return {
            articles[draft.path].pk: draft.document
            for draft in drafts
            if draft.path not in known or key in outcome[draft.path].changes
        }

    store_images("article", {pk: doc.images for pk, doc in touched("images").items()})
    store_related({pk: doc.related for pk, doc in touched("related").items()}, providers)


def _begin(
    collection: Collection, drafts: Sequence[Draft], articles: Mapping[str, Article], now: datetime
) -> None:
    """Give new articles their place and their text."""
    texts = DocumentText.objects.bulk_create(
        [DocumentText(sha256=draft.sha256, text=draft.text) for draft in drafts]
    )
    for draft, text in zip(drafts, texts, strict=True):
        article = articles[draft.path]
        article.collection, article.path = collection, draft.path
        article.first_text = article.newest_text = text
        article.arrived_at = now


def _fill(
    article: Article, document: NewsDocument, providers: Mapping[tuple[str, str], Provider]
) -> None:
    for name in PLAIN:
        setattr(article, name, getattr(document, name))
    article.provider = providers[document.provider.name, document.provider.domain]
    article.upstream = merge.words(document)
