"""An empty migrated SQLite database, made once a run, for desks in folders of their own.

Migrating takes some ten seconds of a processor, and dozens of tests need a desk that is no first
start's.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: The variable that names the folder of the database for all processes of a run. Without the
#: desk's prefix: proofs take all variables with it away.
VARIABLE = "TESTS_MIGRATED"


def begin_run(config: pytest.Config) -> None:
    """Make the folder of a run, name it to the run's processes, and remove it at the run's end.

    Workers of pytest-xdist use the one that their controller has made.
    """
    if VARIABLE not in os.environ:
        folder = os.environ[VARIABLE] = tempfile.mkdtemp(prefix="newsroom-migrated-")
        config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))


def put_database(data: Path) -> None:
    """Put a copy of the database into a data folder, which is made if it is missing.

    Outside a run of pytest each call migrates.
    """
    data.mkdir(mode=0o700, exist_ok=True)
    given = os.environ.get(VARIABLE)
    if not given:
        _migrate(data)
        return
    folder = Path(given)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "made"
        if not made.exists():
            made.mkdir(mode=0o700)
            _migrate(made)
    shutil.copyfile(made / "newsroom.sqlite3", data / "newsroom.sqlite3")


def _migrate(data: Path) -> None:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NEWSROOM_", "DJANGO_", "COVERAGE_", "DATABASE_"))
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True,
        env={**kept, "NEWSROOM_ENV_FILE": os.devnull, "NEWSROOM_DATA": str(data)},
    )  # fmt: skip
