"""Decisions back into the documents: splice what people own, take back what they let go.

A document is read as it lies on disk now, and left where a field that an article holds (but for
`heat`) says something else there than at the last import; whatever else has come stays in it. What
is about to be written is recorded before the rename and confirmed after it, so that whenever the
export is killed, an import still knows our own words for an echo.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils import timezone

from articles.documents import NewsDocument, SpliceError, read, splice
from articles.documents.decidable import FIELDS, Value
from articles.documents.schema import ARTICLE_KEYS, KEYS
from articles.models import Article, ArticleQuerySet, ImportRun, InvalidDocument
from articles.sync import files, merge
from articles.sync.atomic_write import WriteError, remove_leftover, replace_file
from articles.sync.locks import acquire, ensure_held, heartbeat, release
from articles.sync.noise import is_noise
from articles.sync.targets import Target
from articles.sync.versions import store_versions

CHUNK: Final = 250
#: Changed on disk since the last import, these would be lost on whoever decided.
HELD: Final = ARTICLE_KEYS - {"heat"}
FIRST: Final = "import first: {} changed since the last import"


@dataclass(frozen=True, slots=True)
class Written:
    """A document that was written, or would be: its texts before and after."""

    path: str
    fields: list[str]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Left:
    """A document that was left as it is, and why."""

    path: str
    reason: str
    #: An import has told of it already, and will go on telling on its page.
    is_known: bool = False


@dataclass(slots=True)
class ExportReport:
    """How many documents an export looked at, wrote, and left; `failed` of these are news."""

    count: int = 0
    written: int = 0
    left: int = 0
    failed: int = 0


@dataclass(slots=True)
class _Plan:
    """One document about to be written."""

    article: Article
    found: files.SourceFile
    document: NewsDocument
    values: dict[str, Value]
    written: dict[str, Value]
    before: str
    after: str
    #: Something has come that is no noise, which the next import is to tell of.
    has_news: bool
    failure: str = field(default="")
    #: Nobody can say whether the file holds the new text, so an import has to look.
    is_unsure: bool = False


def export_target(
    target: Target,
    *,
    dry_run: bool = False,
    on_entry: Callable[[Written | Left], None] = lambda entry: None,
    on_looked: Callable[[int], None] = lambda count: None,
    now: datetime | None = None,
) -> ExportReport:
    """Write what people decided into the target's documents, chunk by chunk.

    `on_entry` hears of each document written or left, `on_looked` how many of the target's
    `decided` articles have been looked at. With `dry_run` nothing is written, neither
    here nor there. Raises LockHeld while an import or export of the collection lives.
    """
    now = now or timezone.now()
    report = ExportReport()
    run = None if dry_run else acquire(target.collection, kind=ImportRun.Kind.EXPORT)
    finished = False
    try:
        for articles in _chunks(target):
            if run:
                ensure_held(run)
            report.count += len(articles)
            for entry in _export(target.root, articles, run, now):
                report.written += isinstance(entry, Written)
                report.left += isinstance(entry, Left)
                report.failed += isinstance(entry, Left) and not entry.is_known
                on_entry(entry)
            on_looked(report.count)
        finished = True
    finally:
        if run:
            totals = {"written": report.written, "left": report.left}
            release(run, totals, interrupted=not finished)
    return report


def exported_text(article: Article, text: str, now: datetime) -> str:
    """Return the text as an export would leave it. Raises SpliceError where none could."""
    document = read(text.encode(), now=now).document
    if document is None:
        return text
    values, _ = _wanted(article, document)
    return splice(text, {KEYS[name]: value for name, value in values.items()})


def decided(target: Target) -> ArticleQuerySet:
    """Return the articles that may differ from their document: somebody decided them once."""
    rows = Article.objects.filter(collection=target.collection, decision_count__gt=0, gone_at=None)
    if target.part:
        under = rows.filter(path__startswith=f"{target.part}/")
        rows = rows.filter(path=target.part) | under
    return rows


def _chunks(target: Target) -> Iterator[list[Article]]:
    """Yield what is `decided`, chunk by chunk.

    Each chunk is a question of its own: one that stayed open while files are written would keep
    SQLite at the state it began with, from which nothing can be written once others have.
    """
    rows = decided(target).order_by("pk").select_related("newest_text")
    rows = rows.prefetch_related("filed_topics__topic")
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1].pk
        # SQLite takes `AI/` for the beginning of `ai/b.md`.
        yield [article for article in chunk if target.holds(article.path)]


def _export(
    root: Path, articles: Sequence[Article], run: ImportRun | None, now: datetime
) -> Iterator[Written | Left]:
    plans: list[_Plan] = []
    for article in articles:
        if run:
            remove_leftover(root, article.path)
        planned = _plan(root, article, now)
        if isinstance(planned, Left):
            yield planned
        elif planned:
            plans.append(planned)
    if run and plans:
        _announce(run, plans)
        for plan in [plan for plan in plans if plan.values and not plan.failure]:
            content = plan.after.encode()
            try:
                replace_file(
                    root,
                    plan.article.path,
                    plan.found.content,
                    content,
                    before=partial(ensure_held, run),
                )
            except WriteError as error:
                plan.failure, plan.is_unsure = str(error), error.is_unsure
        _confirm(run, plans)
    for plan in plans:
        path = plan.article.path
        if plan.failure:
            yield Left(path, plan.failure)
        elif plan.values:
            yield Written(path, list(plan.values), plan.before, plan.after)


def _plan(root: Path, article: Article, now: datetime) -> _Plan | Left | None:
    """Return what to write into an article's document; None where nothing is to be done.

    A plan without values confirms what an export that was killed had written already.
    """
    found = files.read(root, article.path)
    if found.problem:
        return Left(article.path, found.problem.message)
    reading = read(found.content, now=now)
    if reading.document is None or reading.text is None:
        known_invalid = InvalidDocument.objects.filter(
            collection=article.collection_id, path=article.path
        ).exists()
        return Left(article.path, "it is invalid now: mend it, then import", known_invalid)
    known = merge.LastKnown(article.upstream, article.written, article.writing)
    old = read(article.newest_text.text.encode(), now=now).document
    merged = merge.merge(old, reading.document, known)
    changed = [key for key in merged.changes if key in HELD]
    if changed:
        return Left(article.path, FIRST.format(", ".join(changed)))
    article.written = merged.written
    values, written = _wanted(article, reading.document)
    if not values and not article.writing:
        return None
    try:
        after = splice(reading.text, {KEYS[name]: each for name, each in values.items()})
    except SpliceError as error:
        return Left(article.path, str(error))
    return _Plan(
        article, found, reading.document, values, written, reading.text, after,
        has_news=not is_noise(merged.changes),
    )  # fmt: skip


def _wanted(article: Article, document: NewsDocument) -> tuple[dict[str, Value], dict[str, Value]]:
    """Return what to write, by field, and what of ours the document holds afterwards."""
    said = merge.upstream_values(document)
    ours = article.values
    values: dict[str, Value] = {}
    written: dict[str, Value] = {}
    for name in FIELDS:
        if name in article.standing:
            value: Value = ours[name]  # type: ignore[assignment]  # topics are a list
            # A document that says nothing of publishing says that it isn't, without a word of ours.
            if name == "published" and said[name] is None and not value:
                continue
            if said[name] != value:
                values[name] = value
            if value != article.upstream[name]:
                written[name] = value
        elif name in article.written:
            values[name] = article.upstream[name]
    return values, written


def _announce(run: ImportRun, plans: Sequence[_Plan]) -> None:
    """Record what is about to be written, beside what of ours stands on disk already.

    That may be known from a killed export's announcement alone, which this one takes the place of;
    where nothing is to be written any more it stays until it is confirmed. What was decided
    meanwhile waits for the next export.
    """
    with transaction.atomic():
        heartbeat(run)
        now = _locked(plans)
        for plan in plans:
            current = now[plan.article.pk]
            if current.decision_count != plan.article.decision_count:
                plan.failure = "decided while the export ran: export again"
            if plan.values:
                current.written, current.writing = plan.article.written, plan.values
        Article.objects.bulk_update(now.values(), ["written", "writing"], batch_size=100)


def _confirm(run: ImportRun, plans: Sequence[_Plan]) -> None:
    """Record what stands in the documents now, and their texts as the newest.

    A text with news in it is the newest when an import has taken it.
    """
    with transaction.atomic():
        heartbeat(run)
        now = _locked(plans)
        done = [plan for plan in plans if not plan.failure]
        taken = [plan for plan in done if not plan.has_news]
        for plan in done:
            now[plan.article.pk].written = plan.written
        for plan in taken:
            now[plan.article.pk].heat = plan.document.heat
        for plan in plans:
            # What failed with nothing to write was announced by an export that was killed.
            if not plan.is_unsure and (plan.values or not plan.failure):
                now[plan.article.pk].writing = {}
        store_versions([(now[p.article.pk], files.sha256(p.after), p.after) for p in taken], ())
        columns = ["written", "writing", "heat", "newest_text"]
        Article.objects.bulk_update(now.values(), columns, batch_size=100)


def _locked(plans: Sequence[_Plan]) -> dict[int, Article]:
    rows = Article.objects.select_for_update(of=("self",)).select_related("newest_text")
    return {row.pk: row for row in rows.filter(pk__in=[p.article.pk for p in plans]).order_by("pk")}
