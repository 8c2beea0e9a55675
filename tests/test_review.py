"""Review: the content of a card, decisions on it, and the end."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Act, Article, Decision, Lease, Skip
from tests.desk_kit import link, text_of
from tests.review_kit import form_on, next_card, open_card, send, shown

pytestmark = pytest.mark.django_db

RELATED = """related:
  - title: "The same story elsewhere"
    excerpt: "Told in another way."
    publishedDateTime: 2022-07-11T10:24:00Z
    webUrl: https://elsewhere.example/same
    type: article
    provider:
      name: Elsewhere
      domain: elsewhere.example
    quality: {quality}
"""


def test_a_card_says_what_decides(sign_in: Any, make_article: Any) -> None:
    make_article(
        quality=38,
        title="A story",
        topics=("Robots",),
        rest=RELATED.format(quality=49),
    )
    page, _ = open_card(sign_in("reviewer"))
    text = text_of(page)
    for each in (
        "Waiting",
        "A story",
        "Provider",
        "Robots",
        "https:// provider.example /1",
        "The same story elsewhere",
        "scores higher than this one",
        "1 left in the queue",
        "Approving publishes it, whatever the score, with quality",
        "32 below 70: upstream would not publish",
        "upstream publishes from 70",
        "Imported",
    ):
        assert each in text, each


def test_the_count_leads_to_the_same_articles_as_a_list(sign_in: Any, make_article: Any) -> None:
    for topic in ("Robots", "Robots", "AI"):
        make_article(topics=(topic,))
    page, _ = open_card(sign_in("reviewer"), "topic=Robots&order=date")
    assert "2 left in Robots" in text_of(page)
    assert 'href="/queue/?topic=Robots&amp;order=date&amp;status=waiting"' in page.content.decode()


@pytest.mark.parametrize(
    ("button", "status", "changes"),
    [
        ({"verb": "approve"}, "published", {"published": [False, True]}),
        ({"verb": "reject"}, "rejected", {"published": [False, False]}),
        (
            {"verb": "approve-at-threshold"},
            "published",
            {"quality": [38, 70], "published": [False, True]},
        ),
        (
            {"verb": "approve", "quality": "64"},
            "published",
            {"quality": [38, 64], "published": [False, True]},
        ),
    ],
)
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
def test_one_button_decides_and_brings_the_next(
    button: dict[str, str], status: str, changes: Any, htmx: bool, sign_in: Any, make_article: Any
) -> None:
    article, second = make_article(quality=38), make_article(quality=20)
    client = sign_in("reviewer")
    page, form = open_card(client)
    assert shown(page) == article.pk
    answer = send(client, article.pk, form, htmx=htmx, **button)
    assert not Lease.objects.exists()
    decision = Decision.objects.get()
    article.refresh_from_db()
    assert (article.status, decision.changes) == (status, changes)
    assert decision.act.place == Act.Place.REVIEW
    if htmx:
        result = answer.json()
        assert (result["act"], result["left"], result["waiting"]) == (decision.act.pk, "1", "1")
        assert "Story number 1" in result["said"]
        page = next_card(client)
    else:
        page = client.get(answer.url)
        assert reverse("undo", args=[decision.act.pk]) in page.content.decode()
    assert shown(page) == second.pk


def test_a_reason_s_button_rejects_with_it(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(), sign_in("reviewer")
    page, form = open_card(client)
    assert 'name="because" value="promotional" data-reason-key="4"' in page.content.decode()
    send(client, article.pk, form, because="promotional")
    decision = Decision.objects.get()
    assert (decision.kind, decision.reason) == ("reject", "promotional")


def test_a_double_click_is_one_act_with_the_same_answer(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(), sign_in("reviewer")
    _, form = open_card(client)
    answers = [send(client, article.pk, form, htmx=True, verb="approve").json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert Act.objects.count() == 1


def test_the_quality_alone_leaves_the_card_where_it_is(sign_in: Any, make_article: Any) -> None:
    article, second = make_article(quality=38), make_article(quality=20)
    client = sign_in("reviewer")
    _, form = open_card(client)
    result = send(client, article.pk, form, htmx=True, verb="set-quality", quality="64").json()
    assert (result["stays"], result["quality"]) == (True, 64)
    form |= {"token": result["token"], "seen": result["seen"], "quality": "64", "quality_was": "64"}
    assert send(client, article.pk, form, htmx=True, verb="approve").json()["act"]
    assert [row.changes for row in Decision.objects.order_by("number")] == [
        {"quality": [38, 64]},
        {"published": [False, True]},
    ]
    _, form = open_card(client)
    answer = send(client, second.pk, form, verb="set-quality", quality="64")
    assert shown(client.get(answer.url)) == second.pk


def test_a_skip_is_no_decision_and_records_the_quality_that_was_typed(
    sign_in: Any, make_article: Any
) -> None:
    article, second = make_article(quality=38, title="One"), make_article(quality=20)
    client = sign_in("reviewer")
    _, form = open_card(client)
    result = send(client, article.pk, form, htmx=True, to="review-skip", quality="64").json()
    assert "Skipped: “One”. It is shown once more, after all others." in result["said"]
    assert "Quality 38 → 64: “One”." in result["said"]
    assert Decision.objects.get().kind == "set-quality"
    page, form = open_card(client)
    assert shown(page) == second.pk
    answer = send(client, second.pk, form, to="review-skip")
    assert Decision.objects.count() == 1
    page = client.get(answer.url)
    assert shown(page) == article.pk
    assert "You skipped this a moment ago. It is shown once more, after all" in text_of(page)
    _, form = open_card(client)
    result = send(client, article.pk, form, htmx=True, to="review-skip").json()
    assert "Skipped again: “One”. It is left out until tomorrow" in result["said"]


def test_a_skip_with_a_quality_that_makes_no_sense_keeps_the_card(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(), sign_in("reviewer")
    _, form = open_card(client)
    answer = send(client, article.pk, form, htmx=True, to="review-skip", quality="high")
    assert answer.status_code == 422
    assert "Enter a whole number" in text_of(answer)
    assert form_on(answer)["quality"] == "high"
    assert not Skip.objects.exists()


def test_at_the_end_it_says_what_was_decided_skipped_and_is_with_others(
    sign_in: Any, make_article: Any
) -> None:
    first, second, third = (make_article(quality=quality) for quality in (60, 50, 40))
    client = sign_in("reviewer")
    _, form = open_card(client)
    send(client, first.pk, form, verb="approve")
    assert shown(sign_in("second_reviewer").get("/review/")) == second.pk
    for _ in range(2):
        _, form = open_card(client)
        send(client, third.pk, form, to="review-skip")
    until = Lease.objects.get(article=second).until
    page = client.get("/review/")
    assert "1 is with others" in text_of(page)
    left_out = "1 skipped twice and left out until tomorrow ( review it )"
    assert f"You decided 1 today; {left_out}; 1 is with others." in text_of(page)
    assert f"comes free at {until:%H:%M:%S} or earlier" in text_of(page)
    assert f'data-retry-at="{until.isoformat()}"' in page.content.decode()
    Lease.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert shown(next_card(client)) == second.pk
    client.post("/review/leave/", {"ids": second.pk})
    _, form = open_card(client)
    send(client, second.pk, form, verb="reject")
    page = client.get("/review/")
    clear = "Nothing is left but the 1 you skipped"
    assert f"{clear} You decided 2 today; {left_out}." in text_of(page)
    assert 'data-retry-at=""' in page.content.decode()
    assert shown(client.get("/review/?skipped=yes")) == third.pk


def test_what_was_skipped_twice_is_not_called_nothing_and_can_be_seen(
    sign_in: Any, make_article: Any
) -> None:
    make_article(topics=("AI",))
    pks = [make_article(topics=("Space",)).pk for _ in range(2)]
    client = sign_in("reviewer")
    for _ in range(4):
        page, form = open_card(client, "topic=Space")
        assert "2 left in Space" in text_of(page)
        send(client, shown(page), form, to="review-skip")
    page = client.get("/review/?topic=Space")
    text = text_of(page)
    assert "Nothing is left but the 2 you skipped" in text
    assert "Nothing else is left in Space . Review the whole queue , 3 waiting." in text
    assert "All clear" not in text
    seen = client.get(link(client, "/review/?topic=Space", "review them"))
    assert shown(seen) in pks
    send(client, shown(seen), form_on(seen), verb="reject")
    assert "Nothing is left but the 1 you skipped" in text_of(client.get("/review/?topic=Space"))


def test_on_an_empty_desk_it_says_how_to_import(sign_in: Any) -> None:
    text = text_of(sign_in("reviewer").get("/review/"))
    assert "No articles yet" in text
    assert "import_articles FOLDER" in text
    assert "All clear" not in text


def test_an_undone_decision_comes_back_when_asked_for(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(quality=20), sign_in("reviewer")
    make_article(quality=60)
    assert shown(next_card(client, first=article.pk)) == article.pk


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("colour=red", "Unknown filter: “colour”."),
        ("order=best", "Unknown order: “best”."),
        ("quality_min=high", "Quality from: Quality is a whole number"),
        ("topic=Nothing", "Topic: No topic has the name “Nothing”."),
        ("status=rejected", "Review is of what waits"),
        ("skipped=no", "Unknown filter: “skipped=no”."),
    ],
)
def test_an_address_that_makes_no_sense_deals_nothing_and_says_why(
    query: str, problem: str, sign_in: Any, make_article: Any
) -> None:
    make_article()
    client = sign_in("reviewer")
    for page in (client.get(f"/review/?{query}"), next_card(client, query=query)):
        assert shown(page) is None
        assert problem in text_of(page)
    assert not Lease.objects.exists()
    assert shown(client.get("/review/?status=waiting&topic=&order=arrival"))


def test_a_reader_is_told_that_to_review_is_to_decide(sign_in: Any) -> None:
    page = sign_in("reader").get("/review/")
    assert page.status_code == 403
    assert "to review is to decide" in text_of(page)


def test_a_page_holds_no_more_than_a_few_articles(sign_in: Any, make_article: Any) -> None:
    """One client must not hold the whole queue."""
    pks = [make_article().pk for _ in range(9)]
    client = sign_in("reviewer")
    for _ in pks:
        next_card(client, *Lease.objects.order_by("claimed_at").values_list("article", flat=True))
    assert Lease.objects.count() == 5


def test_a_card_costs_the_same_queries_however_much_stands_on_it(
    sign_in: Any, make_article: Any
) -> None:
    client: Client = sign_in("reviewer")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert shown(next_card(client))
        Lease.objects.all().delete()
        return len(captured)

    make_article(quality=20, rest=RELATED.format(quality=1))
    queries()
    few = queries()
    entry = RELATED.removeprefix("related:\n")
    rest = "related:\n" + "".join(entry.format(quality=number) for number in range(12))
    for number in range(12):
        make_article(quality=60, topics=("AI", "Robots", f"Topic {number}"), rest=rest)
    assert queries() == few
    assert Article.objects.waiting().count() == 13
