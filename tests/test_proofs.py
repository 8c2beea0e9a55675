"""The short forms of the proofs, and their controls, on the database that the suite uses.

The long ones: `python -m tests.proofs kill-import --help`.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
PROOFS = {
    "import": ["--documents", "400", "--kills", "6"],
    "export": ["--documents", "400", "--kills", "6", "--export"],
    "import control": ["--documents", "300", "--kills", "80", "--control"],
    "export control": ["--documents", "300", "--kills", "80", "--control", "--export"],
}
Prove = Callable[[str], tuple[int, str]]


def start(options: list[str]) -> "subprocess.Popen[str]":
    """Start a proof as a person would."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NEWSROOM_", "DJANGO_", "COVERAGE_"))
    }
    database = "postgres" if connection.vendor == "postgresql" else "sqlite"
    return subprocess.Popen(
        [sys.executable, "-m", "tests.proofs", "kill-import", "--database", database, *options],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def prove() -> Iterator[Prove]:
    """Return a function that awaits a proof: its exit status, and what it said.

    They mostly wait for processes to start, so all of them run at once.
    """
    running = {name: start(options) for name, options in PROOFS.items()}

    def awaited(name: str) -> tuple[int, str]:
        said, _ = running[name].communicate(timeout=300)
        return running[name].returncode, said

    yield awaited
    for process in running.values():
        if process.poll() is None:
            # It ends its own children and drops its database.
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)


@pytest.mark.parametrize("what", ["import", "export"])
def test_whenever_it_is_killed_nothing_is_torn_and_running_again_mends_it(
    what: str, prove: Prove
) -> None:
    status, said = prove(what)
    assert status == 0, said
    assert "Holds: " in said


@pytest.mark.parametrize("what", ["import", "export"])
def test_without_its_guards_the_same_proof_fails(what: str, prove: Prove) -> None:
    status, said = prove(f"{what} control")
    assert status == 0, said
    assert "VIOLATION" in said
    assert "a run ended with" not in said
