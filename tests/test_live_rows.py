"""Which rows of an open queue changed: what its script is told."""

from typing import Any

import pytest
from django.utils.dateformat import format as formatted

from articles import moderation
from articles.models import Article

pytestmark = pytest.mark.django_db


def changed(client: Any, *articles: Article) -> Any:
    return client.get("/queue/changes/", {"ids": ",".join(str(each.pk) for each in articles)})


def test_the_rows_asked_about_are_told_with_the_moment_of_their_last_change(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    client = sign_in("reviewer")
    same, other, _ = (make_article() for _ in range(3))
    before = changed(client, same, other).json()["changed"]
    moderation.reject([other], **act_parameters(users.second_reviewer, other))
    result = changed(client, same, other).json()
    other.refresh_from_db()
    marks = {str(same.pk): before[str(same.pk)], str(other.pk): formatted(other.changed_at, "U.u")}
    assert result == {"changed": marks, "waiting": "2"}
    assert before[str(other.pk)] != marks[str(other.pk)]


def test_a_row_has_the_mark_of_its_last_change(sign_in: Any, make_article: Any) -> None:
    article = make_article()
    mark = formatted(article.changed_at, "U.u")
    assert f'data-changed="{mark}"' in sign_in("reader").get("/queue/").content.decode()


def test_an_editor_is_told_the_number_of_conflicts(sign_in: Any, make_article: Any) -> None:
    assert changed(sign_in("editor"), make_article()).json()["conflicts"] == "0"


@pytest.mark.parametrize("ids", ["", "x", "1,,x,99999999999999999999", "-1"])
def test_ids_that_are_none_change_nothing(ids: str, sign_in: Any) -> None:
    response = sign_in("reader").get("/queue/changes/", {"ids": ids})
    assert response.json() == {"changed": {}, "waiting": "0"}
