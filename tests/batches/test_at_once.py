"""Concurrent requests on a batch: two tabs, a form sent twice, an undo while chunks run."""

from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.models import Act, Article, Batch, Decision
from articles.models.decision import new_token
from articles.moderation import batches
from articles.moderation.batches import CHUNK
from articles.rules import Kind, Status
from tests.batches.kit import begin, finish, freeze, import_many
from tests.race_kit import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("database_for_threads"),
]


def test_two_tabs_that_run_one_batch_decide_nothing_twice(
    users: SimpleNamespace, write_document: Any
) -> None:
    import_many(write_document, 6 * CHUNK)
    batch = begin(freeze(users.editor))
    at_once(*[partial(finish, batch)] * 2)
    assert Act.objects.get().decisions.count() == 6 * CHUNK
    assert Decision.objects.filter(number=1).count() == Decision.objects.count() == 6 * CHUNK
    assert Article.objects.filter(status=Status.REJECTED).count() == 6 * CHUNK


def test_one_form_sent_twice_at_the_same_moment_is_one_batch(
    users: SimpleNamespace, write_document: Any
) -> None:
    articles = import_many(write_document, 3)
    seen, _ = batches.current_versions(
        Article.objects.filter(pk__in=[each.pk for each in articles])
    )
    request = batches.BatchRequest(Kind.REJECT, seen, "3 ticked in the queue", "/queue/", "queue")
    token = new_token()
    frozen = at_once(*[lambda: batches.freeze(request, by=users.editor, token=token)] * 3)
    assert {batch.pk for batch in frozen} == {Batch.objects.get().pk}
    assert Batch.objects.get().items.count() == 3


def test_an_undo_while_chunks_run_leaves_nothing_decided_behind_it(
    users: SimpleNamespace, write_document: Any
) -> None:
    import_many(write_document, 6 * CHUNK)
    batch = begin(freeze(users.editor))
    act = batches.run(batch.pk, by=users.editor).act
    assert act
    undo = partial(moderation.undo, act, by=users.editor, token=new_token(), place="queue")
    at_once(partial(finish, batch), undo)
    # Whatever the order, each decision is undone.
    assert Article.objects.waiting().count() == 6 * CHUNK
    assert act.decisions.count() == Decision.objects.exclude(act=act).count()
