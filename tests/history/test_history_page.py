"""The list of history: acts as sentences, pages of the list, and who may undo what."""

import re
from html import unescape
from itertools import chain
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import moderation
from articles.models import Act, Article
from articles.models.decision import new_token
from tests.desk_kit import decide, text_of
from tests.history.kit import (
    HISTORY,
    acts_in,
    body_of,
    line_of,
    text_of_html,
    undo_form,
)

pytestmark = pytest.mark.django_db


def test_an_act_is_a_sentence_that_leads_to_its_article_with_who_when_where_and_why(
    sign_in: Any, rejected: Act
) -> None:
    line = line_of(sign_in("reader").get(HISTORY), rejected)
    for expected in (
        "A story",
        "Rejected by reviewer",
        "promotional",
        "An advert.",
        "in the queue",
        "a moment ago",
    ):
        assert expected in text_of_html(line)
    article = Article.objects.get()
    assert f'href="{article.get_absolute_url()}?next=%2Fhistory%2F"' in line
    assert f'href="/acts/{rejected.pk}/"' in line
    assert f'title="{rejected.at:%-d %b %Y, %H:%M} UTC"' in line


def test_the_newest_act_stands_first_and_what_was_undone_says_so(
    sign_in: Any, rejected: Act, users: Any
) -> None:
    client = sign_in("reviewer")
    assert " undone" not in text_of_html(line_of(client.get(HISTORY), rejected))
    form = {"token": new_token(), "place": "history", "next": HISTORY}
    page = client.post(reverse("undo", args=[rejected.pk]), form, follow=True)
    undo = Act.objects.latest("pk")
    assert undo.place == "history"
    assert acts_in(page) == [undo.pk, rejected.pk]
    assert "“rejected” undone by reviewer" in text_of_html(line_of(page, undo))
    line = line_of(page, rejected)
    assert "promotional · undone" in text_of_html(line)
    assert undo_form(rejected) not in line
    assert "Redo" in text_of_html(line_of(page, undo))
    assert "needed:" not in text_of(page)
    page = client.post(reverse("undo", args=[undo.pk]), form | {"token": new_token()}, follow=True)
    assert "Redone: “A story”: now rejected." in text_of(page)
    assert "A story Rejected by reviewer · promotional · in" in text_of_html(
        line_of(page, rejected)
    )


def test_what_was_decided_otherwise_since_says_so_and_offers_nothing(
    sign_in: Any, rejected: Act, users: Any, act_parameters: Any
) -> None:
    article = Article.objects.get()
    moderation.approve([article], **act_parameters(users.editor, article, note="It is news."))
    line = line_of(sign_in("reviewer").get(HISTORY), rejected)
    assert "decided since" in text_of_html(line)
    assert "<form" not in line


def test_each_is_offered_to_undo_what_they_may(sign_in: Any, rejected: Act) -> None:
    mine = line_of(sign_in("reviewer").get(HISTORY), rejected)
    assert undo_form(rejected) in mine
    assert 'name="note"' not in mine
    for role in ("reader", "second_reviewer"):
        page = sign_in(role).get(HISTORY)
        assert undo_form(rejected) not in body_of(page), role
        assert "an editor" in text_of(page)
    theirs = line_of(sign_in("editor").get(HISTORY), rejected)
    assert undo_form(rejected) in theirs
    assert re.search(r'<input name="note"[^>]* required>', theirs)
    assert "needed: reviewer did this" in text_of_html(theirs)


def test_a_batch_is_one_line_that_leads_to_its_page(sign_in: Any, batch: Act) -> None:
    page = sign_in("editor").get(HISTORY)
    assert acts_in(page) == [batch.pk]
    line = line_of(page, batch)
    assert "Rejected 60 articles, by editor" in text_of_html(line)
    assert "All adverts." in text_of_html(line)
    assert "Story" not in line
    assert f'href="/acts/{batch.pk}/#undo"' in line
    assert undo_form(batch) not in line


def test_to_redo_a_batch_is_offered_to_those_who_may_decide_so(
    sign_in: Any, batch: Act, users: Any
) -> None:
    undo = moderation.undo(batch, by=users.editor, token=new_token(), place="queue").act
    assert undo
    assert "Redo" in line_of(sign_in("editor").get(HISTORY), undo)
    group = Group.objects.get(name="Editors")
    group.permissions.remove(*group.permissions.filter(codename="reject_article"))
    assert "Redo" not in line_of(sign_in("editor").get(HISTORY), undo)


def test_a_batch_undone_in_part_says_for_how_many(
    sign_in: Any, batch: Act, users: Any, act_parameters: Any
) -> None:
    article = Article.objects.get(title="Story 07")
    moderation.approve([article], **act_parameters(users.superuser, article, note="Ours."))
    undone = moderation.undo(batch, by=users.editor, token=new_token(), place="desk").act
    client = sign_in("reader")
    assert "undone for 59 of 60" in text_of_html(line_of(client.get(HISTORY), batch))
    assert undone
    moderation.undo(undone, by=users.editor, token=new_token(), place="desk")
    assert "undone" not in text_of_html(line_of(client.get(HISTORY), batch))


def test_the_article_tells_its_own_history_and_offers_the_same(
    sign_in: Any, rejected: Act, batch: Act
) -> None:
    article = Article.objects.get(title="A story")
    page = sign_in("reviewer").get(article.get_absolute_url())
    assert undo_form(rejected) in body_of(page).split('id="history"')[1]
    assert undo_form(rejected) not in body_of(sign_in("reader").get(article.get_absolute_url()))
    one_of_many = Article.objects.get(title="Story 07")
    page = sign_in("editor").get(one_of_many.get_absolute_url())
    assert "Rejected by editor" in text_of(page)
    assert "one of 60 articles" in text_of(page)
    assert undo_form(batch) not in body_of(page)
    assert f'href="/acts/{batch.pk}/#undo"' in body_of(page)


def test_an_empty_history_says_something(sign_in: Any) -> None:
    assert "Nothing decided yet" in text_of(sign_in("reader").get(HISTORY))


@pytest.mark.slow
def test_pages_follow_each_other_whatever_is_decided_meanwhile(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    article, client = make_article(), sign_in("reader")
    for quality in range(1, 121):
        moderation.set_quality([article], quality, **act_parameters(users.reviewer, article))
    seen, address = [], HISTORY
    while address and len(seen) < 4:
        page = client.get(address)
        seen.append(acts_in(page))
        found = re.search(r'rel="next" href="([^"]*)"', body_of(page))
        address = HISTORY + unescape(found[1]) if found else ""
        moderation.set_quality(
            [article], 500 + len(seen), **act_parameters(users.reviewer, article)
        )
    assert [len(each) for each in seen] == [50, 50, 20]
    assert list(chain.from_iterable(seen)) == list(reversed(range(min(seen[-1]), max(seen[0]) + 1)))
    previous = re.search(r'rel="prev" href="([^"]*)"', body_of(page))
    assert previous
    assert acts_in(client.get(HISTORY + unescape(previous[1]))) == seen[1]
    lost = client.get(HISTORY, {"after": "nowhere~x"})
    assert "names no place in the list" in text_of(lost)
    assert len(acts_in(lost)) == 50


def test_a_page_costs_the_same_queries_for_three_acts_and_thirty(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    """Prevents a query for each act, decision, article, person, batch or undo."""
    client: Client = sign_in("editor")

    def act() -> None:
        one, two, three = (make_article() for _ in range(3))
        decide(sign_in("reviewer"), one, "approve")
        for _ in range(2):
            act = moderation.reject([two, three], **act_parameters(users.editor, two, three)).act
            assert act
            moderation.undo(act, by=users.editor, token=new_token(), place="desk")

    def cost(acts: int) -> int:
        while Act.objects.count() < acts:
            act()
        with CaptureQueriesContext(connection) as queries:
            assert len(acts_in(client.get(HISTORY))) == Act.objects.count()
        return len(queries)

    cost(3)
    assert cost(3) == cost(30)


def test_an_articles_page_costs_the_same_queries_for_three_decisions_and_thirty(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    """Prevents a query for each entry of its history."""
    article, client = make_article(), sign_in("editor")

    def cost(decisions: int) -> int:
        for quality in range(article.decisions.count() + 1, decisions + 1):
            moderation.set_quality([article], quality, **act_parameters(users.editor, article))
        with CaptureQueriesContext(connection) as queries:
            client.get(article.get_absolute_url())
        return len(queries)

    cost(3)
    assert cost(3) == cost(30)
