"""The times of log lines, on a machine that isn't in UTC."""

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


def test_every_line_of_the_log_has_its_time_in_utc(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSROOM_")}
    (tmp_path / "data").mkdir(mode=0o700)
    done = subprocess.run(
        [sys.executable, "-c", LINES],
        cwd=ROOT,
        env={
            **kept, "TZ": "Asia/Tokyo", "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "NEWSROOM_ENV_FILE": os.devnull, "NEWSROOM_DATA": str(tmp_path / "data"),
            "NEWSROOM_TIME_ZONE": "America/New_York",
        },
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = re.findall(r"(?m)^(\S+Z) .*of (the desk|Django|the server)$", done.stderr)
    assert [source for _, source in lines] == ["the desk", "Django", "the server"], done.stderr
    for time, _ in lines:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", time)
        assert abs(datetime.now(UTC) - datetime.fromisoformat(time)) < timedelta(minutes=5)
