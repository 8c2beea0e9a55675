"""The shared hazards, imported as anybody would import them: nothing hangs, grows or breaks."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from articles.sync.files import storable

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures memory by Linux's /proc")

SECONDS = 2
MEGABYTES = 200


@pytest.fixture
def build(corpus: Path, tmp_path: Path) -> object:
    """Return a function that builds a folder of hazards, and gives it with its manifest."""

    def built(script: str, name: str) -> tuple[Path, list[dict[str, object]]]:
        folder = tmp_path / name
        subprocess.run(
            [sys.executable, str(corpus / "hostile" / script), str(folder)],
            check=True, capture_output=True, cwd=tmp_path,
        )  # fmt: skip
        return folder, json.loads((tmp_path / f"manifest_{name}.json").read_text())

    return built


#: Runs manage.py and tells at its end the most memory (kB) that it took itself. What getrusage
#: tells counts the process that it was before, this one, too.
MEASURED = """
import re, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    with open("/proc/self/status") as status:
        print("peak", *re.findall(r"VmHWM:\\s+(\\d+) kB", status.read()), file=sys.stderr)
"""


def bring_in(folder: Path, data: Path) -> tuple[dict[str, str], str, float]:
    """Import in a process of its own; return statuses by path, what it printed, its CPU seconds.

    By the clock a busy machine would fail them.
    """
    environment = {
        **{name: each for name, each in os.environ.items() if not name.startswith("COVERAGE")},
        "NEWSROOM_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    }
    environment.pop("DATABASE_URL", None)
    manage = [sys.executable, "-c", MEASURED, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
    report = data / "report.jsonl"
    before = cpu_seconds_of_children()
    done = subprocess.run(
        [*manage, "import_articles", str(folder), "--report", str(report)],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    seconds = cpu_seconds_of_children() - before
    assert done.returncode == 1, done.stderr
    entries = map(json.loads, report.read_text().splitlines())
    return {each["path"]: each["status"] for each in entries}, done.stdout + done.stderr, seconds


def cpu_seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak(printed: str) -> float:
    """Return the most memory (MB) that the import took."""
    (taken,) = re.findall(r"^peak (\d+)$", printed, re.MULTILINE)
    return int(taken) / 1024


def test_each_large_hazard_is_refused_in_little_time_and_memory(build, tmp_path: Path) -> None:
    folder, manifest = build("make_big.py", "big")
    statuses, printed, seconds = bring_in(folder, tmp_path)
    assert {Path(str(each["file"])).name for each in manifest} == set(statuses)
    assert set(statuses.values()) == {"invalid"}
    assert "Traceback" not in printed
    assert seconds < SECONDS * len(manifest)
    assert peak(printed) < MEGABYTES


def test_each_hazard_of_the_file_system_is_taken_or_named(build, tmp_path: Path) -> None:
    folder, manifest = build("make_fs.py", "fs")
    statuses, printed, seconds = bring_in(folder, tmp_path)
    assert "Traceback" not in printed
    assert all(line.isprintable() for line in printed.splitlines())
    assert seconds < 10
    assert peak(printed) < MEGABYTES
    for each in manifest:
        name = str(each["file"])
        status = statuses.get(storable(name))
        if (folder / name).is_dir() and not (folder / name).is_symlink():
            assert status is None, name  # a folder is no document
            continue
        allowed = {each["expect"], *each.get("also_ok", [])}
        taken = {"accept", "accept-with-warning"} if status == "new" else {"reject"}
        assert taken & allowed, (name, status)
    assert "root:" not in printed
    assert (tmp_path / "fs-outside" / "secret.md").exists()


def test_two_names_that_differ_by_unicode_form_are_told(build, tmp_path: Path) -> None:
    folder, _ = build("make_fs.py", "fs")
    _, printed, _ = bring_in(folder, tmp_path)
    assert "another Unicode form" in printed
