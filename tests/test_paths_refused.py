"""Paths that can't even be looked up are refused in a sentence, by every command that takes one.

Of such a path, as of one in a folder that may not be entered, `Path.exists` raises.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.sync.targets import UsageError
from tests.settings_kit import ROOT

LONG = "x" * 300

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "arguments",
    [
        ("export_history", "{path}"),
        ("backup", "{path}"),
        ("restore", "{path}"),
        ("restore_backup", "{path}"),
        ("make_demo", "{path}"),
        ("make_demo", "{path}", "--next-day"),
        ("import_articles", "{path}"),
        ("import_articles", "seeds", "--report", "{path}"),
        ("export_articles", "{path}"),
    ],
    ids=" ".join,
)
def test_a_name_that_is_too_long_is_named(arguments: tuple[str, ...], tmp_path: Path) -> None:
    path = str(tmp_path / LONG)
    with pytest.raises((CommandError, UsageError), match=LONG):
        call_command(*(each.format(path=path) for each in arguments), verbosity=0)


def test_a_folder_of_documents_that_is_too_long_is_named(tmp_path: Path) -> None:
    given = tmp_path / "desk.jsonl"
    given.write_text("{}\n")
    with pytest.raises(CommandError, match="--root: expected NAME=FOLDER"):
        call_command("restore", str(given), root=[f"news={tmp_path / LONG}"])


@pytest.mark.parametrize("variable", ["NEWSROOM_DATA", "NEWSROOM_ENV_FILE"])
def test_a_setting_that_is_too_long_is_named(variable: str, tmp_path: Path) -> None:
    kept = {name: each for name, each in os.environ.items() if not name.startswith("NEWSROOM_")}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, capture_output=True, text=True,
        env={**kept, "DJANGO_SETTINGS_MODULE": "newsroom.settings", variable: f"{tmp_path}/{LONG}"},
        check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert LONG in done.stderr
    assert "Traceback" not in done.stderr
