"""Kill imports: no chunk is stored in part, and running again gives an undisturbed run's result."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from articles.models import Article, InvalidDocument
from tests.proofs import days
from tests.proofs.dump import Dump, difference, dump
from tests.proofs.invariants import half_chunks, share_left, violations
from tests.proofs.killing import Killer, Tally, Violation
from tests.proofs.workspace import Workspace


@dataclass
class Scene:
    """An import to kill: the database and documents before it, and the tables expected after it."""

    name: str
    database: str
    documents: days.Documents
    killer: Killer
    known_invalid: frozenset[str]
    expected: Dump


def prove(
    workspace: Workspace, count: int, tally: Tally, dice: Random, *, control: bool,
    say: Callable[[str], None],
) -> None:  # fmt: skip
    """Kill imports until the tally is full; raises Violation.

    In turn a first import, and the import of a day's rewrites into a desk with decisions.
    """
    command = workspace.command(
        "import_articles", str(workspace.documents), "--allow-gone", unguarded=control
    )
    documents = days.demo_documents(count, seed=dice.randrange(1000))

    def killer() -> Killer:
        # 1: a document became invalid; the demo holds one.
        return Killer(command, dice, tally, may_end=(0, 1))

    first = _scene("first import", workspace, "empty", documents, killer())
    scenes = [first]
    if not control:
        days.decide(dice)
        workspace.keep("decided")
        after = days.next_day(documents, dice)
        scenes += [_scene("next day", workspace, "decided", after, killer())]
    while not tally.is_full:
        scene = scenes[tally.rounds % len(scenes)]
        _round(workspace, scene)
        say(f"{scene.name}: {tally}")


def _scene(
    name: str, workspace: Workspace, database: str, documents: days.Documents, killer: Killer
) -> Scene:
    workspace.restore(database)
    workspace.write(documents)
    invalid = frozenset(InvalidDocument.objects.values_list("path", flat=True))
    killer.undisturbed()
    return Scene(name, database, documents, killer, invalid, dump())


def _round(workspace: Workspace, scene: Scene) -> None:
    """Kill one import again and again until it ends, and compare the tables with the expected."""
    workspace.restore(scene.database)
    workspace.write(scene.documents)

    def check() -> None:
        found = [*half_chunks(workspace, scene.known_invalid), *violations()]
        if found:
            raise Violation("\n".join(found[:10]))

    scene.killer.until_one_ends(lambda: share_left(workspace), check)
    check()
    wrong = difference(scene.expected, dump())
    if wrong:
        raise Violation("running again ended elsewhere:\n" + "\n".join(wrong))
    assert Article.objects.exists()
