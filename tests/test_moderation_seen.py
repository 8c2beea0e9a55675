"""Optimistic concurrency: decisions made since the form, changed texts, a form sent twice."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from articles import moderation
from articles.models import Act, Article
from articles.moderation.decision_requests import DecisionRequest, Outcome, Seen, Stale
from articles.rules import Kind, Status
from tests.documents_kit import STORY

ActParameters = Callable[..., dict[str, Any]]
Make = Callable[..., Article]


def reloaded(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


@pytest.fixture
def story(make_article: Make) -> Make:
    """Return a function that imports one story, with the given fields changed."""
    return lambda **fields: make_article(**{**STORY, **fields})


def test_a_second_reviewer_with_the_same_answer_is_told_who_decided_first(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    stale = act_parameters(users.second_reviewer, article)
    first = moderation.approve([article], **act_parameters(users.reviewer, article))
    outcome = moderation.approve([article], **stale)
    (skip,) = outcome.skips
    assert (outcome.act, outcome.blocked, skip.why) == (None, [], "same")
    assert skip.decision == first.decisions[0]
    assert skip.decision.act.by == users.reviewer


def test_a_second_reviewer_with_another_answer_is_stopped_and_told_who_decided_first(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    stale = act_parameters(users.second_reviewer, article)
    first = moderation.approve([article], **act_parameters(users.reviewer, article))
    (skip,) = moderation.reject([article], **stale).blocked
    assert (skip.why, skip.decision, skip.kind) == ("decided", first.decisions[0], Kind.REJECT)
    assert reloaded(article).status == Status.PUBLISHED
    assert Act.objects.count() == 1


def test_a_decision_on_another_field_is_in_nobodys_way(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    stale = act_parameters(users.second_reviewer, article)
    moderation.set_quality([article], 50, **act_parameters(users.reviewer, article))
    assert moderation.approve([article], **stale).skips == []
    assert reloaded(article).standing == {"quality": 1, "published": 2}


@pytest.mark.parametrize(
    "change", [{"title": "Another"}, {"quality": 40}, {"domain": "other.example"}]
)
def test_a_text_that_changed_since_it_was_seen_has_a_reason_of_its_own(
    users: SimpleNamespace, story: Make, act_parameters: ActParameters, change: dict[str, Any]
) -> None:
    article = story()
    stale = act_parameters(users.reviewer, article)
    story(**change)
    (skip,) = moderation.approve([article], **stale).blocked
    assert (skip.why, skip.decision) == ("text", None)
    assert reloaded(article).status == Status.WAITING
    assert moderation.approve([article], **act_parameters(users.reviewer, article)).act


@pytest.mark.parametrize("change", [{"heat": 99}, {"secured": "other"}, {"rest": "actions: x\n"}])
def test_what_nobody_decides_by_may_change_between_seeing_and_deciding(
    users: SimpleNamespace, story: Make, act_parameters: ActParameters, change: dict[str, Any]
) -> None:
    article = story()
    stale = act_parameters(users.reviewer, article)
    story(**change)
    assert moderation.approve([article], **stale).skips == []


def test_sending_a_form_twice_is_one_act(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    parameters = act_parameters(users.reviewer, article)
    first = moderation.approve([article], **parameters)
    moderation.undo(first.act, by=users.reviewer, token="undoing", place="queue")
    second = moderation.approve([article], **parameters)
    assert (second.act, second.decisions) == (first.act, first.decisions)
    assert reloaded(article).status == Status.WAITING
    assert Act.objects.count() == 2


def test_a_form_that_somebody_else_sent_is_refused(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    parameters = act_parameters(users.reviewer, article)
    moderation.approve([article], **parameters)
    with pytest.raises(PermissionDenied, match="somebody else"):
        moderation.approve([article], **{**parameters, "by": users.editor})


def test_a_form_that_served_another_article_is_refused(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    one, other = make_article(), make_article()
    parameters = act_parameters(users.reviewer, one, other)
    moderation.approve([one], **parameters)
    with pytest.raises(ValidationError, match="something else"):
        moderation.approve([other], **parameters)


def _decide_both(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> tuple[Article, Callable[[], Outcome]]:
    one, other = make_article(), make_article()
    seen = act_parameters(users.editor, one, other)["seen"]
    moderation.approve([one], **act_parameters(users.reviewer, one))
    requests = [
        DecisionRequest(one.pk, Kind.APPROVE, {"published": True}, seen[one.pk]),
        DecisionRequest(other.pk, Kind.REJECT, {"published": False}, seen[other.pk]),
    ]
    parameters = {"by": users.editor, "token": "both", "place": "admin"}
    return other, lambda: moderation.decide(requests, **parameters, all_or_nothing=True)


def test_all_or_nothing_changes_nothing_when_one_was_decided_since(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    other, decide = _decide_both(users, make_article, act_parameters)
    moderation.set_quality([other], 5, **act_parameters(users.reviewer, other))
    moderation.reject([other], **act_parameters(users.reviewer, other))
    moderation.approve([other], **act_parameters(users.reviewer, other))
    with pytest.raises(Stale) as stopped:
        decide()
    assert [(s.article, s.why) for s in stopped.value.outcome.blocked] == [(other, "decided")]
    assert not Act.objects.filter(by=users.editor).exists()
    assert reloaded(other).status == Status.PUBLISHED


def test_all_or_nothing_is_not_stopped_by_what_is_so_already(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    other, decide = _decide_both(users, make_article, act_parameters)
    outcome = decide()
    assert [skip.why for skip in outcome.skips] == ["same"]
    assert reloaded(other).status == Status.REJECTED


def test_what_was_seen_survives_the_way_through_a_form() -> None:
    seen = Seen(3, {"published": 2, "quality": 12})
    assert Seen.parse(str(seen)) == seen
    for nonsense in ("", "x", "1 published", "-1", "1  title=2", "9" * 10, "1 published=٣"):
        with pytest.raises(ValidationError):
            Seen.parse(nonsense)
