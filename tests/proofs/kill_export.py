"""Kill exports: documents stay whole, what we wrote is known for an echo, running again mends."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from articles.models import Article, Collection
from articles.sync import files
from articles.sync.importer import import_target
from articles.sync.targets import Target
from tests.proofs import days
from tests.proofs.dump import Dump, difference, dump
from tests.proofs.ground import Ground
from tests.proofs.invariants import violations
from tests.proofs.killing import Killer, Tally, Violation


@dataclass
class End:
    """What an undisturbed export leaves: the documents, and the tables."""

    documents: days.Documents
    tables: Dump


class Proof:
    """Exports of one desk, with and without second thoughts of its editor on the way."""

    def __init__(self, ground: Ground, killer: Killer, dice: Random, *, control: bool) -> None:
        self.ground = ground
        self.killer = killer
        self.dice = dice
        self.control = control

    def prepare(self, count: int) -> None:
        """Import, decide, and learn where undisturbed exports end."""
        self.before = days.demo_documents(count, seed=self.dice.randrange(1000))
        self.ground.write(self.before)
        root = str(self.ground.documents)
        import_target(Target(Collection(name="documents", root=root)))
        days.decide(self.dice)
        self.words = self._words()
        self.ground.keep("decided")
        self.killer.undisturbed()
        self.plain = End(self._on_disk(), dump())
        if not self.control:
            self._begin()
            self._think_again()
            self.killer.undisturbed()
            self.second = End(self._on_disk(), dump(texts_kept=False))

    def round(self, *, second_thoughts: bool, imports: bool) -> None:
        """Kill along one export until it ends; in between, the editor thinks again, or imports.

        The last thing is always an import, of documents that say nothing new.
        """
        self._begin()
        self.thought_again = False
        end = self.second if second_thoughts else self.plain
        whole = [self.before, self.plain.documents, end.documents]
        self.left = 1.0

        def check() -> None:
            self._check_documents(whole)
            if self.control or (imports and self.dice.random() < 0.7):
                self._import()
            _raise(violations())
            if second_thoughts and not self.thought_again and self.left < 0.8:
                self._think_again()
                self.left = 1.0

        self.killer.until_one_ends(lambda: self.left, check)
        if second_thoughts and not self.thought_again:
            self._think_again()
            self.killer.undisturbed()
        _raise(violations())
        found = dump(texts_kept=not second_thoughts)
        _raise([
            *(path for path, now in self._on_disk().items() if now != end.documents[path]),
            *(f"{path.name} was left behind" for path in self.ground.documents.rglob(".*")),
            *difference(end.tables, found),
        ])  # fmt: skip
        self._import()

    def _begin(self) -> None:
        self.ground.restore("decided")
        self.ground.write(self.before)

    def _think_again(self) -> None:
        days.think_again(Random("again"))
        self.thought_again = True

    def _check_documents(self, whole: list[days.Documents]) -> None:
        """Every document is what it was or what it shall be, and nothing else is taken for one."""
        there = self._on_disk()
        if there.keys() != self.before.keys():
            raise Violation(f"taken for documents: {there.keys() ^ self.before.keys()}")
        torn = [path for path, now in there.items() if all(now != each[path] for each in whole)]
        _raise([f"{path} is neither as it was nor as it shall be" for path in torn])
        end = whole[-1]
        to_write = [path for path in there if self.before[path] != end[path]]
        self.left = sum(there[path] != end[path] for path in to_write) / len(to_write)

    def _import(self) -> None:
        """Import what lies there: no word of upstream's in it is new."""
        report = import_target(Target(Collection.objects.get()))
        if report.conflicts or report.totals.keys() - {"noise", "unchanged", "invalid"}:
            raise Violation(f"an import after the kill found {dict(report.totals)}")
        words = self._words()
        _raise([
            f"{path}: upstream's words {self.words[path]} are {now} now"
            for path, now in words.items() if now != self.words[path]
        ])  # fmt: skip

    def _words(self) -> dict[str, object]:
        return dict(Article.objects.values_list("path", "upstream"))

    def _on_disk(self) -> days.Documents:
        root = self.ground.documents
        return {path: (root / path).read_bytes() for path in files.document_paths(root)}


def prove(
    ground: Ground, count: int, tally: Tally, dice: Random, *, control: bool,
    say: Callable[[str], None],
) -> None:  # fmt: skip
    """Kill exports until the tally is full; raises Violation."""
    command = ground.command("export_articles", str(ground.documents), unguarded=control)
    proof = Proof(ground, Killer(command, dice, tally), dice, control=control)
    proof.prepare(count)
    while not tally.is_full:
        second_thoughts = tally.rounds % 2 == 1 and not control
        imports = tally.rounds % 4 > 1
        proof.round(second_thoughts=second_thoughts, imports=imports)
        how = ["thinking again"] * second_thoughts + ["importing"] * imports
        say(f"export{', ' * bool(how)}{' and '.join(how)}: {tally}")


def _raise(found: list[str]) -> None:
    if found:
        raise Violation("\n".join(found[:10]))
