"""Thirty days: upstream rewrites its documents, an editor decides, both keep their word.

Each day the documents are imported, decided on and exported; then upstream writes every one of
them anew from what it said itself, whatever stands in the file. The test keeps its own book of what
upstream's word is and of what we wrote, and has its own opinion of what stands (test_standing's).
"""

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User

from articles import moderation
from articles.demo import documents
from articles.documents import NewsDocument, read
from articles.documents.decidable import FIELDS
from articles.models import Act, Article, Collection, Decision
from articles.models.decision import new_token
from articles.moderation.orders import Seen
from articles.rules import Kind
from articles.sync.exporter import ExportReport, Left, Written, export_target
from articles.sync.importer import import_target
from articles.sync.targets import Target
from tests.documents.test_standing import holder, second_opinion
from tests.lengths import by_database

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 11, 1, 6, tzinfo=UTC)
DAYS, DOCUMENTS = by_database(30, 15), 200
#: On these, upstream rewrites nothing in the night before, and nobody decides.
QUIET = {4, 5, 13, 21}
#: After these, upstream doesn't write: what we wrote is still in the files the day after.
STILL = {day - 1 for day in QUIET} | {9, 17, 25}
LINE = 70
Words = dict[str, Any]


def words_of(document: NewsDocument) -> Words:
    said = {name: getattr(document, name) for name in FIELDS if name != "topics"}
    return {**said, "topics": list(document.topics)}


@lru_cache(maxsize=2000)
def document_of(content: bytes) -> NewsDocument | None:
    return read(content, now=FIRST).document


def said_by(content: bytes) -> Words:
    document = document_of(content)
    assert document
    return words_of(document)


def told(word: Words) -> Words:
    """Return the words as an article shows them: unsaid is unpublished."""
    return {**word, "published": bool(word["published"])}


class Upstream:
    """The site's bot: it keeps its own view of each document, and never reads the files."""

    def __init__(self, root: Path, dice: random.Random) -> None:
        self.root = root
        self.dice = dice
        texts = dict(documents.documents(DOCUMENTS, 7, now=FIRST))
        self.view = {path: text.encode() for path, text in texts.items()}
        for path, content in self.view.items():
            (root / path).write_bytes(content)

    def rewrite(self) -> None:
        """Write every document: the noise always, sometimes the heat, sometimes the score."""
        for path, content in self.view.items():
            text = content.decode()
            text = re.sub(r'(?m)^secured: "\d*', f'secured: "{self.dice.randrange(10**6)}', text)
            if self.dice.random() < 0.3:
                text = re.sub(r"(?m)^heat: -?\d+", f"heat: {self.dice.randrange(200)}", text)
            if self.dice.random() < 0.08:
                quality = self.dice.randrange(20, 130)
                flag = str(quality >= LINE).lower()
                text = re.sub(r"(?m)^quality: \d+", f"quality: {quality}", text)
                text = re.sub(r"(?m)^published: \w+", f"published: {flag}", text)
            self.view[path] = text.encode()
            (self.root / path).write_bytes(self.view[path])


@dataclass
class Book:
    """What the page of words says of one document, kept by hand."""

    word: Words
    #: What we wrote into the document that has stood there ever since.
    ours: Words = field(default_factory=dict)

    def imported(self, said: Words) -> None:
        """Upstream's word is the last value that we had not written there ourselves."""
        for name in FIELDS:
            if name in self.ours and said[name] == self.ours[name]:
                continue
            self.ours.pop(name, None)
            self.word[name] = said[name]

    def exported(self, said: Words) -> None:
        for name in FIELDS:
            self.ours.pop(name, None)
            if said[name] != self.word[name]:
                self.ours[name] = said[name]


class Desk:
    """The desk, its editor, and the test's book of every document."""

    def __init__(self, root: Path, by: User, upstream: Upstream, dice: random.Random) -> None:
        self.root = root
        self.by = by
        self.upstream = upstream
        self.dice = dice
        self.target = Target(Collection(name="thirty days", root=str(root)))
        self.books: dict[str, Book] = {}
        self.checked: set[int] = set()
        self.now = FIRST

    def bring_in(self) -> dict[str, int]:
        report = import_target(self.target, now=self.now)
        for path in self.root.iterdir():
            document = document_of(path.read_bytes())
            if document:
                said = words_of(document)
                self.books.setdefault(path.name, Book(dict(said))).imported(said)
        return dict(report.totals)

    def write_back(self) -> ExportReport:
        entries: list[Written | Left] = []
        report = export_target(self.target, on_entry=entries.append, now=self.now)
        assert not [entry for entry in entries if isinstance(entry, Left)]
        for entry in entries:
            said = said_by((self.root / entry.path).read_bytes())
            self.books[entry.path].exported(said)
        return report

    def decide(self) -> None:
        """Do a day's work: some ten acts, on one article or a few."""
        paths = sorted(self.books)
        for _ in range(self.dice.randrange(6, 14)):
            some = self.dice.sample(paths, self.dice.choice([1, 1, 1, 4]))
            self._act(list(Article.objects.filter(path__in=some).order_by("path")))
        for _ in range(self.dice.randrange(4)):
            self.undo()

    def undo(self) -> Act:
        """Undo one of the acts of so far; what was decided since stays."""
        acts = Act.objects.filter(decisions__isnull=False).exclude(decisions__kind=Kind.UNDO)
        act = self.dice.choice(list(acts.distinct().order_by("pk")))
        moderation.undo(act, by=self.by, token=new_token(), place="review")
        self._check_seen()
        return act

    def articles(self) -> Iterable[Article]:
        return Article.objects.order_by("path").prefetch_related("filed_topics__topic")

    def _act(self, some: list[Article]) -> None:
        act: dict[str, Any] = {"by": self.by, "token": new_token(), "place": "review"}
        act["seen"] = {each.pk: Seen.of(each) for each in some}
        title = f'"Edited" on {self.now:%A}: a title'
        verbs: list[Callable[[], object]] = [
            lambda: moderation.approve(some, **act),
            lambda: moderation.approve(some, quality=self.dice.randrange(70, 200), **act),
            lambda: moderation.reject(some, **act),
            lambda: moderation.unpublish(some, **act),
            lambda: moderation.set_quality(some, self.dice.randrange(200), **act),
            lambda: moderation.edit(some, {"title": title}, **act),
            lambda: moderation.release(some, self.dice.sample(FIELDS, 3), **act),
            lambda: moderation.keep_ours(some, list(FIELDS), **act),
            lambda: moderation.take_theirs(some, list(FIELDS), **act),
        ]
        self.dice.choice(verbs)()
        self._check_seen()

    def _check_seen(self) -> None:
        """Each new decision was made on what upstream's word was at that moment."""
        for decision in Decision.objects.exclude(pk__in=self.checked).select_related("article"):
            word = self.books[decision.article.path].word
            for name, seen in decision.upstream_seen.items():
                assert seen == word[name]
            self.checked.add(decision.pk)

    def check_articles(self) -> int:
        """Every article shows what was decided, else upstream's word; returns the conflicts."""
        all_rulings = Decision.objects.rulings()
        conflicts = 0
        for article in self.articles():
            word = self.books[article.path].word
            rulings = all_rulings.get(article.pk, [])
            opinion = second_opinion(word, rulings)
            assert article.upstream == word, article.path
            assert article.values == opinion["values"], article.path
            assert article.standing == opinion["numbers"]
            assert article.status == opinion["status"]
            assert article.conflicts == {
                name: {"seen": conflict.seen, "now": conflict.now}
                for name, conflict in opinion["conflicts"].items()
            }
            shown = {**told(word), **{name: article.values[name] for name in article.standing}}
            assert article.values == shown
            if article.published:
                approval = holder(rulings, "published")
                assert approval[0].kind == Kind.APPROVE if approval else word["published"]
            conflicts += len(article.conflicts)
        return conflicts

    def check_files(self) -> None:
        """Every file is upstream's to the byte, but for the lines of fields that are not its."""
        for article in self.articles():
            content, book = (self.root / article.path).read_bytes(), self.books[article.path]
            view = self.upstream.view[article.path]
            assert told(said_by(content)) == article.values
            its = said_by(view)
            ours = set(article.standing) | {name for name in FIELDS if book.word[name] != its[name]}
            assert without(content, ours) == without(view, ours)


def without(content: bytes, keys: set[str]) -> bytes:
    """Return the document without the lines of these keys."""
    return b"".join(
        line for line in content.splitlines(keepends=True)
        if line.split(b":")[0].decode(errors="replace") not in keys
    )  # fmt: skip


def places(root: Path) -> dict[str, tuple[int, int]]:
    """Return what changes when a file is written: its inode and its time."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in root.iterdir()}


@pytest.fixture
def desk(tmp_path: Path, cast: SimpleNamespace) -> Desk:
    root = tmp_path / "documents"
    root.mkdir()
    dice = random.Random("thirty days")
    return Desk(root, cast.editor, Upstream(root, dice), dice)


def quiet_day(desk: Desk) -> None:
    """Nobody decides, nobody has written: nothing changes, here or there."""
    before = places(desk.root)
    assert set(desk.bring_in()) == {"unchanged", "invalid"}
    assert desk.write_back().written == 0
    assert desk.write_back().written == 0
    assert places(desk.root) == before


def working_day(desk: Desk, *, exports_twice: bool) -> int:
    """Import, decide, export; returns how many documents were written."""
    totals = desk.bring_in()
    assert not {"replaced", "moved", "gone"} & set(totals)
    desk.check_articles()
    desk.decide()
    written = desk.write_back().written
    desk.check_files()
    before = places(desk.root)
    if exports_twice:
        assert desk.write_back().written == 0
    assert places(desk.root) == before
    return written


def undo_after_export(desk: Desk) -> bool:
    """Undo an act that is in the files already: upstream's word is back, here and there."""
    files = {path.name: path.read_bytes() for path in desk.root.iterdir()}
    touched = {decision.article.path for decision in desk.undo().decisions.all()}
    desk.check_articles()
    desk.write_back()
    desk.check_files()
    changed = {path for path in files if (desk.root / path).read_bytes() != files[path]}
    assert changed <= touched
    return bool(changed)


def test_thirty_days_of_upstream_and_an_editor_each_keep_their_own_word(desk: Desk) -> None:
    written = conflicts = taken_back = 0
    for day in range(DAYS):
        desk.now = FIRST + timedelta(days=day)
        if day in QUIET:
            quiet_day(desk)
        else:
            written += working_day(desk, exports_twice=day % 10 == 3)
            taken_back += day % 2 and undo_after_export(desk)
        conflicts += desk.check_articles()
        if day not in STILL:
            desk.upstream.rewrite()
    assert Article.objects.count() == DOCUMENTS - 1  # one is invalid, as in every demo
    # The days had something to lose: many files written, upstream at odds, decisions taken back.
    assert written > 16 * DAYS
    assert conflicts > 3 * DAYS
    assert taken_back > DAYS // 10
