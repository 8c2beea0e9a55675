"""Prove that a desk moves whole: exported and restored, on either database, it is the same.

A made desk is decided on at random, exported and imported again; then it is moved from database to
database, there and back, and each time all rows of all tables are compared with the first desk's.
"""

import resource
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from random import Random

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from articles import moderation
from articles.audit.check import Summary, findings
from articles.models import Article
from articles.models.decision import new_token
from articles.moderation.decision_requests import Seen
from articles.sync.importer import import_target
from articles.sync.targets import targets
from articles.transfer.exporting import export_history
from articles.transfer.restoring import restore
from tests.proofs.days import editor
from tests.proofs.workspace import Workspace
from tests.transfer.kit import Databases, all_rows

#: How many articles one act decides.
AT_ONCE = 50


def prove(
    place: Workspace, server: str, documents: int, dice: Random, say: Callable[[str], None]
) -> None:
    """Fill the desk, move it along all databases, and raise AssertionError at a difference."""
    fill(place.documents, documents, dice)
    assert not _findings(), "the desk isn't right before it is moved"
    before = all_rows()
    rows = sum(map(len, before.values()))
    say(f"{rows:,} rows in {len(before)} tables on {connection.vendor}")
    made = Databases(place.folder, server)
    way = ["postgresql", "sqlite", "sqlite", "postgresql"] if server else ["sqlite", "sqlite"]
    path = place.folder / "moved.jsonl"
    _timed(say, f"exported from {connection.vendor}", lambda: export_history(path))
    try:
        for number, vendor in enumerate(way):
            with made.another(vendor):
                source = path
                path = place.folder / f"moved-{number}.jsonl"
                _timed(say, f"restored into {vendor}", lambda at=source: restore(at))
                after = all_rows()
                assert [name for name in before if before[name] != after[name]] == []
                assert _findings() == []
                totals = import_target(targets([str(place.documents)])[0]).totals
                # One is invalid, as in every demo.
                assert set(totals) == {"unchanged", "invalid"}, totals
                _timed(say, f"exported from {vendor}", lambda to=path: export_history(to))
                # The import above is a row that the first desk hasn't.
                before = all_rows()
    finally:
        made.drop_templates()
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
    say(f"Holds: {rows:,} rows, {len(way)} moves, every row equal; at most {peak:,} MB.")


def fill(folder: Path, documents: int, dice: Random) -> None:
    """Make documents, import them, decide on most in acts of many, undo some, export, import."""
    call_command("make_demo", str(folder), documents=documents, stdout=StringIO())
    person = editor()
    (target,) = targets([str(folder)])
    import_target(target)
    pks = list(Article.objects.values_list("pk", flat=True))
    dice.shuffle(pks)
    for start in range(0, len(pks) * 3 // 4, AT_ONCE):
        articles = list(Article.objects.filter(pk__in=pks[start : start + AT_ONCE]))
        outcome = _decide(articles, person, dice)
        if outcome.act and dice.random() < 0.2:
            moderation.undo(outcome.act, by=person, token=new_token(), place="desk")
    call_command("export_articles", str(folder), stdout=StringIO(), stderr=StringIO())
    import_target(targets([str(folder)])[0])


def _decide(articles: list[Article], person: User, dice: Random) -> moderation.Outcome:
    seen = {each.pk: Seen.of(each) for each in articles}
    given = {"by": person, "token": new_token(), "place": "queue", "seen": seen}
    verb = dice.choice(("approve", "reject", "set_quality", "edit"))
    if verb == "set_quality":
        return moderation.set_quality(articles, quality=dice.randrange(100), **given)
    if verb == "edit":
        return moderation.edit(articles, values={"topics": ["Moved", "AI"]}, **given)
    return getattr(moderation, verb)(articles, note="For the proof – “quoted”.", **given)


def _findings() -> list[str]:
    return [str(each) for each in findings(Summary())]


def _timed(say: Callable[[str], None], what: str, work: Callable[[], object]) -> None:
    began = time.monotonic()
    work()
    say(f"{what} in {time.monotonic() - began:.1f} s")
