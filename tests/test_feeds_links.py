"""Addresses in feeds, and the links of pages to them."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from articles.models import Collection
from tests.feeds_kit import ATOM, FEEDS, JSON, atom, json_feed, links, titles_in

pytestmark = pytest.mark.django_db


def test_the_home_page_of_a_collection_is_its_site(client: Client, make_article: Any) -> None:
    make_article(quality=80)
    make_article(quality=80, folder="others")
    Collection.objects.filter(name="documents").update(site_url="https://häfen.example/news")
    for query, home in (
        ({"collection": "documents"}, "https://xn--hfen-loa.example/news"),
        ({"collection": "documents", "topic": "AI"}, "https://xn--hfen-loa.example/news"),
        ({"collection": "others"}, "http://testserver/"),
        ({"topic": "AI"}, "http://testserver/"),
    ):
        assert links(client.get(ATOM, query))["alternate"] == home
        assert json_feed(client.get(JSON, query))["home_page_url"] == home


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://bücher.example/straße?q=ü#ä",
            "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%BC#%C3%A4",
        ),
        ("http://ПРИМЕР.рф:8080/%D0%B0", "http://xn--e1afmkfd.xn--p1ai:8080/%D0%B0"),
        ("https://a_b.bücher.example/", "https://a_b.xn--bcher-kva.example/"),
    ],
)
def test_addresses_have_hosts_that_every_client_can_resolve(
    url: str, expected: str, client: Client, make_article: Any
) -> None:
    make_article(
        quality=80, url=url, rest=f'images:\n  - url: "{url.replace("http:", "https:")}"\n'
    )
    (item,), (entry,) = json_feed(client.get(JSON))["items"], atom(client.get(ATOM)).entries
    assert item["url"] == entry.link == expected
    picture = expected.replace("http:", "https:")
    assert item["image"] == entry.media_thumbnail[0]["url"] == picture
    assert client.get(ATOM).content.count(b"xn--") >= 2


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


def test_every_page_of_the_desk_names_the_feeds(sign_in: Any, seeds: Any) -> None:
    page = sign_in("reader").get("/queue/").content.decode()
    for address in FEEDS:
        assert f'<link rel="alternate" href="{address}"' in page


@pytest.mark.parametrize(
    ("query", "feed"),
    [
        ("status=published", ""),
        ("status=published&order=date&topic=", ""),
        ("status=published&topic=AI&provider=", "?topic=AI"),
        ("status=published&provider=provider.example&topic=AI&collection=documents",
         "?collection=documents&amp;topic=AI&amp;provider=provider.example"),
        ("status=published&topic=AI&quality_min=70", None),
        ("status=published&topic=none", None),
        ("status=waiting&topic=AI", None),
    ],
)  # fmt: skip
def test_a_list_of_published_articles_links_to_its_own_feed(
    query: str, feed: str | None, sign_in: Any, make_article: Any
) -> None:
    make_article(quality=80)
    page = sign_in("reader").get(f"/queue/?{query}").content.decode()
    for address in FEEDS:
        in_head = re.findall(f'<link rel="alternate" href="({address}[^"]*)"', page)
        assert in_head == ([f"{address}{feed}"] if feed else []) + [address]
        shown = re.findall(f'<a href="({address}[^"]*)"', page.partition("</header>")[2])
        assert shown == ([] if feed is None else [f"{address}{feed}"])
        for link in {*in_head, *shown}:
            assert titles_in(Client().get(unescape(link))) == ["Story number 1"]


def test_feeds_and_imports_are_in_the_menu_of_whoever_may_see_them(
    sign_in: Any, seeds: Any, users: Any
) -> None:
    client = sign_in("reader")
    menu = client.get("/").content.decode()
    for page in ("/imports/", "/feeds/published.atom", "/feeds/published.json"):
        assert f'<a href="{page}"' in menu.partition('class="menu-list sheet"')[2], page
        assert client.get(page).status_code == 200
    users.reader.groups.clear()
    users.reader.user_permissions.add(Permission.objects.get(codename="view_article"))
    menu = client.get("/").content.decode()
    assert '"/imports/"' not in menu
    assert "/feeds/published.atom" in menu.partition("menu-list")[2]
