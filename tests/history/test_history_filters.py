"""The filters of history: each finds the matching acts, and refuses invalid values."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from articles import moderation
from articles.models import Act, Article, Decision
from articles.models.decision import new_token
from articles.rules import Kind
from tests.desk_kit import text_of

pytestmark = pytest.mark.django_db

HISTORY = "/history/"


def acts_in(response: Any) -> set[int]:
    """Return the ids of the acts in the list."""
    return {int(pk) for pk in re.findall(r'id="act-(\d+)"', response.content.decode())}


@pytest.fixture
def acts(make_article: Any, users: Any, act_parameters: Any) -> dict[str, int]:
    """Return the ids of three acts that differ in kind, user, place and day."""
    harbour = make_article(title="The harbour")
    other = make_article(title="Elsewhere", folder="others")
    rejected = moderation.reject(
        [harbour], reason="promotional", **act_parameters(users.reviewer, harbour)
    ).act
    rated = moderation.set_quality([other], 64, **act_parameters(users.editor, other)).act
    assert rejected
    assert rated
    replaced = Act.objects.create(at=datetime(2024, 5, 5, 12, tzinfo=UTC), place="import")
    Decision.objects.create(
        act=replaced,
        article=other,
        number=2,
        kind=Kind.REPLACED,
        changes={},
        text=other.newest_text,
    )
    return {"rejected": rejected.pk, "rated": rated.pk, "replaced": replaced.pk}


def _today() -> str:
    return timezone.now().date().isoformat()


CHOSEN = [
    ({"person": "reviewer"}, {"rejected"}, "Person: reviewer"),
    ({"person": "the import"}, {"replaced"}, "Person: the import"),
    ({"kind": "reject"}, {"rejected"}, "What was done: Rejected"),
    ({"reason": "promotional"}, {"rejected"}, "Reason: promotional"),
    ({"collection": "others"}, {"rated", "replaced"}, "Collection: others"),
    ({"date_from": "2024-05-06"}, {"rejected", "rated"}, "From: 2024-05-06"),
    ({"date_to": "2024-05-05"}, {"replaced"}, "To: 2024-05-05"),
    ({"date_from": "2024-05-05", "date_to": "2024-05-05"}, {"replaced"}, "To: 2024-05-05"),
    ({"collection": "others", "kind": "set-quality"}, {"rated"}, "Collection: others"),
    ({"collection": "others", "kind": "reject"}, set(), "Collection: others"),
    ({"person": "editor", "reason": "promotional"}, set(), "Person: editor"),
    ({"reason": "", "person": ""}, {"rejected", "rated", "replaced"}, "Save as CSV"),
]


@pytest.mark.parametrize(("query", "expected", "chip"), CHOSEN)
def test_each_filter_finds_what_matches_and_stands_as_a_chip(
    query: dict[str, str], expected: set[str], chip: str, sign_in: Any, acts: dict[str, int]
) -> None:
    page = sign_in("reader").get(HISTORY, query)
    assert acts_in(page) == {acts[name] for name in expected}
    assert chip in text_of(page)
    if not expected:
        assert "No act matches" in text_of(page)


def test_a_chip_removes_its_filter(sign_in: Any, acts: dict[str, int]) -> None:
    client = sign_in("reader")
    page = client.get(HISTORY, {"kind": "reject", "person": "reviewer", "after": "x"})
    chips = re.findall(r'<a class="chip" href="([^"]*)"', page.content.decode())
    assert [unescape(chip) for chip in chips] == ["?kind=reject", "?person=reviewer"]


@pytest.mark.parametrize(
    "typed",
    ["{pk}", " {pk} ", "/articles/{pk}/", "https://desk.example/articles/{pk}/?next=%2F#note"],
)
def test_an_article_is_meant_by_its_number_or_its_page(
    typed: str, sign_in: Any, acts: dict[str, int]
) -> None:
    article = Article.objects.get(title="The harbour")
    page = sign_in("reader").get(HISTORY, {"article": typed.format(pk=article.pk)})
    assert acts_in(page) == {acts["rejected"]}
    assert "Article: The harbour ×" in text_of(page)


def test_all_conditions_are_on_one_decision(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    """Prevents that a batch is found by the kind of one article and the collection of another."""
    one, other = make_article(quality=38), make_article(quality=38, folder="others")
    requests = [
        moderation.make_decision_request(
            Kind.REJECT, one, act_parameters(users.editor, one)["seen"][one.pk], {}
        ),
        moderation.make_decision_request(
            Kind.APPROVE, other, act_parameters(users.editor, other)["seen"][other.pk], {}
        ),
    ]
    act = moderation.decide(requests, by=users.editor, token=new_token(), place="queue").act
    assert act
    client = sign_in("reader")
    assert acts_in(client.get(HISTORY, {"kind": "approve", "collection": "others"})) == {act.pk}
    assert acts_in(client.get(HISTORY, {"kind": "reject", "collection": "others"})) == set()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("person", "nobody", "No person is named “nobody”."),
        ("person", "a\x00b", "Null characters"),
        ("kind", "destroy", "No kind of decision is named “destroy”."),
        ("reason", "boredom", "No reason is named “boredom”."),
        ("collection", "none-such", "No collection is named “none-such”."),
        ("article", "999999", "No article here has the number or address “999999”."),
        ("article", "/queue/", "No article here has the number or address “/queue/”."),
        ("article", "9" * 19, "No article here"),
        ("article", "http://[::1", "No article here"),
        ("date_from", "yesterday", "“From” takes a day, written year-month-day"),
        ("date_to", "0001-01-01", "Choose a day from 1990 to 2100."),
    ],
)
def test_a_value_that_makes_no_sense_is_named_and_shows_no_rows(
    name: str, value: str, expected: str, sign_in: Any, acts: dict[str, int]
) -> None:
    for address in (HISTORY, "/history.csv"):
        page = sign_in("reader").get(address, {name: value})
        assert page.status_code == (200 if address == HISTORY else 422)
        assert acts_in(page) == set()
        assert expected in text_of(page)
        assert f'id="id_{name}_error"' in page.content.decode()
        assert "Nothing is shown" in text_of(page)


def test_a_value_longer_than_any_page_sends_is_a_bad_request(
    sign_in: Any, acts: dict[str, int]
) -> None:
    page = sign_in("reader").get(HISTORY, {"article": "x" * 301})
    assert page.status_code == 400
    assert "at most 300 characters" in text_of(page)
    assert acts_in(page) == set()


def test_dates_the_wrong_way_round_and_unknown_filters_are_named(
    sign_in: Any, acts: dict[str, int]
) -> None:
    client = sign_in("reader")
    page = client.get(HISTORY, {"date_from": "2024-06-01", "date_to": "2024-05-01"})
    assert "Nothing lies from 2024-06-01 to 2024-05-01. Swap the two." in text_of(page)
    assert acts_in(page) == set()
    for address, status in ((HISTORY, 200), ("/history.csv", 422)):
        page = client.get(address, {"colour": "red"})
        assert "Unknown filter: “colour”." in text_of(page)
        assert page.status_code == status


def test_a_day_is_the_readers_day(sign_in: Any, acts: dict[str, int], users: Any) -> None:
    """Noon UTC on 5 May is 6 May on Kiritimati, fourteen hours ahead."""
    from articles.models import Preferences

    Preferences.objects.create(user=users.reader, time_zone="Pacific/Kiritimati")
    client = sign_in("reader")
    assert acts_in(client.get(HISTORY, {"date_to": "2024-05-05"})) == set()
    assert acts_in(client.get(HISTORY, {"date_to": "2024-05-06"})) == {acts["replaced"]}
