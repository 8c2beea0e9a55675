"""The content of feeds: published articles, newest first, as harmless plain text."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from articles import moderation
from articles.models import Article, Decision
from tests.desk_kit import decide
from tests.feeds_kit import ATOM, FEEDS, JSON, atom, json_feed, titles

pytestmark = pytest.mark.django_db

HOSTILE = [
    "</script><script>alert(1)</script>",
    "]]> & <![CDATA[ <b>bold</b>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "A form feed &#12; spelt out, a null &#0;, a half &#xD800;",
    "كيف تعمل الروبوتات",
    "Turned \u202egpj.exe",
    "Lines &#8232; and &#8233; paragraphs",
]


def test_a_feed_has_all_fields_of_the_seed_that_upstream_published(
    client: Client, seeds: Any
) -> None:
    seeds.published.collection.site_url = "https://news.example"
    seeds.published.collection.save()
    article, home = seeds.published, "http://testserver/"
    (entry,) = atom(client.get(ATOM)).entries
    found = json_feed(client.get(JSON))
    (item,) = found["items"]
    assert (found["home_page_url"], found["feed_url"]) == (home, f"{home}feeds/published.json")
    assert item["url"] == entry.link == article.url
    assert item["title"] == entry.title == article.title
    assert item["summary"] == entry.summary
    assert item["authors"] == [{"name": "The Indian Express"}] == [{"name": entry.author}]
    assert item["tags"] == [tag.term for tag in entry.tags] == article.topic_names
    assert item["image"].startswith("https://")
    for text, moment in (
        (item["date_published"], article.published_at),
        (entry.published, article.published_at),
        (item["date_modified"], article.changed_at),
        (entry.updated, article.changed_at),
    ):
        assert datetime.fromisoformat(text) == moment
        assert text.endswith("+00:00")


def test_the_atom_feed_names_itself_its_home_and_its_newest_change(
    client: Client, seeds: Any
) -> None:
    found = atom(client.get(ATOM, {"topic": "ai"})).feed
    address = f"http://testserver{ATOM}?topic=ai"
    assert (found.title, found.id) == ("Newsroom: published (topic AI)", address)
    assert {link.rel: link.href for link in found.links} == {
        "self": address,
        "alternate": "http://testserver/",
    }
    assert datetime.fromisoformat(found.updated) == seeds.published.changed_at


def test_published_is_when_it_appeared_and_updated_when_the_desk_last_touched_it(
    client: Client, users: Any, make_article: Any, act_parameters: Any
) -> None:
    article = make_article(published_at="2021-01-01T00:00:00Z")
    moderation.approve([article], **act_parameters(users.editor, article))
    article.refresh_from_db()
    for moment in (article.public_since, None):
        if moment is None:
            moderation.edit([article], {"title": "New"}, **act_parameters(users.editor, article))
            article.refresh_from_db()
            assert article.changed_at > article.public_since
        (item,) = json_feed(client.get(JSON))["items"]
        (entry,) = atom(client.get(ATOM)).entries
        assert item["date_published"] == entry.published == "2021-01-01T00:00:00+00:00"
        assert item["date_modified"] == entry.updated
        assert datetime.fromisoformat(entry.updated) == (moment or article.changed_at)


def test_seen_stays_and_keep_ours_are_no_update(
    client: Client,
    approved: Article,
    make_article: Any,
    users: Any,
    sign_in: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Prevents a feed reader's “updated” on a story of which not a word has changed."""
    # Otherwise Last-Modified follows the clock for the first seconds after a change.
    monkeypatch.setattr("articles.feeds.views.SETTLING_TIME", timedelta(0))
    make_article(name=approved.path, title=approved.title, excerpt="Rewritten.", quality=39)
    before = client.get(ATOM)
    assert decide(sign_in("editor"), approved, "confirm").status_code == 302
    assert Decision.objects.filter(kind="confirm").exists()
    after = client.get(ATOM)
    assert after.content == before.content
    assert after["Last-Modified"] == before["Last-Modified"]


def test_the_first_picture_by_https_is_the_image(client: Client, make_article: Any) -> None:
    rest = "images:\n  - url: http://plain.example/a.jpg\n  - url: https://safe.example/b.jpg?w=1\n"
    make_article(quality=80, rest=rest)
    make_article(quality=80, rest="images:\n  - url: http://plain.example/a.jpg\n")
    without, with_image = json_feed(client.get(JSON))["items"]
    picture = "https://safe.example/b.jpg?w=1"
    assert with_image["image"] == picture
    assert "image" not in without
    bare, pictured = atom(client.get(ATOM)).entries
    assert pictured.media_thumbnail == [{"url": picture}]
    assert [(each.href, each.type) for each in pictured.enclosures] == [(picture, "image/jpeg")]
    assert "media_thumbnail" not in bare
    assert bare.enclosures == []


def test_a_picture_whose_name_has_no_type_is_linked_without_one(
    client: Client, make_article: Any
) -> None:
    make_article(quality=80, rest="images:\n  - url: https://safe.example/picture?id=7\n")
    (entry,) = atom(client.get(ATOM)).entries
    (link,) = [link for link in entry.links if link.rel == "enclosure"]
    assert link.href == "https://safe.example/picture?id=7"
    assert b'rel="enclosure" type=' not in client.get(ATOM).content
    assert b'rel="enclosure"' in client.get(ATOM).content


def test_the_title_names_each_filter_as_the_desk_spells_it(
    client: Client, three_stories: None
) -> None:
    for query, title in (
        ({}, "Newsroom: published"),
        ({"topic": "pORTS"}, "Newsroom: published (topic Ports)"),
        ({"provider": "HARBOUR.example"}, "Newsroom: published (provider harbour.example)"),
        (
            {"provider": "harbour post", "topic": "ai", "collection": "documents"},
            "Newsroom: published (collection documents, topic AI, provider Harbour Post)",
        ),
    ):
        assert atom(client.get(ATOM, query)).feed.title == title
        assert json_feed(client.get(JSON, query))["title"] == title


def test_an_empty_feed_is_valid_and_always_the_same(client: Client) -> None:
    first = atom(client.get(ATOM))
    assert (first.entries, first.feed.updated) == ([], "2020-01-01T00:00:00+00:00")
    assert json_feed(client.get(JSON))["items"] == []
    assert client.get(ATOM).content == client.get(ATOM).content
    assert client.get(ATOM)["Last-Modified"] == http_date(
        datetime(2020, 1, 1, tzinfo=UTC).timestamp()
    )


def test_a_feed_has_only_what_is_published_and_not_gone(
    client: Client, users: Any, make_article: Any, act_parameters: Any
) -> None:
    for name in ("waiting", "approved", "rejected"):
        make_article(name=f"{name}.md", title=name)
    for name in ("by upstream", "gone", "taken down", "sent back"):
        make_article(title=name, quality=80)
    found = {article.title: article for article in Article.objects.all()}
    moderation.approve([found["approved"]], **act_parameters(users.editor, found["approved"]))
    moderation.reject([found["rejected"]], **act_parameters(users.editor, found["rejected"]))
    moderation.unpublish([found["taken down"]], **act_parameters(users.editor, found["taken down"]))
    moderation.reopen([found["sent back"]], **act_parameters(users.editor, found["sent back"]))
    Article.objects.filter(title="gone").update(gone_at=timezone.now())
    assert titles(client) == ["approved", "by upstream"]


def test_newest_is_what_became_public_here_last(
    client: Client, users: Any, make_article: Any, act_parameters: Any
) -> None:
    early = make_article(title="old news", published_at="2021-01-01T00:00:00Z")
    make_article(title="published by upstream", quality=80, published_at="2024-01-01T00:00:00Z")
    make_article(title="by upstream too", quality=99, published_at="2023-01-01T00:00:00Z")
    moderation.approve([early], **act_parameters(users.editor, early))
    assert titles(client) == ["old news", "by upstream too", "published by upstream"]


def test_an_article_that_stays_public_keeps_its_place_when_its_owner_changes(
    client: Client, users: Any, make_article: Any, act_parameters: Any
) -> None:
    """Prevents an article of last year on top of every feed because somebody decided on it."""
    old = make_article(title="old", quality=80)
    make_article(title="new", quality=80)
    follow_upstream = partial(moderation.release, fields=["published"])
    for act in (moderation.approve, follow_upstream):
        act([old], **act_parameters(users.editor, old))
        assert titles(client) == ["new", "old"]
        old.refresh_from_db()


def test_what_becomes_public_again_is_new(
    client: Client, users: Any, make_article: Any, act_parameters: Any
) -> None:
    old = make_article(title="old", quality=80)
    make_article(title="new", quality=80)
    moderation.unpublish([old], **act_parameters(users.editor, old))
    assert titles(client) == ["new"]
    old.refresh_from_db()
    moderation.approve([old], **act_parameters(users.editor, old))
    assert titles(client) == ["old", "new"]


@pytest.fixture
def three_stories(make_article: Any) -> None:
    make_article(
        title="Harbour",
        quality=80,
        topics=("Ports", "AI"),
        provider="Harbour Post",
        domain="harbour.example",
    )
    make_article(title="Docks", quality=80, topics=("Ports",), domain="harbour.example")
    make_article(title="Far away", quality=80, folder="others")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"collection": "documents"}, ["Docks", "Harbour"]),
        ({"collection": "others"}, ["Far away"]),
        ({"topic": "ports"}, ["Docks", "Harbour"]),
        ({"topic": "AI"}, ["Far away", "Harbour"]),
        ({"provider": "harbour post"}, ["Harbour"]),
        ({"provider": "harbour.example"}, ["Docks", "Harbour"]),
        ({"provider": "harbour.example", "topic": "AI"}, ["Harbour"]),
        ({"provider": "Harbour Post", "topic": "Ports", "collection": "documents"}, ["Harbour"]),
        ({"collection": "others", "topic": "Ports"}, []),
    ],
)
def test_feeds_are_chosen_by_collection_topic_and_provider(
    query: dict[str, str], expected: list[str], client: Client, three_stories: None
) -> None:
    assert titles(client, **query) == expected


def test_a_story_that_replaced_a_public_one_is_new_to_the_public(
    client: Client, make_article: Any
) -> None:
    make_article(name="a.md", title="An old story", quality=80)
    make_article(name="b.md", title="Another story", quality=80)
    make_article(
        name="a.md", title="Its successor", quality=80, url="https://elsewhere.example/new"
    )
    assert titles(client) == ["Its successor", "Another story"]


def test_hostile_texts_harm_no_feed(client: Client, make_article: Any) -> None:
    for text in HOSTILE:
        assert make_article(title=text, excerpt=text, quality=80).excerpt == text
    assert titles(client)[::-1] == [
        "</script><script>alert(1)</script>",
        "]]> & <![CDATA[ <b>bold</b>",
        "<img src=x onerror=alert(1)>",
        "A form feed spelt out, a null \ufffd, a half \ufffd",
        "كيف تعمل الروبوتات",
        "Turned gpj.exe",
        "Lines and paragraphs",
    ]
    for address in FEEDS:
        source = client.get(address).content.decode()
        assert not any(sign in source for sign in ("<script", "]]>", "<img", "\u202e"))
    for entry in atom(client.get(ATOM)).entries:
        assert entry.title_detail.type == entry.summary_detail.type == "text/plain"


def test_entities_are_decoded(client: Client, make_article: Any) -> None:
    make_article(title="They&#8217;re &amp; we", excerpt="It&#8217;s &lt;b&gt;", quality=80)
    (item,) = json_feed(client.get(JSON))["items"]
    assert (item["title"], item["summary"]) == ("They’re & we", "It’s <b>")


def test_an_article_without_text_has_its_address_as_title(
    client: Client, make_article: Any
) -> None:
    article = make_article(title="&#12;", excerpt="", quality=80)
    (item,) = json_feed(client.get(JSON))["items"]
    assert item["title"] == item["content_text"] == article.url
    assert "summary" not in item
