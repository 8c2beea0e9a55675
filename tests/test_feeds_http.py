"""The responses of feeds: caching, the same for everybody, and 404 for unknown parameters."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import hypothesis
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles import moderation
from articles.documents.problems import quoted
from articles.models import Act, Article, Collection, Image, ImportRun, Provider, Topic
from articles.moderation.decision_requests import Seen
from articles.rules import Kind
from tests.feeds_kit import ATOM, FEEDS, JSON, json_feed, long_ago, titles_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", FEEDS)
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("collection=Reports", "No collection is named 'Reports'.\n"),
        ("topic=", "No topic is named ''.\n"),
        ("topic=a%25", "No topic is named 'a%'.\n"),
        ("provider=<b>", "No provider has the name or domain '<b>'.\n"),
        ("topic=%00", "No topic is called '\\x00'.\n"),
        ("copies=each", "The parameter copies takes only 'first', not 'each'.\n"),
        ("page=2", "Unknown parameter 'page'. A feed takes collection, topic, provider, copies.\n"),
        ("topic=AI&topic=Ports", "The parameter topic is given twice. Name one topic.\n"),
        (
            "after=1-1&before=1-1",
            "A page of a feed begins after a place or ends before one. Name one.\n",
        ),
        ("after=1-1&after=1-1", "The parameter after is given twice. Name one after.\n"),
        *(
            (
                f"after={quote(text)}",
                f"The parameter after names no page: {quoted(text)}. "
                "Follow the links of the feed, which begins without it.\n",
            )
            for text in ("", "2", "\0", "1-", "-1-1", "1-1 ", "١-١", "9" * 16 + "-1", "9" * 60_000)
        ),
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


@pytest.mark.parametrize("address", FEEDS)
def test_the_furthest_places_that_a_cursor_can_name_are_pages(address: str, client: Client) -> None:
    for cursor in ("0-0", f"{7 * 10**15}-{'9' * 18}"):
        for name in ("after", "before"):
            assert titles_in(client.get(address, {name: cursor})) == []


@pytest.mark.parametrize("address", FEEDS)
def test_scripts_of_every_site_may_read_whatever_a_feed_answers(
    address: str, client: Client, make_article: Any
) -> None:
    make_article(quality=80)
    tag = client.get(address)["ETag"]
    for query, headers, status in (
        ("", {"Origin": "https://reader.example"}, 200),
        ("", {"If-None-Match": tag}, 304),
        ("?topic=none", {}, 404),
    ):
        for method in (client.get, client.head):
            response = method(f"{address}{query}", headers=headers)
            assert response.status_code == status
            assert response["Access-Control-Allow-Origin"] == "*"
            assert "Access-Control-Allow-Credentials" not in response


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
        order = moderation.make_decision_request(Kind.UNPUBLISH, article.pk, Seen.of(article), {})
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


@pytest.mark.parametrize("address", FEEDS)
def test_a_site_that_an_editor_enters_outdates_a_cached_feed(
    address: str, client: Client, sign_in: Any, make_article: Any
) -> None:
    article = make_article(quality=80)
    long_ago(hours=1)
    before = client.get(address, {"collection": "documents"})["Last-Modified"]
    sign_in("superuser").post(
        f"/admin/articles/collection/{article.collection_id}/change/",
        {"site_url": "https://news.example"},
    )
    known = {"If-Modified-Since": before}
    response = client.get(address, {"collection": "documents"}, headers=known)
    assert response.status_code == 200
    assert b"https://news.example" in response.content


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["collection", "topic", "provider", "after", "before", "x", "\0"]),
            st.text(max_size=40)
            | st.sampled_from(["AI", "xn--", "xn--a.", "1-1", "0" * 16 + "-1", "\ud800", "a" * 300])
            | st.from_regex(r"[0-9]{1,20}[-~][0-9]{1,25}", fullmatch=True),
        ),
        max_size=3,
    )
)
@hypothesis.settings(
    max_examples=200, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
def test_no_parameter_makes_a_feed_fail(client: Client, parameters: list[tuple[str, str]]) -> None:
    query = "&".join(
        f"{quote(name)}={quote(text, errors='surrogatepass')}" for name, text in parameters
    )
    for address in FEEDS:
        assert client.get(f"{address}?{query}").status_code in (200, 404)
