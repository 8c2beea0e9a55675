"""Replaced stories: a decision on the old story has no effect on the new one."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.models import Act, Article
from articles.models.decision import new_token
from articles.rules import Kind, Status
from articles.sync.importer import Report
from tests.desk_kit import page_text
from tests.export_kit import import_folder
from tests.undo_kit import press

pytestmark = pytest.mark.django_db

Make = Callable[..., Article]
Write = Callable[..., Path]
Replace = Callable[..., Report]
ANOTHER = "Another story altogether"


@pytest.fixture
def replace(write_document: Write) -> Replace:
    """Return a function that writes another story into a.md and imports it."""

    def write(**fields: Any) -> Report:
        url = "https://provider.example/other"
        return import_folder(
            write_document("a.md", **{"title": ANOTHER, "url": url, **fields}).parent
        )

    return write


def withdraw(act: Act, by: Any) -> None:
    moderation.undo(act, by=by, token=new_token(), place="history")


def test_an_article_with_a_decision_waits_when_its_story_is_replaced(
    replace: Replace, make_article: Make, users: SimpleNamespace, act_parameters: Any
) -> None:
    article = make_article(name="a.md", title="The old story", quality=80)
    moderation.approve([article], quality=99, **act_parameters(users.editor, article))
    assert replace(quality=90).totals == {"replaced": 1}
    article.refresh_from_db()
    assert (article.status, article.quality, article.title) == (Status.WAITING, 90, ANOTHER)
    decision = article.decisions.get(kind=Kind.REPLACED)
    assert (decision.act.by, decision.number) == (None, 2)
    change = article.story_changes.get()
    assert "The old story" in change.before.text
    assert ANOTHER in change.after.text


def test_a_replaced_story_that_nobody_decided_follows_upstream(
    replace: Replace, make_article: Make
) -> None:
    article = make_article(name="a.md", title="The old story", quality=20)
    assert replace(quality=90).totals == {"replaced": 1}
    article.refresh_from_db()
    assert (article.status, article.decision_count) == (Status.PUBLISHED, 0)


@pytest.mark.parametrize("quality", [20, 90])
def test_what_was_undone_before_does_not_come_back_by_a_redo_on_another_story(
    quality: int,
    replace: Replace,
    make_article: Make,
    sign_in: Any,
    act_parameters: Any,
    users: Any,
) -> None:
    client = sign_in("reviewer")
    article = make_article(name="a.md", title="The old story", quality=38)
    moderation.approve([article], **act_parameters(users.reviewer, article))
    press(client, "z")
    assert replace(quality=quality).totals == {"replaced": 1}
    assert press(client, "Z").status_code == 409
    article.refresh_from_db()
    assert article.status == (Status.WAITING if quality == 20 else Status.PUBLISHED)
    assert article.standing == {}
    assert ANOTHER in page_text(client, article.get_absolute_url())
    assert "Replaced by the import" in page_text(client, "/history/")


def test_that_another_story_ended_what_was_undone_is_recorded_once(
    replace: Replace, make_article: Make, act_parameters: Any, users: Any
) -> None:
    article = make_article(name="a.md", title="The old story", quality=38)
    moderation.approve([article], **act_parameters(users.reviewer, article))
    withdraw(article.decisions.get().act, users.reviewer)
    for number in range(3):
        replace(title=f"Story {number}", url=f"https://provider.example/another/{number}")
    assert article.decisions.filter(kind=Kind.REPLACED).count() == 1


def test_what_was_released_before_does_not_come_back_by_an_undo_on_another_story(
    replace: Replace, make_article: Make, users: SimpleNamespace, act_parameters: Any
) -> None:
    article = make_article(name="a.md", title="The old story", quality=38)
    moderation.approve([article], **act_parameters(users.editor, article))
    moderation.release([article], ["published"], **act_parameters(users.editor, article))
    replace(quality=20)
    withdraw(article.decisions.get(kind=Kind.RELEASE).act, users.editor)
    article.refresh_from_db()
    assert (article.status, article.published) == (Status.WAITING, False)


def test_a_title_without_letters_is_another_one_where_it_reads_otherwise(
    replace: Replace, make_article: Make, users: SimpleNamespace, act_parameters: Any
) -> None:
    article = make_article(name="a.md", title="???")
    moderation.approve([article], **act_parameters(users.editor, article))
    assert replace(title="!!!").totals == {"replaced": 1}
    article.refresh_from_db()
    assert article.status == Status.WAITING


def test_a_document_that_comes_back_with_another_story_is_reported_as_replaced(
    replace: Replace, make_article: Make
) -> None:
    article = make_article(name="a.md", title="The old story")
    path = Path(article.collection.root) / article.path
    path.unlink()
    assert import_folder(path.parent).totals == {"gone": 1}
    assert replace().totals == {"replaced": 1}
    article.refresh_from_db()
    assert article.gone_at is None
