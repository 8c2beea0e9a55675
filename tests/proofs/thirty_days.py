"""Thirty days of imports, decisions and exports, compared with a simple model of every document.

Each day the documents are imported, decided on and exported; then two bots write every one of them
(`bots`). `modelled_desk` compares the desk with `expected_values`, and with what the files say. In
the end everything is released, and no article may be public against what its bot has said last.
"""

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.models import User

from articles.audit.check import Summary, findings
from articles.models import Article
from tests.proofs.bots import DOCUMENTS
from tests.proofs.expected_values import FIRST
from tests.proofs.modelled_desk import Desk

#: Days without decisions, before which upstream has rewritten nothing.
QUIET = {4, 5, 13, 21}
#: Days after which upstream writes nothing, so that exported values are still in the files.
STILL = {day - 1 for day in QUIET} | {9, 17, 25}
#: With fewer days, too little happens for the last assertions of `prove`.
FEWEST_DAYS = 10


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
