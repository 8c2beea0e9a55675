"""Check one article: its columns follow from its newest document and its decisions."""

import copy
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final, cast

from articles.audit.finding import Finding, shown
from articles.audit.related import related_findings, search_finding
from articles.documents import NewsDocument
from articles.documents.decidable import FIELDS, Value
from articles.documents.identity import story_key, story_url, url_key
from articles.models import Article, Decision
from articles.moderation.apply import APPLIED_COLUMNS, assign_state
from articles.rules import STORY, EffectiveState, Ruling, effective_state
from articles.rules.upstream_word import MISSING_PUBLISHES, publishes
from articles.sync.merge import upstream_values
from articles.sync.store import COPIED_COLUMNS

#: Stands for a time that the database doesn't know any more.
UNKNOWN_TIME: Final = datetime(1, 1, 1, tzinfo=UTC)
#: Columns that hold when something happened: what they should hold follows from nothing else.
TIMES: Final = frozenset({"changed_at", "status_since"})
#: Columns that exports alone fill, and what they hold of a field.
EXPORTED: Final = {
    "written": "exported value",
    "writing": "value to export",
    "upstream_sources": "source before an export",
}


def state_findings(
    article: Article,
    document: NewsDocument | None,
    decisions: Sequence[Decision],
    rulings: Sequence[Ruling],
    name: str,
) -> Iterator[Finding]:
    """Yield the columns and rows of an article that don't follow from its document and decisions.

    `document` is that of the newest kept text, None where that was taken out or can't be trusted or
    read: then nothing is compared with it, and the stored upstream values count. `decisions` are
    all of the article, by number, and `rulings` the same as rulings. Most findings can be repaired,
    but not those on versions and exported values.
    """
    upstream = dict(article.upstream)
    if document:
        for field, value in wrong_upstream(article, document, rulings).items():
            yield _finding(article, name, f"upstream value of {field}", value, upstream.get(field))
            upstream[field] = value
    marks, stored = article.collection.marks(upstream), upstream.pop(MISSING_PUBLISHES, None)
    if marks.get(MISSING_PUBLISHES) != stored:
        expected, found = ("yes" if each else "none" for each in (marks, stored))
        yield _finding(article, name, "meaning of a missing published", expected, found)
    upstream |= marks
    if document:
        yield from _copied(article, document, name)
        yield from related_findings(article, document, name)
    yield from search_finding(article, name)
    state = effective_state(upstream, rulings)
    yield from _applied(article, state, name)
    yield from _counters(article, decisions, state, name)


def wrong_upstream(
    article: Article, document: NewsDocument, rulings: Sequence[Ruling]
) -> dict[str, Value]:
    """Return, by field, the upstream values that an article should have by its document but hasn't.

    A value that an export may have written into the document (the field has an exported value, and
    the document's is that one or one that a decision set) is passed over: upstream's own may be an
    earlier one, which nothing else keeps. If nothing else is wrong, STORY has the digest of the
    story, where another is stored, the article is as it came first, and nobody decided on it.
    """
    given = upstream_values(document)
    wrong = {}
    for name in FIELDS:
        own = [each.sets[name] for each in rulings if name in each.sets]
        own += [values[name] for values in (article.written, article.writing) if name in values]
        may_be_own = name in article.written or name in article.writing
        if given[name] != article.upstream.get(name) and not (may_be_own and given[name] in own):
            wrong[name] = given[name]
    is_first = article.newest_text_id == article.first_text_id and not rulings
    key = story_key(story_url(document), str(given["title"]))
    # Articles of releases before 0.3.0 have no digest until their document changes.
    stored = article.upstream.get(STORY)
    if is_first and article.version == 1 and not wrong and stored not in (None, key):
        wrong[STORY] = key
    return wrong


def _copied(article: Article, document: NewsDocument, name: str) -> Iterator[Finding]:
    """Yield the columns that aren't those of the document, and the provider."""
    for column in COPIED_COLUMNS:
        if getattr(article, column) != getattr(document, column):
            yield _finding(
                article, name, column, getattr(document, column), getattr(article, column)
            )
    provider = document.provider.name, document.provider.domain
    stored = article.provider.name, article.provider.domain
    if provider != stored:
        yield _finding(article, name, "provider", provider, stored)
    key = url_key(story_url(document))
    if article.url_key != key:
        yield _finding(article, name, "url_key", key, article.url_key)


def _applied(article: Article, state: EffectiveState, name: str) -> Iterator[Finding]:
    """Yield the columns that applying the state anew would change, and the topics."""
    anew = copy.copy(article)
    assign_state(anew, state, UNKNOWN_TIME, UNKNOWN_TIME)
    for column in APPLIED_COLUMNS:
        attribute = "decided_by_id" if column == "decided_by" else column
        expected, found = getattr(anew, attribute), getattr(article, attribute)
        if expected != found and column not in TIMES:
            yield _finding(article, name, column, expected, found)
    topics = cast("list[str]", state.values["topics"])
    if topics != article.topic_names:
        yield _finding(article, name, "topics", topics, article.topic_names)
    positions = [filed.position for filed in article.filed_topics.all()]
    if positions != list(range(len(positions))):
        yield _finding(article, name, "positions of topics", list(range(len(positions))), positions)


def _counters(
    article: Article, decisions: Sequence[Decision], state: EffectiveState, name: str
) -> Iterator[Finding]:
    """Yield the counters that don't add up; only a number of decisions too low can be repaired.

    `decision_findings` names one too high.
    """
    newest = max((each.number for each in decisions), default=0)
    if article.decision_count < newest:
        yield _finding(article, name, "decision_count", newest, article.decision_count)
    versions = [each.version or 0 for each in decisions]
    least = max([1, article.changed_version, article.withdrawn_version, *versions])
    if article.version < least:
        yield Finding(name, "version", f"{least} or more", str(article.version), article.pk)
    if article.withdrawn_version and publishes(article.upstream):
        found = str(article.withdrawn_version)
        yield Finding(name, "withdrawn_version", "0: upstream publishes it", found, article.pk)
    decided = {field for each in decisions for field in each.changes}
    # An export leaves a `published` in doubt false; but it reads no article that nobody decided.
    decided |= {"published"} if decisions else set()
    for column, word in EXPORTED.items():
        values = getattr(article, column)
        for field in sorted(set(values) - decided):
            yield Finding(
                name, f"{word} of {field}", "none: nobody decided it", shown(values[field]),
                article.pk,
            )  # fmt: skip


def _finding(article: Article, name: str, field: str, expected: Any, found: Any) -> Finding:
    shown_value = "a time that nothing else holds" if expected == UNKNOWN_TIME else shown(expected)
    return Finding(name, field, shown_value, shown(found), article.pk, is_repairable=True)
