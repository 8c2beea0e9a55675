"""Commands whose output nobody reads to its end, such as `export_articles --diff | head`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.migrated import put_database
from tests.test_start import ROOT, environment  # noqa: F401  # a fixture

pytestmark = pytest.mark.slow

DECIDE = """
import django
django.setup()
from django.contrib.auth.models import User
from articles import moderation
from articles.models import Article
from articles.models.decision import new_token
from articles.moderation.decision_requests import Seen

by = User.objects.create_superuser("desk", password="desk")
for article in Article.objects.all():
    moderation.edit([article], {"title": f"Another headline {article.pk}"}, by=by,
                    token=new_token(), place="queue", seen={article.pk: Seen.of(article)})
"""


class Desk:
    """A desk of a process of its own, whose commands run as at a terminal."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.folder = folder
        (folder / "data").mkdir(mode=0o700)
        self.variables = {
            **variables,
            "NEWSROOM_ENV_FILE": os.devnull,
            "NEWSROOM_DATA": str(folder / "data"),
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        }

    def run(self, *words: str) -> None:
        command = [sys.executable, *words]
        subprocess.run(command, cwd=ROOT, env=self.variables, check=True, capture_output=True)

    def unread(self, command: str, *, both: bool = False) -> tuple[int, str]:
        """Run a command whose stdout (and stderr) nobody reads; return its status and stderr."""
        read, write = os.pipe()
        os.close(read)
        try:
            done = subprocess.run(
                [sys.executable, "manage.py", *command.split()], cwd=ROOT, env=self.variables,
                stdout=write, stderr=write if both else subprocess.PIPE, text=True, check=False,
            )  # fmt: skip
        finally:
            os.close(write)
        return done.returncode, done.stderr or ""


@pytest.fixture
def desk(tmp_path: Path, environment: dict[str, str]) -> Desk:  # noqa: F811
    made = Desk(tmp_path, environment)
    if "DATABASE_URL" in environment:
        made.run("manage.py", "migrate", "-v0")
    else:
        put_database(made.folder / "data")
    return made


def test_a_command_whose_reader_has_gone_ends_quietly_and_does_its_work(
    desk: Desk, tmp_path: Path
) -> None:
    demo = tmp_path / "demo"
    assert desk.unread(f"make_demo {demo} --documents 30") == (0, "")
    assert len(list(demo.iterdir())) == 30
    # One document is invalid on purpose, which is status 1, also where nobody reads its line.
    assert desk.unread(f"import_articles {demo}", both=True) == (1, "")
    desk.run("-c", DECIDE)
    assert desk.unread("export_articles --diff") == (0, "")
    assert desk.unread("export_articles --dry-run") == (0, "")
    assert desk.unread("export_articles --diff --check") == (1, "")
    assert desk.unread("export_articles") == (0, "")
    written = [path for path in demo.iterdir() if "Another headline" in path.read_text()]
    assert len(written) == 29
    assert desk.unread("export_articles --diff") == (0, "")
    assert desk.unread("help") == (0, "")


def test_a_report_whose_reader_has_gone_is_dropped_and_the_import_goes_on_to_its_end(
    desk: Desk, tmp_path: Path
) -> None:
    demo = tmp_path / "demo"
    desk.run("manage.py", "make_demo", str(demo), "--documents", "600", "-v0")

    def piped(command: str, reader: str = "head -n 1") -> subprocess.CompletedProcess[str]:
        line = f"set -o pipefail; '{sys.executable}' manage.py {command} | {reader}"
        return subprocess.run(
            ["bash", "-c", line], cwd=ROOT, env=desk.variables, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip

    # The document that is invalid on purpose makes it status 1, as without the pipe.
    done = piped(f"import_articles {demo} --report /dev/stdout")
    assert done.returncode == 1
    assert json.loads(done.stdout)["status"] == "new"
    (invalid,) = done.stderr.splitlines()
    assert invalid.startswith(str(demo))
    assert counted(desk) == 599
    # The second time there is nothing new, which is status 0.
    assert piped(f"import_articles {demo} --report /dev/stdout", "true").returncode == 0

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in sorted(demo.glob("*.md"))[:400]:
        path.write_text(path.read_text().replace("quality: ", "quality: 1", 1))
    with subprocess.Popen(
        ["head", "-n", "1", str(pipe)], stdout=subprocess.PIPE, text=True
    ) as head:
        done = subprocess.run(
            [sys.executable, "manage.py", "import_articles", str(demo), "--report", str(pipe)],
            cwd=ROOT, env=desk.variables, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert head.stdout
        assert json.loads(head.stdout.read())["path"]
    assert (done.returncode, "Broken pipe" in done.stderr) == (0, False)
    assert "600 documents: 0 new" in done.stdout
    assert pipe.is_fifo()


def counted(desk: Desk) -> int:
    """Return how many articles the desk has."""
    code = "import django; django.setup(); from articles.models import Article as A; "
    done = subprocess.run(
        [sys.executable, "-c", f"{code}print(A.objects.count())"], cwd=ROOT, env=desk.variables,
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return int(done.stdout)


def test_a_long_diff_piped_into_head_prints_what_head_takes_and_nothing_else(
    desk: Desk, tmp_path: Path
) -> None:
    demo = tmp_path / "demo"
    desk.run("manage.py", "make_demo", str(demo), "--documents", "300")
    subprocess.run(
        [sys.executable, "manage.py", "import_articles", str(demo), "-v0"], cwd=ROOT,
        env=desk.variables, check=False,
    )  # fmt: skip
    desk.run("-c", DECIDE)
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; '{sys.executable}' manage.py export_articles --diff "
         "| head -n 3"],
        cwd=ROOT, env=desk.variables, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line[:5] for line in lines] == ["--- a", "+++ b", "@@ -1"]
