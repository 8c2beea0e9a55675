"""What the importer and the people of a desk make of the demo folder's next day."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from articles import moderation
from articles.demo import documents
from articles.demo.next_day import NextDay, rewrite
from articles.models import Article
from articles.rules import Status
from articles.sync.importer import Entry, import_target
from articles.sync.targets import targets

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 11, 20, 12, 30, 15, tzinfo=UTC)
SPECIAL = ("Found at another source", "Replaced by another story", "Gone", "New", "Broken")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """300 documents, one of them invalid."""
    return documents.write(tmp_path / "news", 300, 1, now=NOW).folder


def named(day: NextDay, words: str) -> str:
    """Return the one document of which it is told."""
    (name,) = [name for told, name in day.events if told == words]
    return name


def imported(folder: Path) -> tuple[Counter[str], dict[str, Entry]]:
    entries: list[Entry] = []
    (target,) = targets([str(folder)])
    report = import_target(target, on_entry=entries.append)
    return report.totals, {entry.path: entry for entry in entries}


def test_the_imports_say_what_the_bot_did(folder: Path) -> None:
    assert imported(folder)[0] == {"new": 299, "invalid": 1}
    day = rewrite(folder, 1)
    totals, entries = imported(folder)
    assert totals == {
        "noise": 270, "changed": 26, "replaced": 1, "gone": 1, "new": 2, "invalid": 1,
    }  # fmt: skip
    statuses = {words: entries[name].status for words, name in day.events if words in SPECIAL}
    assert list(map(statuses.get, SPECIAL)) == ["changed", "replaced", "gone", "new", "invalid"]
    assert entries[named(day, "Mended")].status == "new"
    again = rewrite(folder, 1)
    totals, entries = imported(folder)
    # What was broken for a day has its article: mended, it is noise like the rest.
    assert entries[named(again, "Mended")].status == "noise"
    assert totals == {
        "noise": 271, "changed": 26, "replaced": 1, "gone": 1, "new": 1, "invalid": 1,
    }  # fmt: skip


def test_who_rejects_the_queues_first_has_one_conflict_the_next_day(
    folder: Path, cast: Any, act_words: Callable[..., dict[str, Any]]
) -> None:
    imported(folder)
    first, second = Article.objects.waiting().order_by("-rank", "-id")[:2]
    moderation.reject([first], **act_words(cast.reviewer, first))
    approved = moderation.approve([second], **act_words(cast.reviewer, second)).act
    assert approved
    day = rewrite(folder, 1)
    assert next(name for words, name in day.events if words.startswith("Rose")) == first.path
    _, entries = imported(folder)
    assert [entry.path for entry in entries.values() if entry.conflicts] == [first.path]
    (conflict,) = Article.objects.in_conflict()
    assert (conflict, conflict.status) == (first, Status.REJECTED)
    assert conflict.conflicts == {"published": {"seen": False, "now": True}}
