"""Undo: whose, how far back, a batch of which some was decided since, and undoing an undo."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles import moderation
from articles.models import Act, Article, Decision
from articles.moderation.orders import Outcome
from articles.rules import Kind, Status

Words = Callable[..., dict[str, Any]]
Make = Callable[..., Article]


def undo(act: Act | None, by: User, **words: Any) -> Outcome:
    assert act
    token = f"undo {Act.objects.count()}"
    return moderation.undo(act, **{"by": by, "token": token, "place": "queue", **words})


def test_undoing_a_batch_restores_what_nobody_has_decided_since_and_names_the_rest(
    cast: SimpleNamespace, make_article: Make, act_words: Words
) -> None:
    articles = [make_article() for _ in range(3)]
    batch = moderation.reject(articles, **act_words(cast.editor, *articles))
    words = act_words(cast.superuser, articles[1], note="It is one of ours.")
    later = moderation.approve([articles[1]], **words)
    outcome = undo(batch.act, cast.editor)
    assert {decision.article for decision in outcome.decisions} == {articles[0], articles[2]}
    (skip,) = outcome.blocked
    assert (skip.article, skip.why, skip.kind) == (articles[1], "decided", Kind.UNDO)
    assert skip.decision == later.decisions[0]
    assert skip.decision.act.by == cast.superuser
    statuses = [Article.objects.get(pk=article.pk).status for article in articles]
    assert statuses == ["waiting", "published", "waiting"]


def test_undoing_an_undo_redoes(
    cast: SimpleNamespace, make_article: Make, act_words: Words
) -> None:
    article = make_article()
    done = moderation.approve([article], quality=70, **act_words(cast.reviewer, article))
    undone = undo(done.act, cast.reviewer)
    redone = undo(undone.act, cast.reviewer)
    article.refresh_from_db()
    assert (article.status, article.quality) == (Status.PUBLISHED, 70)
    assert (article.standing, article.decided_by) == ({"published": 1, "quality": 1}, cast.reviewer)
    (decision,) = redone.decisions
    assert (decision.number, decision.kind) == (3, Kind.UNDO)
    assert decision.withdraws == undone.decisions[0]
    assert decision.changes == {"published": [False, True], "quality": [38, 70]}


def test_undoing_twice_is_one_undo(
    cast: SimpleNamespace, make_article: Make, act_words: Words
) -> None:
    article = make_article()
    done = moderation.approve([article], **act_words(cast.reviewer, article))
    undo(done.act, cast.reviewer)
    second = undo(done.act, cast.reviewer)
    assert (second.act, second.blocked, [s.why for s in second.skips]) == (None, [], ["same"])
    assert Act.objects.count() == Decision.objects.filter(article=article).count() == 2


def test_an_undo_sent_twice_gives_its_first_answer_again(
    cast: SimpleNamespace, make_article: Make, act_words: Words
) -> None:
    article = make_article()
    done = moderation.approve([article], **act_words(cast.reviewer, article))
    first = undo(done.act, cast.reviewer, token="once")
    second = undo(done.act, cast.reviewer, token="once")
    assert (second.act, second.decisions) == (first.act, first.decisions)


def test_each_field_falls_to_the_decision_before_it_else_to_upstreams_word(
    cast: SimpleNamespace, make_article: Make, act_words: Words
) -> None:
    article = make_article(quality=38)
    moderation.set_quality([article], 50, **act_words(cast.reviewer, article))
    done = moderation.approve([article], quality=70, **act_words(cast.reviewer, article))
    undo(done.act, cast.reviewer)
    article.refresh_from_db()
    assert (article.quality, article.status) == (50, Status.WAITING)
    assert article.standing == {"quality": 1}


def test_undo_falls_to_what_upstream_says_now(
    cast: SimpleNamespace, make_article: Make, act_words: Words
) -> None:
    article = make_article(name="story.md", quality=38)
    done = moderation.reject([article], **act_words(cast.reviewer, article))
    make_article(name="story.md", quality=80)
    undo(done.act, cast.reviewer)
    article.refresh_from_db()
    assert (article.status, article.decided_by) == (Status.PUBLISHED, None)


def test_undoing_below_a_later_decision_waits_until_that_one_is_undone(
    cast: SimpleNamespace, make_article: Make, act_words: Words
) -> None:
    article = make_article(quality=38)
    first = moderation.approve([article], quality=70, **act_words(cast.editor, article))
    later = moderation.set_quality([article], 90, **act_words(cast.editor, article))
    undo(first.act, cast.editor)
    article.refresh_from_db()
    assert (article.status, article.quality) == (Status.WAITING, 90)
    undo(later.act, cast.editor)
    article.refresh_from_db()
    assert (article.quality, article.standing) == (38, {})


def test_the_record_tells_every_field_that_an_undo_changed(
    cast: SimpleNamespace, make_article: Make, act_words: Words
) -> None:
    article = make_article(quality=38)
    first = moderation.approve([article], quality=70, **act_words(cast.editor, article))
    later = moderation.set_quality([article], 90, **act_words(cast.editor, article))
    undone = undo(first.act, cast.editor)  # shows on `published` alone: 90 stands on the quality
    undo(later.act, cast.editor)
    redone = undo(undone.act, cast.editor)
    article.refresh_from_db()
    assert (article.status, article.quality) == (Status.PUBLISHED, 70)
    assert redone.decisions[0].changes == {"published": [False, True], "quality": [38, 70]}


def test_reviewers_undo_what_they_decided_and_nothing_else(
    cast: SimpleNamespace, make_article: Make, act_words: Words
) -> None:
    article = make_article()
    done = moderation.approve([article], **act_words(cast.reviewer, article))
    with pytest.raises(PermissionDenied):
        undo(done.act, cast.second_reviewer, note="I know better.")
    assert undo(done.act, cast.reviewer).act
    article.refresh_from_db()
    assert article.status == Status.WAITING


def test_an_editor_undoes_what_somebody_else_decided_with_a_note(
    cast: SimpleNamespace, make_article: Make, act_words: Words
) -> None:
    article = make_article()
    done = moderation.approve([article], **act_words(cast.reviewer, article))
    for note in ("", "  "):
        with pytest.raises(ValidationError) as refused:
            undo(done.act, cast.editor, note=note)
        assert list(refused.value.message_dict) == ["note"]
    (decision,) = undo(done.act, cast.editor, note="Not ours.").decisions
    assert (decision.note, decision.act.by) == ("Not ours.", cast.editor)


@pytest.mark.parametrize("is_redo", [False, True])
@pytest.mark.parametrize("change", ["demoted", "deactivated"])
def test_who_may_no_longer_decide_may_no_longer_undo_or_redo(
    cast: SimpleNamespace, make_article: Make, act_words: Words, change: str, is_redo: bool
) -> None:
    article = make_article()
    act = moderation.approve([article], **act_words(cast.reviewer, article)).act
    if is_redo:
        act = undo(act, cast.reviewer).act
    if change == "demoted":
        cast.reviewer.groups.set([Group.objects.get(name="Readers")])
    else:
        User.objects.filter(pk=cast.reviewer.pk).update(is_active=False)
    before = Act.objects.count()
    with pytest.raises(PermissionDenied):
        undo(act, User.objects.get(pk=cast.reviewer.pk))
    assert Act.objects.count() == before


def test_what_an_import_recorded_cannot_be_undone(
    cast: SimpleNamespace, make_article: Make
) -> None:
    article = make_article()
    act = Act.objects.create(at=timezone.now(), place="import")
    Decision.objects.create(
        act=act, article=article, number=1, kind=Kind.REPLACED, changes={}, text=article.newest_text
    )
    with pytest.raises(PermissionDenied):
        undo(act, cast.superuser, note="Please.")
