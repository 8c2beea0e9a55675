"""Each kind of decision, on one article and on many: the effect and the recorded decisions."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.models import Act, Article, Decision
from articles.rules import Kind, Status, field_values
from tests.documents_kit import STORY

ActParameters = Callable[..., dict[str, Any]]
Make = Callable[..., Article]
#: Function -> its arguments, the quality before, and the kind, changes and status after.
VERBS: dict[str, tuple[tuple[Any, ...], int, Kind, dict[str, Any], Status]] = {
    "approve": ((), 38, Kind.APPROVE, {"published": [False, True]}, Status.PUBLISHED),
    "reject": ((), 38, Kind.REJECT, {"published": [False, False]}, Status.REJECTED),
    "unpublish": ((), 80, Kind.UNPUBLISH, {"published": [True, False]}, Status.TAKEN_DOWN),
    "reopen": ((), 80, Kind.REOPEN, {"published": [True, False]}, Status.WAITING),
    "set_quality": ((55,), 38, Kind.SET_QUALITY, {"quality": [38, 55]}, Status.WAITING),
    "edit": (
        ({"type": "video", "topics": ["Robots", "AI"]},),
        38,
        Kind.EDIT,
        {"type": ["article", "video"], "topics": [["AI"], ["Robots", "AI"]]},
        Status.WAITING,
    ),
}


def reloaded(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


@pytest.fixture
def story(make_article: Make) -> Make:
    """Return a function that imports one story, with the given fields changed."""
    return lambda **fields: make_article(**{**STORY, **fields})


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_changes_its_articles_and_leaves_one_decision_for_each(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters, verb: str, count: int
) -> None:
    args, quality, kind, changes, status = VERBS[verb]
    articles = [make_article(quality=quality) for _ in range(count)]
    parameters = act_parameters(users.editor, *articles, note=" Seen and weighed. ")
    outcome = getattr(moderation, verb)(articles, *args, **parameters)
    act = Act.objects.get()
    assert (outcome.act, outcome.skips) == (act, [])
    assert (act.by, act.place, act.token) == (users.editor, "queue", parameters["token"])
    assert Decision.objects.count() == count
    for article in map(reloaded, articles):
        decision = article.decisions.get()
        assert (decision.act, decision.kind, decision.number) == (act, kind, 1)
        assert (decision.changes, decision.note) == (changes, "Seen and weighed.")
        seen = {name: article.upstream[name] for name in changes}
        assert field_values(decision.upstream_seen) == seen
        assert decision.text_id == article.newest_text_id
        assert decision.withdraws is None
        assert {name: article.values[name] for name in changes} == {
            name: after for name, (_, after) in changes.items()
        }
        assert article.status == status
        assert article.decision_count == 1
        assert article.standing == dict.fromkeys(changes, 1)
        if kind in {Kind.APPROVE, Kind.REJECT, Kind.UNPUBLISH}:
            assert (article.decided_by, article.status_since) == (users.editor, act.at)
        else:
            assert article.decided_by is None


@pytest.mark.parametrize("count", [1, 3])
def test_release_lets_fields_follow_upstream_again(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters, count: int
) -> None:
    articles = [make_article(title="Theirs") for _ in range(count)]
    edits = {"title": "Ours", "excerpt": "Ours too."}
    moderation.edit(articles, edits, **act_parameters(users.editor, *articles))
    outcome = moderation.release(articles, ["title"], **act_parameters(users.editor, *articles))
    assert len(outcome.decisions) == Decision.objects.filter(number=2).count() == count
    for article in map(reloaded, articles):
        assert article.decisions.get(number=2).changes == {"title": ["Ours", "Theirs"]}
        assert (article.title, article.excerpt) == ("Theirs", "Ours too.")
        assert article.standing == {"excerpt": 1}


@pytest.mark.parametrize("count", [1, 3])
def test_undo_withdraws_an_act_from_all_its_articles(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters, count: int
) -> None:
    articles = [make_article() for _ in range(count)]
    done = moderation.approve(articles, quality=70, **act_parameters(users.editor, *articles))
    outcome = moderation.undo(done.act, by=users.editor, token="undoing", place="review")
    assert (outcome.act.token, outcome.act.place, outcome.skips) == ("undoing", "review", [])
    for article in map(reloaded, articles):
        decision = article.decisions.get(number=2)
        assert decision.kind == Kind.UNDO
        assert decision.withdraws == article.decisions.get(number=1)
        assert decision.changes == {"published": [True, False], "quality": [70, 38]}
        assert (article.status, article.quality, article.standing) == ("waiting", 38, {})
        assert article.decided_by is None


def test_decisions_on_one_article_are_numbered_without_gaps(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    for points in (10, 20, 20, 30):  # the second 20 leaves nothing
        moderation.set_quality([article], points, **act_parameters(users.reviewer, article))
    numbers = article.decisions.order_by("number").values_list("number", "changes")
    assert list(numbers) == [
        (1, {"quality": [38, 10]}),
        (2, {"quality": [10, 20]}),
        (3, {"quality": [20, 30]}),
    ]


@pytest.mark.parametrize(
    ("verb", "args"),
    [("approve", ()), ("set_quality", (55,)), ("edit", ({"title": "Ours"},))],
)
def test_an_act_that_changes_nothing_leaves_nothing(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters, verb: str, args: Any
) -> None:
    article = make_article()
    getattr(moderation, verb)([article], *args, **act_parameters(users.editor, article))
    outcome = getattr(moderation, verb)([article], *args, **act_parameters(users.editor, article))
    assert (outcome.act, outcome.decisions, outcome.blocked) == (None, [], [])
    assert Act.objects.count() == Decision.objects.count() == 1


def test_releasing_what_follows_upstream_leaves_nothing(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    outcome = moderation.release([article], ["title"], **act_parameters(users.editor, article))
    assert [skip.why for skip in outcome.skips] == ["same"]
    assert not Act.objects.exists()


def test_release_names_only_the_fields_that_were_set_here(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article(title="Theirs")
    moderation.edit([article], {"title": "Ours"}, **act_parameters(users.editor, article))
    moderation.release([article], ["title", "type"], **act_parameters(users.editor, article))
    assert article.decisions.get(number=2).changes == {"title": ["Ours", "Theirs"]}


def test_approving_again_with_a_quality_records_the_quality_alone(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    moderation.approve([article], **act_parameters(users.editor, article))
    moderation.approve([article], quality=70, **act_parameters(users.editor, article))
    decision = article.decisions.get(number=2)
    assert (decision.kind, decision.changes) == (Kind.SET_QUALITY, {"quality": [38, 70]})


def test_approving_what_upstream_published_pins_it(
    users: SimpleNamespace, story: Make, act_parameters: ActParameters
) -> None:
    article = story(quality=80)
    moderation.approve([article], **act_parameters(users.reviewer, article))
    assert reloaded(article).decided_by == users.reviewer
    story(quality=10)
    assert reloaded(article).status == Status.PUBLISHED
    assert reloaded(article).quality == 10
    assert Article.objects.published().get() == article


def test_what_was_sent_back_waits_whatever_upstream_says_later(
    users: SimpleNamespace, story: Make, act_parameters: ActParameters
) -> None:
    article = story(quality=80)
    moderation.reopen([article], **act_parameters(users.editor, article))
    for quality in (90, 10, 100):
        story(quality=quality, title=f"Worth {quality}")
        assert Article.objects.waiting().get() == article
        assert reloaded(article).title == f"Worth {quality}"


def test_a_quality_alone_leaves_an_article_waiting(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article(quality=38)
    moderation.set_quality([article], 99, **act_parameters(users.reviewer, article))
    assert (reloaded(article).status, reloaded(article).published) == (Status.WAITING, False)


@pytest.mark.parametrize(("verb", "quality"), [("reject", 80), ("unpublish", 38), ("reopen", 38)])
def test_a_verb_that_the_status_does_not_allow_is_refused_by_name(
    users: SimpleNamespace,
    make_article: Make,
    act_parameters: ActParameters,
    verb: str,
    quality: int,
) -> None:
    article = make_article(quality=quality)
    outcome = getattr(moderation, verb)([article], **act_parameters(users.editor, article))
    assert [(skip.why, skip.article) for skip in outcome.blocked] == [("status", article)]
    assert not Act.objects.exists()
