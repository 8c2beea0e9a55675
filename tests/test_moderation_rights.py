"""Permissions to decide, overriding of other people's decisions, and values that are refused."""

from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied, ValidationError

from articles import moderation
from articles.models import Act, Article
from articles.moderation.verbs import VERBS
from articles.rules import Kind, Status

ActParameters = Callable[..., dict[str, Any]]
Make = Callable[..., Article]
DECIDE = {"approve", "reject", "set_quality"}
ALL = DECIDE | {"unpublish", "reopen", "edit", "release", "many"}
#: The table of the page architecture.md; `many` is any verb on several articles.
MAY = {"reader": set(), "reviewer": DECIDE, "editor": ALL, "superuser": ALL, "deactivated": set()}
ARGS: dict[str, tuple[Any, ...]] = {
    "set_quality": (55,),
    "edit": ({"title": "Ours"},),
    "release": (["title"],),
}


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("verb", sorted(ALL))
def test_each_role_may_do_what_the_table_of_rights_says_and_no_more(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters, role: str, verb: str
) -> None:
    count, verb = (2, "approve") if verb == "many" else (1, verb)
    quality = 80 if verb in {"unpublish", "reopen"} else 38
    articles = [make_article(quality=quality) for _ in range(count)]
    if verb == "release":
        moderation.edit(articles, {"title": "Old"}, **act_parameters(users.editor, *articles))
    words = act_parameters(getattr(users, role), *articles, note="Overriding.")
    is_allowed = ("many" if count > 1 else verb) in MAY[role]
    before = Act.objects.count()
    if is_allowed:
        assert getattr(moderation, verb)(articles, *ARGS.get(verb, ()), **words).skips == []
    else:
        with pytest.raises(PermissionDenied):
            getattr(moderation, verb)(articles, *ARGS.get(verb, ()), **words)
    assert Act.objects.count() == before + is_allowed


@pytest.mark.parametrize("role", MAY)
def test_a_page_offers_a_verb_to_exactly_those_who_may(users: SimpleNamespace, role: str) -> None:
    offered = {
        kind.replace("-", "_")
        for kind, verb in VERBS.items()
        if verb.permission and _may(users, role, kind)
    }
    settles = {"keep_ours", "take_theirs"} if "edit" in MAY[role] else set()
    confirms = {"confirm"} if "approve" in MAY[role] else set()
    assert offered == MAY[role] - {"many"} | settles | confirms


def _may(users: SimpleNamespace, role: str, kind: Kind) -> bool:
    return moderation.may(getattr(users, role), kind)


def test_a_site_can_cut_rights_its_own_way(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    approver = User.objects.create_user("approver")
    approver.user_permissions.add(Permission.objects.get(codename="approve_article"))
    article = make_article()
    with pytest.raises(PermissionDenied, match="set_quality_article"):
        moderation.approve([article], quality=70, **act_parameters(approver, article))
    assert moderation.approve([article], **act_parameters(approver, article)).act


def test_reviewers_may_change_what_they_decided_themselves(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    for points in (80, 60):
        moderation.set_quality([article], points, **act_parameters(users.reviewer, article))
    moderation.reject([article], **act_parameters(users.reviewer, article))
    assert moderation.approve([article], **act_parameters(users.reviewer, article)).skips == []
    article.refresh_from_db()
    assert (article.quality, article.status) == (60, Status.PUBLISHED)


@pytest.mark.parametrize(("verb", "args"), [("approve", ()), ("set_quality", (5,))])
def test_reviewers_may_not_change_what_somebody_else_decided(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters, verb: str, args: Any
) -> None:
    article = make_article()
    moderation.set_quality([article], 80, **act_parameters(users.second_reviewer, article))
    moderation.reject([article], **act_parameters(users.second_reviewer, article))
    words = act_parameters(users.reviewer, article, note="I know better.")
    (skip,) = getattr(moderation, verb)([article], *args, **words).blocked
    assert (skip.why, skip.decision.act.by) == ("right", users.second_reviewer)
    article.refresh_from_db()
    assert (article.quality, article.status) == (80, Status.REJECTED)


@pytest.mark.parametrize(("note", "why"), [("", ["note"]), (" \n ", ["note"]), ("Because.", [])])
def test_an_editor_overrides_with_a_note_only(
    users: SimpleNamespace,
    make_article: Make,
    act_parameters: ActParameters,
    note: str,
    why: list[str],
) -> None:
    article = make_article()
    moderation.reject([article], **act_parameters(users.reviewer, article))
    outcome = moderation.approve([article], **act_parameters(users.editor, article, note=note))
    assert [skip.why for skip in outcome.blocked] == why
    assert all(skip.decision.act.by == users.reviewer for skip in outcome.skips)
    article.refresh_from_db()
    assert article.status == (Status.REJECTED if why else Status.PUBLISHED)


def test_whoever_comes_next_may_decide_what_an_editor_sent_back(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article(quality=80)
    moderation.reopen([article], **act_parameters(users.editor, article))
    assert moderation.reject([article], **act_parameters(users.reviewer, article)).skips == []
    article.refresh_from_db()
    assert (article.status, article.decided_by) == (Status.REJECTED, users.reviewer)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": " \t"}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"title": "\u200b"}, "title"),
        ({"title": "\u200b \u200b"}, "title"),
        ({"title": "a\x1b[2Jb"}, "title"),
        ({"title": None}, "title"),
        ({"excerpt": "x" * 20_001}, "excerpt"),
        ({"excerpt": "a\0b"}, "excerpt"),
        ({"excerpt": "\ud800"}, "excerpt"),
        ({"type": ""}, "type"),
        ({"type": "two words"}, "type"),
        ({"type": "x" * 41}, "type"),
        ({"type": "vidéo"}, "type"),
        ({"topics": ["AI", "AI"]}, "topics"),
        ({"topics": ["AI", ""]}, "topics"),
        ({"topics": ["x" * 101]}, "topics"),
        ({"topics": ["a\nb"]}, "topics"),
        ({"topics": [1]}, "topics"),
        ({"topics": "AI"}, "topics"),
        ({"topics": [f"topic {number}" for number in range(51)]}, "topics"),
    ],
)
def test_a_value_that_a_field_cannot_hold_is_refused_by_field(
    users: SimpleNamespace,
    make_article: Make,
    act_parameters: ActParameters,
    values: dict[str, Any],
    field: str,
) -> None:
    article = make_article()
    with pytest.raises(ValidationError) as refused:
        moderation.edit([article], values, **act_parameters(users.editor, article))
    assert list(refused.value.message_dict) == [field]
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    "values", [{"title": "A\n"}, {"title": " A"}, {"type": "video "}, {"topics": ["AI", "AI "]}]
)
def test_white_space_around_a_value_never_reaches_an_article(
    users: SimpleNamespace,
    make_article: Make,
    act_parameters: ActParameters,
    values: dict[str, Any],
) -> None:
    """Documents are read without it, so its export would be read back as another value."""
    article = make_article()
    with suppress(ValidationError):
        moderation.edit([article], values, **act_parameters(users.editor, article))
    article.refresh_from_db()
    kept = [article.title, article.excerpt, article.type, *article.topic_names]
    assert kept == [text.strip() for text in kept]


@pytest.mark.parametrize("points", [-1, 1.5, True, 10**9, 1_000_001, "70", None, float("nan")])
def test_a_quality_is_a_whole_number_within_limits(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters, points: Any
) -> None:
    article = make_article()
    with pytest.raises(ValidationError) as refused:
        moderation.set_quality([article], points, **act_parameters(users.editor, article))
    assert list(refused.value.message_dict) == ["quality"]
    article.refresh_from_db()
    assert article.quality == 38


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"reason": "spite"}, "reason"),
        ({"note": "x" * 2001}, "note"),
        ({"note": "a\0b"}, "note"),
        ({"note": "\ud800"}, "note"),
    ],
)
def test_an_unknown_reason_and_an_endless_note_are_refused_by_field(
    users: SimpleNamespace,
    make_article: Make,
    act_parameters: ActParameters,
    words: Any,
    field: str,
) -> None:
    article = make_article()
    with pytest.raises(ValidationError) as refused:
        moderation.reject([article], **act_parameters(users.editor, article, **words))
    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize("note", ["x" * 2001, "a\0b"])
def test_an_undo_takes_the_same_notes_as_any_other_act(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters, note: str
) -> None:
    article = make_article()
    act = moderation.reject([article], **act_parameters(users.editor, article)).act
    with pytest.raises(ValidationError) as refused:
        moderation.undo(act, by=users.editor, token="undoing", place="queue", note=note)
    assert list(refused.value.message_dict) == ["note"]


def test_several_faults_are_named_at_once(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    with pytest.raises(ValidationError) as refused:
        moderation.edit(
            [article],
            {"title": "", "type": "?"},
            **act_parameters(users.editor, article, note="\0"),
        )
    assert set(refused.value.message_dict) == {"title", "type", "note"}


def test_values_at_their_limits_are_taken(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    topics = [f"topic {number}" for number in range(50)]
    widest = {
        "title": "x" * 500,
        "excerpt": "y\n" * 9_999 + "yy",
        "type": "z" * 40,
        "topics": topics,
    }
    words = act_parameters(users.editor, article, note="n" * 2000)
    assert moderation.edit([article], widest, **words).skips == []
    for points in (0, 1_000_000):
        moderation.set_quality([article], points, **act_parameters(users.editor, article))
    article.refresh_from_db()
    assert article.values == {**widest, "quality": 1_000_000, "published": False}


@pytest.mark.parametrize("reason", ["off-topic", "duplicate", ""])
def test_a_reason_is_kept_with_the_decision(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters, reason: str
) -> None:
    article = make_article()
    moderation.reject([article], reason=reason, **act_parameters(users.reviewer, article))
    assert article.decisions.get().reason == reason
