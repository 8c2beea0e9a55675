"""Undo and redo of a user's own last act, from any page: the order of acts and the messages."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import moderation
from articles.models import Act, Article, Decision
from articles.models.decision import new_token
from articles.rules import Kind
from tests.desk_kit import decide, text_of
from tests.undo_kit import press

pytestmark = pytest.mark.django_db


def walk(client: Client, keys: str, article: Article) -> list[int | None]:
    """Press the keys and return the article's quality after each."""
    found = []
    for key in keys:
        press(client, key)
        article.refresh_from_db()
        found.append(article.quality)
    return found


@pytest.fixture
def rated(make_article: Any, users: Any, act_parameters: Any) -> Any:
    """Return a function that sets qualities of an article one by one, by the reviewer or `by`."""

    def rate(*qualities: int, by: Any = None, article: Article | None = None) -> Article:
        article = article or make_article(quality=38)
        person = by or users.reviewer
        for quality in qualities:
            parameters = act_parameters(
                person, article, note="" if person == users.reviewer else "Mine."
            )
            moderation.set_quality([article], quality, **parameters)
        return article

    return rate


def test_one_key_undoes_ones_own_last_act_and_says_so(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(title="A story"), sign_in("reviewer")
    decide(client, article, "approve")
    answer = press(client, "z")
    assert answer.status_code == 200
    undo = Act.objects.latest("pk")
    assert answer.json() == {
        "said": "Undone: “A story”: published → not published, now waiting.",
        "act": undo.pk,
        "article": article.pk,
        "status": "waiting",
        "waiting": "1",
    }
    assert undo.place == Act.Place.DESK
    article.refresh_from_db()
    assert (article.status, article.standing) == ("waiting", {})
    answer = press(client, "Z").json()
    assert answer["said"] == "Redone: “A story”: not published → published."
    assert answer["status"] == "published"


def test_a_redo_that_changes_no_value_is_not_called_an_undo(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(title="A story", quality=80), sign_in("reviewer")
    decide(client, article, "approve")  # published by upstream: approval only adds an owner
    assert press(client, "z").json()["said"] == "Undone: “A story”: now published."
    assert press(client, "Z").json()["said"] == "Redone: “A story”: now published."


def test_an_undo_that_changes_the_status_and_a_value_says_both(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(title="A story", quality=38), sign_in("reviewer")
    decide(client, article, "reject", quality="50", because="off-topic")
    article.refresh_from_db()
    assert (article.status, article.quality) == ("rejected", 50)
    said = press(client, "z").json()["said"]
    assert said == "Undone: “A story”: quality 50 → 38, now waiting."


def test_without_a_script_it_leads_back_to_the_page_and_says_so_there(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(title="A story"), sign_in("reviewer")
    decide(client, article, "approve")
    form = {"token": new_token(), "place": "desk", "next": "/imports/"}
    page = client.post("/undo/", form, follow=True)
    assert page.redirect_chain == [("/imports/", 302)]
    assert "Undone: “A story”: published → not published, now waiting." in text_of(page)
    form = {"token": new_token(), "place": "desk", "next": "/imports/"}
    assert "Nothing of yours to undo." in text_of(client.post("/undo/", form, follow=True))


def test_it_reaches_from_another_session_and_is_twenty_deep(sign_in: Any, rated: Any) -> None:
    article = rated(*range(1, 22))
    for expected in range(20, 0, -1):
        assert press(sign_in("reviewer"), "z").status_code == 200
        article.refresh_from_db()
        assert article.quality == expected
    answer = press(sign_in("reviewer"), "z")
    assert answer.status_code == 409
    assert answer.json() == {
        "said": "Nothing of yours to undo.",
        "act": None,
        "article": None,
        "status": None,
    }
    article.refresh_from_db()
    assert article.quality == 1


def test_it_never_touches_what_others_did_meanwhile(
    sign_in: Any, make_article: Any, rated: Any, users: Any
) -> None:
    mine, theirs = rated(50), rated(60, by=users.editor)
    press(sign_in("reviewer"), "z")
    assert press(sign_in("reviewer"), "z").status_code == 409
    for article, quality in ((mine, 38), (theirs, 60)):
        article.refresh_from_db()
        assert article.quality == quality


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("zzZZ", [20, 10, 20, 30]),
        ("zZzZ", [20, 30, 20, 30]),
        ("zzZzZZ", [20, 10, 20, 10, 20, 30]),
        ("zzzZZZ", [20, 10, 38, 10, 20, 30]),
        ("zzzzZZZZ", [20, 10, 38, 38, 10, 20, 30, 30]),
        ("ZzZZ", [30, 20, 30, 30]),
    ],
)
def test_undo_and_redo_walk_back_and_forth(
    keys: str, expected: list[int], sign_in: Any, rated: Any
) -> None:
    assert walk(sign_in("reviewer"), keys, rated(10, 20, 30)) == expected


@pytest.mark.slow
def test_a_long_walk_back_and_forth_comes_home(sign_in: Any, rated: Any) -> None:
    article, client = rated(*range(1, 21)), sign_in("reviewer")
    walk(client, "z" * 20 + "Z" * 19 + "z" * 19, article)
    assert article.quality == 38
    assert walk(client, "Z" * 21, article)[-2:] == [20, 20]


def test_after_another_act_what_was_undone_before_it_is_not_redone(
    sign_in: Any, rated: Any
) -> None:
    client, article = sign_in("reviewer"), rated(10, 20)
    walk(client, "z", article)
    rated(50, article=article)
    answer = press(client, "Z")
    assert (answer.status_code, answer.json()["said"]) == (409, "Nothing of yours to redo.")
    assert walk(client, "zZzzZZZ", article) == [10, 50, 10, 38, 10, 50, 50]


def test_a_redo_undone_by_its_own_button_is_an_undo_again(sign_in: Any, rated: Any) -> None:
    client, article = sign_in("reviewer"), rated(10, 20)

    def press_the_button_of_the_last_act() -> int | None:
        form = {"token": new_token(), "place": "history", "next": "/history/"}
        client.post(reverse("undo", args=[Act.objects.latest("pk").pk]), form)
        article.refresh_from_db()
        return article.quality

    walk(client, "z", article)
    assert [press_the_button_of_the_last_act() for _ in range(2)] == [20, 10]
    assert walk(client, "ZzZ", article) == [20, 10, 20]
    assert [press_the_button_of_the_last_act() for _ in range(3)] == [10, 20, 10]
    assert walk(client, "zZZZ", article) == [38, 10, 20, 20]


def test_an_undo_of_somebody_elses_act_is_an_act_of_ones_own(
    sign_in: Any, rated: Any, users: Any
) -> None:
    article, client = rated(50), sign_in("editor")
    form = {"token": new_token(), "place": "history", "note": "Too high.", "next": "/history/"}
    client.post(reverse("undo", args=[Act.objects.latest("pk").pk]), form)
    assert walk(client, "zZz", article) == [50, 38, 50]


def test_what_others_have_overtaken_is_named_once_and_then_passed(
    sign_in: Any, rated: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    first, client = rated(50), sign_in("reviewer")
    second = make_article(title="B story")
    decide(client, second, "approve")
    parameters = act_parameters(users.editor, second, note="Wrong picture")
    over = moderation.unpublish([second], **parameters)
    answer = press(client, "z")
    assert answer.status_code == 409
    assert "Not undone: “B story”: Decided since" in answer.json()["said"]
    assert "Taken down by editor" in answer.json()["said"]
    assert "Undo again for the one before." in answer.json()["said"]
    first.refresh_from_db()
    assert first.quality == 50
    assert press(client, "z").json()["article"] == first.pk
    # Once the act that overtook it is undone, it is the last act that can be undone again.
    parameters = {"by": users.editor, "token": new_token(), "place": "queue"}
    moderation.undo(over.act, **parameters)
    assert press(client, "z").json()["article"] == second.pk


@pytest.mark.parametrize("key", ["z", "Z"])
def test_a_form_sent_twice_undoes_one_act_and_gives_its_first_answer_again(
    key: str, sign_in: Any, rated: Any
) -> None:
    article, client = rated(10, 20, 30), sign_in("reviewer")
    if key == "Z":
        walk(client, "zz", article)
    token = new_token()
    first = press(client, key, token=token)
    second = press(sign_in("reviewer"), key, token=token)
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json() == first.json()
    article.refresh_from_db()
    assert article.quality == 20
    assert Decision.objects.filter(kind=Kind.UNDO).count() == (1 if key == "z" else 3)


def test_the_token_of_a_decision_undoes_nothing(sign_in: Any, make_article: Any) -> None:
    first, second, client = make_article(), make_article(), sign_in("reviewer")
    token = new_token()
    decide(client, first, "approve")
    decide(client, second, "approve", token=token)
    answer = press(client, "z", token=token)
    assert answer.status_code == 409
    assert "used already" in answer.json()["said"]
    assert Act.objects.count() == 2


def test_a_form_that_makes_no_sense_undoes_nothing(sign_in: Any, rated: Any) -> None:
    rated(50)
    for fields in ({"token": ""}, {"token": "again"}, {"place": "command"}):
        answer = press(sign_in("reviewer"), "z", **fields)
        assert answer.status_code == 422
        assert answer.json()["said"]
    assert Act.objects.count() == 1


def test_who_may_no_longer_decide_may_no_longer_undo(sign_in: Any, rated: Any, users: Any) -> None:
    rated(50)
    users.reviewer.groups.set(users.reader.groups.all())
    assert press(sign_in("reviewer"), "z").status_code == 403
    assert Act.objects.count() == 1


def test_the_key_costs_the_same_queries_after_three_acts_and_after_twenty(
    sign_in: Any, rated: Any
) -> None:
    """Prevents a query for each act that is searched."""
    client, article = sign_in("reviewer"), rated(1, 2, 3)

    def cost(key: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert press(client, key).status_code == 200
        return len(queries)

    cost("z")
    few = cost("z"), cost("Z")
    rated(*range(10, 27), article=article)
    for _ in range(17):
        press(client, "z")
    assert (cost("z"), cost("Z")) == few


def test_with_the_clock_set_back_the_last_act_is_the_one_made_last(
    sign_in: Any, make_article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Acts are in the order of their numbers: the clock goes two hours back between the two."""
    first, second, client = make_article(), make_article(), sign_in("reviewer")
    before = timezone.now()
    decide(client, first, "approve")
    monkeypatch.setattr(timezone, "now", lambda: before - timedelta(hours=2))
    decide(client, second, "approve")
    assert Act.objects.latest("pk").at < Act.objects.earliest("pk").at
    assert [press(client, key).json()["article"] for key in "zzZZ"] == [
        second.pk,
        first.pk,
        first.pk,
        second.pk,
    ]
    assert [each.status for each in Article.objects.order_by("pk")] == ["published", "published"]
