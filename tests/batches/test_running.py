"""Many at once: frozen as seen, decided chunk by chunk as one act, and never twice."""

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
Words = Callable[..., dict[str, Any]]
MANY = 2 * CHUNK + 20


def test_a_batch_decides_all_of_its_articles_as_one_act(
    cast: SimpleNamespace, write_document: Any
) -> None:
    articles = import_many(write_document, MANY)
    batch = begin(freeze(cast.editor, reason="duplicate", note="All of one agency."))
    sizes = []
    while not batch.finished_at:
        before = Decision.objects.count()
        batch = batches.run(batch.pk, by=cast.editor)
        sizes.append(Decision.objects.count() - before)
    act = Act.objects.get()
    assert (batch.act, act.by, act.place, act.token) == (act, cast.editor, "queue", batch.token)
    assert sizes == [CHUNK, CHUNK, MANY - 2 * CHUNK]
    assert act.decisions.count() == len(articles) == MANY
    said = set(act.decisions.values_list("kind", "reason", "note", "number"))
    assert said == {(Kind.REJECT, "duplicate", "All of one agency.", 1)}
    assert set(Article.objects.values_list("status", flat=True)) == {Status.REJECTED}


def test_what_arrives_or_comes_to_match_after_freezing_is_not_decided(
    cast: SimpleNamespace, make_article: Make, act_words: Words
) -> None:
    make_article()
    elsewhere = make_article(quality=80)
    batch = freeze(cast.editor, Kind.REJECT, *Article.objects.waiting())
    late = make_article()
    moderation.reopen([elsewhere], **act_words(cast.superuser, elsewhere))
    finish(begin(batch))
    assert Article.objects.get(pk=late.pk).status == Status.WAITING
    assert Article.objects.get(pk=elsewhere.pk).status == Status.WAITING
    assert Decision.objects.filter(kind=Kind.REJECT).count() == 1


def test_a_text_that_changed_meanwhile_is_skipped(
    cast: SimpleNamespace, make_article: Make
) -> None:
    changed, same = make_article(name="a.md", title="A story"), make_article()
    batch = begin(freeze(cast.editor))
    make_article(name="a.md", title="A story", excerpt="Rewritten.")
    batch = finish(batch)
    assert outcomes(batch) == {changed.pk: "text", same.pk: "done"}
    assert Article.objects.get(pk=changed.pk).status == Status.WAITING


def test_what_somebody_decided_meanwhile_is_skipped_with_their_decision(
    cast: SimpleNamespace, make_article: Make, act_words: Words
) -> None:
    theirs, mine = make_article(), make_article()
    batch = begin(freeze(cast.editor, note="All of them."))
    decided = moderation.approve([theirs], **act_words(cast.reviewer, theirs))
    batch = finish(batch)
    item = batch.items.get(article=theirs)
    assert (item.outcome, item.in_the_way) == ("decided", decided.decisions[0])
    assert outcomes(batch)[mine.pk] == "done"
    assert Article.objects.get(pk=theirs.pk).status == Status.PUBLISHED


def test_a_stopped_batch_goes_on_only_where_it_is_resumed(
    cast: SimpleNamespace, write_document: Any
) -> None:
    import_many(write_document, MANY)
    batch = begin(freeze(cast.editor))
    batches.run(batch.pk, by=cast.editor)
    batches.stop(batch.pk, by=cast.editor)
    batches.run(batch.pk, by=cast.editor)  # a request that was on its way
    assert Decision.objects.count() == CHUNK
    batches.run(batch.pk, by=cast.editor, resumes=True)
    assert Decision.objects.count() == 2 * CHUNK
    batch = finish(batch)
    assert (Act.objects.count(), batch.stopped_at) == (1, None)
    assert Decision.objects.count() == MANY


def test_undoing_a_batch_that_was_stopped_ends_it(
    cast: SimpleNamespace, write_document: Any
) -> None:
    import_many(write_document, MANY)
    batch = begin(freeze(cast.editor))
    act = batches.run(batch.pk, by=cast.editor).act
    assert act
    moderation.undo(act, by=cast.editor, token=new_token(), place="queue")
    batch = batches.run(batch.pk, by=cast.editor, resumes=True)
    assert batch.finished_at
    assert act.decisions.count() == CHUNK
    assert Article.objects.waiting().count() == MANY


def test_undoing_names_what_was_decided_since_and_restores_the_rest(
    cast: SimpleNamespace, write_document: Any, act_words: Words
) -> None:
    articles = import_many(write_document, CHUNK + 5)
    batch = finish(begin(freeze(cast.editor)))
    later = articles[:3]
    moderation.approve(later, **act_words(cast.superuser, *later, note="Ours."))
    assert batch.act
    outcome = moderation.undo(batch.act, by=cast.editor, token=new_token(), place="queue")
    assert (len(outcome.decisions), len(outcome.blocked)) == (CHUNK + 2, 3)
    assert {skip.decision.act.by for skip in outcome.blocked if skip.decision} == {cast.superuser}
    assert Article.objects.waiting().count() == CHUNK + 2


def test_a_chunk_costs_the_same_queries_whatever_it_skips_and_however_many_there_are(
    cast: SimpleNamespace, write_document: Any, act_words: Words
) -> None:
    """A query for each skipped article's decision, or for each item, would show here."""
    articles = import_many(write_document, 3 * CHUNK)
    batch = begin(freeze(cast.editor))
    batches.run(batch.pk, by=cast.editor)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            batches.run(batch.pk, by=cast.editor)
        return len(queries)

    late = articles[CHUNK : 2 * CHUNK]
    moderation.reject(late[:1], **act_words(cast.superuser, late[0]))
    one_skipped = cost()
    later = articles[2 * CHUNK :]
    moderation.reject(later[:-1], **act_words(cast.superuser, *later[:-1]))
    assert cost() <= one_skipped


class Killed(Exception):
    pass


def test_a_chunk_that_is_killed_leaves_nothing_and_the_batch_goes_on_from_there(
    cast: SimpleNamespace, write_document: Any
) -> None:
    import_many(write_document, MANY)
    batch = begin(freeze(cast.editor))
    batches.run(batch.pk, by=cast.editor)

    @transaction.atomic
    def a_chunk_and_no_more() -> None:
        batches.run(batch.pk, by=cast.editor)
        raise Killed

    with pytest.raises(Killed):
        a_chunk_and_no_more()
    assert Decision.objects.count() == CHUNK
    batch = finish(batch)
    assert set(outcomes(batch).values()) == {"done"}
    assert Decision.objects.filter(number=1).count() == Decision.objects.count() == MANY
    assert Act.objects.count() == 1


def test_a_thousand_are_one_act_that_is_undone_as_one(
    cast: SimpleNamespace, write_document: Any
) -> None:
    import_many(write_document, 1000)
    batch = freeze(cast.editor, Kind.SET_QUALITY, values={"quality": 12}, note="Scored by hand.")
    batch = finish(begin(batch))
    assert batch.act
    assert batch.act.decisions.count() == Article.objects.filter(quality=12).count() == 1000
    with CaptureQueriesContext(connection) as queries:
        undone = moderation.undo(batch.act, by=cast.editor, token=new_token(), place="queue")
    assert len(undone.decisions) == Article.objects.filter(quality=38).count() == 1000
    # A query for each article would make it a thousand.
    assert len(queries) < 100
    assert Act.objects.count() == 2
