"""The storm: reviewers, imports and exports at once, against a desk that `start` serves.

Every answer is as it should be or says that the desk is busy, every act that the desk accepted is
in the record exactly once, and the workers' memory and descriptors stay as they are.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import partial
from threading import Event
from typing import Final

from django.contrib.auth.models import Group, User

from articles.audit.check import Summary, findings
from articles.models import Act, Decision
from tests.proofs import invariants
from tests.proofs.days import demo_documents
from tests.proofs.storm_processes import WARM_UP, Sample, Site, grown, replaced, sample
from tests.proofs.storm_reviewer import Accepted, Reviewer, Tally, Violation
from tests.proofs.workspace import Served, Workspace

Say = Callable[[str], None]
PASSWORD: Final = "Lantern-gravel 7 otters"
#: Seconds between two samples, and between two lines.
SAMPLED_EVERY: Final = 5.0
SAID_EVERY: Final = 30.0
#: Shorter runs compare no memory: too little is left after the warm-up.
COMPARED_FROM: Final = 2 * WARM_UP
#: What grows in the control.
LEAKED: Final = ("memory", "descriptors")
DECISIONS: Final = ("approve", "reject", "set-quality", "undo")


class Growth(Violation):
    """The workers' memory or descriptors grew, and nothing else is wrong."""


class Storm:
    """One run of the proof: its people, its counts, and what was measured."""

    def __init__(self, place: Workspace, minutes: float, reviewers: int, say: Say) -> None:
        self.place, self.seconds, self.say = place, minutes * 60, say
        self.names = [f"reviewer-{number}" for number in range(1, reviewers + 1)]
        self.tally = Tally()
        self.reviewers: list[Reviewer] = []
        self.samples: list[Sample] = []
        self.site = Site(place, self._decided)

    def prove(self, documents: int, *, leaks: bool) -> None:
        """Raise Violation where something doesn't hold; with `leaks` the workers leak."""
        self.place.write(demo_documents(documents, 1))
        self.site.command("import_articles", may_end=(0, 1))
        group = Group.objects.get(name="Reviewers")
        for name in self.names:
            User.objects.create_user(name, password=PASSWORD).groups.add(group)
        leaking = {"DJANGO_SETTINGS_MODULE": "tests.proofs.leaking_settings"} if leaks else {}
        log = self.place.folder / "log"
        try:
            with log.open("w") as file, self.place.served(file, **leaking) as desk:
                self._rage(desk)
        except Violation as violation:
            raise Violation(f"{violation}\nThe server's log:\n{log.read_text()[-5000:]}") from None
        if desk.process.returncode or log.read_text():
            raise Violation(f"the server ended with {desk.process.returncode}: {log.read_text()}")
        self._check_record()
        if self.seconds < COMPARED_FROM:
            self.say(f"Memory and descriptors are compared from {COMPARED_FROM / 60:.0f} min on.")
            return
        figures, faults = grown(self.samples, self.seconds)
        self.say(f"Medians of the first and last third after a minute: {'; '.join(figures)}.")
        if faults:
            raise Growth("grew: " + "; ".join(faults))

    def _rage(self, desk: Served) -> None:
        """Let everybody work until the time is over."""
        self.reviewers = [
            Reviewer(desk.port, name, PASSWORD, seed, self.tally)
            for seed, name in enumerate(self.names)
        ]
        ended = Event()
        with ThreadPoolExecutor(len(self.reviewers) + 1) as threads:
            # One by one: a process hashes one password at a time, and sends the others away.
            for each in self.reviewers:
                each.sign_in()
            self.say(f"{len(self.reviewers)} reviewers are signed in.")
            jobs = [partial(each.review, ended) for each in self.reviewers]
            futures = [threads.submit(job) for job in [*jobs, partial(self.site.work, ended)]]
            began, said = time.monotonic(), 0.0
            try:
                while (at := time.monotonic() - began) < self.seconds:
                    self.samples.append(sample(desk.process.pid, at))
                    if at - said >= SAID_EVERY:
                        said = at
                        self.say(self._line())
                    left = min(SAMPLED_EVERY, self.seconds - at)
                    done, _ = wait(futures, left, return_when=FIRST_EXCEPTION)
                    if done:
                        break
            finally:
                ended.set()
            for future in futures:
                future.result()
        self.samples.append(sample(desk.process.pid, time.monotonic() - began))
        _raise_if(replaced(self.samples))

    def _check_record(self) -> None:
        """Raise Violation where the record isn't what was accepted, or is inconsistent."""
        accepted = [each for reviewer in self.reviewers for each in reviewer.accepted]
        summary = Summary()
        _raise_if([
            *record_faults(accepted, self.names),
            *invariants.violations(),
            *map(str, findings(summary)),
        ])  # fmt: skip
        self.say(
            f"In the record: {len(accepted):,} acts of reviewers, each accepted one once; checked: "
            f"{summary.decisions:,} decisions on {summary.articles:,} articles."
        )

    def _decided(self) -> int:
        counts = self.tally.counts()
        return sum(counts[verb] for verb in DECISIONS if verb != "undo")

    def summary(self) -> str:
        """Return the counts so far, as a sentence without its end."""
        counts = self.tally.counts()
        statuses = {name: n for name, n in sorted(counts.items()) if name[:3].isdecimal()}
        rest = {name: n for name, n in sorted(counts.items()) if name not in statuses}
        requests = sum(statuses.values())
        decisions = sum(counts[verb] for verb in DECISIONS)
        return (
            f"{requests:,} requests {statuses}, {1000 * self.tally.seconds / (requests or 1):.0f} "
            f"ms on average, the longest {self.tally.longest:.1f} s; {decisions:,} acts {rest}; "
            f"commands {dict(sorted(self.site.counts.items()))}"
        )

    def _line(self) -> str:
        newest = self.samples[-1]
        memory = ", ".join(f"{each / 1e6:.1f}" for each in newest.memory.values())
        return f"{self.summary()}; workers: {memory} MB, {newest.descriptors} descriptors"


def record_faults(accepted: Sequence[Accepted], names: Sequence[str]) -> Iterable[str]:
    """Yield a sentence for each act of these people that was lost, doubled or never accepted."""
    decided: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Decision.objects.filter(act__by__username__in=names)
    for act, article, kind in rows.values_list("act", "article", "kind"):
        decided[act].append((article, kind))
    acts = Act.objects.filter(by__username__in=names)
    recorded = {
        token: (pk, by, decided[pk])
        for pk, token, by in acts.values_list("pk", "token", "by__username")
    }
    for each in accepted:
        found = recorded.get(each.token)
        if found != (each.act, each.by, [(each.article, each.kind)]):
            yield f"accepted: {each}; in the record: {found}"
    counted = Counter(each.token for each in accepted)
    for token in recorded.keys() - counted.keys():
        yield f"in the record, and accepted by no answer: {recorded[token]}"
    for token, times in counted.items():
        if times > 1:
            yield f"{times} acts were accepted by one token: {recorded.get(token)}"


def _raise_if(faults: Sequence[str]) -> None:
    if faults:
        more = f"\n… {len(faults) - 20} more" if len(faults) > 20 else ""
        raise Violation("\n".join(faults[:20]) + more)


def run(
    place: Workspace, minutes: float, reviewers: int, documents: int, say: Say, *, control: bool
) -> int:
    """Run the proof, or its control, and return the exit status."""
    if control and minutes * 60 < COMPARED_FROM:
        say(f"--control: {COMPARED_FROM / 60:.0f} minutes or more.")
        return 2
    storm = Storm(place, minutes, reviewers, say)
    fault = None
    try:
        storm.prove(documents, leaks=control)
    except Violation as violation:
        fault = violation
    say(f"{storm.summary()}.")
    say(f"VIOLATION: {fault}" if fault else f"Holds: {minutes:g} minutes, {reviewers} reviewers.")
    if not control:
        return 1 if fault else 0
    # It leaks both.
    is_found = isinstance(fault, Growth) and all(f"{what} of" in str(fault) for what in LEAKED)
    if not is_found:
        say("The control did not find memory and descriptors alone. The proof proves nothing.")
    return 0 if is_found else 1
