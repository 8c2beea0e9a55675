"""No room left, or a folder that is read-only: what is stored is whole, and all goes on later.

A limit on the size of files stands for the full disk: it ends a write midway in the same way.
"""

import os
import resource
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from tests.migrated import put_database
from tests.server_kit import Desk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.database,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="PostgreSQL's files are written by its own processes"
    ),
]

#: The length of a document, in bytes: more than an export adds to the database before it writes.
LONG = 900_000
APPROVE = """
from django.contrib.auth.models import User
from articles import moderation
from articles.models import Article
from articles.models.decision import new_token
from articles.moderation.decision_requests import Seen

waiting = list(Article.objects.waiting())
moderation.approve(
    waiting, by=User.objects.create_superuser("admin"), token=new_token(), place="command",
    seen={each.pk: Seen.of(each) for each in waiting},
)
"""


def files_end_at(size: int) -> Callable[[], None]:
    """Return what lets no file of a process grow beyond this many bytes."""
    return partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))


def without_rights_of_root() -> tuple[str, ...]:
    """Return what to put before a command, so that it may write no more than others may."""
    if os.geteuid() != 0:
        return ()
    return ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a desk with an empty database."""
    desk = Desk(tmp_path / "data")
    put_database(desk.folder)
    return desk


def manage(desk: Desk, *arguments: str) -> str:
    """Run a command that must succeed, and return what it printed."""
    done = desk.manage(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_import_that_fills_the_disk_says_so_and_goes_on_when_there_is_room(
    desk: Desk, tmp_path: Path
) -> None:
    folder = str(tmp_path / "documents")
    manage(desk, "make_demo", folder, "--documents", "600")
    size = (desk.folder / "newsroom.sqlite3").stat().st_size
    stopped = desk.manage("import_articles", folder, preexec_fn=files_end_at(size + 500_000))
    assert stopped.returncode == 1
    assert "What was stored is whole" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    manage(desk, "check_history")
    # One is invalid, and named as new at the first import that comes to it.
    done = desk.manage("import_articles", folder)
    assert "600 documents" in done.stdout
    assert "Traceback" not in done.stderr
    manage(desk, "check_history")
    assert "599 unchanged" in manage(desk, "import_articles", folder)


def test_an_export_that_finds_no_room_for_a_document_leaves_it_whole_and_names_it(
    desk: Desk, write_document: Callable[..., Path]
) -> None:
    short = write_document(title="A short one")
    long = write_document(title="A long one", rest=f"unknown: {'x' * LONG}\n")
    text, folder = long.read_bytes(), str(long.parent)
    manage(desk, "import_articles", folder)
    manage(desk, "shell", "-c", APPROVE)
    stopped = desk.manage("export_articles", folder, preexec_fn=files_end_at(LONG // 2))
    assert f"{long}: left as it is: File too large" in stopped.stderr
    assert (stopped.returncode, long.read_bytes() == text) == (1, True)
    assert b"published: true" in short.read_bytes()
    assert {*long.parent.iterdir()} == {short, long}
    manage(desk, "check_history")
    assert "1 document written" in manage(desk, "export_articles", folder)
    assert b"published: true" in long.read_bytes()
    assert "Nothing to write" in manage(desk, "export_articles", folder)


@pytest.mark.skipif(
    os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write everywhere"
)
def test_an_export_into_a_read_only_folder_leaves_the_documents_and_keeps_the_decisions(
    desk: Desk, write_document: Callable[..., Path]
) -> None:
    document = write_document()
    text, folder = document.read_bytes(), str(document.parent)
    manage(desk, "import_articles", folder)
    manage(desk, "shell", "-c", APPROVE)
    document.parent.chmod(0o555)
    try:
        stopped = desk.manage("export_articles", folder, before=without_rights_of_root())
    finally:
        document.parent.chmod(0o755)
    assert f"{document}: left as it is: Permission denied" in stopped.stderr
    assert (stopped.returncode, document.read_bytes()) == (1, text)
    manage(desk, "check_history")
    assert "1 document written" in manage(desk, "export_articles", folder)
    assert b"published: true" in document.read_bytes()
