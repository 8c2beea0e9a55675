"""Which rows of an open queue changed: what its script is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.dateformat import format as formatted

from articles import moderation
from articles.models import Article

pytestmark = pytest.mark.django_db


def changed(client: Any, *articles: Article, since: Any = None) -> Any:
    since = (since or timezone.now()).isoformat()
    ids = ",".join(str(each.pk) for each in articles)
    return client.get("/queue/changes/", {"since": since, "ids": ids})


def test_rows_that_changed_since_the_page_was_made_are_told_with_the_moment(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    same, other, unasked = (make_article() for _ in range(3))
    Article.objects.update(changed_at=long_ago)
    for each in (other, unasked):
        each.refresh_from_db()
        moderation.reject([each], **act_parameters(users.second_reviewer, each))
    result = changed(sign_in("reviewer"), same, other).json()
    other.refresh_from_db()
    assert result == {
        "changed": {str(other.pk): formatted(other.changed_at, "U.u")},
        "waiting": "1",
    }


def test_a_row_has_the_mark_of_its_last_change(sign_in: Any, make_article: Any) -> None:
    article = make_article()
    mark = formatted(article.changed_at, "U.u")
    assert f'data-changed="{mark}"' in sign_in("reader").get("/queue/").content.decode()


def test_an_editor_is_told_the_number_of_conflicts(sign_in: Any, make_article: Any) -> None:
    assert changed(sign_in("editor"), make_article()).json()["conflicts"] == "0"


@pytest.mark.parametrize("ids", ["", "x", "1,,x,99999999999999999999", "-1"])
def test_ids_that_are_none_change_nothing(ids: str, sign_in: Any) -> None:
    response = sign_in("reader").get(
        "/queue/changes/", {"since": timezone.now().isoformat(), "ids": ids}
    )
    assert response.json() == {"changed": {}, "waiting": "0"}
