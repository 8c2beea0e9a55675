"""Check the whole history, part by part."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from articles.audit import numbers
from articles.audit.arrivals import arrival_findings, arrivals_of
from articles.audit.batches import batch_findings
from articles.audit.decisions import decision_findings
from articles.audit.finding import Finding
from articles.audit.guarded import guarded, is_of_a_value, keys, said
from articles.audit.guards import trigger_findings
from articles.audit.imports import import_findings
from articles.audit.states import state_findings
from articles.audit.texts import text_findings
from articles.audit.totals import act_findings, name_findings
from articles.audit.values import value_findings
from articles.documents import NewsDocument, read
from articles.models import Article, Decision, DecisionDigest
from articles.models.snapshots import consistent_reads
from articles.rules import Ruling

#: How many articles are read at a time.
CHUNK: Final = 200
_DECISION_ROWS: Final = ("act__batch", "text", "withdraws", "digest")


@dataclass(frozen=True, slots=True)
class Head:
    """The number of stored digests of decisions, and the SHA-256 of these with their primary keys.

    They are in the order of primary keys. Kept elsewhere, it shows in a later check whether any of
    these digests was changed or taken out since. As text it is `COUNT:DIGEST`.
    """

    count: int
    digest: str

    def __str__(self) -> str:
        return f"{self.count}:{self.digest}"


@dataclass(slots=True)
class Summary:
    """Totals of what a check has read so far, with the record's `head`.

    `articles`, `decisions`, `unread` and `redacted` are counts: `unread` of the articles whose
    newest text matches its digest but can't be read as a document, `redacted` of those whose newest
    text was redacted. `begun` is the highest primary key given to a decision when the check began.
    `lost` counts the keys up to it that no decision has: those decisions were deleted, or their
    transactions rolled back (on PostgreSQL, and in what was restored from there).
    """

    articles: int = 0
    decisions: int = 0
    unread: int = 0
    redacted: int = 0
    begun: int = 0
    lost: int = 0
    head: Head = field(default_factory=lambda: Head(0, hashlib.sha256().hexdigest()))


def findings(
    summary: Summary,
    since: Head | None = None,
    on_progress: Callable[[int], None] = lambda count: None,
) -> Iterator[Finding]:
    """Yield what doesn't follow from the record in the whole desk; count what is read in `summary`.

    `since` is the head of an earlier check, None for none. `on_progress` is called with the number
    of articles checked so far, after each CHUNK. Nothing is written. Outside a transaction rows are
    read in one state of the database; on PostgreSQL it first waits for acts that are being
    recorded, and new ones wait as long. `summary` is complete when the iterator has ended.
    """
    summary.begun = numbers.last_given()
    _wait_for_writers()
    with consistent_reads():
        summary.lost = numbers.lost(summary.begun)
        yield from trigger_findings()
        yield from guarded("record", _head_findings(summary, since))
        yield from value_findings()
        yield from text_findings()
        yield from act_findings()
        yield from batch_findings()
        yield from import_findings()
        yield from name_findings()
        for pks in keys(Article.objects.all(), CHUNK):
            yield from article_findings(pks, summary)
            on_progress(summary.articles)


def article_findings(pks: Sequence[int], summary: Summary) -> Iterator[Finding]:
    """Yield what doesn't follow from the record in some articles; count what is read in `summary`.

    `pks` are primary keys; unknown ones are passed over. An article whose row, or a row of it,
    holds a value that can't be read gives a finding instead; other errors of the database are
    raised. What follows from the newest text isn't checked where that was taken out, can't be read
    as a document or hasn't its own digest; `text_findings` names the last.
    """
    try:
        articles, decisions = list(_articles(pks)), _decisions(pks)
        rulings, arrivals = Decision.objects.filter(article__in=pks).rulings(), arrivals_of(pks)
    except Exception as error:
        if not is_of_a_value(error):
            raise
        if len(pks) > 1:
            for pk in pks:
                yield from article_findings([pk], summary)
        else:
            yield from guarded(f"article {pks[0]}", _of_unread(pks[0], summary, error), pks[0])
        return
    now = timezone.now()
    for article in articles:
        own = decisions.get(article.pk, [])
        summary.articles += 1
        summary.decisions += len(own)
        found = _of_article(article, own, rulings.get(article.pk, []), summary, now)
        yield from guarded(name_of(article), found, article.pk)
        found = arrival_findings(article, own, arrivals.get(article.pk, []), name_of(article))
        yield from guarded(name_of(article), found, article.pk)


def _of_article(
    article: Article,
    decisions: Sequence[Decision],
    rulings: Sequence[Ruling],
    summary: Summary,
    now: datetime,
) -> Iterator[Finding]:
    """Yield what is wrong with one article; its decisions, as rulings too, are given by number."""
    name = name_of(article)
    yield from guarded(name, decision_findings(article, decisions, name), article.pk)
    document = _document(article, summary, now)
    yield from state_findings(article, document, decisions, rulings, name)


def _of_unread(pk: int, summary: Summary, error: Exception) -> Iterator[Finding]:
    """Yield that an article, or one of its rows, can't be read, and count it and its decisions."""
    summary.articles += 1
    summary.decisions += Decision.objects.filter(article=pk).count()
    path = Article.objects.filter(pk=pk).values_list("path", flat=True).first()
    yield Finding(f"article {pk} ({path})", "values", "ones that can be read", said(error), pk)


def name_of(article: Article) -> str:
    """Return how findings name an article, by primary key and path: `article 7 (days/story.md)`."""
    return f"article {article.pk} ({article.path})"


def _articles(pks: Sequence[int]) -> Iterator[Article]:
    rows = Article.objects.filter(pk__in=pks).order_by("pk")
    rows = rows.select_related("newest_text", "provider", "search_text", "collection")
    yield from rows.prefetch_related(
        "filed_topics__topic", "addresses", "images", "related_links__images",
        "related_links__provider",
    )  # fmt: skip


def _decisions(pks: Sequence[int]) -> dict[int, list[Decision]]:
    """Return the decisions of articles, by number, without the words of their texts."""
    rows = Decision.objects.filter(article__in=pks).order_by("article_id", "number")
    by_article: dict[int, list[Decision]] = {}
    for decision in rows.select_related(*_DECISION_ROWS).defer("text__text"):
        by_article.setdefault(decision.article_id, []).append(decision)
    return by_article


def _document(article: Article, summary: Summary, now: datetime) -> NewsDocument | None:
    """Return the document of the article's newest text; None where it can't or mustn't be read.

    It is counted then, but for a text with another digest than its own: that is a finding.
    """
    text = article.newest_text
    if text.is_redacted:
        summary.redacted += 1
        return None
    if not text.has_own_digest:
        return None
    document = read(text.text.encode(), now=now).document
    summary.unread += document is None
    return document


def _wait_for_writers() -> None:
    """Wait on PostgreSQL until every decision with a smaller number than the newest is stored.

    A transaction that has taken a number and ends after the check would move the head's count.
    """
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE articles_decision IN SHARE MODE")


def _head_findings(summary: Summary, since: Head | None) -> Iterator[Finding]:
    """Compute the head, and yield a finding where it isn't a continuation of `since`."""
    total = hashlib.sha256()
    count = 0
    is_known = since is None or since == summary.head
    rows = DecisionDigest.objects.order_by("decision_id").values_list("decision_id", "digest")
    for pk, digest in rows.iterator(2000):
        total.update(f"{pk}:{digest}\n".encode())
        count += 1
        if since and count == since.count:
            is_known = total.hexdigest() == since.digest
    summary.head = Head(count, total.hexdigest())
    if since and not is_known:
        found = "others" if count >= since.count else f"only {count:,}"
        yield Finding(
            "record", "digests of decisions", f"the first {since.count:,} as they were", found
        )
