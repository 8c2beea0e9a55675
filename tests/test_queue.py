"""The page of the queue: orders, filters, pagination, empty states."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import moderation
from articles.models import Article
from tests.desk_kit import QUEUE, copies, decide, headlines, ids, text_of

pytestmark = pytest.mark.django_db


def test_the_queue_shows_the_waiting_seed_with_all_that_decides(sign_in: Any, seeds: Any) -> None:
    response = sign_in("reviewer").get(QUEUE)
    title = "Myanmar Expanding Use of Chinese-Made Facial Recognition Systems: Report"
    assert headlines(response) == [title]
    text = text_of(response)
    for expected in ("38", "32 below 70", "2 related", "The Diplomat", "outranked", "14 states"):
        assert expected in text
    assert "td-story-s-2/thediplomat_2022-07-12-060400.jpg" in response.content.decode()


def test_the_other_seed_is_published_by_upstream_with_quality_71(sign_in: Any, seeds: Any) -> None:
    text = text_of(sign_in("reviewer").get(QUEUE, {"status": "published"}))
    assert "Published by upstream" in text
    assert "71 1 above 70" in text


def test_an_empty_desk_says_how_to_fill_it(sign_in: Any) -> None:
    text = text_of(sign_in("reader").get(QUEUE))
    assert "No articles yet" in text
    assert "manage.py import_articles FOLDER" in text
    assert "manage.py make_demo FOLDER" in text


def test_a_desk_with_the_seeds_says_how_to_go_on(sign_in: Any, seeds: Any) -> None:
    assert "Waiting: 1" in text_of(sign_in("reader").get(QUEUE))


def test_an_empty_queue_is_all_clear(sign_in: Any, users: Any, make_article: Any) -> None:
    for _ in range(3):
        make_article(quality=80)
    assert "All clear" in text_of(sign_in("reader").get(QUEUE))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("quality", ["high", "low", "not scored"]),
        ("date", ["low", "not scored", "high"]),
        ("arrival", ["not scored", "low", "high"]),
    ],
)
def test_the_queue_has_three_orders(
    order: str, expected: list[str], sign_in: Any, make_article: Any
) -> None:
    make_article(title="high", quality=60, published_at="2022-01-01T00:00:00Z")
    make_article(title="low", quality=20, published_at="2022-03-01T00:00:00Z")
    make_article(title="not scored", quality=None, published_at="2022-02-01T00:00:00Z")
    assert headlines(sign_in("reader").get(QUEUE, {"order": order})) == expected


FILTERS = {
    "q": "harbour",
    "collection": "documents",
    "provider": "Harbour Post",
    "topic": "Ports",
    "type": "video",
    "quality_min": "60",
    "quality_max": "65",
    "date_from": "2022-05-01",
    "date_to": "2022-05-31",
    "image": "yes",
}


@pytest.fixture
def two_stories(make_article: Any) -> None:
    image = "images:\n  - url: https://images.example/a.jpg\n"
    make_article(
        title="The harbour",
        provider="Harbour Post",
        domain="harbour.example",
        type="video",
        topics=("Ports",),
        quality=62,
        published_at="2022-05-05T12:00:00Z",
        rest=image,
    )
    others = {"folder": "others", "published": False}
    make_article(title="Elsewhere", quality=5, published_at="2023-05-05T12:00:00Z", **others)
    make_article(title="Far above", quality=66, published_at="2021-05-05T12:00:00Z", **others)


@pytest.mark.parametrize(("name", "value"), FILTERS.items())
def test_each_filter_finds_what_matches_and_can_be_removed(
    name: str, value: str, sign_in: Any, two_stories: None
) -> None:
    client = sign_in("reader")
    response = client.get(QUEUE, {name: value, "order": "quality"})
    shown = headlines(response)
    assert "The harbour" in shown
    assert len(shown) < 3
    (chip,) = re.findall(r'<a class="chip" href="([^"]*)"', response.content.decode())
    assert len(headlines(client.get(QUEUE + unescape(chip)))) == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("collection", "none-such"), ("provider", "Nobody"), ("topic", "Nothing"),
        ("type", "poem"), ("quality_min", "high"), ("quality_max", "-1"),
        ("date_from", "yesterday"), ("date_to", "2022-02-30"), ("image", "perhaps"),
        ("status", "lost"), ("order", "random"), ("q", "x" * 2001), ("q", "a\x00b"),
        ("quality_min", "1e999"), ("quality_max", "1E+5"), ("quality_min", "9" * 5000),
        ("quality_max", "1000001"), ("date_from", "0001-01-01"), ("date_to", "9999-12-31"),
        ("collection", "a\x00b"), ("provider", "x" * 300),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_shows_its_error_and_no_rows(
    name: str, value: str, sign_in: Any, two_stories: None
) -> None:
    response = sign_in("reader").get(QUEUE, {name: value})
    assert headlines(response) == []
    page = response.content.decode()
    assert 'class="problem"' in page
    for jargon in ("Enter a valid", "Select a valid", "Ensure this value"):
        assert jargon not in page
    if name not in ("status", "order"):
        assert f'id="id_{name}_error"' in page
        assert re.search(rf'<(input|select)[^>]* name="{name}"[^>]*>', page)
        assert f'aria-describedby="id_{name}_error"' in page
        assert page.count('aria-invalid="true"') == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"quality_min": "5", "quality_max": "3"}, "Nothing lies from 5 to 3."),
        ({"date_from": "2024-02-01", "date_to": "2024-01-01"}, "Nothing lies from 2024-02-01"),
        ({"quality_min": "1e999"}, "Quality is a whole number from 0 to 1,000,000."),
        ({"date_from": "0001-01-01"}, "Choose a day from 1990 to 2100."),
    ],
)
def test_a_filter_that_nothing_can_pass_is_refused_in_a_sentence(
    query: dict[str, str], expected: str, sign_in: Any, two_stories: None
) -> None:
    response = sign_in("reader").get(QUEUE, query)
    assert expected in text_of(response)
    assert headlines(response) == []


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("day", ["0001-01-01", "1990-01-01", "2100-12-31", "9999-12-31"])
@pytest.mark.parametrize("name", ["date_from", "date_to"])
def test_no_day_in_any_zone_breaks_the_page(
    name: str, day: str, zone: str, sign_in: Any, settings: Any
) -> None:
    settings.TIME_ZONE = zone
    assert sign_in("reader").get(QUEUE, {name: day}).status_code == 200


def test_an_unknown_parameter_is_named(sign_in: Any, two_stories: None) -> None:
    response = sign_in("reader").get(QUEUE, {"colour": "red"})
    assert "Unknown filter: “colour”" in text_of(response)
    assert len(headlines(response)) == 3


@pytest.mark.parametrize("order", ["quality", "date", "arrival", "waiting"])
def test_paging_on_and_back_shows_every_article_once(
    order: str, sign_in: Any, make_article: Any
) -> None:
    first = make_article()
    Article.objects.bulk_create(copies(first, 119))
    client, seen, address = sign_in("reader"), [], f"?order={order}"
    pages = []
    while address:
        response = client.get(QUEUE + address)
        pages.append(ids(response))
        seen += pages[-1]
        address = _link(response, "next")
    assert len(seen) == len(set(seen)) == 120
    assert ids(client.get(QUEUE + _link(response, "prev"))) == pages[-2]


def test_an_article_that_leaves_the_list_makes_none_skipped(
    sign_in: Any, users: Any, make_article: Any
) -> None:
    first = make_article()
    Article.objects.bulk_create(copies(first, 59))
    client = sign_in("reviewer")
    response = client.get(QUEUE)
    shown = ids(response)
    decide(client, Article.objects.get(pk=shown[0]), "reject")
    assert not set(ids(client.get(QUEUE + _link(response, "next")))) & set(shown)
    assert len(ids(client.get(QUEUE + _link(response, "next")))) == 10


@pytest.mark.parametrize("way", ["after", "before"])
@pytest.mark.parametrize(
    ("order", "cursor"),
    [
        ("quality", "x"),
        ("quality", "~"),
        ("quality", "5~x"),
        ("quality", "99999999999999~1"),
        ("quality", "5~0"),
        ("quality", "1~9999999999999999999"),
        ("quality", "1~-9999999999999999999"),
        ("date", "0001-01-01T00:00:00+14:00~1"),
        ("date", "9999-12-31T23:59:59-14:00~1"),
        ("arrival", "2022-01-01T00:00:00~1"),
    ],
)
def test_a_forged_place_in_the_list_shows_its_beginning(
    order: str, cursor: str, way: str, sign_in: Any, two_stories: None
) -> None:
    response = sign_in("reader").get(QUEUE, {"order": order, way: cursor})
    assert len(headlines(response)) == 3
    assert "names no place" in text_of(response)


@pytest.mark.parametrize("query", [{"after": "38~1"}, {"before": "38~9999999"}])
def test_a_page_whose_rows_were_all_decided_shows_the_lists_beginning(
    query: dict[str, str], sign_in: Any, make_article: Any
) -> None:
    make_article(title="Waits still", quality=38)
    response = sign_in("reader").get(QUEUE, query)
    assert headlines(response) == ["Waits still"]
    assert "Nothing is left on that page" in text_of(response)
    assert "All clear" not in text_of(response)


def test_a_page_past_the_end_of_an_empty_list_is_all_clear(sign_in: Any, make_article: Any) -> None:
    for _ in range(3):
        make_article(quality=80)
    assert "All clear" in text_of(sign_in("reader").get(QUEUE, {"after": "38~1"}))


def _link(response: Any, rel: str) -> str:
    """Return the address of the page's link to the next or the previous page, or ''."""
    match = re.search(rf'rel="{rel}" href="([^"]*)"', response.content.decode())
    return unescape(match[1]) if match else ""


def test_a_page_of_thirty_costs_as_many_queries_as_a_page_of_three(
    sign_in: Any, users: Any, make_article: Any, act_parameters: Any
) -> None:
    """Rows must not query topics, images, providers, related links or deciders one by one."""
    client = sign_in("editor")

    def count(articles: int) -> int:
        while Article.objects.count() < articles:
            article = make_article(topics=("AI", "Ports"))
            moderation.reject([article], **act_parameters(users.reviewer, article))
            moderation.reopen([article], **act_parameters(users.editor, article, note="again"))
        with CaptureQueriesContext(connection) as queries:
            assert len(ids(client.get(QUEUE))) == articles
        return len(queries)

    count(3)  # the first request of a session makes additional queries
    assert count(3) == count(30)


def test_a_day_is_year_month_day_and_in_no_other_order(sign_in: Any, make_article: Any) -> None:
    make_article(title="In April", published_at="2026-04-05T12:00:00Z", published=False)
    client = sign_in("reader")
    refused = client.get(QUEUE, {"date_from": "03/04/2026"})
    assert "“Appeared from” takes a day, written year-month-day" in text_of(refused)
    assert headlines(refused) == []
    assert headlines(client.get(QUEUE, {"date_from": "2026-04-03"})) == ["In April"]
