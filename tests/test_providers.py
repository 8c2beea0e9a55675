"""Sources: the list of providers by what waits, its search and its pages."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import moderation
from articles.desk.providers import listing
from articles.models import Article, Provider
from articles.stats import providers as figures
from tests.desk_kit import QUEUE, copies, ids, link, page_text, text_of

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
SOURCES = "/providers/"


def names(response: Any) -> list[str]:
    """Return the names of the listed providers, in order."""
    found = re.findall(r'<th scope="row">\s*<a[^>]*><bdi>(.*?)</bdi>', response.content.decode())
    return [unescape(name) for name in found]


@pytest.fixture
def few_a_page(monkeypatch: Any) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)


def test_an_empty_desk_says_where_providers_come_from(sign_in: Any) -> None:
    page = page_text(sign_in("reader"), SOURCES)
    assert "No providers yet" in page
    assert "manage.py import_articles FOLDER" in page
    assert "Name or domain" not in page


def test_the_menu_leads_to_sources(sign_in: Any) -> None:
    client = sign_in("reader")
    assert link(client, QUEUE, "Sources") == SOURCES
    html = client.get(SOURCES).content.decode()
    assert '<a href="/providers/" aria-current="page">Sources</a>' in html


def test_providers_are_listed_by_what_waits_and_then_by_name(
    sign_in: Any, make_article: Make
) -> None:
    for provider, waiting in (("Éditions", 1), ("Busy", 3), ("Alpha", 1), ("Idle", 0)):
        for _ in range(waiting):
            make_article(provider=provider)
        make_article(provider=provider, quality=90)
    gone = [make_article(provider="Idle") for _ in range(4)]
    Article.objects.filter(pk__in=[each.pk for each in gone]).update(gone_at=timezone.now())
    assert names(sign_in("reader").get(SOURCES)) == ["Busy", "Alpha", "Éditions", "Idle"]


def test_a_row_has_the_figures_of_its_provider_and_leads_to_what_waits(
    sign_in: Any, make_article: Make, users: Any, act_parameters: Any
) -> None:
    waiting = make_article(provider="Slow News", domain="slow.example")
    rejected = make_article(provider="Slow News", domain="slow.example")
    moderation.reject([rejected], **act_parameters(users.editor, rejected))
    for _ in range(2):
        make_article(provider="Slow News", domain="slow.example", quality=90)
    for quality in (38, 90):
        gone = make_article(provider="Slow News", domain="slow.example", quality=quality)
        Article.objects.filter(pk=gone.pk).update(gone_at=timezone.now())
    gone = make_article(provider="Slow News", domain="slow.example")
    moderation.reject([gone], **act_parameters(users.editor, gone))
    Article.objects.filter(pk=gone.pk).update(gone_at=timezone.now())
    Article.objects.update(arrived_at=timezone.now() - timedelta(days=2, hours=1))
    client = sign_in("reader")
    assert "Slow News slow.example 1 2 1 2 d ago" in page_text(client, SOURCES)
    assert ids(client.get(link(client, SOURCES, "1"))) == [waiting.pk]
    Provider.objects.create(name="New", domain="new.example")
    assert "New new.example 0 0 0 none" in page_text(client, SOURCES)


def test_the_newest_arrival_is_found_however_long_ago_it_is(
    sign_in: Any, make_article: Make, monkeypatch: Any
) -> None:
    monkeypatch.setattr(figures, "RECENT", 1)
    old = make_article(provider="Old", domain="old.example")
    Article.objects.update(arrived_at=timezone.now() - timedelta(days=400))
    make_article(provider="New", domain="new.example")
    page = page_text(sign_in("reader"), SOURCES)
    assert "Old old.example 1 0 0 1 y ago" in page
    assert "New new.example 1 0 0 a moment ago" in page
    assert "came 1 y ago" in page_text(sign_in("reader"), old.provider.get_absolute_url())


def test_large_counts_stop_and_say_so(sign_in: Any, make_article: Make, monkeypatch: Any) -> None:
    monkeypatch.setattr(figures, "COUNT_LIMIT", 2)
    article = make_article(quality=90)
    Article.objects.bulk_create(copies(article, 4))
    make_article(provider="Other", domain="other.example", quality=90)
    page = page_text(sign_in("reader"), SOURCES)
    assert "Provider provider.example 0 2+ 0" in page
    assert "Other other.example 0 1 0" in page


def test_where_too_many_wait_those_that_have_waited_longest_are_counted(
    sign_in: Any, make_article: Make, monkeypatch: Any
) -> None:
    monkeypatch.setattr(figures, "WAITING_LIMIT", 3)
    for _ in range(3):
        make_article(provider="Old", domain="old.example")
    assert "1 provider, most waiting first Provider" in page_text(sign_in("reader"), SOURCES)
    for _ in range(4):
        make_article(provider="New", domain="new.example")
    Article.objects.update(status_since=timezone.now())  # as one import: by id then
    page = page_text(sign_in("reader"), SOURCES)
    assert "Old old.example 3 0 0" in page
    assert "New new.example 0 0 0" in page
    assert "articles that have waited longest" in page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("slow", ["Slow News", "The slow one"]),
        ("  SLOW   news ", ["Slow News"]),
        ("edit", ["Éditions"]),
        ("éditions", ["Éditions"]),
        ("C.EXAMPLE", ["The slow one"]),
        ("%", []),
        ("_", []),
        ("", ["Slow News", "The slow one", "Éditions"]),
        ("   ", ["Slow News", "The slow one", "Éditions"]),
    ],
)
def test_the_search_finds_names_and_domains(text: str, expected: list[str], sign_in: Any) -> None:
    for name, domain in (("Slow News", "a"), ("Éditions", "b"), ("The slow one", "c")):
        Provider.objects.create(name=name, domain=f"{domain}.example")
    client = sign_in("reader")
    response = client.get(SOURCES, {"q": text})
    assert sorted(names(response)) == expected
    if not expected:
        assert "No provider matches" in text_of(response)


def test_pages_follow_each_other_and_lead_back(sign_in: Any, few_a_page: None) -> None:
    for name in "edcba":
        Provider.objects.create(name=name, domain="x.example")
    client = sign_in("reader")
    first = client.get(SOURCES)
    assert names(first) == ["a", "b"]
    assert "5 providers, most waiting first" in text_of(first)
    second = SOURCES + link(client, SOURCES, "Next 50")
    assert names(client.get(second)) == ["c", "d"]
    third = SOURCES + link(client, second, "Next 50")
    response = client.get(third)
    assert names(response) == ["e"]
    assert 'rel="next"' not in response.content.decode()
    back = SOURCES + link(client, third, "Previous 50")
    assert names(client.get(back)) == ["c", "d"]
    assert names(client.get(SOURCES + link(client, back, "Previous 50"))) == ["a", "b"]


def test_no_provider_is_skipped_where_others_were_decided_between_two_pages(
    sign_in: Any, make_article: Make, few_a_page: None
) -> None:
    for number, name in enumerate("abcd"):
        for _ in range(4 - number):
            make_article(provider=name, domain=f"{name}.example")
    client = sign_in("reader")
    after = SOURCES + link(client, SOURCES, "Next 50")
    Article.objects.filter(provider__name__in="ab").update(status="rejected", published=False)
    assert names(client.get(after))[:2] == ["c", "d"]


def test_a_search_is_kept_on_its_next_page(sign_in: Any, few_a_page: None) -> None:
    for number in range(3):
        Provider.objects.create(name=f"Slow {number}", domain="x.example")
    Provider.objects.create(name="Quick", domain="y.example")
    client = sign_in("reader")
    address = SOURCES + link(client, f"{SOURCES}?q=slow", "Next 50")
    response = client.get(address)
    assert names(response) == ["Slow 2"]
    assert 'value="slow"' in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "after=x", "after=1", "after=~", "after=1~999999", "before=%00~1", "after=-1~1",
        "after=99999999999999999999999~1", "before=1~1~1", "after=٣~٣", "q=" + "a" * 5000,
    ],
)  # fmt: skip
def test_a_place_that_is_in_no_list_shows_the_lists_beginning(query: str, sign_in: Any) -> None:
    Provider.objects.create(name="Slow News", domain="slow.example")
    response = sign_in("reader").get(f"{SOURCES}?{query}")
    assert response.status_code == 400
    assert "names no place in the list" in text_of(response) or query.startswith("q=")


@pytest.mark.parametrize("query", ["q=%00", "q=%27%22%3Cb%3E", "q[]=1", "q=1&q=2", "colour=red"])
def test_odd_queries_are_answered(query: str, sign_in: Any) -> None:
    Provider.objects.create(name="Slow News", domain="slow.example")
    assert sign_in("reader").get(f"{SOURCES}?{query}").status_code == 200


def test_a_page_beyond_the_end_shows_the_beginning(sign_in: Any) -> None:
    provider = Provider.objects.create(name="Slow News", domain="slow.example")
    response = sign_in("reader").get(f"{SOURCES}?after=0~{provider.pk}")
    assert names(response) == ["Slow News"]
    assert "Nothing is left on that page" in text_of(response)


def test_a_thousand_providers_take_no_more_queries_than_two(
    sign_in: Any, make_article: Make
) -> None:
    make_article(provider="A", domain="a.example")
    make_article(provider="B", domain="b.example")
    client = sign_in("reader")
    with CaptureQueriesContext(connection) as few:
        client.get(SOURCES)
    Provider.objects.bulk_create(
        Provider(name=f"Name {number}", domain="x.example") for number in range(1000)
    )
    article = Article.objects.latest("pk")
    others = copies(article, 1000)
    for each, provider in zip(others, Provider.objects.filter(domain="x.example"), strict=True):
        each.provider = provider
    Article.objects.bulk_create(others)
    with CaptureQueriesContext(connection) as many:
        response = client.get(SOURCES)
    assert len(names(response)) == 50
    assert len(many) == len(few)
