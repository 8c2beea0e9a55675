"""Names are listed as people sort them, not by code points, and suggested as one types."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.documents.collation import PART_BYTES, sort_key
from articles.models import Article, Collection, Provider, SavedView, Topic
from tests.desk_kit import text_of

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


def share_views(by: User, names: list[str]) -> None:
    for name in names:
        SavedView.objects.create(
            name=name, query="status=waiting&order=date", by=by, is_for_all=True
        )


def test_saved_views_are_sorted_in_the_admin(sign_in: Any, users: Any) -> None:
    client = sign_in("editor")
    assert client.get("/admin/articles/savedview/").status_code == 200
    share_views(users.editor, NAMES)
    page = client.get("/admin/articles/savedview/").content.decode()
    assert order_in(page, NAMES) == SORTED


def test_of_more_views_than_a_page_lists_the_first_by_name_are_listed(
    sign_in: Any, users: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.desk.queue.saved_views.VIEWS_LISTED", 3)
    share_views(users.editor, NAMES)
    page = unescape(sign_in("reader").get("/queue/").content.decode())
    assert [name in page for name in SORTED] == [True, True, True, False]


PEOPLE = ["Zora", "zeno", "Élise", "Anna", "anna.k", "Anna_b", "Øyvind", "olga", "Пётр", "павел"]
PEOPLE_SORTED = [
    "Anna", "Anna_b", "anna.k", "Élise", "olga", "Øyvind", "zeno", "Zora", "павел", "Пётр",
]  # fmt: skip


@pytest.fixture
def people(users: Any) -> None:
    User.objects.all().delete()
    group = Group.objects.get(name="Reviewers")
    for name in PEOPLE:
        User.objects.create_superuser(name, f"{name}@desk.example", first_name=name)
        User.objects.get(username=name).groups.add(group)


def signed_in() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="Anna"))
    return client


def options(page: str, select: str) -> list[str]:
    """Return the labels of a select, by its name."""
    inside = page.split(f'<select name="{select}"')[1].split("</select>")[0]
    return [unescape(label) for label in re.findall(r"<option[^>]*>([^<]*)", inside)]


def test_people_are_sorted_in_the_filter_of_history(people: None) -> None:
    page = signed_in().get("/history/").content.decode()
    assert options(page, "person") == ["Anybody", "the import", *PEOPLE_SORTED]
    assert "Person: Élise" in text_of(signed_in().get("/history/", {"person": "Élise"}))


@pytest.mark.parametrize("column", ["username", "first_name"])
def test_people_are_sorted_in_the_admin_by_each_column(column: str, people: None) -> None:
    client = signed_in()
    listed = client.get("/admin/auth/user/").context_data["cl"].list_display
    number = [*listed].index(column)

    def names(query: str) -> list[str]:
        response = client.get(f"/admin/auth/user/{query}")
        return [user.username for user in response.context_data["cl"].result_list]

    assert names(f"?o={number}") == PEOPLE_SORTED
    assert names(f"?o=-{number}") == PEOPLE_SORTED[::-1]
    assert names("") == PEOPLE_SORTED
    assert names("?q=anna") == ["Anna", "Anna_b", "anna.k"]


@pytest.mark.parametrize("place", ["act", "decision"])
def test_people_are_sorted_in_the_filters_of_the_admin(place: str, people: None) -> None:
    page = text_of(signed_in().get(f"/admin/articles/{place}/"))
    assert order_in(page.split("By person")[1], PEOPLE) == PEOPLE_SORTED


def test_groups_are_sorted_in_the_admin_and_its_filters_and_forms(people: None) -> None:
    for name in NAMES:
        Group.objects.create(name=name)
    client, user = signed_in(), User.objects.get(username="olga")
    listed = client.get("/admin/auth/group/").content.decode()
    assert order_in(listed, NAMES) == SORTED
    chosen = client.get("/admin/auth/user/").content.decode().split("By groups")[1]
    assert order_in(chosen, NAMES) == SORTED
    form = client.get(f"/admin/auth/user/{user.pk}/change/").content.decode()
    assert options(form, "groups") == [
        "A Paper", "Éditions", "Editors", "Readers", "Reviewers", "zeit", "Zoo News",
    ]  # fmt: skip


def test_lists_of_people_cost_as_many_queries_for_many_as_for_few(people: None) -> None:
    client = signed_in()

    def cost() -> list[int]:
        counts = []
        for address in ("/history/", "/admin/auth/user/", "/admin/auth/group/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    few = cost()
    for number in range(30):
        User.objects.create(username=f"person-{number}")
        Group.objects.create(name=f"Group {number}")
    assert cost() == few


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
