"""Undo and redo in history: each line and message names the one that it is, and its effect."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import moderation
from articles.models import Act, Article
from articles.models.decision import new_token
from tests.desk_kit import text_of
from tests.history.kit import HISTORY, line_of, text_of_html
from tests.undo_kit import press

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
        assert f"“rejected” {word} by reviewer · in History" in lines[-1]
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


def test_the_button_beside_a_message_after_an_undo_is_called_redo(
    sign_in: Any, rejected: Act
) -> None:
    client, act = sign_in("reviewer"), rejected
    for said, button in (("Undone", "Redo"), ("Redone", "Undo"), ("Undone", "Redo")):
        form = {"token": new_token(), "place": "history", "next": HISTORY}
        page = client.post(reverse("undo", args=[act.pk]), form, follow=True)
        act = Act.objects.latest("pk")
        now = "waiting" if said == "Undone" else "rejected"
        message = f"{said}: “A story”: now {now}."
        assert f"{message} {button} " in text_of(page)
        assert f"History {button} “ A story" in text_of_html(line_of(page, act))
        page = client.get(f"/acts/{act.pk}/")
        assert f"{button}: 1 article goes back to" in text_of(page)
        assert "take" not in text_of(page).lower()
    # The page of the redo leads to the undo that it ended.
    redo = Act.objects.order_by("pk")[2]
    assert "It ended the undo by reviewer on" in text_of(client.get(f"/acts/{redo.pk}/"))


def test_to_undo_ones_undo_of_what_another_did_is_a_redo(sign_in: Any, rejected: Act) -> None:
    client = sign_in("editor")
    form = {"token": new_token(), "place": "history", "next": HISTORY, "note": "Ours."}
    client.post(reverse("undo", args=[rejected.pk]), form)
    assert press(client, "z").json()["said"] == "Redone: “A story”: now rejected."
    page = client.get(HISTORY)
    line = text_of_html(line_of(page, Act.objects.latest("pk")))
    assert "“rejected” redone by editor" in line
    assert press(client, "Z").json()["said"] == "Undone: “A story”: now waiting."


def test_what_is_redone_already_says_so(sign_in: Any, rejected: Act, users: Any) -> None:
    undo = moderation.undo(rejected, by=users.reviewer, token=new_token(), place="desk").act
    assert undo
    moderation.undo(undo, by=users.reviewer, token=new_token(), place="desk")
    client = sign_in("reviewer")
    form = {"token": new_token(), "place": "history", "next": HISTORY}
    page = client.post(reverse("undo", args=[undo.pk]), form, follow=True)
    assert "Not redone: “A story”: It has been redone already." in text_of(page)
    page = client.get(f"/acts/{undo.pk}/")
    assert "Nothing of this is left to redo: 1 is redone already." in text_of(page)


def test_the_page_of_an_undo_says_what_a_redo_puts_back(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    articles = [make_article(quality=quality) for quality in (20, 33, 40)]
    parameters = act_parameters(users.editor, *articles)
    set_all = moderation.set_quality(articles, 33, **parameters).act
    assert set_all
    client = sign_in("editor")
    page = text_of(client.get(f"/acts/{set_all.pk}/"))
    earlier, kept = "2 articles get back their earlier quality", "1 article keeps its values"
    assert f"Undo: {earlier}; {kept} and stays waiting." in page
    undo = moderation.undo(set_all, by=users.editor, token=new_token(), place="history").act
    assert undo
    page = text_of(client.get(f"/acts/{undo.pk}/"))
    assert f"Redo: 2 articles get quality 33 again; {kept} and stays waiting." in page


def test_the_page_of_an_undone_edit_says_what_a_redo_puts_back(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    article = make_article()
    values = {"title": "Ours", "excerpt": "Ours too."}
    act = moderation.edit([article], values=values, **act_parameters(users.editor, article)).act
    assert act
    client = sign_in("editor")
    page = text_of(client.get(f"/acts/{act.pk}/"))
    assert "Undo: 1 article gets back its earlier title and excerpt." in page
    undo = moderation.undo(act, by=users.editor, token=new_token(), place="history").act
    assert undo
    page = text_of(client.get(f"/acts/{undo.pk}/"))
    assert "Redo: 1 article gets the decided title and excerpt again." in page


def test_to_undo_an_approval_that_upstream_has_joined_leaves_the_article_published(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    article = make_article(name="a.md", quality=38)
    act = moderation.approve([article], **act_parameters(users.editor, article)).act
    make_article(name="a.md", quality=38, published=True)
    assert act
    page = text_of(sign_in("editor").get(f"/acts/{act.pk}/"))
    assert "Undo: 1 article keeps its values and stays published." in page
    article.refresh_from_db()
    assert article.status == "published"
