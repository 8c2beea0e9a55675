"""What holds whenever one looks, however a run ended: every article whole, no act left alone."""

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
from tests.proofs.ground import Ground

#: Columns that hold what the document says, whoever decided what.
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
Said = dict[str, Any]


def violations() -> list[str]:
    """Return a sentence for each thing that must not be so."""
    found = [*_articles(), *_left_alone()]
    unfinished = ImportRun.objects.filter(finished_at=None).values("collection")
    for row in unfinished.annotate(runs=Count("pk")).filter(runs__gt=1):
        found.append(f"{row['runs']} unfinished runs of collection {row['collection']}")
    new = ImportEntry.objects.filter(status="new").count()
    if new != Article.objects.count():
        found.append(f"{new} entries tell of new articles, {Article.objects.count()} are there")
    return found


def half_chunks(ground: Ground, known_invalid: frozenset[str]) -> list[str]:
    """Return the chunks of the folder that are stored in part, or before an earlier one.

    `known_invalid` are documents of which the database can't tell which import found them so.
    """
    paths = [path for path in files.document_paths(ground.documents) if path not in known_invalid]
    stored = {path for path, now in _digests() if now == _digest(ground, path)}
    stored |= set(InvalidDocument.objects.values_list("path", flat=True))
    found, complete = [], True
    everything = list(files.document_paths(ground.documents))
    for start in range(0, len(everything), CHUNK):
        chunk = set(everything[start : start + CHUNK]) & set(paths)
        if chunk & stored and (chunk - stored or not complete):
            found.append(f"the chunk from {everything[start]} is stored in part, or out of turn")
        complete &= not chunk - stored
    gone = Article.objects.exclude(gone_at=None).count()
    if gone and not complete:
        found.append(f"{gone} articles are marked as gone before all documents are stored")
    return found


def share_left(ground: Ground) -> float:
    """Return the share of the documents that no import has stored yet."""
    paths = list(files.document_paths(ground.documents))
    stored = {path for path, now in _digests() if now == _digest(ground, path)}
    return len(set(paths) - stored) / len(paths)


def _digests() -> Iterable[tuple[str, str]]:
    return Article.objects.values_list("path", "newest_text__sha256")


def _digest(ground: Ground, path: str) -> str:
    return files.read(ground.documents, path).sha256


def _articles() -> Iterable[str]:
    """Compare every article with what its newest text says and with what was decided on it."""
    said = _Readings()
    images, related, topics = _images(), _related(), _topics()
    rulings = Decision.objects.rulings()
    columns = Article.objects.select_related("provider", "newest_text").defer("newest_text__text")
    for article in columns.order_by("pk"):
        document = said.of(article.newest_text)
        shows = {name: getattr(article, name) for name in PLAIN}
        shows["provider"] = article.provider.name, article.provider.domain
        shows["images"] = images["article_id", article.pk]
        shows["related"] = related[article.pk]
        wrong = [name for name in shows if shows[name] != document[name]]
        ours = rulings.get(article.pk, [])
        for name in FIELDS:
            words = [article.written.get(name, article.upstream[name])]
            if article.writing:
                # An export was killed; until the next run the text may be one from before it.
                words += [article.upstream[name], *(ruling.sets.get(name) for ruling in ours)]
            if _plain(name, document["words"][name]) not in [_plain(name, word) for word in words]:
                wrong.append(f"upstream's word on {name}")
        if sorted(ruling.number for ruling in ours) != [*range(1, article.decision_count + 1)]:
            wrong.append("decision_count")
        standing = effective_state(article.upstream, ours)
        wrong += [name for name in DECIDED if getattr(article, name) != standing.values[name]]
        kept = topics[article.pk], article.standing, article.status, article.decided_by_id
        right = standing.values["topics"], standing.numbers, standing.status, standing.decided_by
        if kept != right or sorted(article.conflicts) != sorted(standing.conflicts):
            wrong.append("what stands")
        if wrong:
            yield f"{article.path} is not whole: {', '.join(wrong)}"


def _left_alone() -> Iterable[str]:
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
        yield f"{len(texts)} texts that belong to nothing"


def _plain(name: str, word: Any) -> Any:
    return bool(word) if name == "published" else word


class _Readings:
    """What texts say, each read once in the life of the process."""

    read: dict[str, Said] = {}

    def of(self, text: DocumentText) -> Said:
        if text.sha256 not in self.read:
            content = text.text.encode()
            if files.sha256(text.text) != text.sha256:
                raise AssertionError(f"{text} is not what its digest says")
            document = read(content, now=datetime.now(UTC)).document
            assert document
            self.read[text.sha256] = _said(document)
        return self.read[text.sha256]


def _said(document: NewsDocument) -> Said:
    said: Said = {name: getattr(document, name) for name in PLAIN}
    said["provider"] = document.provider.name, document.provider.domain
    said["images"] = [_entry(image, IMAGE) for image in document.images]
    said["related"] = [
        (
            *_entry(link, LINK),
            (link.provider.name, link.provider.domain) if link.provider else (None, None),
            [_entry(image, IMAGE) for image in link.images],
        )
        for link in document.related
    ]
    said["words"] = {name: getattr(document, name) for name in DECIDED}
    said["words"]["topics"] = list(document.topics)
    return said


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
