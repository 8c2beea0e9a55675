"""Lists say how many match a filter, and have an order that begins with the longest waiting."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import moderation
from articles.desk import context
from articles.models import Article
from articles.models.sort_orders import SORTINGS
from articles.moderation import dealing
from tests.desk_kit import QUEUE, copies, decide, headlines, ids, page_text, text_of

pytestmark = pytest.mark.django_db


def wait_since(article: Article, days: int) -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days)
    Article.objects.filter(pk=article.pk).update(status_since=since)


@pytest.fixture
def waiting(make_article: Any) -> list[Article]:
    """Three articles that wait since the third, the first and the second day."""
    articles = [make_article(title=title, quality=q) for title, q in (("c", 9), ("a", 1), ("b", 5))]
    for article, days in zip(articles, (3, 1, 2), strict=True):
        wait_since(article, days)
    return articles


def test_a_filtered_queue_says_how_many_match(sign_in: Any, waiting: list[Article]) -> None:
    client = sign_in("reader")
    assert "remove 2 articles" in page_text(client, f"{QUEUE}?quality_min=5")
    assert "remove 1 article " in page_text(client, f"{QUEUE}?quality_min=9")
    assert "articles" not in page_text(client, QUEUE).split("Filters")[1].split("Order")[0]


def test_a_long_filtered_queue_counts_up_to_a_limit(
    sign_in: Any, make_article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "COUNT_LIMIT", 100)
    Article.objects.bulk_create(copies(make_article(quality=38), 99))
    client = sign_in("reader")
    assert "remove 100 articles" in page_text(client, f"{QUEUE}?quality_min=38")
    Article.objects.bulk_create(
        Article(**{**values(each), "path": f"more-{n}.md"})
        for n, each in enumerate(copies(Article.objects.all()[0], 5))
    )
    assert "remove 100+ articles" in page_text(client, f"{QUEUE}?quality_min=38")


def values(article: Article) -> dict[str, Any]:
    names = (f.attname for f in Article._meta.concrete_fields if not f.generated)
    return {name: getattr(article, name) for name in names if name != "id"}


def test_a_filtered_history_says_how_many_acts_match(
    sign_in: Any, waiting: list[Article], users: Any, act_parameters: Any
) -> None:
    for article in waiting[:2]:
        moderation.reject([article], **act_parameters(users.reviewer, article))
    moderation.approve([waiting[2]], **act_parameters(users.reviewer, waiting[2]))
    client = sign_in("reader")
    assert "remove 2 acts" in page_text(client, "/history/?kind=reject")
    assert "remove 1 act " in page_text(client, "/history/?kind=approve")
    # Past the end of the list: the beginning, with the same count.
    past_end = "after=2000-01-01T00:00:00%2B00:00~1"
    for filters in ("", "kind=reject&"):
        text = page_text(client, f"/history/?{filters}{past_end}")
        assert "Nothing is left on that page; this is the list’s beginning." in text
        assert "Nothing decided yet" not in text
    assert "remove 2 acts" in text


def test_the_longest_waiting_come_first(sign_in: Any, waiting: list[Article]) -> None:
    response = sign_in("reader").get(QUEUE, {"order": "waiting"})
    assert headlines(response) == ["a", "b", "c"]
    assert "Waiting longest" in text_of(response)


def test_an_order_of_decided_articles_does_not_call_them_waiting(
    sign_in: Any, waiting: list[Article]
) -> None:
    text = page_text(sign_in("reader"), f"{QUEUE}?status=published")
    assert "Waiting longest" not in text
    assert "Longest in their status" in text


def test_articles_that_leave_while_one_pages_on_make_none_skipped_in_that_order(
    sign_in: Any, make_article: Any
) -> None:
    Article.objects.bulk_create(copies(make_article(), 119))
    client = sign_in("reviewer")
    first = client.get(QUEUE, {"order": "waiting"})
    (address,) = re.findall(r'<a rel="next" href="([^"]*)"', first.content.decode())
    for pk in ids(first)[-2:]:
        decide(client, Article.objects.get(pk=pk), "reject")
    second = client.get(QUEUE + address.replace("&amp;", "&"))
    in_order = list(Article.objects.order_by("status_since", "id").values_list("pk", flat=True))
    assert ids(second) == [pk for pk in in_order if pk not in ids(first)][:50]


def test_review_deals_the_longest_waiting_first(
    sign_in: Any, users: Any, waiting: list[Article]
) -> None:
    page = page_text(sign_in("reviewer"), "/review/?order=waiting")
    assert re.search(r"\ba\b", page)
    dealt = dealing.deal(
        users.second_reviewer, Article.objects.waiting(), sorting=SORTINGS["waiting"], scope="all"
    )
    assert dealt.article == waiting[2], "the one that waits second longest: the first is taken"


@pytest.mark.parametrize("status", ["waiting", "all", "rejected"])
@pytest.mark.parametrize("order", SORTINGS)
def test_no_order_sorts_a_whole_table(
    status: str, order: str, sign_in: Any, waiting: list[Article]
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan of a small table on PostgreSQL tells nothing")
    client = sign_in("reader")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(QUEUE, {"status": status, "order": order})
    column = SORTINGS[order].column
    (page,) = [
        each["sql"] for each in queries if f'ORDER BY "articles_article"."{column}"' in each["sql"]
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {page}")
        plan = [row[-1] for row in cursor.fetchall()]
    assert not [step for step in plan if "TEMP B-TREE" in step], plan
