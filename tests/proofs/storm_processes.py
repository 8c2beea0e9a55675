"""What runs beside the reviewers of the storm: bot, imports and exports; and what workers take."""

import os
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from threading import Event
from typing import Final, NamedTuple

from tests.proofs.days import demo_documents
from tests.proofs.killing import run
from tests.proofs.storm_reviewer import MOST_BUSY, Violation
from tests.proofs.workspace import Workspace

#: What may be added between the first and the last third: a tenth, or a little more of little.
SHARE: Final = 0.1
LITTLE_MEMORY: Final = 4 << 20
LITTLE_DESCRIPTORS: Final = 8
#: What an import or export says that the database was too busy for; the same again goes on.
BUSY: Final = "run the same command again to go on"
#: What an export says of a document that a reviewer decided at this moment.
LEFT: Final = "left as it is: decided while the export ran"
#: What it says of one that the bot broke: the import has reported it, so that status is no fault.
INVALID: Final = "left as it is: it is invalid now"
#: Seconds at the beginning that count for nothing: caches fill, threads and connections come.
WARM_UP: Final = 60.0


class Site:
    """A site's bot that rewrites its folder, and the imports and exports of the folder."""

    def __init__(self, place: Workspace, decided: Callable[[], int]) -> None:
        self.place, self.decided = place, decided
        self.folder = str(place.documents)
        self.rounds = self.brought = 0
        self.counts: Counter[str] = Counter()

    def work(self, ended: Event) -> None:
        """Rewrite, import and export, one after another, until the event is set."""
        while not ended.is_set():
            self._rewrite()
            self.command("import_articles", may_end=(0, 1))
            self.command("export_articles")

    def command(self, name: str, *more: str, may_end: Sequence[int] = (0,)) -> None:
        """Run a command on the folder; again where the database was busy.

        Raises Violation for another exit status than those it may end with: 1 of an import says
        that a document became invalid, as one does each day.
        """
        command = self.place.command(name, self.folder, *more)
        ended = run(command)
        while BUSY in ended.printed and self.counts[f"{name}, busy"] < MOST_BUSY:
            self.counts[f"{name}, busy"] += 1
            ended = run(command)
        is_failed = "CommandError" in ended.printed or "Traceback" in ended.printed
        left = ended.printed.count(LEFT)
        known = left + ended.printed.count(INVALID)
        if left and known == ended.printed.count("left as it is"):
            # That is an export's exit status 1; the next round exports them.
            self.counts["left, decided meanwhile"] += left
            may_end = (1,)
        if is_failed or ended.status not in may_end:
            raise Violation(f"{name} ended with {ended.status}: {ended.printed[-2000:]}")
        self.counts[name] += 1

    def _rewrite(self) -> None:
        """Rewrite the documents as a day later; add as many as were decided since the last time."""
        self.rounds += 1
        self.command("make_demo", "--next-day", "--seed", str(self.rounds))
        decided = self.decided()
        folder = Path(self.folder, f"round-{self.rounds}")
        folder.mkdir()
        # Each has one that is invalid on purpose.
        for name, content in demo_documents(decided - self.brought + 2, self.rounds + 1).items():
            (folder / name).write_bytes(content)
        self.brought = decided


class Sample(NamedTuple):
    """What the workers take at a moment: seconds since the beginning, bytes by process, files."""

    at: float
    memory: Mapping[int, int]
    descriptors: int


def sample(server: int, at: float) -> Sample:
    """Return what the workers of a server take now."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(server)], capture_output=True, text=True, check=False
    )
    workers = [int(pid) for pid in listed.stdout.split()]
    try:
        memory = {pid: _resident(pid) for pid in workers}
        return Sample(at, memory, sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in workers))
    except OSError as error:
        raise Violation(f"a worker has ended: {error}") from None


def replaced(samples: Sequence[Sample]) -> list[str]:
    """Return a sentence where workers have ended and others took their places."""
    processes = {tuple(sorted(each.memory)) for each in samples}
    return [f"workers were replaced: {processes}"] if len(processes) != 1 else []


def grown(samples: Sequence[Sample], seconds: float) -> tuple[list[str], list[str]]:
    """Return the figures of what the workers took, and those of them that grew.

    Medians of the first and the last third after WARM_UP are compared.
    """
    third = (seconds - WARM_UP) / 3
    first = [each for each in samples if WARM_UP <= each.at < WARM_UP + third]
    last = [each for each in samples if each.at >= WARM_UP + 2 * third]
    figures, faults = [], []
    for number, pid in enumerate(samples[0].memory, 1):
        before, after = (median([each.memory[pid] for each in part]) for part in (first, last))
        line = f"memory of worker {number}: {before / 1e6:.1f} MB, then {after / 1e6:.1f} MB"
        figures.append(line)
        if after - before > max(before * SHARE, LITTLE_MEMORY):
            faults.append(line)
    files = [median([each.descriptors for each in part]) for part in (first, last)]
    figures.append(f"descriptors of all: {files[0]:.0f}, then {files[1]:.0f}")
    if files[1] - files[0] > max(files[0] * SHARE, LITTLE_DESCRIPTORS):
        faults.append(figures[-1])
    return figures, faults


def _resident(pid: int) -> int:
    """Return the bytes of memory that a process occupies."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
