"""Kill exports: no document is torn, own exported values are recognised, running again repairs."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from articles.models import Article, Collection
from articles.sync import files
from articles.sync.importer import import_target
from articles.sync.targets import Target
from tests.proofs import days
from tests.proofs.dump import Dump, difference, dump
from tests.proofs.invariants import violations
from tests.proofs.killing import STRIDE, Killer, Tally, Violation
from tests.proofs.workspace import Workspace


@dataclass
class End:
    """The documents and tables after an export that was not killed."""

    documents: days.Documents
    tables: Dump


class Proof:
    """Exports of one desk, also while its editor reconsiders or documents are imported."""

    def __init__(
        self, workspace: Workspace, killer: Killer, dice: Random, *, control: bool
    ) -> None:
        self.workspace = workspace
        self.killer = killer
        self.dice = dice
        self.control = control

    def prepare(self, count: int) -> None:
        """Import, decide, and store the results of exports that are not killed."""
        self.before = days.demo_documents(count, seed=self.dice.randrange(1000))
        self.workspace.write(self.before)
        root = str(self.workspace.documents)
        import_target(Target(Collection(name="documents", root=root)))
        days.decide(self.dice)
        self.upstream = self._upstream_values()
        self.workspace.keep("decided")
        self.killer.undisturbed()
        self.plain = End(self._on_disk(), dump())
        if not self.control:
            self._begin()
            self._reconsider()
            self.killer.undisturbed()
            self.second = End(self._on_disk(), dump(texts_kept=False))

    def round(self, *, reconsiders: bool, imports: bool) -> None:
        """Kill one export again and again until it ends; in between, reconsider or import.

        It always ends with an import, of documents without any new upstream value.
        """
        self._begin()
        self.reconsidered = False
        end = self.second if reconsiders else self.plain
        whole = [self.before, self.plain.documents, end.documents]
        self.left = 1.0

        def check() -> None:
            self._check_documents(whole)
            if self.control or (imports and self.dice.random() < 0.7):
                self._import()
            _raise(violations())
            if reconsiders and not self.reconsidered and self.left < 0.8:
                self._reconsider()
                self.left = 1.0

        self.killer.until_one_ends(lambda: self.left, check)
        if reconsiders and not self.reconsidered:
            self._reconsider()
            self.killer.undisturbed()
        _raise(violations())
        found = dump(texts_kept=not reconsiders)
        _raise([
            *(path for path, now in self._on_disk().items() if now != end.documents[path]),
            *(f"{path.name} was left behind" for path in self.workspace.documents.rglob(".*")),
            *difference(end.tables, found),
        ])  # fmt: skip
        self._import()

    def _begin(self) -> None:
        self.workspace.restore("decided")
        self.workspace.write(self.before)

    def _reconsider(self) -> None:
        days.reconsider(Random("again"))
        self.reconsidered = True

    def _check_documents(self, whole: list[days.Documents]) -> None:
        """Every document is one of the whole ones, and there are no others."""
        current = self._on_disk()
        if current.keys() != self.before.keys():
            raise Violation(f"documents too many or missing: {current.keys() ^ self.before.keys()}")
        torn = [path for path, now in current.items() if all(now != each[path] for each in whole)]
        _raise([f"{path} is neither the text before the export nor after it" for path in torn])
        end = whole[-1]
        to_write = [path for path in current if self.before[path] != end[path]]
        self.left = sum(current[path] != end[path] for path in to_write) / len(to_write)

    def _import(self) -> None:
        """Import the documents as they are: none has a new upstream value."""
        report = import_target(Target(Collection.objects.get()))
        if report.conflicts or report.totals.keys() - {"noise", "unchanged", "invalid"}:
            raise Violation(f"an import after the kill found {dict(report.totals)}")
        upstream = self._upstream_values()
        _raise([
            f"{path}: the upstream values {self.upstream[path]} are {now} now"
            for path, now in upstream.items() if now != self.upstream[path]
        ])  # fmt: skip

    def _upstream_values(self) -> dict[str, object]:
        return dict(Article.objects.values_list("path", "upstream"))

    def _on_disk(self) -> days.Documents:
        root = self.workspace.documents
        return {path: (root / path).read_bytes() for path in files.document_paths(root)}


def prove(
    workspace: Workspace, count: int, tally: Tally, dice: Random, *, control: bool,
    say: Callable[[str], None],
) -> None:  # fmt: skip
    """Kill exports until the tally is full; raises Violation."""
    command = workspace.command("export_articles", str(workspace.documents), unguarded=control)
    # An export writes last: small strides would kill a control dozens of times before it wrote.
    stride = 1.0 if control else STRIDE
    killer = Killer(command, dice, tally, stride=stride)
    proof = Proof(workspace, killer, dice, control=control)
    proof.prepare(count)
    while not tally.is_full:
        reconsiders = tally.rounds % 2 == 1 and not control
        imports = tally.rounds % 4 > 1
        proof.round(reconsiders=reconsiders, imports=imports)
        how = ["reconsidering"] * reconsiders + ["importing"] * imports
        say(f"export{', ' * bool(how)}{' and '.join(how)}: {tally}")


def _raise(found: list[str]) -> None:
    if found:
        raise Violation("\n".join(found[:10]))
