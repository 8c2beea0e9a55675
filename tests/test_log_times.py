"""Log lines: their times on a machine that isn't in UTC, and one line for a client's fault."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent

LINES = """
import logging
import django
django.setup()
from django.conf import settings
from gunicorn.config import Config
logging.getLogger("articles.accounts").warning("of the desk")
logging.getLogger("django.request").warning("of Django")
config = Config()
config.set("logger_class", settings.GUNICORN["logger_class"])
config.logger_class(config).error("of the server")
"""


FAULTS = """
import logging
import django
django.setup()
from django.test import Client
Client().get("/queue/", headers={"host": "elsewhere.example"})
Client().post("/sign-in/", b"--x", content_type="multipart/form-data; boundary=")
Client().post("/sign-in/", {str(number): "" for number in range(1001)})
logging.getLogger("waitress").warning("of\\r\\na client")
"""


def run(code: str, folder: Path, **settings: str) -> str:
    """Run Python code with the desk's settings, and a data folder in `folder`; return stderr."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSROOM_")}
    (folder / "data").mkdir(mode=0o700)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            **kept, "DJANGO_SETTINGS_MODULE": "newsroom.settings", "NEWSROOM_ENV_FILE": os.devnull,
            "NEWSROOM_DATA": str(folder / "data"), **settings,
        },
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_a_fault_of_a_client_is_one_line_of_warning(tmp_path: Path) -> None:
    lines = run(FAULTS, tmp_path).splitlines()
    assert len(lines) == 4, lines
    for line in lines:
        assert re.match(r"\S+Z WARNING (articles|django|waitress)", line), line
    assert lines[-1].endswith(r"of\r\na client")


def test_every_line_of_the_log_has_its_time_in_utc(tmp_path: Path) -> None:
    zones = {"TZ": "Asia/Tokyo", "NEWSROOM_TIME_ZONE": "America/New_York"}
    printed = run(LINES, tmp_path, **zones)
    lines = re.findall(r"(?m)^(\S+Z) .*of (the desk|Django|the server)$", printed)
    assert [source for _, source in lines] == ["the desk", "Django", "the server"], printed
    for time, _ in lines:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", time)
        assert abs(datetime.now(UTC) - datetime.fromisoformat(time)) < timedelta(minutes=5)
