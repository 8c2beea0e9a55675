"""Undo of an act: permissions, restored values, batches decided on since, undo of an undo."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles import moderation
from articles.models import Act, Article, Decision
from articles.moderation.decision_requests import Outcome
from articles.rules import Kind, Status

ActParameters = Callable[..., dict[str, Any]]
Make = Callable[..., Article]


def undo(act: Act | None, by: User, **parameters: Any) -> Outcome:
    assert act
    token = f"undo {Act.objects.count()}"
    return moderation.undo(act, **{"by": by, "token": token, "place": "queue", **parameters})


def test_undoing_a_batch_restores_what_nobody_has_decided_since_and_names_the_rest(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    articles = [make_article() for _ in range(3)]
    batch = moderation.reject(articles, **act_parameters(users.editor, *articles))
    parameters = act_parameters(users.superuser, articles[1], note="It is one of ours.")
    later = moderation.approve([articles[1]], **parameters)
    outcome = undo(batch.act, users.editor)
    assert {decision.article for decision in outcome.decisions} == {articles[0], articles[2]}
    (skip,) = outcome.blocked
    assert (skip.article, skip.why, skip.kind) == (articles[1], "decided", Kind.UNDO)
    assert skip.decision == later.decisions[0]
    assert skip.decision.act.by == users.superuser
    statuses = [Article.objects.get(pk=article.pk).status for article in articles]
    assert statuses == ["waiting", "published", "waiting"]


def test_undoing_an_undo_redoes(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    done = moderation.approve([article], quality=70, **act_parameters(users.reviewer, article))
    undone = undo(done.act, users.reviewer)
    redone = undo(undone.act, users.reviewer)
    article.refresh_from_db()
    assert (article.status, article.quality) == (Status.PUBLISHED, 70)
    assert (article.standing, article.decided_by) == (
        {"published": 1, "quality": 1},
        users.reviewer,
    )
    (decision,) = redone.decisions
    assert (decision.number, decision.kind) == (3, Kind.UNDO)
    assert decision.withdraws == undone.decisions[0]
    assert decision.changes == {"published": [False, True], "quality": [38, 70]}


def test_undoing_twice_is_one_undo(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    done = moderation.approve([article], **act_parameters(users.reviewer, article))
    undo(done.act, users.reviewer)
    second = undo(done.act, users.reviewer)
    assert (second.act, second.blocked, [s.why for s in second.skips]) == (None, [], ["same"])
    assert Act.objects.count() == Decision.objects.filter(article=article).count() == 2


def test_an_undo_sent_twice_gives_its_first_answer_again(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    done = moderation.approve([article], **act_parameters(users.reviewer, article))
    first = undo(done.act, users.reviewer, token="once")
    second = undo(done.act, users.reviewer, token="once")
    assert (second.act, second.decisions) == (first.act, first.decisions)


def test_each_field_falls_to_the_decision_before_it_else_to_the_upstream_value(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article(quality=38)
    moderation.set_quality([article], 50, **act_parameters(users.reviewer, article))
    done = moderation.approve([article], quality=70, **act_parameters(users.reviewer, article))
    undo(done.act, users.reviewer)
    article.refresh_from_db()
    assert (article.quality, article.status) == (50, Status.WAITING)
    assert article.standing == {"quality": 1}


def test_undo_falls_to_the_current_upstream_value(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article(name="story.md", quality=38)
    done = moderation.reject([article], **act_parameters(users.reviewer, article))
    make_article(name="story.md", quality=80)
    undo(done.act, users.reviewer)
    article.refresh_from_db()
    assert (article.status, article.decided_by) == (Status.PUBLISHED, None)


def test_undoing_below_a_later_decision_waits_until_that_one_is_undone(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article(quality=38)
    first = moderation.approve([article], quality=70, **act_parameters(users.editor, article))
    later = moderation.set_quality([article], 90, **act_parameters(users.editor, article))
    undo(first.act, users.editor)
    article.refresh_from_db()
    assert (article.status, article.quality) == (Status.WAITING, 90)
    undo(later.act, users.editor)
    article.refresh_from_db()
    assert (article.quality, article.standing) == (38, {})


def test_the_record_has_every_field_that_an_undo_changed(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article(quality=38)
    first = moderation.approve([article], quality=70, **act_parameters(users.editor, article))
    later = moderation.set_quality([article], 90, **act_parameters(users.editor, article))
    undone = undo(
        first.act, users.editor
    )  # changes `published` only: the later decision owns the quality
    undo(later.act, users.editor)
    redone = undo(undone.act, users.editor)
    article.refresh_from_db()
    assert (article.status, article.quality) == (Status.PUBLISHED, 70)
    assert redone.decisions[0].changes == {"published": [False, True], "quality": [38, 70]}


def test_reviewers_undo_what_they_decided_and_nothing_else(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    done = moderation.approve([article], **act_parameters(users.reviewer, article))
    with pytest.raises(PermissionDenied):
        undo(done.act, users.second_reviewer, note="I know better.")
    assert undo(done.act, users.reviewer).act
    article.refresh_from_db()
    assert article.status == Status.WAITING


def test_an_editor_undoes_what_somebody_else_decided_with_a_note(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    done = moderation.approve([article], **act_parameters(users.reviewer, article))
    for note in ("", "  "):
        with pytest.raises(ValidationError) as refused:
            undo(done.act, users.editor, note=note)
        assert list(refused.value.message_dict) == ["note"]
    (decision,) = undo(done.act, users.editor, note="Not ours.").decisions
    assert (decision.note, decision.act.by) == ("Not ours.", users.editor)


@pytest.mark.parametrize("is_redo", [False, True])
@pytest.mark.parametrize("change", ["demoted", "deactivated"])
def test_who_may_no_longer_decide_may_no_longer_undo_or_redo(
    users: SimpleNamespace,
    make_article: Make,
    act_parameters: ActParameters,
    change: str,
    is_redo: bool,
) -> None:
    article = make_article()
    act = moderation.approve([article], **act_parameters(users.reviewer, article)).act
    if is_redo:
        act = undo(act, users.reviewer).act
    if change == "demoted":
        users.reviewer.groups.set([Group.objects.get(name="Readers")])
    else:
        User.objects.filter(pk=users.reviewer.pk).update(is_active=False)
    before = Act.objects.count()
    with pytest.raises(PermissionDenied):
        undo(act, User.objects.get(pk=users.reviewer.pk))
    assert Act.objects.count() == before


def test_what_an_import_recorded_cannot_be_undone(
    users: SimpleNamespace, make_article: Make
) -> None:
    article = make_article()
    act = Act.objects.create(at=timezone.now(), place="import")
    Decision.objects.create(
        act=act, article=article, number=1, kind=Kind.REPLACED, changes={}, text=article.newest_text
    )
    with pytest.raises(PermissionDenied):
        undo(act, users.superuser, note="Please.")


def since(article: Article) -> tuple[str, datetime]:
    article.refresh_from_db()
    return article.status, article.status_since


def test_undo_and_redo_bring_back_the_time_since_when_an_article_has_its_status(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    articles = [make_article() for _ in range(3)]
    waited = {article.pk: since(article) for article in articles}
    assert waited == {article.pk: ("waiting", article.arrived_at) for article in articles}
    done = moderation.reject(articles, **act_parameters(users.editor, *articles))
    undone = undo(done.act, users.editor)
    assert {article.pk: since(article) for article in articles} == waited
    undo(undone.act, users.editor)
    assert done.act
    assert {since(article) for article in articles} == {("rejected", done.act.at)}


def test_each_undo_goes_back_to_the_status_before_and_its_time(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    times, acts = [since(article)], []
    for verb in (moderation.approve, moderation.reopen, moderation.approve):
        acts.append(verb([article], **act_parameters(users.editor, article)).act)
        times.append(since(article))
    assert len({at for _, at in times}) == len(times)
    for act in reversed(acts):
        times.pop()
        undo(act, users.editor)
        assert since(article) == times[-1]


def test_an_undo_counts_waiting_from_when_upstream_withdrew_the_article(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article(name="story.md", quality=80)
    make_article(name="story.md", quality=38)
    status, at = since(article)
    assert (status, at > article.arrived_at) == ("waiting", True)
    done = moderation.reject([article], **act_parameters(users.reviewer, article))
    undo(done.act, users.reviewer)
    # Imports are recorded with the time at which they began.
    assert since(article)[0] == "waiting"
    assert abs(since(article)[1] - at) < timedelta(seconds=1)
    assert since(article)[1] < done.act.at
