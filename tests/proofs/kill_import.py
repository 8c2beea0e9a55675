"""Kill imports: what was stored is whole, and running again ends where an undisturbed run ends."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from articles.models import Article, InvalidDocument
from tests.proofs import days
from tests.proofs.dump import Dump, difference, dump
from tests.proofs.ground import Ground
from tests.proofs.invariants import half_chunks, share_left, violations
from tests.proofs.killing import Killer, Tally, Violation


@dataclass
class Scene:
    """An import to kill: the database and the documents before it, and what must come of it."""

    name: str
    database: str
    documents: days.Documents
    killer: Killer
    known_invalid: frozenset[str]
    expected: Dump


def prove(
    ground: Ground, count: int, tally: Tally, dice: Random, *, control: bool,
    say: Callable[[str], None],
) -> None:  # fmt: skip
    """Kill imports until the tally is full; raises Violation.

    By turns a first import, and the import of a day's rewrites into a desk that has decided.
    """
    command = ground.command(
        "import_articles", str(ground.documents), "--allow-gone", unguarded=control
    )
    documents = days.demo_documents(count, seed=dice.randrange(1000))

    def killer() -> Killer:
        # 1: a document became invalid; the demo holds one.
        return Killer(command, dice, tally, may_end=(0, 1))

    first = _scene("first import", ground, "empty", documents, killer())
    scenes = [first]
    if not control:
        days.decide(dice)
        ground.keep("decided")
        after = days.next_day(documents, dice)
        scenes += [_scene("next day", ground, "decided", after, killer())]
    while not tally.is_full:
        scene = scenes[tally.rounds % len(scenes)]
        _round(ground, scene)
        say(f"{scene.name}: {tally}")


def _scene(
    name: str, ground: Ground, database: str, documents: days.Documents, killer: Killer
) -> Scene:
    ground.restore(database)
    ground.write(documents)
    invalid = frozenset(InvalidDocument.objects.values_list("path", flat=True))
    killer.undisturbed()
    return Scene(name, database, documents, killer, invalid, dump())


def _round(ground: Ground, scene: Scene) -> None:
    """Kill along one import until it ends, and compare that end with the undisturbed one."""
    ground.restore(scene.database)
    ground.write(scene.documents)

    def check() -> None:
        found = [*half_chunks(ground, scene.known_invalid), *violations()]
        if found:
            raise Violation("\n".join(found[:10]))

    scene.killer.until_one_ends(lambda: share_left(ground), check)
    check()
    wrong = difference(scene.expected, dump())
    if wrong:
        raise Violation("running again ended elsewhere:\n" + "\n".join(wrong))
    assert Article.objects.exists()
