"""The dumps of releases: that each release has them, and that the script still makes them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from articles.models import Article, Decision
from tests.proofs.invariants import violations
from tests.upgrades.kit import CURRENT, DATA, ROOT, VERSIONS, copy_of, is_migrated, run_script


def test_every_release_has_its_dumps() -> None:
    assert VERSIONS
    assert VERSIONS[0] == "0.1.0"
    for version in VERSIONS:
        for ending in ("sql", "postgres.sql"):
            path = DATA / f"desk-{version}.{ending}"
            assert path.stat().st_size < 200_000, path.name
            assert b"\r" not in path.read_bytes()


def test_the_newest_version_of_the_changelog_is_the_projects() -> None:
    changelog = (ROOT / "newsroom" / "docs" / "changelog.md").read_text()
    titles = re.findall(r"^## \[(.+?)\]", changelog, re.MULTILINE)
    assert titles[:2] == ["Unreleased", CURRENT]
    assert sorted(titles[1:]) == sorted(VERSIONS), "a release without dumps, or the reverse"


def test_a_dump_made_now_is_a_desk_that_needs_no_migration(folder: Path, tmp_path: Path) -> None:
    is_postgres = connection.vendor == "postgresql"
    if is_postgres and not shutil.which("pg_dump"):
        pytest.skip("no pg_dump on PATH")
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NEWSROOM_", "DJANGO_", "COVERAGE_"))
    }
    database = "postgres" if is_postgres else "sqlite"
    made = subprocess.run(
        [sys.executable, "-m", "tests.make_dump", "--database", database, "--folder", tmp_path],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    (path,) = tmp_path.iterdir()
    text = path.read_bytes().decode()
    assert not re.search(rf"{re.escape(str(ROOT))}|/tmp/|/root/|/home/", text)
    with copy_of("", folder):
        run_script(text)
        assert is_migrated()
        assert violations() == []
        assert Article.objects.exists()
        assert Decision.objects.count() > 10
