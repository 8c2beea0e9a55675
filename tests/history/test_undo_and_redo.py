"""Undo and redo in history: each line and message names the one that it is, and its effect."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import moderation
from articles.models import Act, Article
from articles.models.decision import new_token
from tests.desk_kit import text_of
from tests.history.kit import HISTORY, line_of, text_of_html

pytestmark = pytest.mark.django_db


def test_each_line_says_whether_it_undid_or_redid_and_what_at_whatever_depth(
    sign_in: Any, rejected: Act, users: Any
) -> None:
    client, acts = sign_in("reviewer"), [rejected]
    for word in ["undone", "redone"] * 2:
        by, token = users.reviewer, new_token()
        act = moderation.undo(acts[-1], by=by, token=token, place="history").act
        assert act
        acts.append(act)
        page = client.get(HISTORY)
        lines = [text_of_html(line_of(page, each)) for each in acts]
        assert f"“rejected” {word} by reviewer · on the" in lines[-1]
        # What the newest one ended says so; what that one had ended counts again.
        states = [("· undone" in line, "· redone" in line) for line in lines]
        ended = (True, False) if word == "undone" else (False, True)
        assert states[-2:] == [ended, (False, False)]
        assert set(states[::-2]) == {(False, False)}
    text = text_of(client.get(Article.objects.get().get_absolute_url()))
    assert (text.count("undone by reviewer"), text.count("redone by reviewer")) == (2, 2)


def test_the_undo_of_a_batch_and_its_redo_are_called_so(
    sign_in: Any, batch: Act, users: Any
) -> None:
    act, client = batch, sign_in("editor")
    for did in ("Undid", "Redid", "Undid"):
        by_line = moderation.undo(act, by=users.editor, token=new_token(), place="history").act
        assert by_line
        act = by_line
        line = text_of_html(line_of(client.get(HISTORY), act))
        assert f"{did} what was decided on 60 articles, by editor" in line


def test_a_page_of_redos_costs_as_many_queries_as_one_of_one(
    sign_in: Any, users: Any, make_article: Any, act_parameters: Any
) -> None:
    client = sign_in("reviewer")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(HISTORY)
        return len(queries)

    def redo_one() -> None:
        article = make_article(quality=38)
        act = moderation.reject([article], **act_parameters(users.reviewer, article)).act
        for _ in range(3):
            assert act
            act = moderation.undo(act, by=users.reviewer, token=new_token(), place="desk").act

    redo_one()
    one = cost()
    redo_one()
    redo_one()
    assert cost() == one
