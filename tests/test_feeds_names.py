"""Names in any letter case of any script, in the filters of feeds, queue and admin."""

from typing import Any

import pytest
from django.test import Client

from articles.documents.folding import caseless
from articles.models import Provider, Topic
from tests.desk_kit import text_of
from tests.feeds_kit import ATOM, JSON, atom, json_feed, titles

pytestmark = pytest.mark.django_db

#: A name as the desk has it, and other spellings of it.
SPELLINGS = [
    ("AI", ["ai", "aI"]),
    ("Политика", ["политика", "ПОЛИТИКА", "пОЛИТИКА"]),
    ("Известия", ["известия"]),
    ("Straße", ["STRASSE", "strasse", "STRAẞE"]),
    ("Ναυτιλίας", ["ΝΑΥΤΙΛΊΑΣ", "ναυτιλίασ"]),
    ("Été", ["ÉTÉ", "e\u0301te\u0301", "E\u0301TE\u0301"]),
    ("İstanbul", ["i\u0307stanbul"]),
    ("Ⴀmbavi", ["ⴀMBAVI"]),
]


@pytest.mark.parametrize(("name", "spellings"), SPELLINGS)
def test_a_feed_takes_a_topic_or_provider_in_any_case(
    name: str, spellings: list[str], client: Client, make_article: Any
) -> None:
    make_article(title="It", quality=80, topics=(name,), provider=name, folder=name)
    make_article(title="Another", quality=80, topics=("Ports",), provider="Port")
    for spelling in (name, *spellings, f" {name} "):
        for parameter in ("topic", "provider", "collection"):
            assert titles(client, **{parameter: spelling}) == ["It"]


@pytest.mark.parametrize(("name", "spellings"), SPELLINGS)
def test_queue_and_admin_take_a_topic_or_provider_in_any_case(
    name: str, spellings: list[str], sign_in: Any, make_article: Any
) -> None:
    make_article(title="This one", topics=(name,), provider=name)
    make_article(title="Another", topics=("Ports",), provider="Port")
    editor = sign_in("superuser")
    for spelling in (name, *spellings):
        for parameter in ("topic", "provider"):
            for address in ("/queue/", "/admin/articles/article/"):
                page = text_of(editor.get(address, {parameter: spelling}))
                assert "This one" in page, (address, parameter, spelling)
                assert "Another" not in page
            page = text_of(editor.get(f"/admin/articles/{parameter}/", {"q": spelling}))
            assert name in page
            assert "Port" not in page


#: A name as documents have it, as pages and feeds show it, and other spellings of it.
ENTITIES = [
    ("Q&amp;A", "Q&A", ["q&a", "q&AMP;a", "q&#38;A"]),
    ("R&#38;D Weekly", "R&D Weekly", ["r&d weekly", "R&amp;D  Weekly"]),
    ("Caf&eacute;s", "Cafés", ["CAFÉS", "cafe\u0301s", "caf&#233;s"]),
    ("Q&amp;amp;A", "Q&amp;A", ["q&amp;a"]),
    ("A&nbsp;B", "A B", ["a b", "A\u00a0B"]),
    ("Machine  Learning", "Machine Learning", ["machine learning"]),
    ("&lt;b&gt;", "<b>", ["<B>"]),
    ("&nbsp;", "&nbsp;", []),
]


@pytest.mark.parametrize(("stored", "shown", "spellings"), ENTITIES)
def test_a_feed_finds_a_topic_or_provider_by_the_name_that_is_shown(
    stored: str, shown: str, spellings: list[str], client: Client, make_article: Any
) -> None:
    make_article(title="It", quality=80, topics=(f'"{stored}"',), provider=f'"{stored}"')
    make_article(title="Another", quality=80, topics=("Ports",), provider="Port")
    for spelling in (stored, shown, *spellings):
        for parameter in ("topic", "provider"):
            assert titles(client, **{parameter: spelling}) == ["It"], (parameter, spelling)


@pytest.mark.parametrize(("stored", "shown", "spellings"), ENTITIES)
def test_queue_and_admin_find_a_topic_or_provider_by_the_name_that_is_shown(
    stored: str, shown: str, spellings: list[str], sign_in: Any, make_article: Any
) -> None:
    make_article(title="This one", topics=(f'"{stored}"',), provider=f'"{stored}"')
    make_article(title="Another", topics=("Ports",), provider="Port")
    editor = sign_in("superuser")
    for spelling in (stored, shown, *spellings):
        for parameter in ("topic", "provider"):
            for address in ("/queue/", "/admin/articles/article/"):
                page = text_of(editor.get(address, {parameter: spelling}))
                assert "This one" in page, (address, parameter, spelling)
                assert "Another" not in page
    for parameter in ("topic", "provider"):
        for spelling in (stored, shown):
            page = editor.get(f"/admin/articles/{parameter}/", {"q": spelling})
            assert f"1 {parameter}" in text_of(page), spelling
        address = f"/admin/articles/{parameter}/"
        if shown.strip("&nbsp;"):
            assert shown in text_of(editor.get(address, {"q": stored}))


def test_a_feed_shows_topics_and_provider_decoded_like_the_title(
    client: Client, make_article: Any
) -> None:
    make_article(
        title="Q&amp;A",
        quality=80,
        topics=("Q&amp;A", "Caf&eacute;s", '"Q&A"', "AI\u202e", '"&#12;"'),
        provider="R&amp;D &#8211;&nbsp;Weekly",
    )
    (entry,) = atom(client.get(ATOM)).entries
    (item,) = json_feed(client.get(JSON))["items"]
    assert [tag.term for tag in entry.tags] == item["tags"] == ["Q&A", "Cafés", "AI"]
    assert entry.author == item["authors"][0]["name"] == "R&D – Weekly"
    # What is shown can be asked for.
    for tag in item["tags"]:
        assert titles(client, topic=tag) == ["Q&A"]
    assert titles(client, provider=entry.author) == ["Q&A"]


def test_two_names_that_are_shown_alike_are_found_together(
    client: Client, make_article: Any
) -> None:
    make_article(title="One", quality=80, topics=('"Q&A"',), provider='"Q&A"')
    make_article(title="Two", quality=80, topics=("Q&amp;A",), provider="Q&amp;A")
    for spelling in ("Q&A", "Q&amp;A"):
        for parameter in ("topic", "provider"):
            assert set(titles(client, **{parameter: spelling})) == {"One", "Two"}


def test_the_title_of_a_feed_has_the_name_that_is_shown(client: Client, make_article: Any) -> None:
    make_article(quality=80, topics=("Q&amp;A",), provider="R&amp;D")
    for query, name in (
        ({"topic": "q&a"}, "topic Q&A"),
        ({"provider": "r&d"}, "provider R&D"),
        ({"provider": "provider.example"}, "provider provider.example"),
    ):
        assert atom(client.get(ATOM, query)).feed.title == f"Newsroom: published ({name})"


def test_a_name_that_differs_in_more_than_case_is_another_name(
    client: Client, make_article: Any
) -> None:
    make_article(quality=80, topics=("Ete", "a%", "a_c"))
    for topic in ("Été", "et", "a", "%", "abc"):
        assert client.get("/feeds/published.atom", {"topic": topic}).status_code == 404


def test_a_provider_is_found_by_its_domain_in_unicode_or_punycode(
    client: Client, make_article: Any
) -> None:
    make_article(title="It", quality=80, domain="bücher.example")
    for domain in (
        "bücher.example",
        "BÜCHER.example",
        "xn--bcher-kva.example",
        "Xn--Bcher-KVA.EXAMPLE",
    ):
        assert titles(client, provider=domain) == ["It"]


def test_two_collections_that_differ_in_case_alone_have_a_feed_each(
    client: Client, make_article: Any
) -> None:
    make_article(title="Great", quality=80, folder="one/News")
    make_article(title="Small", quality=80, folder="two/news")
    assert titles(client, collection="News") == ["Great"]
    assert titles(client, collection="news") == ["Small"]
    assert titles(client, collection="NEWS") == ["Small", "Great"]


def test_a_collection_whose_name_begins_with_a_space_is_found(
    client: Client, make_article: Any
) -> None:
    make_article(title="Spaced", quality=80, folder="one/ News")
    for name in (" News", "News", "news "):
        assert titles(client, collection=name) == ["Spaced"]


def test_however_a_name_is_stored_its_folded_copy_follows() -> None:
    provider = Provider.objects.create(name="Известия", domain="IZ.example")
    Topic.objects.bulk_create([Topic(name="Политика")])
    provider.name = "ПРАВДА"
    provider.save()
    provider.refresh_from_db()
    assert (provider.folded_name, provider.folded_domain) == ("правда", "iz.example")
    assert Topic.objects.get().folded_name == caseless("ПОЛИТИКА")
