"""Which rows of an open queue changed: what its script is told."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles import moderation
from articles.models import Article
from tests.keep_best.keep_best_kit import decide
from tests.story_placing_kit import article

pytestmark = pytest.mark.django_db


def asked(client: Client, *articles: Article) -> Any:
    """Return what the script of a page with these rows is told."""
    ids = ",".join(str(each.pk) for each in articles)
    return client.get("/queue/changes/", {"ids": ids}).json()


def test_a_row_that_changed_has_another_mark_than_before(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    client = sign_in("reviewer")
    same, other, _ = (make_article(title=title) for title in ("Tea", "Rain on steel", "Ports"))
    before = asked(client, same, other)["marks"]
    moderation.reject([other], **act_parameters(users.second_reviewer, other))
    after = asked(client, same, other)
    assert after["waiting"] == "2"
    assert set(after["marks"]) == {str(same.pk), str(other.pk)}
    assert after["marks"][str(same.pk)] == before[str(same.pk)]
    assert after["marks"][str(other.pk)] != before[str(other.pk)]


def test_a_row_that_was_just_made_has_the_mark_that_its_script_is_told(
    sign_in: Any, story_folder: Path
) -> None:
    client = sign_in("reader")
    body = client.get("/queue/").content.decode()
    marks = dict(re.findall(r'id="row-(\d+)"[^>]* data-mark="([^"]+)"', body, re.S))
    assert len(marks) == 4
    assert asked(client, *Article.objects.filter(pk__in=marks))["marks"] == marks


def test_the_row_of_a_story_changes_with_any_copy(
    sign_in: Any, users: Any, story_folder: Path
) -> None:
    client, best = sign_in("reader"), article("second")
    before = asked(client, best)["marks"]
    decide(moderation.reject, users.editor, article("fourth"))
    assert asked(client, best)["marks"] != before


def test_an_editor_is_told_the_number_of_conflicts(sign_in: Any, make_article: Any) -> None:
    assert asked(sign_in("editor"), make_article())["conflicts"] == "0"


@pytest.mark.parametrize("ids", ["", "x", "1,,x,99999999999999999999", "-1"])
def test_ids_that_are_none_change_nothing(ids: str, sign_in: Any) -> None:
    response = sign_in("reader").get("/queue/changes/", {"ids": ids})
    assert response.json() == {"marks": {}, "waiting": "0"}
