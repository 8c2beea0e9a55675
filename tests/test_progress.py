"""The progress bar of imports and exports at a terminal."""

from collections.abc import Callable
from io import StringIO
from itertools import count
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.management import progress
from articles.models import Article

pytestmark = pytest.mark.django_db

Write = Callable[..., Path]


class Terminal(StringIO):
    """An output that claims to be a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The total and the completed number of each progress bar that was shown."""
    shown: list[tuple[int, int]] = []
    original = progress.Progress.stop

    def stop(self: progress.Progress) -> None:
        shown.extend((int(task.total or 0), int(task.completed)) for task in self.tasks)
        original(self)

    monkeypatch.setattr(progress, "monotonic", count(step=2).__next__)
    monkeypatch.setattr(progress.Progress, "stop", stop)
    return shown


@pytest.mark.parametrize("is_file", [True, False])
def test_an_import_that_takes_long_at_a_terminal_shows_a_bar(
    write_document: Write, bars: list[tuple[int, int]], is_file: bool
) -> None:
    path = write_document()
    out = StringIO()
    source = str(path if is_file else path.parent)
    call_command("import_articles", source, stdout=out, stderr=Terminal())
    # The second one is of articles put into stories, whose number is known only at the end.
    assert bars == [(1, 1), (0, 1)]
    assert "1 document: 1 new" in out.getvalue()


@pytest.mark.parametrize("options", [[], ["--dry-run"], ["--quiet"]])
def test_an_export_that_takes_long_at_a_terminal_shows_a_bar(
    approved: Article, bars: list[tuple[int, int]], options: list[str]
) -> None:
    folder = str(Path(approved.collection.root))
    call_command("export_articles", folder, *options, stdout=StringIO(), stderr=Terminal())
    assert bars == ([] if options else [(1, 1)])
