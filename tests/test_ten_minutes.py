"""The commands and decisions of the README's section “Ten minutes”, carried out."""

import re
import shlex
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from articles.models import Article
from tests.desk_kit import QUEUE, decide, text_of, undo
from tests.test_conflicts import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

README = Path(__file__).resolve().parent.parent / "README.md"


def readme_commands() -> list[list[str]]:
    """Return the arguments of the commands in the section, without `manage.py`."""
    section = README.read_text().split("## Ten minutes")[1].split("\n## ")[0]
    return [
        shlex.split(line)
        for line in re.findall(r"^    \.venv/bin/python manage\.py (.+)$", section, re.MULTILINE)
    ]


def run(arguments: list[str]) -> str:
    out = StringIO()
    # The exit status is 1, because a document is invalid on purpose on both days.
    with suppress(SystemExit):
        call_command(*arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def first_in_queue(client: Any) -> Article:
    pk = re.search(r'id="row-(\d+)"', client.get(QUEUE).content.decode())
    assert pk
    return Article.objects.get(pk=pk[1])


def test_the_ten_minutes_of_the_readme_work_as_described(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign_in: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    make_demo, import_demo, next_day, import_again, show_diff, export = readme_commands()
    run(make_demo)
    assert "299 new" in run(import_demo)

    reviewer = sign_in("reviewer")
    rejected = first_in_queue(reviewer)
    decide(reviewer, rejected, "reject")
    approved = first_in_queue(reviewer)
    decide(reviewer, approved, "approve")
    undo(reviewer)
    approved.refresh_from_db()
    assert approved.status == "waiting"

    run(next_day)
    printed = run(import_again)
    for expected in ("1 replaced", "1 gone", "1 conflict"):
        assert expected in printed

    editor = sign_in("editor")
    page = text_of(editor.get("/conflicts/"))
    assert "Keep ours: not published" in page
    form = {**form_of(editor), "one": f"keep:{rejected.pk}:published"}
    editor.post("/conflicts/settle/", form)
    assert "No conflicts" in text_of(editor.get("/conflicts/"))

    printed = run(show_diff)
    assert "-published: true\n+published: false\n" in printed
    assert "1 document would be written" in printed
    assert "1 document written" in run(export)
    assert "unchanged" in run(import_again)
    assert "Nothing to write" in run(export)
