"""Invariants of the database that hold at every moment, however an import or export ended."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count

from articles.documents import NewsDocument, read
from articles.documents.decidable import FIELDS
from articles.models import (
    Act,
    Article,
    ArticleTopic,
    Decision,
    DocumentText,
    Image,
    ImportEntry,
    ImportRun,
    InvalidDocument,
    RelatedLink,
    StoryChange,
)
from articles.rules import effective_state
from articles.sync import files
from articles.sync.importer import CHUNK
from tests.proofs.workspace import Workspace

#: Columns with the value of the document, whatever was decided.
PLAIN = (
    "category", "published_at", "original_url", "web_url", "amp_web_url", "cdn_amp_web_url",
    "heat", "featured_content",
)  # fmt: skip
DECIDED = ("published", "quality", "title", "excerpt", "type")
IMAGE = ("url", "width", "height", "is_cached", "title", "attribution")
LINK = (
    "title", "excerpt", "published_at", "web_url", "amp_web_url", "cdn_amp_web_url", "type",
    "quality",
)  # fmt: skip
Values = dict[str, Any]


def violations() -> list[str]:
    """Return a sentence for each violation in the database."""
    found = [*_inconsistent_articles(), *_orphans()]
    unfinished = ImportRun.objects.filter(finished_at=None).values("collection")
    for row in unfinished.annotate(runs=Count("pk")).filter(runs__gt=1):
        found.append(f"{row['runs']} unfinished runs of collection {row['collection']}")
    new = ImportEntry.objects.filter(status="new").count()
    if new != Article.objects.count():
        found.append(f"{new} import entries of new articles, {Article.objects.count()} articles")
    return found


def half_chunks(workspace: Workspace, known_invalid: frozenset[str]) -> list[str]:
    """Return a sentence for each chunk that is stored in part, or before an earlier one.

    `known_invalid` are documents that were invalid before: the database doesn't show which import
    read them last.
    """
    paths = [
        path for path in files.document_paths(workspace.documents) if path not in known_invalid
    ]
    stored = {path for path, now in _digests() if now == _digest(workspace, path)}
    stored |= set(InvalidDocument.objects.values_list("path", flat=True))
    found, complete = [], True
    everything = list(files.document_paths(workspace.documents))
    for start in range(0, len(everything), CHUNK):
        chunk = set(everything[start : start + CHUNK]) & set(paths)
        if chunk & stored and (chunk - stored or not complete):
            found.append(
                f"the chunk from {everything[start]} is stored in part, or before an earlier one"
            )
        complete &= not chunk - stored
    gone = Article.objects.exclude(gone_at=None).count()
    if gone and not complete:
        found.append(f"{gone} articles are marked as gone before all documents are stored")
    return found


def share_left(workspace: Workspace) -> float:
    """Return the share of the documents that no import has stored yet, from 0 to 1."""
    paths = list(files.document_paths(workspace.documents))
    stored = {path for path, now in _digests() if now == _digest(workspace, path)}
    return len(set(paths) - stored) / len(paths)


def _digests() -> Iterable[tuple[str, str]]:
    return Article.objects.values_list("path", "newest_text__sha256")


def _digest(workspace: Workspace, path: str) -> str:
    return files.read(workspace.documents, path).sha256


def _inconsistent_articles() -> Iterable[str]:
    """Compare every article with its newest text and with the decisions on it."""
    documents = _Documents()
    images, related, topics = _images(), _related(), _topics()
    rulings = Decision.objects.rulings()
    columns = Article.objects.select_related("provider", "newest_text").defer("newest_text__text")
    for article in columns.order_by("pk"):
        document = documents.of(article.newest_text)
        stored = {name: getattr(article, name) for name in PLAIN}
        stored["provider"] = article.provider.name, article.provider.domain
        stored["images"] = images["article_id", article.pk]
        stored["related"] = related[article.pk]
        wrong = [name for name in stored if stored[name] != document[name]]
        ours = rulings.get(article.pk, [])
        for name in FIELDS:
            possible = [article.written.get(name, article.upstream[name])]
            if article.writing:
                # An export was killed; until the next run the text may be one from before it.
                possible += [article.upstream[name], *(ruling.sets.get(name) for ruling in ours)]
            value = _plain(name, document["decidable"][name])
            if value not in [_plain(name, each) for each in possible]:
                wrong.append(f"upstream value of {name}")
        if sorted(ruling.number for ruling in ours) != [*range(1, article.decision_count + 1)]:
            wrong.append("decision_count")
        state = effective_state(article.upstream, ours)
        wrong += [name for name in DECIDED if getattr(article, name) != state.values[name]]
        actual = topics[article.pk], article.standing, article.status, article.decided_by_id
        right = state.values["topics"], state.numbers, state.status, state.decided_by
        if actual != right or sorted(article.conflicts) != sorted(state.conflicts):
            wrong.append("effective state")
        if wrong:
            yield f"{article.path} is inconsistent: {', '.join(wrong)}"


def _orphans() -> Iterable[str]:
    acts = Act.objects.filter(decisions=None).count()
    if acts:
        yield f"{acts} acts without a decision"
    needed = set(Article.objects.values_list("newest_text", flat=True))
    needed |= set(Article.objects.values_list("first_text", flat=True))
    needed |= set(Decision.objects.values_list("text", flat=True))
    for before, after in StoryChange.objects.values_list("before", "after"):
        needed |= {before, after}
    texts = set(DocumentText.objects.values_list("pk", flat=True)) - needed
    if texts:
        yield f"{len(texts)} texts that nothing refers to"


def _plain(name: str, value: Any) -> Any:
    """Return the value; a document without a flag isn't published."""
    return bool(value) if name == "published" else value


class _Documents:
    """The values of texts, each read once in the life of the process."""

    read: dict[str, Values] = {}

    def of(self, text: DocumentText) -> Values:
        if text.sha256 not in self.read:
            content = text.text.encode()
            if files.sha256(text.text) != text.sha256:
                raise AssertionError(f"{text} has another digest than its row")
            document = read(content, now=datetime.now(UTC)).document
            assert document
            self.read[text.sha256] = _values(document)
        return self.read[text.sha256]


def _values(document: NewsDocument) -> Values:
    values: Values = {name: getattr(document, name) for name in PLAIN}
    values["provider"] = document.provider.name, document.provider.domain
    values["images"] = [_entry(image, IMAGE) for image in document.images]
    values["related"] = [
        (
            *_entry(link, LINK),
            (link.provider.name, link.provider.domain) if link.provider else (None, None),
            [_entry(image, IMAGE) for image in link.images],
        )
        for link in document.related
    ]
    values["decidable"] = {name: getattr(document, name) for name in DECIDED}
    values["decidable"]["topics"] = list(document.topics)
    return values


def _entry(entry: object, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(entry, name) for name in names)


def _images() -> dict[tuple[str, int], list[tuple[Any, ...]]]:
    found: dict[tuple[str, int], list[tuple[Any, ...]]] = defaultdict(list)
    for owner in ("article_id", "related_link_id"):
        rows = Image.objects.exclude(**{owner: None}).order_by("position")
        for pk, *image in rows.values_list(owner, *IMAGE):
            found[owner, pk].append(tuple(image))
    return found


def _related() -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    images = _images()
    rows = RelatedLink.objects.order_by("position").values_list(
        "article_id", "pk", "provider__name", "provider__domain", *LINK
    )
    for article, pk, name, domain, *link in rows:
        found[article].append((*link, (name, domain), images["related_link_id", pk]))
    return found


def _topics() -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ArticleTopic.objects.order_by("position").values_list("article_id", "topic__name")
    for article, name in rows:
        found[article].append(name)
    return found
