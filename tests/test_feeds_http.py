"""The responses of feeds: caching, the same for everybody, and 404 for unknown parameters."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import moderation
from articles.models import Act, Article, Collection, Image, ImportRun, Provider, Topic
from articles.moderation.orders import Seen
from articles.rules import Kind
from tests.feeds_kit import ATOM, FEEDS, JSON, json_feed, titles_in

pytestmark = pytest.mark.django_db


def long_ago(**ago: float) -> None:
    """Set the last import, and the changes of all articles, to a while ago."""
    at = timezone.now() - timedelta(**ago)
    ImportRun.objects.update(started_at=at, beat_at=at, finished_at=at)
    Article.objects.update(changed_at=at)
    Article.objects.published().update(public_since=at)


@pytest.mark.parametrize("address", FEEDS)
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("collection=Documents", "No collection is named 'Documents'.\n"),
        ("topic=", "No topic is named ''.\n"),
        ("topic=a%25", "No topic is named 'a%'.\n"),
        ("provider=<b>", "No provider has the name or domain '<b>'.\n"),
        ("topic=%00", "No topic is called '\\x00'.\n"),
        ("page=2", "Unknown parameter 'page'. A feed takes collection, topic, provider.\n"),
        ("topic=AI&topic=Ports", "The parameter topic is given twice. Name one topic.\n"),
    ],
)
def test_what_names_no_feed_is_a_404_that_says_why(
    address: str, query: str, sentence: str, client: Client, make_article: Any
) -> None:
    make_article()
    response = client.get(f"{address}?{query}")
    assert (response.status_code, response.content.decode()) == (404, sentence)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_name_longer_than_any_names_no_feed(client: Client) -> None:
    for address in FEEDS:
        assert client.get(address, {"topic": "%" * 60_000}).status_code == 404


@pytest.mark.parametrize("address", FEEDS)
def test_a_current_cached_feed_is_answered_304_by_tag_and_by_date(
    address: str, client: Client, make_article: Any
) -> None:
    make_article(quality=80)
    long_ago(hours=1)
    response = client.get(address)
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["ETag"].startswith('"')
    for headers in (
        {"If-None-Match": response["ETag"]},
        {"If-None-Match": f"W/{response['ETag']}"},
        {"If-Modified-Since": response["Last-Modified"]},
    ):
        known = client.get(address, headers=headers)
        assert (known.status_code, known.content) == (304, b"")
        assert known["ETag"] == response["ETag"]
        assert known["Cache-Control"] == response["Cache-Control"]
    other = {"If-None-Match": '"other"', "If-Modified-Since": response["Last-Modified"]}
    assert client.get(address, headers=other).status_code == 200
    assert client.head(address)["ETag"] == response["ETag"]


@pytest.mark.parametrize("address", FEEDS)
def test_a_decision_outdates_a_cached_feed(
    address: str, client: Client, users: Any, make_article: Any, act_parameters: Any
) -> None:
    article = make_article(quality=80)
    long_ago(hours=1)
    before = client.get(address)
    moderation.unpublish([article], **act_parameters(users.editor, article))
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after["ETag"] == before["ETag"]) == (200, False)
    # The only item is gone, so no date of an item shows the change.
    by_date = client.get(address, headers={"If-Modified-Since": before["Last-Modified"]})
    assert by_date.status_code == 200


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that does not move, except by calls of `goes`, in seconds."""
    clock = SimpleNamespace(now=datetime(2026, 11, 22, 12, 0, 0, 200_000, tzinfo=UTC))

    def goes(seconds: float) -> None:
        clock.now += timedelta(seconds=seconds)

    clock.goes = goes
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.mark.parametrize("seconds", [0.3, 4.5, 60])
@pytest.mark.parametrize("seconds_before", [0.1, 60])
def test_each_chunk_of_a_batch_outdates_a_cached_feed_however_soon_it_follows(
    seconds_before: float, seconds: float, client: Client, users: Any, make_article: Any, clock: Any
) -> None:
    """Prevents 304 forever: all chunks are one act, which has the date of the first."""
    one, other = make_article(quality=80), make_article(quality=80)
    clock.goes(3600)

    def take_down(article: Article, act: Act | None = None) -> Act | None:
        order = moderation.make_order(Kind.UNPUBLISH, article.pk, Seen.of(article), {})
        options = {"by": users.editor, "token": "one act", "place": "queue"}
        return moderation.decide([order], act=act, **options).act

    act = take_down(one)
    clock.goes(seconds_before)
    between = client.get(JSON)
    assert len(json_feed(between)["items"]) == 1
    clock.goes(seconds)
    take_down(other, act)
    assert Act.objects.count() == 1
    clock.goes(10)
    known = {"If-Modified-Since": between["Last-Modified"]}
    after = client.get(JSON, headers=known)
    assert (after.status_code, json_feed(after)["items"]) == (200, [])
    known = {"If-Modified-Since": after["Last-Modified"]}
    assert client.get(JSON, headers=known).status_code == 304


def test_an_import_that_runs_outdates_a_cached_feed(client: Client, make_article: Any) -> None:
    make_article(quality=80)
    long_ago(hours=1)
    before = client.get(ATOM)["Last-Modified"]
    ImportRun.objects.update(beat_at=timezone.now(), finished_at=None)
    response = client.get(ATOM, headers={"If-Modified-Since": before})
    assert response.status_code == 200


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_the_same_for_everybody_and_kept_apart_for_nobody(
    address: str, client: Client, sign_in: Any, seeds: Any
) -> None:
    stale = Client()
    stale.cookies["sessionid"] = "long-gone"
    for someone in (sign_in("editor"), stale):
        with CaptureQueriesContext(connection) as queries:
            response = someone.get(address)
        assert not [query for query in queries if "session" in query["sql"]]
        assert response.content == client.get(address).content
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert response["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("address", FEEDS)
def test_thirty_items_cost_as_many_queries_as_three(
    address: str, client: Client, make_article: Any
) -> None:
    """Prevents a query an item for topics, pictures, provider or collection."""

    def count(items: int) -> int:
        while Article.objects.count() < items:
            number = Article.objects.count()
            make_article(
                quality=80,
                topics=("AI", f"Topic {number}"),
                provider=f"Provider {number}",
                rest="images:\n  - url: https://images.example/a.jpg\n",
            )
        with CaptureQueriesContext(connection) as queries:
            query = {"topic": "AI", "provider": "provider.example", "collection": "documents"}
            assert len(titles_in(client.get(address, query))) == items
        return len(queries)

    assert count(3) == count(30) <= 12
    assert (Image.objects.count(), Topic.objects.count(), Provider.objects.count()) == (30, 31, 30)
    assert Collection.objects.count() == 1


def test_the_database_finds_the_newest_by_an_index(client: Client, make_article: Any) -> None:
    make_article(quality=80)
    with CaptureQueriesContext(connection) as queries:
        client.get(ATOM)
    (newest,) = [q["sql"] for q in queries if '"public_since" DESC' in q["sql"]]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {newest}")
            plan = " ".join(str(row) for row in cursor.fetchall())
        assert "article_by_public_since" in plan
        assert "TEMP B-TREE" not in plan


def test_every_page_of_the_desk_names_the_feeds(sign_in: Any, seeds: Any) -> None:
    page = sign_in("reader").get("/queue/").content.decode()
    for address in FEEDS:
        assert f'<link rel="alternate" href="{address}"' in page


def test_addresses_start_at_the_site_where_one_is_set(
    client: Client, make_article: Any, settings: Any
) -> None:
    settings.SITE_URL = "https://desk.example.org"
    make_article(quality=80, rest="images:\n  - url: /static/articles/demo/hills.svg\n")
    found = json_feed(client.get(JSON))
    assert found["home_page_url"] == "https://desk.example.org/"
    assert found["feed_url"] == f"https://desk.example.org{JSON}"
    drawing = "https://desk.example.org/static/articles/demo/hills.svg"
    assert found["items"][0]["image"] == drawing
