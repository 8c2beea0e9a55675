"""The short forms of the proofs: kills, requests, upstream's word, sign-in, connections, storm.

All but those of random requests and of the storm have controls here. The long forms:
`python -m tests.proofs --help`.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

pytestmark = [pytest.mark.slow, pytest.mark.database]

ROOT = Path(__file__).resolve().parent.parent
once = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="it proves the proof or the server, not the database"
)
PROOF = ("--documents", "250", "--kills", "4")
CONTROL = ("--documents", "200", "--kills", "80", "--control")
TIMEOUT = 300


def run(*options: str, proof: str = "kill-import") -> tuple[int, str]:
    """Run a proof by its command line, and return its exit status and its output."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NEWSROOM_", "DJANGO_", "COVERAGE_"))
    }
    if proof != "slow-connections":
        database = "postgres" if connection.vendor == "postgresql" else "sqlite"
        options = ("--database", database, *options)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.proofs", proof, *options],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        output, _ = process.communicate(timeout=TIMEOUT)
    except BaseException:
        # Interrupted, it ends its own children and drops its database.
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        raise
    return process.returncode, output


@pytest.mark.parametrize("kind", [(), ("--export",)], ids=["import", "export"])
def test_whenever_it_is_killed_nothing_is_torn_and_running_again_repairs_it(
    kind: tuple[str, ...],
) -> None:
    status, output = run(*PROOF, *kind)
    assert status == 0, output
    assert "Holds: " in output


@once
@pytest.mark.parametrize("kind", [(), ("--export",)], ids=["import", "export"])
def test_without_its_guards_the_same_proof_fails(kind: tuple[str, ...]) -> None:
    status, output = run(*CONTROL, *kind)
    assert status == 0, output
    assert "VIOLATION" in output
    assert "a run ended with" not in output


def test_random_requests_to_every_route_as_every_role_are_no_fault_of_the_server() -> None:
    status, output = run("--requests", "300", "--seed", "11", proof="fuzz")
    assert status == 0, output
    assert "different faults: 0" in output


@once
def test_slow_connections_stop_nobody() -> None:
    status, output = run(
        "--connections", "120", "--rounds", "2", "--patience", "20", proof="slow-connections"
    )
    assert status == 0, output
    assert "unanswered: 0" in output


@once
def test_by_gunicorns_own_threads_slow_connections_stop_the_desk() -> None:
    status, output = run("--connections", "120", "--control", proof="slow-connections")
    assert status == 0, output
    assert "VIOLATION" in output


def test_two_bots_leave_nothing_public_against_their_words() -> None:
    status, output = run("--depth", "3", "--documents", "40", "--days", "4", proof="upstream-word")
    assert status == 0, output
    assert "as it is: 0 of 40 documents are public" in output


def test_tries_at_once_keep_within_the_limits_and_nobody_waiting() -> None:
    status, output = run("--quick", proof="sign-in")
    assert status == 0, output
    assert "Holds." in output


@once
def test_without_a_bound_on_hashes_the_same_proof_fails() -> None:
    status, output = run("--quick", "--control", proof="sign-in")
    assert status == 0, output
    assert "VIOLATION: /healthz was answered" in output


def test_reviewers_imports_and_exports_at_once_see_no_error_and_lose_nothing() -> None:
    status, output = run("--minutes", "0.1", "--reviewers", "3", "--documents", "60", proof="storm")
    assert status == 0, output
    assert "each accepted one once" in output
    assert "Holds: 0.1 minutes, 3 reviewers." in output
