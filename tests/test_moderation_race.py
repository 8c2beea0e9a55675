"""Decisions and imports at the same moment, each on a connection of its own."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction

from articles import moderation
from articles.models import Act, Article, Decision
from articles.moderation.decision_requests import Outcome
from articles.rules import effective_state
from articles.sync.importer import import_target
from articles.sync.targets import Target, targets
from tests.race_kit import at_once

ActParameters = Callable[..., dict[str, Any]]
Make = Callable[..., Article]
ROUNDS = 5

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("database_for_threads"),
]


def test_of_two_who_decide_at_the_same_moment_one_wins_and_the_other_is_told(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    for _ in range(ROUNDS):
        article = make_article()
        one = act_parameters(users.reviewer, article)
        other = act_parameters(users.second_reviewer, article)
        outcomes: list[Outcome] = at_once(
            partial(moderation.approve, [article], **one),
            partial(moderation.reject, [article], **other),
        )
        (won,) = [outcome for outcome in outcomes if outcome.act]
        (lost,) = [outcome for outcome in outcomes if not outcome.act]
        (skip,) = lost.blocked
        assert (skip.why, skip.decision) == ("decided", won.decisions[0])
        assert skip.decision.act.by == won.act.by
        assert [decision.number for decision in article.decisions.all()] == [1]
        article.refresh_from_db()
        assert article.decided_by == won.act.by


def test_decisions_on_different_fields_at_the_same_moment_all_count(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    seen = [act_parameters(users.editor, article) for _ in range(4)]
    at_once(
        lambda: moderation.approve([article], **seen[0]),
        lambda: moderation.set_quality([article], 90, **seen[1]),
        lambda: moderation.edit([article], {"title": "Ours"}, **seen[2]),
        lambda: moderation.edit([article], {"topics": ["Robots"]}, **seen[3]),
    )
    article.refresh_from_db()
    numbers = article.decisions.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4]
    assert (article.published, article.quality, article.title) == (True, 90, "Ours")
    assert article.topic_names == ["Robots"]


def test_a_form_that_arrives_twice_at_the_same_moment_is_one_act(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    article = make_article()
    parameters = act_parameters(users.reviewer, article)
    outcomes = at_once(*[lambda: moderation.approve([article], **parameters)] * 3)
    assert {outcome.act for outcome in outcomes} == {Act.objects.get()}
    assert Decision.objects.count() == 1


def test_two_batches_in_opposite_order_do_not_block_each_other(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    articles = [make_article() for _ in range(6)]
    one = act_parameters(users.editor, *articles)
    other = act_parameters(users.superuser, *articles)
    outcomes = at_once(
        lambda: moderation.approve(articles, **one),
        lambda: moderation.reject(articles[::-1], **other),
    )
    assert sorted(len(outcome.decisions) for outcome in outcomes) == [0, 6]
    assert Decision.objects.filter(number=1).count() == Decision.objects.count() == 6


def test_a_decision_during_an_import_and_the_import_both_hold(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    for round_number in range(ROUNDS):
        article = make_article(name=f"{round_number}.md", quality=38)
        parameters = act_parameters(users.reviewer, article)
        outcome, _ = at_once(
            partial(moderation.approve, [article], **parameters),
            partial(make_article, name=article.path, title="Rewritten", quality=20),
        )
        article.refresh_from_db()
        assert (article.title, article.quality, article.version) == ("Rewritten", 20, 2)
        assert article.published is bool(outcome.act)
        assert [skip.why for skip in outcome.skips] == ([] if outcome.act else ["text"])
        rulings = article.decisions.all().rulings().get(article.pk, [])
        state = effective_state(article.upstream, rulings)
        assert (article.values, article.standing) == (state.values, state.numbers)


@pytest.mark.slow
def test_a_batch_and_an_import_of_the_same_articles_do_not_block_each_other(
    users: SimpleNamespace, write_document: Callable[..., Path], act_parameters: ActParameters
) -> None:
    def write_all(title: str) -> Target:
        for number in range(100):
            path = write_document(f"{number}.md", title=f"{title} {number}")
        return targets([str(path.parent)])[0]

    import_target(write_all("First"))
    for round_number in range(ROUNDS):
        articles = list(Article.objects.all())
        parameters = act_parameters(users.editor, *articles)
        target = write_all(f"Round {round_number}")
        decided, imported = at_once(
            partial(moderation.set_quality, articles, round_number, **parameters),
            partial(import_target, target),
        )
        assert imported.totals == {"changed": 100}
        assert len(decided.decisions) + len(decided.blocked) == 100
        assert {skip.why for skip in decided.skips} <= {"text"}


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks the whole database")
def test_an_import_locks_articles_in_the_order_in_which_decisions_do(
    make_article: Make, write_document: Callable[..., Path]
) -> None:
    """Prevents a deadlock of a batch and an import on the same articles."""
    first = make_article(name="a.md")
    last = make_article(name="b.md")
    folder = [write_document(name, title="Rewritten").parent for name in ("a.md", "b.md")][-1]
    (target,) = targets([str(folder)])
    importing = Thread(target=at_once, args=[partial(import_target, target)])
    with transaction.atomic():
        Article.objects.select_for_update().get(pk=first.pk)
        importing.start()
        _wait_until_somebody_waits()
        Article.objects.select_for_update(nowait=True).get(pk=last.pk)
    importing.join()
    assert Article.objects.filter(title="Rewritten").count() == 2


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks the whole database")
def test_an_import_locks_no_article_that_its_chunk_leaves_alone(
    make_article: Make, write_document: Callable[..., Path]
) -> None:
    """A new document about the same story doesn't lock the article whose document exists."""
    first = make_article(name="a.md", url="https://provider.example/story")
    make_article(name="b.md")
    write_document("b.md", title="Rewritten")
    folder = write_document("c.md", url="https://provider.example/story").parent
    (target,) = targets([str(folder)])
    importing = Thread(target=at_once, args=[partial(import_target, target)])
    with transaction.atomic():
        Article.objects.select_for_update().get(pk=first.pk)
        importing.start()
        importing.join(30)
        assert not importing.is_alive()
    assert Article.objects.filter(title="Rewritten").count() == 1


def _wait_until_somebody_waits() -> None:
    until = monotonic() + 30
    with connection.cursor() as cursor:
        while monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("the import did not wait")
