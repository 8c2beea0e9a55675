"""A batch in two tabs, and a batch and its undo, at the same moment."""

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
    cast: SimpleNamespace, write_document: Any
) -> None:
    import_many(write_document, 6 * CHUNK)
    batch = begin(freeze(cast.editor))
    at_once(*[partial(finish, batch)] * 2)
    assert Act.objects.get().decisions.count() == 6 * CHUNK
    assert Decision.objects.filter(number=1).count() == Decision.objects.count() == 6 * CHUNK
    assert Article.objects.filter(status=Status.REJECTED).count() == 6 * CHUNK


def test_one_form_sent_twice_at_the_same_moment_is_one_batch(
    cast: SimpleNamespace, write_document: Any
) -> None:
    articles = import_many(write_document, 3)
    seen, _ = batches.current_versions(
        Article.objects.filter(pk__in=[each.pk for each in articles])
    )
    wanted = batches.BatchRequest(Kind.REJECT, seen, "3 ticked in the queue", "/queue/", "queue")
    token = new_token()
    found = at_once(*[lambda: batches.freeze(wanted, by=cast.editor, token=token)] * 3)
    assert {batch.pk for batch in found} == {Batch.objects.get().pk}
    assert Batch.objects.get().items.count() == 3


def test_an_undo_while_chunks_run_leaves_nothing_decided_behind_it(
    cast: SimpleNamespace, write_document: Any
) -> None:
    import_many(write_document, 6 * CHUNK)
    batch = begin(freeze(cast.editor))
    act = batches.run(batch.pk, by=cast.editor).act
    assert act
    undo = partial(moderation.undo, act, by=cast.editor, token=new_token(), place="queue")
    at_once(partial(finish, batch), undo)
    # Whichever came first: what the undo did not see, there is none of.
    assert Article.objects.waiting().count() == 6 * CHUNK
    assert act.decisions.count() == Decision.objects.exclude(act=act).count()
