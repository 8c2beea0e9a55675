"""Running a batch: chunks of one act, skipped articles, stop, undo, a killed chunk."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import moderation
from articles.models import Act, Article, Decision
from articles.models.decision import new_token
from articles.moderation import batches
from articles.moderation.batches import CHUNK
from articles.rules import Kind, Status
from tests.batches.kit import begin, finish, freeze, import_many, outcomes

Make = Callable[..., Article]
ActParameters = Callable[..., dict[str, Any]]
MANY = 2 * CHUNK + 20


def test_a_batch_decides_all_of_its_articles_as_one_act(
    users: SimpleNamespace, write_document: Any
) -> None:
    articles = import_many(write_document, MANY)
    batch = begin(freeze(users.editor, reason="duplicate", note="All of one agency."))
    sizes = []
    while not batch.finished_at:
        before = Decision.objects.count()
        batch = batches.run(batch.pk, by=users.editor)
        sizes.append(Decision.objects.count() - before)
    act = Act.objects.get()
    assert (batch.act, act.by, act.place, act.token) == (act, users.editor, "queue", batch.token)
    assert sizes == [CHUNK, CHUNK, MANY - 2 * CHUNK]
    assert act.decisions.count() == len(articles) == MANY
    recorded = set(act.decisions.values_list("kind", "reason", "note", "number"))
    assert recorded == {(Kind.REJECT, "duplicate", "All of one agency.", 1)}
    assert set(Article.objects.values_list("status", flat=True)) == {Status.REJECTED}


def test_what_arrives_or_comes_to_match_after_freezing_is_not_decided(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    make_article()
    elsewhere = make_article(quality=80)
    batch = freeze(users.editor, Kind.REJECT, *Article.objects.waiting())
    late = make_article()
    moderation.reopen([elsewhere], **act_parameters(users.superuser, elsewhere))
    finish(begin(batch))
    assert Article.objects.get(pk=late.pk).status == Status.WAITING
    assert Article.objects.get(pk=elsewhere.pk).status == Status.WAITING
    assert Decision.objects.filter(kind=Kind.REJECT).count() == 1


def test_a_text_that_changed_meanwhile_is_skipped(
    users: SimpleNamespace, make_article: Make
) -> None:
    changed, same = make_article(name="a.md", title="A story"), make_article()
    batch = begin(freeze(users.editor))
    make_article(name="a.md", title="A story", excerpt="Rewritten.")
    batch = finish(batch)
    assert outcomes(batch) == {changed.pk: "text", same.pk: "done"}
    assert Article.objects.get(pk=changed.pk).status == Status.WAITING


def test_what_somebody_decided_meanwhile_is_skipped_with_their_decision(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    theirs, mine = make_article(), make_article()
    batch = begin(freeze(users.editor, note="All of them."))
    decided = moderation.approve([theirs], **act_parameters(users.reviewer, theirs))
    batch = finish(batch)
    item = batch.items.get(article=theirs)
    assert (item.outcome, item.in_the_way) == ("decided", decided.decisions[0])
    assert outcomes(batch)[mine.pk] == "done"
    assert Article.objects.get(pk=theirs.pk).status == Status.PUBLISHED


def test_a_stopped_batch_goes_on_only_where_it_is_resumed(
    users: SimpleNamespace, write_document: Any
) -> None:
    import_many(write_document, MANY)
    batch = begin(freeze(users.editor))
    batches.run(batch.pk, by=users.editor)
    batches.stop(batch.pk, by=users.editor)
    batches.run(batch.pk, by=users.editor)  # a request sent before the stop
    assert Decision.objects.count() == CHUNK
    batches.run(batch.pk, by=users.editor, resumes=True)
    assert Decision.objects.count() == 2 * CHUNK
    batch = finish(batch)
    assert (Act.objects.count(), batch.stopped_at) == (1, None)
    assert Decision.objects.count() == MANY


def test_a_reason_that_the_settings_lose_meanwhile_stays_the_batchs(
    users: SimpleNamespace, write_document: Any, settings: Any
) -> None:
    import_many(write_document, CHUNK + 1)
    batch = begin(freeze(users.editor, reason="duplicate"))
    batches.run(batch.pk, by=users.editor)
    settings.NEWSROOM_REASONS = {"other": "other"}
    assert finish(batch).act
    assert Decision.objects.filter(reason="duplicate").count() == CHUNK + 1


def test_undoing_a_batch_that_was_stopped_ends_it(
    users: SimpleNamespace, write_document: Any
) -> None:
    import_many(write_document, MANY)
    batch = begin(freeze(users.editor))
    act = batches.run(batch.pk, by=users.editor).act
    assert act
    moderation.undo(act, by=users.editor, token=new_token(), place="queue")
    batch = batches.run(batch.pk, by=users.editor, resumes=True)
    assert batch.finished_at
    assert act.decisions.count() == CHUNK
    assert Article.objects.waiting().count() == MANY


def test_undoing_names_what_was_decided_since_and_restores_the_rest(
    users: SimpleNamespace, write_document: Any, act_parameters: ActParameters
) -> None:
    articles = import_many(write_document, CHUNK + 5)
    batch = finish(begin(freeze(users.editor)))
    later = articles[:3]
    moderation.approve(later, **act_parameters(users.superuser, *later, note="Ours."))
    assert batch.act
    outcome = moderation.undo(batch.act, by=users.editor, token=new_token(), place="queue")
    assert (len(outcome.decisions), len(outcome.blocked)) == (CHUNK + 2, 3)
    assert {skip.decision.act.by for skip in outcome.blocked if skip.decision} == {users.superuser}
    assert Article.objects.waiting().count() == CHUNK + 2


def test_a_chunk_costs_the_same_queries_whatever_it_skips_and_however_many_there_are(
    users: SimpleNamespace, write_document: Any, act_parameters: ActParameters
) -> None:
    """Skipped articles' decisions and items must not be queried one by one."""
    articles = import_many(write_document, 3 * CHUNK)
    batch = begin(freeze(users.editor))
    batches.run(batch.pk, by=users.editor)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            batches.run(batch.pk, by=users.editor)
        return len(queries)

    late = articles[CHUNK : 2 * CHUNK]
    moderation.reject(late[:1], **act_parameters(users.superuser, late[0]))
    one_skipped = cost()
    later = articles[2 * CHUNK :]
    moderation.reject(later[:-1], **act_parameters(users.superuser, *later[:-1]))
    assert cost() <= one_skipped


class Killed(Exception):
    """Ends a transaction as a kill of the process would."""


def test_a_chunk_that_is_killed_leaves_nothing_and_the_batch_goes_on_from_there(
    users: SimpleNamespace, write_document: Any
) -> None:
    import_many(write_document, MANY)
    batch = begin(freeze(users.editor))
    batches.run(batch.pk, by=users.editor)

    @transaction.atomic
    def run_and_fail() -> None:
        batches.run(batch.pk, by=users.editor)
        raise Killed

    with pytest.raises(Killed):
        run_and_fail()
    assert Decision.objects.count() == CHUNK
    batch = finish(batch)
    assert set(outcomes(batch).values()) == {"done"}
    assert Decision.objects.filter(number=1).count() == Decision.objects.count() == MANY
    assert Act.objects.count() == 1


@pytest.mark.slow
def test_a_thousand_are_one_act_that_is_undone_as_one(
    users: SimpleNamespace, write_document: Any
) -> None:
    import_many(write_document, 1000)
    batch = freeze(users.editor, Kind.SET_QUALITY, values={"quality": 12}, note="Scored by hand.")
    batch = finish(begin(batch))
    assert batch.act
    assert batch.act.decisions.count() == Article.objects.filter(quality=12).count() == 1000
    with CaptureQueriesContext(connection) as queries:
        undone = moderation.undo(batch.act, by=users.editor, token=new_token(), place="queue")
    assert len(undone.decisions) == Article.objects.filter(quality=38).count() == 1000
    # With a query for each article it would be a thousand.
    assert len(queries) < 100
    assert Act.objects.count() == 2
