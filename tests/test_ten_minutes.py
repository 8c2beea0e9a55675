"""The README's ten minutes, done as it says."""

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

pytestmark = pytest.mark.django_db

README = Path(__file__).resolve().parent.parent / "README.md"


def steps() -> list[list[str]]:
    """Return the commands of the section, as the README has them."""
    section = README.read_text().split("## Ten minutes")[1].split("\n## ")[0]
    return [
        shlex.split(line) for line in re.findall(r"^    \.venv/bin/python manage\.py (.+)$",
                                                 section, re.MULTILINE)
    ]  # fmt: skip


def run(words: list[str]) -> str:
    out = StringIO()
    # Exit status 1: a document is broken on purpose, on both days.
    with suppress(SystemExit):
        call_command(*words, stdout=out, stderr=StringIO())
    return out.getvalue()


def first_in_queue(client: Any) -> Article:
    pk = re.search(r'id="row-(\d+)"', client.get(QUEUE).content.decode())
    assert pk
    return Article.objects.get(pk=pk[1])


def test_the_ten_minutes_of_the_readme_go_as_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign_in: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    make, bring_in, next_day, again, look, write_back = steps()
    run(make)
    assert "299 new" in run(bring_in)

    reviewer = sign_in("reviewer")
    rejected = first_in_queue(reviewer)
    decide(reviewer, rejected, "reject")
    approved = first_in_queue(reviewer)
    decide(reviewer, approved, "approve")
    undo(reviewer)
    approved.refresh_from_db()
    assert approved.status == "waiting"

    run(next_day)
    told = run(again)
    for expected in ("1 replaced", "1 gone", "1 conflict"):
        assert expected in told

    editor = sign_in("editor")
    page = text_of(editor.get("/conflicts/"))
    assert "Keep ours: not published" in page
    form = {**form_of(editor), "one": f"keep:{rejected.pk}:published"}
    editor.post("/conflicts/settle/", form)
    assert "No conflicts" in text_of(editor.get("/conflicts/"))

    told = run(look)
    assert "-published: true\n+published: false\n" in told
    assert "1 document would be written" in told
    assert "1 document written" in run(write_back)
    assert "unchanged" in run(again)
    assert "Nothing to write" in run(write_back)
