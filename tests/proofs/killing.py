"""Run a command and kill it at random moments, again and again, until one run ends."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from django.db import connection

from articles.models import ImportRun
from tests.proofs.workspace import ROOT

#: A run that takes more seconds than this hangs.
TIMEOUT = 1800
#: The share of the whole work after which a run is killed at the latest: so that one import of
#: thousands of documents is killed a dozen times, anywhere along its work, rather than once.
STRIDE = 0.15


class Violation(Exception):
    """An invariant is violated."""


@dataclass
class Tally:
    """Counts of kills, by the part of a run they hit, and of the runs that ended by themselves."""

    wanted: int
    early: int = 0
    midway: int = 0
    late: int = 0
    rounds: int = 0

    @property
    def is_full(self) -> bool:
        return self.midway >= self.wanted

    def __str__(self) -> str:
        return (
            f"{self.midway} kills midway (and {self.early} before the run began, {self.late} "
            f"after it had ended), {self.rounds} runs ended by themselves"
        )


@dataclass
class Ended:
    """A process that ended: with an exit status, or by being killed (None)."""

    pid: int
    began: float
    status: int | None
    printed: str


def run(command: Sequence[str], after: float | None = None) -> Ended:
    """Run the command, and kill it with its children after so many seconds."""
    began = time.time()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        printed, _ = process.communicate(timeout=TIMEOUT if after is None else after)
    except BaseException as reason:
        os.killpg(process.pid, signal.SIGKILL)
        printed, _ = process.communicate()
        if after is None or not isinstance(reason, subprocess.TimeoutExpired):
            raise
        await_the_server()
        return Ended(process.pid, began, None, printed)
    return Ended(process.pid, began, process.returncode, printed)


def await_the_server() -> None:
    """Wait until no other client is connected: PostgreSQL may still commit for a killed process.

    Queries meanwhile would read one table from before that commit and the next from after it.
    """
    if connection.vendor != "postgresql":
        return
    until = time.monotonic() + TIMEOUT
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.01)
    raise RuntimeError("The server did not end the connection of a killed process.")


class Killer:
    """A command to kill, with the measured seconds that it takes to start and to do its work."""

    def __init__(
        self,
        command: Sequence[str],
        dice: Random,
        tally: Tally,
        *,
        may_end: Sequence[int] = (0,),
        stride: float = STRIDE,
    ) -> None:
        self.command = command
        self.stride = stride
        self.may_end = may_end
        self.dice = dice
        self.tally = tally
        self.startup = self.work = 0.0

    def undisturbed(self) -> Ended:
        """Run the command to its end, and measure it. Raises RuntimeError where it fails."""
        ended = run(self.command)
        fault = self._fault(ended)
        if fault:
            # It was not killed, so this proves nothing, least of all in a control.
            raise RuntimeError(fault)
        record = ImportRun.objects.get(pid=ended.pid, finished_at__gt=_moment(ended.began))
        assert record.finished_at
        self.startup = record.started_at.timestamp() - ended.began
        self.work = (record.finished_at - record.started_at).total_seconds()
        return ended

    def until_one_ends(self, left: Callable[[], float], check: Callable[[], None]) -> None:
        """Kill run after run until one ends; `left` returns the share of the work still to do.

        Each run gets at most a stride, and a little more after each kill, so that one ends; once
        the tally is full, the next run isn't killed. Raises Violation where a run fails.
        """
        kills = 0
        while True:
            share = min(left() + 0.1 * kills, self.stride + 0.01 * kills)
            most = self.startup + self.work * share
            after = self.dice.uniform(self.startup * 0.97, most)
            ended = run(self.command, None if self.tally.is_full else after)
            self._count(ended)
            if ended.status is not None:
                fault = self._fault(ended)
                if fault:
                    raise Violation(fault)
                self.tally.rounds += 1
                return
            kills += 1
            check()

    def _count(self, ended: Ended) -> None:
        record = ImportRun.objects.filter(
            pid=ended.pid, started_at__gt=_moment(ended.began)
        ).first()  # fmt: skip
        if record:
            self.startup = record.started_at.timestamp() - ended.began
        else:
            self.startup *= 1.1
        if ended.status is None:
            self.tally.early += record is None
            self.tally.midway += record is not None and record.finished_at is None
            self.tally.late += record is not None and record.finished_at is not None

    def _fault(self, ended: Ended) -> str:
        """Return what was wrong with the way it ended, or ""."""
        if ended.status in self.may_end and "Traceback" not in ended.printed:
            return ""
        return f"a run ended with {ended.status}: {ended.printed[-2000:]}"


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
