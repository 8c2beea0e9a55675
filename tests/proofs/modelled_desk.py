"""A desk that imports, decides on and exports documents, compared with the model of each.

The effective state is computed by the second implementation of tests/documents/rules_kit.py.
"""

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User

from articles import moderation
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
from tests.proofs.bots import DOCUMENTS, Upstream
from tests.proofs.expected_values import (
    FIRST,
    Expected,
    document_of,
    file_of,
    shown,
    values_in,
    values_of,
)


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
        self.check_upstream_seen()
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
        self.check_upstream_seen()

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

    def check_upstream_seen(self) -> None:
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
