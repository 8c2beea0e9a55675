"""Pages of a feed: every published article is reached, by the links of either format."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import moderation
from articles.feeds import pages as feed_pages
from articles.models import Article
from articles.moderation.decision_requests import Seen
from articles.rules import Kind
from tests.feeds_kit import (
    ATOM,
    FEEDS,
    JSON,
    atom,
    json_feed,
    links,
    long_ago,
    next_address,
    pages,
    titles_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Feeds with three items a page."""
    monkeypatch.setattr(feed_pages, "PAGE_SIZE", 3)


@pytest.mark.parametrize("address", FEEDS)
def test_of_seventy_articles_approved_at_once_each_is_in_the_feed_once(
    address: str, client: Client, users: Any, make_article: Any
) -> None:
    for _ in range(70):
        make_article()
    articles = list(Article.objects.all())
    requests = [
        moderation.make_decision_request(Kind.APPROVE, a.pk, Seen.of(a), {}) for a in articles
    ]
    moderation.decide(requests, by=users.editor, token="one act", place="queue")
    assert Article.objects.values("public_since").distinct().count() == 1
    responses = pages(client, address)
    assert [len(titles_in(response)) for response in responses] == [50, 20]
    titles = [title for response in responses for title in titles_in(response)]
    assert titles == [f"Story number {number}" for number in range(70, 0, -1)]


def test_fifty_articles_are_one_page(client: Client, make_article: Any) -> None:
    for _ in range(50):
        make_article(quality=80)
    assert links(client.get(ATOM)).keys() == {"self", "alternate"}
    assert "next_url" not in json_feed(client.get(JSON))


def test_atom_links_lead_there_and_back(
    client: Client, make_article: Any, small_pages: None
) -> None:
    for _ in range(8):
        make_article(quality=80)
    first, second, third = pages(client, ATOM, topic="ai")
    start = f"http://testserver{ATOM}?topic=ai"
    assert links(first)["self"] == start
    assert links(first).keys() == {"self", "alternate", "first", "next"}
    assert links(second).keys() == {"self", "alternate", "first", "next", "previous"}
    assert links(third).keys() == {"self", "alternate", "first", "previous"}
    assert {links(each)["first"] for each in (first, second, third)} == {start}
    assert links(second)["self"] == links(first)["next"]
    # The pages are one feed, so that they have one id.
    assert {atom(each).feed.id for each in (first, second, third)} == {start}
    back = client.get(links(third)["previous"])
    assert titles_in(back) == titles_in(second)
    again = client.get(links(back)["previous"])
    assert titles_in(again) == titles_in(first)
    assert "previous" not in links(again)
    assert titles_in(client.get(links(again)["next"])) == titles_in(second)


@pytest.mark.parametrize("address", FEEDS)
def test_every_page_has_the_filters_of_the_first(
    address: str, client: Client, make_article: Any, small_pages: None
) -> None:
    for number in range(5):
        make_article(title=f"About the port {number}", topics=("Häfen & Meer",), quality=80)
        make_article(title=f"Something else {number}", quality=80)
    responses = pages(client, address, topic="häfen & meer", collection="documents")
    assert [len(titles_in(response)) for response in responses] == [3, 2]
    titles = [title for response in responses for title in titles_in(response)]
    assert titles == [f"About the port {number}" for number in (4, 3, 2, 1, 0)]
    assert next_address(responses[0]).startswith(
        f"http://testserver{address}?collection=documents&topic=h%C3%A4fen+%26+meer&after="
    )


@pytest.mark.parametrize("address", FEEDS)
def test_what_comes_or_goes_meanwhile_neither_repeats_nor_hides_an_article(
    address: str, client: Client, users: Any, make_article: Any, act_parameters: Any,
    small_pages: None,
) -> None:  # fmt: skip
    articles = [make_article(title=f"Old {number}", quality=80) for number in range(5)]
    first = client.get(address)
    assert titles_in(first) == ["Old 4", "Old 3", "Old 2"]
    make_article(title="New", quality=80)
    last = articles[2]
    moderation.unpublish([last], **act_parameters(users.editor, last))
    assert titles_in(client.get(next_address(first))) == ["Old 1", "Old 0"]


@pytest.mark.parametrize("address", FEEDS)
def test_a_further_page_is_cached_like_the_first(
    address: str, client: Client, users: Any, make_article: Any, act_parameters: Any,
    small_pages: None,
) -> None:  # fmt: skip
    articles = [make_article(quality=80) for _ in range(5)]
    long_ago(hours=1)
    page = next_address(client.get(address))
    before = client.get(page)
    tag = {"If-None-Match": before["ETag"]}
    assert client.get(page, headers=tag).status_code == 304
    moderation.unpublish([articles[0]], **act_parameters(users.editor, articles[0]))
    for headers in (tag, {"If-Modified-Since": before["Last-Modified"]}):
        after = client.get(page, headers=headers)
        assert (after.status_code, len(titles_in(after))) == (200, 1)


@pytest.mark.parametrize("name", ["after", "before"])
def test_the_database_finds_any_page_by_an_index(
    name: str, client: Client, make_article: Any
) -> None:
    make_article(quality=80)
    with CaptureQueriesContext(connection) as queries:
        client.get(ATOM, {name: "1700000000000000-7"})
    (page,) = [
        q["sql"] for q in queries if 'ORDER BY "articles_article"."public_since"' in q["sql"]
    ]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {page}")
            plan = " ".join(str(row) for row in cursor.fetchall())
        assert "article_by_public_since (status=? AND public_since" in plan
        assert "TEMP B-TREE" not in plan
