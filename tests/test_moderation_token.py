"""Idempotency tokens: the same request gets the first result again, another request is refused."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from articles import moderation
from articles.models import Act, Article
from articles.moderation.decision_requests import Seen
from articles.rules import Kind, Status

pytestmark = pytest.mark.django_db


def test_a_used_form_does_not_answer_another_verb(
    users: SimpleNamespace, make_article: Callable[..., Article], act_parameters: Any
) -> None:
    article = make_article()
    parameters = act_parameters(users.reviewer, article)
    moderation.approve([article], **parameters)
    with pytest.raises(ValidationError, match="used already"):
        moderation.reject([article], **parameters)
    article.refresh_from_db()
    assert article.status == Status.PUBLISHED
    assert Act.objects.count() == 1


def test_a_used_form_does_not_answer_another_article_or_value(
    users: SimpleNamespace, make_article: Callable[..., Article], act_parameters: Any
) -> None:
    first, second = make_article(), make_article()
    parameters = act_parameters(users.reviewer, first, second)
    moderation.set_quality([first], 50, **parameters)
    with pytest.raises(ValidationError, match="used already"):
        moderation.set_quality([second], 50, **parameters)
    with pytest.raises(ValidationError, match="used already"):
        moderation.set_quality([first], 60, **parameters)


def test_the_token_of_a_decision_does_not_undo_it(
    users: SimpleNamespace, make_article: Callable[..., Article], act_parameters: Any
) -> None:
    article = make_article()
    parameters = act_parameters(users.reviewer, article)
    act = moderation.approve([article], **parameters).act
    assert act
    with pytest.raises(ValidationError, match="used already"):
        moderation.undo(act, by=users.reviewer, token=parameters["token"], place="queue")
    article.refresh_from_db()
    assert article.status == Status.PUBLISHED


def test_publishing_can_not_be_slipped_into_an_edit(
    users: SimpleNamespace, make_article: Callable[..., Article], act_parameters: Any
) -> None:
    article = make_article()
    for kind in (Kind.EDIT, Kind.SET_QUALITY):
        requested = moderation.make_decision_request(
            kind, article, Seen.of(article), {"published": True}
        )
        with pytest.raises(ValidationError) as refused:
            moderation.decide([requested], by=users.editor, token="a" * 32, place="queue")
        assert list(refused.value.message_dict) == ["published"]


def test_a_field_that_nobody_decides_is_refused_by_name(
    users: SimpleNamespace, make_article: Callable[..., Article], act_parameters: Any
) -> None:
    article = make_article()
    with pytest.raises(ValidationError) as refused:
        moderation.edit([article], {"heat": 3}, **act_parameters(users.editor, article))
    assert list(refused.value.message_dict) == ["heat"]
