"""Thirty days of imports, decisions and exports, compared with a simple model of every document.

Each day the documents are imported, decided on and exported; then two bots write every one of them:
one overwrites half of the files with its own version, whatever is in them, one sets single keys in
the others. `Expected` models the upstream value, the exported value and the doubt of each field by
the rules of newsroom/docs/architecture.md; the effective state is computed by the second
implementation of tests/documents/rules_kit.py. In the end everything is released, and no article
may be public against what its bot has said last.
"""

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User

from articles import moderation
from articles.audit.check import Summary, findings
from articles.demo import documents
from articles.documents import NewsDocument, read
from articles.documents.decidable import FIELDS
from articles.models import Act, Article, Collection, Decision
from articles.models.decision import new_token
from articles.moderation.decision_requests import Seen
from articles.rules import STORY, Kind, field_values
from articles.rules.upstream_word import DOUBTS, doubts_in
from articles.sync.export_plan import SkippedDocument
from articles.sync.exporter import ExportReport, WrittenDocument, export_target
from articles.sync.importer import import_target
from articles.sync.targets import Target
from tests.documents.rules_kit import owner_of, second_state

FIRST = datetime(2026, 11, 1, 6, tzinfo=UTC)
DOCUMENTS = 200
#: Days without decisions, before which upstream has rewritten nothing.
QUIET = {4, 5, 13, 21}
#: Days after which upstream writes nothing, so that exported values are still in the files.
STILL = {day - 1 for day in QUIET} | {9, 17, 25}
PUBLISH_THRESHOLD = 70
#: With fewer days, too little happens for the last assertions of `prove`.
FEWEST_DAYS = 10
Values = dict[str, Any]


@lru_cache(maxsize=2000)
def document_of(content: bytes) -> NewsDocument | None:
    return read(content, now=FIRST).document


def values_of(document: NewsDocument) -> Values:
    """Return the document's value of each field that people may decide."""
    return {name: getattr(document, name) for name in FIELDS} | {"topics": list(document.topics)}


def file_of(document: NewsDocument) -> dict[str, Any]:
    """Return all that a document says but noise: its attributes, with lists as decisions have them.

    Of other keys `secured` is left out.
    """
    everything = {each.name: getattr(document, each.name) for each in fields(document)}
    other = {key: text for key, text in document.other.items() if key != "secured"}
    return {**everything, **values_of(document), "heat": None, "other": other}


def values_in(content: bytes) -> Values:
    document = document_of(content)
    assert document
    return values_of(document)


def shown(values: Values) -> Values:
    """Return the values as an article shows them: without a flag it isn't published."""
    return {**values, "published": bool(values["published"])}


class Upstream:
    """The site's bots, with their own version of each document.

    One overwrites every other document and never reads the files, one sets the keys that changed in
    the files as they are.
    """

    def __init__(self, root: Path, dice: random.Random, count: int = DOCUMENTS) -> None:
        self.root = root
        self.dice = dice
        texts = documents.documents(count, 7, now=FIRST)
        self.own = {path: text.encode() for path, text in texts}
        self.patched = set(sorted(self.own)[::2])
        for path, content in self.own.items():
            (root / path).write_bytes(content)

    def rewrite(self) -> None:
        """Write every document: always the noise, sometimes the heat, sometimes the score."""
        for path, content in self.own.items():
            text = content.decode()
            text = re.sub(r'(?m)^secured: "\d*', f'secured: "{self.dice.randrange(10**6)}', text)
            if self.dice.random() < 0.3:
                text = re.sub(r"(?m)^heat: -?\d+", f"heat: {self.dice.randrange(200)}", text)
            if self.dice.random() < 0.2:
                quality = self.dice.randrange(20, 130)
                flag = str(quality >= PUBLISH_THRESHOLD).lower()
                text = re.sub(r"(?m)^quality: \d+", f"quality: {quality}", text)
                text = re.sub(r"(?m)^published: \w+", f"published: {flag}", text)
            before, self.own[path] = content, text.encode()
            file = self.own[path]
            if path in self.patched:
                file = patched((self.root / path).read_bytes(), before, file)
            (self.root / path).write_bytes(file)


def patched(content: bytes, before: bytes, after: bytes) -> bytes:
    """Return the document with the lines of the keys set that differ in a bot's two versions."""
    for old, new in zip(before.splitlines(), after.splitlines(), strict=True):
        if old != new:
            key, line = re.escape(new.split(b":")[0]), new
            content = re.sub(rb"(?m)^" + key + rb":.*?(?=\r?$)", lambda _, line=line: line, content)
    return content


@dataclass
class Expected:
    """The values of one document that an import must have stored and an export written."""

    upstream: Values
    #: The file as it was last read or written, without noise.
    file: dict[str, Any]
    #: The values that an export wrote and that have been in the document ever since.
    written: Values = field(default_factory=dict)
    #: The values in the document that may be upstream's word or our own.
    doubts: Values = field(default_factory=dict)

    def imported(self, file: dict[str, Any]) -> None:
        """Take each value that differs from the file as it was for upstream's.

        Where something differs, what an export had written there may be upstream's too.
        """
        before, self.file = self.file, file
        if file == before:
            return
        is_overwritten = any(file[name] != value for name, value in self.written.items())
        for name in FIELDS:
            if file[name] != before[name]:
                self.written.pop(name, None)
                self.doubts.pop(name, None)
                self.upstream[name] = file[name]
            elif name == "published" and file[name] is False is not self.upstream[name]:
                self.doubts.setdefault(name, False)
            elif name in self.written and file[name] != self.upstream[name] and is_overwritten:
                self.doubts[name] = file[name]

    def exported(self, file: dict[str, Any]) -> None:
        """Take the values that differ from upstream's for those that the export wrote."""
        self.file = file
        differing = {name for name in FIELDS if file[name] != self.upstream[name]}
        self.written = {name: file[name] for name in {*differing, *self.doubts}}


class Desk:
    """A desk with its editor, and the expected values of every document by its path."""

    def __init__(self, root: Path, by: User, dice: random.Random, count: int = DOCUMENTS) -> None:
        self.root = root
        self.by = by
        self.upstream = Upstream(root, dice, count)
        self.dice = dice
        self.target = Target(Collection(name="thirty days", root=str(root)))
        self.expected: dict[str, Expected] = {}
        self.checked: set[int] = set()
        self.now = FIRST

    def import_documents(self) -> dict[str, int]:
        report = import_target(self.target, now=self.now)
        for path in self.root.iterdir():
            document = document_of(path.read_bytes())
            if document:
                values, file = values_of(document), file_of(document)
                self.expected.setdefault(path.name, Expected(values, file)).imported(file)
        return dict(report.totals)

    def export_documents(self) -> ExportReport:
        entries: list[WrittenDocument | SkippedDocument] = []
        report = export_target(self.target, on_entry=entries.append, now=self.now)
        assert not [entry for entry in entries if isinstance(entry, SkippedDocument)]
        for entry in entries:
            document = document_of((self.root / entry.path).read_bytes())
            assert document
            self.expected[entry.path].exported(file_of(document))
        return report

    def decide(self) -> None:
        """Do a day's work: some ten acts, on one article or a few."""
        paths = sorted(self.expected)
        for _ in range(self.dice.randrange(6, 14)):
            some = self.dice.sample(paths, self.dice.choice([1, 1, 1, 4]))
            self._act(list(Article.objects.filter(path__in=some).order_by("path")))
        for _ in range(self.dice.randrange(4)):
            self.undo()

    def undo(self) -> Act:
        """Undo one of the acts so far; what was decided since remains."""
        acts = Act.objects.filter(decisions__isnull=False).exclude(decisions__kind=Kind.UNDO)
        act = self.dice.choice(list(acts.distinct().order_by("pk")))
        moderation.undo(act, by=self.by, token=new_token(), place="review")
        self._check_upstream_seen()
        return act

    def _act(self, some: list[Article]) -> None:
        seen = {each.pk: Seen.of(each) for each in some}
        act: Any = {"by": self.by, "token": new_token(), "place": "review", "seen": seen}
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
            lambda: self._choose(some[0], act),
        ]
        self.dice.choice(verbs)()
        self._check_upstream_seen()

    def _choose(self, article: Article, act: Any) -> None:
        """Release what the article's document leaves two words on, to one or the other."""
        doubts = doubts_in(article.upstream)
        words = {n: [article.upstream[n], each.value] for n, each in doubts.items()}
        chosen = {name: self.dice.choice(both) for name, both in words.items()}
        moderation.release([article], list(chosen), chosen=chosen, **act)

    def release_everything(self) -> None:
        """Let every field follow upstream's own last word."""
        for article in Article.objects.exclude(standing={}):
            seen = {article.pk: Seen.of(article)}
            own = {name: article.upstream[name] for name in article.standing}
            moderation.release(
                [article], list(own), chosen=own, by=self.by, token=new_token(),
                place="command", seen=seen,
            )  # fmt: skip

    def public_against_upstream(self) -> list[str]:
        """Return the documents that are public, here or in their files, against their bots' words.

        A bot's own version says what it said last.
        """
        public = {article.path for article in Article.objects.published()}
        files = {path.name: path.read_bytes() for path in self.root.iterdir()}
        public |= {path for path, content in files.items() if b"\npublished: true" in content}
        own = self.upstream.own
        return sorted(path for path in public if b"\npublished: true" not in own[path])

    def _check_upstream_seen(self) -> None:
        """Each new decision was made on the upstream values of that moment."""
        for decision in Decision.objects.exclude(pk__in=self.checked).select_related("article"):
            upstream = self.expected[decision.article.path].upstream
            for name, seen in field_values(decision.upstream_seen).items():
                assert seen == upstream[name]
            self.checked.add(decision.pk)

    def check_articles(self) -> int:
        """Every article has the decided values, else upstream's; returns the count of conflicts."""
        all_rulings = Decision.objects.rulings()
        conflicts = 0
        for article in articles():
            upstream = self.expected[article.path].upstream
            rulings = all_rulings.get(article.pk, [])
            doubts = self.expected[article.path].doubts
            known = {**upstream, STORY: article.upstream[STORY], DOUBTS: doubts}
            state = second_state(known, rulings)
            assert field_values(article.upstream) == upstream, article.path
            found = {name: each.value for name, each in doubts_in(article.upstream).items()}
            assert found == doubts, article.path
            assert article.values == state["values"], article.path
            assert article.standing == state["numbers"]
            assert article.status == state["status"]
            assert article.conflicts == {
                name: {"seen": conflict.seen, "now": conflict.now}
                for name, conflict in state["conflicts"].items()
            }
            decided = {name: article.values[name] for name in article.standing}
            followed = {n: v for n, v in (shown(upstream) | decided).items() if n not in doubts}
            assert article.values | followed == article.values
            if article.published:
                approval = owner_of(rulings, "published")
                assert approval[0].kind == Kind.APPROVE if approval else upstream["published"]
                assert approval or "published" not in doubts
            conflicts += len(article.conflicts)
        return conflicts

    def check_files(self) -> None:
        """Every file is upstream's to the byte, but for lines of fields that an export may set."""
        for article in articles():
            content, expected = (self.root / article.path).read_bytes(), self.expected[article.path]
            own = self.upstream.own[article.path]
            assert shown(values_in(content)) == article.values
            values = values_in(own)
            ours = {name for name in FIELDS if expected.upstream[name] != values[name]}
            ours |= {*article.standing, *expected.doubts}
            assert without(content, ours) == without(own, ours)


def articles() -> Iterable[Article]:
    return Article.objects.order_by("path").prefetch_related("filed_topics__topic")


def without(content: bytes, keys: set[str]) -> bytes:
    """Return the document without the lines of these keys."""
    return b"".join(
        line for line in content.splitlines(keepends=True)
        if line.split(b":")[0].decode(errors="replace") not in keys
    )  # fmt: skip


def file_states(root: Path) -> dict[str, tuple[int, int]]:
    """Return the inode and modification time of each file: writing changes them."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in root.iterdir()}


def quiet_day(desk: Desk) -> None:
    """Nobody decides and nobody has written: nothing changes, in the database or in the files."""
    before = file_states(desk.root)
    assert set(desk.import_documents()) == {"unchanged", "invalid"}
    assert desk.export_documents().written == 0
    assert desk.export_documents().written == 0
    assert file_states(desk.root) == before


def working_day(desk: Desk, *, exports_twice: bool) -> int:
    """Import, decide, export; returns how many documents were written."""
    totals = desk.import_documents()
    assert not {"replaced", "moved", "gone"} & set(totals)
    desk.check_articles()
    desk.decide()
    written = desk.export_documents().written
    desk.check_files()
    before = file_states(desk.root)
    if exports_twice:
        assert desk.export_documents().written == 0
    assert file_states(desk.root) == before
    return written


def undo_after_export(desk: Desk) -> bool:
    """Undo an act that was exported: the upstream values are back, in the database and files."""
    before = {path.name: path.read_bytes() for path in desk.root.iterdir()}
    touched = {decision.article.path for decision in desk.undo().decisions.all()}
    desk.check_articles()
    desk.export_documents()
    desk.check_files()
    changed = {path for path in before if (desk.root / path).read_bytes() != before[path]}
    assert changed <= touched
    return bool(changed)


def release_all(desk: Desk) -> list[str]:
    """Release everything after a last import, export, and return what is public against upstream.

    Once more after the bots have written again: a doubt must last.
    """
    desk.import_documents()
    desk.release_everything()
    desk.export_documents()
    desk.check_files()
    found = desk.public_against_upstream()
    desk.upstream.rewrite()
    desk.import_documents()
    desk.check_articles()
    desk.export_documents()
    return sorted({*found, *desk.public_against_upstream()})


def prove(root: Path, by: User, days: int, say: Callable[[str], None]) -> None:
    """Live through the days in the empty folder `root`; raises AssertionError at a violation."""
    desk = Desk(root, by, random.Random("thirty days"))
    written = conflicts = taken_back = 0
    for day in range(days):
        desk.now = FIRST + timedelta(days=day)
        if day in QUIET:
            quiet_day(desk)
        else:
            written += working_day(desk, exports_twice=day % 10 == 3)
            taken_back += day % 2 and undo_after_export(desk)
        conflicts += desk.check_articles()
        # Nothing that happens on the desk looks like a change beside it.
        assert [str(each) for each in findings(Summary())] == []
        if day not in STILL:
            desk.upstream.rewrite()
        say(f"day {day + 1}: {written} documents written, {conflicts} conflicts seen so far")
    assert Article.objects.count() == DOCUMENTS - 1  # one is invalid, as in every demo
    doubted = sum("published" in each.doubts for each in desk.expected.values())
    say(f"{doubted} articles wait in doubt; all is released")
    assert release_all(desk) == []
    # Enough happened: many files written, conflicts with upstream, exported decisions undone.
    assert written > 12 * days
    assert conflicts > 3 * days
    assert taken_back > days // 10
    assert doubted > days // 10
