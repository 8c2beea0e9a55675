"""The import of a demo folder after its rewrite, and the conflict that it opens."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from articles import moderation
from articles.demo import documents
from articles.demo.next_day import DayResult, rewrite
from articles.models import Article
from articles.rules import Status
from articles.sync.importer import Entry, import_target
from articles.sync.targets import targets

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOW = datetime(2025, 11, 20, 12, 30, 15, tzinfo=UTC)
SPECIAL = ("Found at another source", "Replaced by another story", "Gone", "New", "Broken")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """300 documents, one of them invalid."""
    return documents.write(tmp_path / "news", 300, 1, now=NOW).folder


def document_of_event(day: DayResult, description: str) -> str:
    """Return the file name of the only document with the event."""
    (name,) = [name for each, name in day.events if each == description]
    return name


def import_folder(folder: Path) -> tuple[Counter[str], dict[str, Entry]]:
    entries: list[Entry] = []
    (target,) = targets([str(folder)])
    report = import_target(target, on_entry=entries.append)
    return report.totals, {entry.path: entry for entry in entries}


def test_the_imports_report_what_the_bot_did(folder: Path) -> None:
    assert import_folder(folder)[0] == {"new": 299, "invalid": 1}
    day = rewrite(folder, 1)
    totals, entries = import_folder(folder)
    assert totals == {
        "noise": 270,
        "changed": 26,
        "replaced": 1,
        "gone": 1,
        "new": 2,
        "invalid": 1,
    }
    statuses = {event: entries[name].status for event, name in day.events if event in SPECIAL}
    assert list(map(statuses.get, SPECIAL)) == ["changed", "replaced", "gone", "new", "invalid"]
    assert entries[document_of_event(day, "Mended")].status == "new"
    again = rewrite(folder, 1)
    totals, entries = import_folder(folder)
    # The document that was broken for a day has an article already, so mended it is only noise.
    assert entries[document_of_event(again, "Mended")].status == "noise"
    assert totals == {
        "noise": 271,
        "changed": 26,
        "replaced": 1,
        "gone": 1,
        "new": 1,
        "invalid": 1,
    }


def test_rejecting_the_queues_first_gives_one_conflict_the_next_day(
    folder: Path, users: Any, act_parameters: Callable[..., dict[str, Any]]
) -> None:
    import_folder(folder)
    first, second = Article.objects.waiting().order_by("-rank", "-id")[:2]
    moderation.reject([first], **act_parameters(users.reviewer, first))
    approved = moderation.approve([second], **act_parameters(users.reviewer, second)).act
    assert approved
    day = rewrite(folder, 1)
    assert next(name for event, name in day.events if event.startswith("Rose")) == first.path
    _, entries = import_folder(folder)
    assert [entry.path for entry in entries.values() if entry.conflicts] == [first.path]
    (conflict,) = Article.objects.in_conflict()
    assert (conflict, conflict.status) == (first, Status.REJECTED)
    assert conflict.conflicts == {"published": {"seen": False, "now": True}}
