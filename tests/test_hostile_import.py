"""Imports of the shared hostile documents in a process of their own: bounded time and memory."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from articles.sync.files import storable_path
from tests.migrated import put_database

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures memory by Linux's /proc")

SECONDS = 2
MEGABYTES = 200


@pytest.fixture
def build(corpus: Path, tmp_path: Path) -> object:
    """Return a function that builds a folder of hostile documents: the folder, its manifest."""

    def built(script: str, name: str) -> tuple[Path, list[dict[str, object]]]:
        folder = tmp_path / name
        subprocess.run(
            [sys.executable, str(corpus / "hostile" / script), str(folder)],
            check=True,
            capture_output=True,
            cwd=tmp_path,
        )
        return folder, json.loads((tmp_path / f"manifest_{name}.json").read_text())

    return built


#: Runs manage.py and prints its own peak memory (kB) at the end. That of getrusage would include
#: the process it was forked from.
MEASURED = """
from tests.migrated import put_database
import re, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    with open("/proc/self/status") as status:
        print("peak", *re.findall(r"VmHWM:\\s+(\\d+) kB", status.read()), file=sys.stderr)
"""


def import_in_process(folder: Path, data: Path) -> tuple[dict[str, str], str, float]:
    """Import in a process of its own; return statuses by path, what it printed, its CPU seconds.

    Measured by the clock, a busy machine would fail the tests.
    """
    environment = {
        **{name: each for name, each in os.environ.items() if not name.startswith("COVERAGE")},
        "NEWSROOM_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    }
    environment.pop("DATABASE_URL", None)
    manage = [sys.executable, "-c", MEASURED, str(ROOT / "manage.py")]
    put_database(data)
    report = data / "report.jsonl"
    before = cpu_seconds_of_children()
    done = subprocess.run(
        [*manage, "import_articles", str(folder), "--report", str(report)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    seconds = cpu_seconds_of_children() - before
    assert done.returncode == 1, done.stderr
    entries = map(json.loads, report.read_text().splitlines())
    return {each["path"]: each["status"] for each in entries}, done.stdout + done.stderr, seconds


def cpu_seconds_of_children() -> float:
    """Return the CPU time of all ended child processes, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_memory(printed: str) -> float:
    """Return the peak memory (MB) of the import."""
    (taken,) = re.findall(r"^peak (\d+)$", printed, re.MULTILINE)
    return int(taken) / 1024


def test_each_large_hazard_is_refused_in_little_time_and_memory(build, tmp_path: Path) -> None:
    folder, manifest = build("make_big.py", "big")
    statuses, printed, seconds = import_in_process(folder, tmp_path)
    assert {Path(str(each["file"])).name for each in manifest} == set(statuses)
    # Real documents have about 280 related links, so 300 are within the limit.
    assert statuses.pop("related-300.md") == "new"
    assert set(statuses.values()) == {"invalid"}
    assert "Traceback" not in printed
    assert seconds < SECONDS * len(manifest)
    assert peak_memory(printed) < MEGABYTES


def test_each_hazard_of_the_file_system_is_taken_or_named(build, tmp_path: Path) -> None:
    folder, manifest = build("make_fs.py", "fs")
    statuses, printed, seconds = import_in_process(folder, tmp_path)
    assert "Traceback" not in printed
    assert all(line.isprintable() for line in printed.splitlines())
    assert seconds < 10
    assert peak_memory(printed) < MEGABYTES
    for each in manifest:
        name = str(each["file"])
        status = statuses.get(storable_path(name))
        if (folder / name).is_dir() and not (folder / name).is_symlink():
            assert status is None, name  # a folder is no document
            continue
        allowed = {each["expect"], *each.get("also_ok", [])}
        taken = {"accept", "accept-with-warning"} if status == "new" else {"reject"}
        assert taken & allowed, (name, status)
    assert "root:" not in printed
    assert (tmp_path / "fs-outside" / "secret.md").exists()


def test_two_names_that_differ_by_unicode_form_are_warned_of(build, tmp_path: Path) -> None:
    folder, _ = build("make_fs.py", "fs")
    _, printed, _ = import_in_process(folder, tmp_path)
    assert "another Unicode form" in printed
