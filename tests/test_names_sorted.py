"""Names are listed as people sort them, not by code points, and suggested as one types."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.documents.collation import PART_BYTES, sort_key
from articles.models import Article, Collection, Provider, SavedView, Topic

pytestmark = pytest.mark.django_db

NAMES = ["Zoo News", "zeit", "Éditions", "A Paper"]
SORTED = ["A Paper", "Éditions", "zeit", "Zoo News"]
SUGGESTIONS = "/queue/suggestions/"


def order_in(page: str, names: list[str]) -> list[str]:
    """Return the names in the order in which the page has them."""
    return sorted(names, key=unescape(page).index)


def suggested(client: Client, **typed: str) -> list[str]:
    page = client.get(SUGGESTIONS, typed).content.decode()
    return [unescape(name) for name in re.findall(r'<option value="([^"]*)">', page)]


@pytest.mark.parametrize(
    "in_order",
    [
        SORTED,
        ["a paper", "À Paper", "A Press"],
        ["Øresund", "Osten", "Øyer"],
        ["“Early” News", "Evening", "'Late' News"],
        ["R and B", "R&amp;D", "Rapid"],
        ["Ева", "Ёлка", "Ива", "Йод", "Як"],
        ["10 News", "The Paper", "Ύδρα", "ωμέγα"],
        ["か", "が", "き"],
    ],
)
def test_names_are_sorted_as_people_sort_them(in_order: list[str]) -> None:
    backwards = in_order[::-1]
    assert sorted(backwards, key=sort_key) == in_order


def test_a_name_of_any_length_has_a_key_that_an_index_holds() -> None:
    assert len(sort_key("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 200)) <= (
        2 * PART_BYTES + 1
    )


def test_providers_are_sorted_in_the_admin(sign_in: Any) -> None:
    for name in NAMES:
        Provider.objects.create(name=name, domain="news.example")
    page = sign_in("editor").get("/admin/articles/provider/").content.decode()
    assert order_in(page, NAMES) == SORTED


def test_topics_made_by_an_import_are_sorted_in_the_admin(sign_in: Any, make_article: Any) -> None:
    make_article(topics=NAMES)
    page = sign_in("editor").get("/admin/articles/topic/").content.decode()
    assert order_in(page, NAMES) == SORTED


@pytest.mark.parametrize("place", ["/admin/articles/collection/", "/queue/", "/history/", "/"])
def test_collections_are_sorted_in_every_list_and_select(
    place: str, sign_in: Any, make_article: Any
) -> None:
    make_article()
    for name in NAMES:
        Collection.objects.create(name=name, root=f"/srv/{name}")
    page = sign_in("editor").get(place).content.decode()
    assert order_in(page, NAMES) == SORTED


def test_saved_views_are_sorted(sign_in: Any, users: Any) -> None:
    for name in NAMES:
        SavedView.objects.create(name=name, query="status=waiting&order=date", by=users.reader)
    page = sign_in("reader").get("/queue/").content.decode()
    assert order_in(page, NAMES) == SORTED


def test_a_name_that_is_changed_moves_in_the_list(db: None) -> None:
    last = Topic.objects.create(name="Zoology")
    Topic.objects.create(name="Ports")
    last.name = "Animals"
    last.save()
    assert [topic.name for topic in Topic.objects.all()] == ["Animals", "Ports"]


def test_the_shared_case_of_names_by_code_point(sign_in: Any, corpus: Path) -> None:
    steps = (corpus / "cases" / "names-by-code-point" / "steps.txt").read_text()
    given, expected = (
        re.search(rf"{label}:? (.*?)\.", steps)[1].split(", ")  # type: ignore[index]
        for label in ("providers", "Expected")
    )
    for name in given:
        Provider.objects.create(name=name, domain="news.example")
    page = sign_in("editor").get("/admin/articles/provider/").content.decode()
    assert order_in(page, given) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("e", ["Éditions"]),
        ("É", ["Éditions"]),
        ("ZE", ["zeit"]),
        ("z", ["zeit", "Zoo News"]),
        ("zoo  n", ["Zoo News"]),
        ("я", ["Яблоко"]),
        ("news", []),
        ("", []),
        ("…", []),
        ("%", []),
    ],
)
def test_the_beginning_of_a_provider_suggests_it_in_any_case(
    typed: str, expected: list[str], sign_in: Any
) -> None:
    for name in [*NAMES, "Яблоко"]:
        Provider.objects.create(name=name, domain="news.example")
    assert suggested(sign_in("reader"), provider=typed) == expected


def test_topics_are_suggested_each_name_once_and_not_without_end(sign_in: Any) -> None:
    Topic.objects.bulk_create(Topic(name=f"Port {number:03}") for number in range(50))
    Provider.objects.create(name="Porter", domain="a.example")
    Provider.objects.create(name="Porter", domain="b.example")
    client = sign_in("reader")
    assert suggested(client, topic="PORT") == [f"Port {number:03}" for number in range(20)]
    assert suggested(client, provider="port") == ["Porter"]


def test_a_suggestion_is_a_name_that_the_filter_knows(sign_in: Any, make_article: Any) -> None:
    make_article(provider="R&amp;D", topics=("Q&amp;A",))
    Provider.objects.create(name="R&D", domain="other.example")
    Topic.objects.create(name="Q&A")
    client = sign_in("reader")
    for field, typed, shown in (("provider", "r", "R&D"), ("topic", "q&", "Q&A")):
        (name,) = suggested(client, **{field: typed})
        assert name == shown
        page = client.get("/queue/", {field: name}).content.decode()
        assert f'id="row-{Article.objects.get().pk}"' in page
