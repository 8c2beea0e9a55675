"""The project's folder, and a run of Django's checks with only the settings that are given."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def check(**given: str) -> tuple[int, str]:
    """Run `manage.py check` with only these settings; return its exit status and its output."""
    variables = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NEWSROOM_", "DJANGO_", "COVERAGE_", "DATABASE_"))
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**variables, "NEWSROOM_ENV_FILE": os.devnull, **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
