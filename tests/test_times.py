"""Times in the reader's time zone: on every page, for one request only, and exact on hover."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from articles import formatting, moderation
from articles.desk.middleware import ReaderMiddleware
from articles.models import Article, ImportRun, Preferences
from tests.desk_kit import QUEUE, headlines, text_of

pytestmark = pytest.mark.django_db

PUBLISHED_AT = "2022-07-12T20:24:00Z"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FEEDS = ("/feeds/published.atom", "/feeds/published.json")


@pytest.fixture
def article(make_article: Any) -> Article:
    return make_article(published_at=PUBLISHED_AT)


def times(response: Any) -> list[tuple[datetime, str, str]]:
    """Return each time on the page: the moment, the text on hover, and the text."""
    elements = re.findall(r"<time([^>]*)>(.*?)</time>", response.content.decode(), re.S)
    shown = []
    for attributes, text in elements:
        moment = re.search(r'datetime="([^"]*)"', attributes)
        title = re.search(r'title="([^"]*)"', attributes)
        assert moment, f"no machine can read “{text}”"
        if DAY.fullmatch(moment[1]):
            continue  # a whole day, in the reader's zone, is as exact as it can be
        at = datetime.fromisoformat(moment[1])
        assert at.tzinfo, f"no zone: {moment[1]}"
        shown.append((at, title[1] if title else "", text))
    return shown


@pytest.mark.parametrize(
    ("cookie", "preferred", "expected"),
    [
        ("", "", "12 Jul 2022, 20:24 UTC"),
        ("Asia/Tokyo", "", "13 Jul 2022, 05:24 JST"),
        ("", "America/New_York", "12 Jul 2022, 16:24 EDT"),
        ("Asia/Tokyo", "America/New_York", "12 Jul 2022, 16:24 EDT"),
        ("Asia/Tokyo", "Atlantis/Harbour", "13 Jul 2022, 05:24 JST"),
        ("Mars/Olympus", "", "12 Jul 2022, 20:24 UTC"),
        ("localtime", "", "12 Jul 2022, 20:24 UTC"),
        ("../../../etc/passwd", "", "12 Jul 2022, 20:24 UTC"),
        ("x" * 4000, "", "12 Jul 2022, 20:24 UTC"),
    ],
)
def test_times_are_in_the_preferred_zone_else_the_browsers_else_the_desks(
    cookie: str, preferred: str, expected: str, article: Article, sign_in: Any, users: Any
) -> None:
    if preferred:
        Preferences.objects.create(user=users.editor, time_zone=preferred)
    client = sign_in("editor")
    client.cookies["zone"] = cookie
    moment = datetime.fromisoformat(PUBLISHED_AT)
    on_hover = {title for at, title, _ in times(client.get(QUEUE)) if at == moment}
    assert on_hover == {expected}
    assert expected in text_of(client.get(article.get_absolute_url()))
    address = reverse("admin:articles_article_change", args=[article.pk])
    assert expected in text_of(client.get(address)), "the admin's too"


def test_the_moment_a_machine_reads_is_the_same_in_every_zone(
    article: Article, sign_in: Any, users: Any, act_parameters: Any
) -> None:
    moderation.reject([article], **act_parameters(users.reviewer, article))

    def moments(zone: str) -> list[datetime]:
        client = sign_in("reader")
        client.cookies["zone"] = zone
        return [at for at, _, _ in times(client.get(article.get_absolute_url()))]

    assert moments("Asia/Tokyo") == moments("UTC") == moments("Pacific/Chatham")
    assert len(moments("UTC")) > 3


def test_a_day_of_a_filter_begins_and_ends_in_the_readers_zone(
    article: Article, sign_in: Any
) -> None:
    client = sign_in("reader")
    for zone, day in {"UTC": "2022-07-12", "Asia/Tokyo": "2022-07-13"}.items():
        client.cookies["zone"] = zone
        for other in ("2022-07-12", "2022-07-13"):
            elements = headlines(client.get(QUEUE, {"date_from": other, "date_to": other}))
            assert bool(elements) is (other == day), (zone, other)


def test_a_zone_is_gone_after_its_request(article: Article, sign_in: Any, users: Any) -> None:
    Preferences.objects.create(user=users.reader, time_zone="Asia/Tokyo")
    client = sign_in("reader")
    for address in (QUEUE, "/articles/999999/", "/nothing-here/"):
        client.get(address)
        assert timezone.get_current_timezone_name() == "UTC", address
    assert "20:24 UTC" in text_of(sign_in("reviewer").get(article.get_absolute_url()))


def reader_request(users: Any) -> Any:
    """Return a request of the reader, who prefers the zone of Tokyo."""
    Preferences.objects.create(user=users.reader, time_zone="Asia/Tokyo")
    request = RequestFactory().get("/")
    request.user = users.reader
    return request


def test_a_zone_is_gone_after_a_request_that_broke(users: Any) -> None:
    seen = []

    def broken(request: HttpRequest) -> Any:
        middleware.process_view(request, broken)
        seen.append(timezone.get_current_timezone_name())
        raise RuntimeError

    middleware = ReaderMiddleware(broken)
    with pytest.raises(RuntimeError):
        middleware(reader_request(users))
    assert seen == ["Asia/Tokyo"]
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_stream_is_made_in_its_readers_zone_and_no_other_page_is(users: Any) -> None:
    closed = []

    def rows() -> Iterator[str]:
        try:
            for _ in range(3):
                yield timezone.get_current_timezone_name()
        finally:
            closed.append(True)

    def streamed(request: HttpRequest) -> StreamingHttpResponse:
        middleware.process_view(request, streamed)
        return StreamingHttpResponse(rows())

    middleware = ReaderMiddleware(streamed)
    response: Any = middleware(reader_request(users))
    assert timezone.get_current_timezone_name() == "UTC"
    chunks = iter(response)
    for _ in range(2):
        assert next(chunks) == b"Asia/Tokyo"
        assert timezone.get_current_timezone_name() == "UTC", "between two chunks"
    response.close()
    assert closed, "a reader who goes away ends the stream"


def test_a_zone_left_behind_by_somebody_else_reaches_no_page(
    article: Article, sign_in: Any
) -> None:
    with timezone.override("Asia/Tokyo"):
        page = sign_in("reader").get(article.get_absolute_url())
        assert timezone.get_current_timezone_name() == "Asia/Tokyo", "what was there is back"
    assert "20:24 UTC" in text_of(page)


@pytest.mark.parametrize("address", [*FEEDS, "/healthz"])
def test_a_public_page_is_the_same_for_all(
    address: str, seeds: Any, sign_in: Any, users: Any
) -> None:
    """Prevents that a cache stores one feed for each reader."""
    Preferences.objects.create(user=users.editor, time_zone="Asia/Tokyo", theme="dark")
    signed_in = sign_in("editor")
    signed_in.cookies["zone"] = "Asia/Tokyo"
    with CaptureQueriesContext(connection) as queries:
        response = signed_in.get(address)
    assert not [each for each in queries if "auth_user" in each["sql"]]
    assert not response.wsgi_request.session.accessed
    assert "Cookie" not in response.get("Vary", "")
    assert response.content == Client().get(address).content


# -- Exact on hover -------------------------------------------------------------------------------

EXACT = re.compile(r"\b\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d(?::\d\d)? [A-Z+\-\d]{2,5}\b")
#: Texts that are times: an age, a day, a moment.
TIME_TEXT = re.compile(
    r"\b\d+ (?:min|h|d|y)\b|\ba moment\b|\b\d{1,2} [A-Z][a-z]{2,8} \d{4}\b|\b\d\d:\d\d\b"
)
#: Texts of documents, and choices of a form, which can't contain a `time` element.
FOREIGN_MARKUP = (
    r"<bdi\b.*?</bdi>",
    r"<pre\b.*?</pre>",
    r"<option\b.*?</option>",
    r"<code\b.*?</code>",
)


def pages(article: Article) -> Iterator[str]:
    """Yield the addresses of the desk's pages without arguments, and of the article's pages."""
    for pattern in get_resolver().url_patterns:
        inner = getattr(pattern, "url_patterns", [pattern])
        for each in inner if getattr(pattern, "app_name", "") != "admin" else []:
            if isinstance(each, URLPattern) and not each.pattern.converters and each.name:
                yield reverse(each.name)
    yield f"{QUEUE}?status=all"
    for name in ("article", "texts"):
        yield reverse(name, args=[article.pk])
    yield article.provider.get_absolute_url()
    yield from (run.get_absolute_url() for run in ImportRun.objects.all())


def test_every_time_on_every_page_can_be_read_by_a_machine_and_is_exact_on_hover(
    seeds: Any, make_article: Any, sign_in: Any, users: Any, act_parameters: Any
) -> None:
    moderation.reject([seeds.waiting], **act_parameters(users.editor, seeds.waiting))
    gone = make_article(title="Gone")
    Article.objects.filter(pk=gone.pk).update(gone_at=datetime(2026, 11, 20, 12, tzinfo=UTC))
    client, seen = sign_in("superuser"), 0
    for address in (*pages(seeds.waiting), gone.get_absolute_url()):
        response = client.get(address)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        for _, title, text in times(response):
            assert EXACT.search(title) or EXACT.search(text), (address, title, text)
            seen += 1
        body = response.content.decode().partition("<body")[2]
        body = re.sub(r"<time\b.*?</time>", " ", body, flags=re.S)
        for pattern in FOREIGN_MARKUP:
            body = re.sub(pattern, " ", body, flags=re.S)
        plain = re.sub(r"<[^>]*>", " ", body)
        assert not TIME_TEXT.findall(plain), (address, TIME_TEXT.findall(plain))
    assert seen > 20


def test_a_hint_with_an_age_is_exact_on_hover(
    make_article: Any, sign_in: Any, users: Any, act_parameters: Any
) -> None:
    rejected, article = make_article(), make_article()
    act = moderation.reject([rejected], **act_parameters(users.editor, rejected)).act
    assert act
    page = sign_in("reader").get(article.get_absolute_url())
    ages = [(at, title) for at, title, text in times(page) if "last rejected" in text]
    assert ages == [(act.at, formatting.exact(act.at))]


def test_the_choice_of_texts_is_in_the_readers_zone_and_exact(
    make_article: Any, sign_in: Any
) -> None:
    for url in ("https://one.example/story", "https://two.example/story"):
        article = make_article(name="a.md", title="One story", url=url)
    client = sign_in("reader")
    client.cookies["zone"] = "Asia/Tokyo"
    with timezone.override("Asia/Tokyo"):
        exact = formatting.exact(article.story_changes.get().at)
    assert f", {exact}</option>" in client.get(reverse("texts", args=[article.pk])).content.decode()
