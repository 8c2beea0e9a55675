"""Freezing and beginning a batch: permissions, preview, confirmation."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import moderation
from articles.models import Act, Article, Batch, Decision
from articles.models.decision import new_token
from articles.moderation import batches
from articles.moderation.batch_confirmation import needs_number
from articles.moderation.batches import CHUNK, BatchRequest
from articles.moderation.decision_requests import Seen
from articles.rules import Kind
from tests.batches.kit import begin, finish, freeze, import_many, outcomes

Make = Callable[..., Article]
ActParameters = Callable[..., dict[str, Any]]


def test_what_is_so_already_or_can_not_be_is_known_before_it_begins(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    waiting, rejected, published = make_article(), make_article(), make_article(quality=80)
    moderation.reject([rejected], **act_parameters(users.editor, rejected))
    batch = freeze(users.editor)
    assert outcomes(batch) == {waiting.pk: "", rejected.pk: "same", published.pk: "status"}
    assert batch.planned == 1
    finish(begin(batch))
    assert Decision.objects.filter(act__token=batch.token).count() == 1


def test_foreseeing_changes_and_records_nothing(users: SimpleNamespace, make_article: Make) -> None:
    before = Article.objects.filter(pk=make_article().pk).values().get()
    freeze(users.editor)
    assert Article.objects.values().get() == before
    assert not Act.objects.exists()


def test_somebody_elses_decisions_are_included_with_a_note_and_confirmed_anew(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    mine, theirs = make_article(), make_article()
    decided = moderation.set_quality([theirs], 50, **act_parameters(users.reviewer, theirs))
    batch = freeze(users.editor, Kind.SET_QUALITY, values={"quality": 60})
    item = batch.items.get(article=theirs)
    assert (item.outcome, item.in_the_way) == ("note", decided.decisions[0])
    with pytest.raises(ValidationError, match="It is 2 articles now, not 1"):
        begin(batch, note="Scored anew.")
    batch.refresh_from_db()
    assert (batch.planned, batch.begun_at, batch.note) == (2, None, "Scored anew.")
    finish(begin(batch))
    assert {Article.objects.get(pk=each.pk).quality for each in (mine, theirs)} == {60}


def test_without_the_right_to_override_a_note_includes_nothing(
    users: SimpleNamespace, make_article: Make, act_parameters: ActParameters
) -> None:
    theirs = make_article()
    moderation.set_quality([theirs], 50, **act_parameters(users.reviewer, theirs))
    group = Group.objects.get(name="Editors")
    group.permissions.remove(*group.permissions.filter(codename="override_decision"))
    batch = freeze(users.editor, Kind.SET_QUALITY, values={"quality": 60}, note="Please.")
    assert outcomes(batch) == {theirs.pk: "right"}


@pytest.mark.parametrize(
    ("kind", "quality", "needs"),
    [
        (Kind.REJECT, 38, False),
        (Kind.APPROVE, 38, True),
        (Kind.UNPUBLISH, 80, True),
        (Kind.REOPEN, 80, True),
        (Kind.SET_QUALITY, 38, False),
        (Kind.SET_QUALITY, 80, True),
    ],
)
def test_the_number_is_typed_for_anything_live(
    users: SimpleNamespace, make_article: Make, kind: Kind, quality: int, needs: bool
) -> None:
    make_article(quality=quality)
    values = {"quality": 60} if kind == Kind.SET_QUALITY else {}
    batch = freeze(users.editor, kind, values=values)
    assert needs_number(batch) is needs
    if needs:
        with pytest.raises(ValidationError, match="Type 1 to confirm; nothing was typed"):
            begin(batch, typed="")


def test_a_number_typed_wrong_begins_nothing(users: SimpleNamespace, write_document: Any) -> None:
    import_many(write_document, 101)
    batch = freeze(users.editor)
    for typed in ("", "11", "100", "101 or so"):
        with pytest.raises(ValidationError, match="Type 101 to confirm"):
            begin(batch, typed=typed)
    assert batches.run(batch.pk, by=users.editor).begun_at is None
    assert not Act.objects.exists()
    assert begin(batch, typed=" 1,01 ").begun_at


def test_a_hundred_need_no_number(users: SimpleNamespace, write_document: Any) -> None:
    import_many(write_document, 100)
    assert begin(freeze(users.editor), typed="").begun_at


def test_only_its_maker_begins_goes_on_or_stops(users: SimpleNamespace, make_article: Make) -> None:
    make_article()
    batch = freeze(users.editor)
    with pytest.raises(PermissionDenied):
        batches.begin(batch.pk, by=users.superuser, typed="1", shown=1)
    begin(batch)
    for verb in (batches.run, batches.stop):
        with pytest.raises(PermissionDenied):
            verb(batch.pk, by=users.superuser)
    assert not Act.objects.exists()


def test_who_may_not_decide_many_or_so_freezes_nothing(
    users: SimpleNamespace, make_article: Make
) -> None:
    make_article()
    with pytest.raises(PermissionDenied, match="decide_many_articles"):
        freeze(users.reviewer)
    users.reviewer.user_permissions.add(*_permissions("decide_many_articles"))
    reviewer = User.objects.get(pk=users.reviewer.pk)
    with pytest.raises(PermissionDenied, match="unpublish_article"):
        freeze(reviewer, Kind.UNPUBLISH)
    assert freeze(reviewer).planned == 1


def test_a_right_lost_on_the_way_stops_it_even_at_a_last_article(
    users: SimpleNamespace, write_document: Any
) -> None:
    import_many(write_document, CHUNK + 1)
    batch = begin(freeze(users.editor))
    batches.run(batch.pk, by=users.editor)
    group = Group.objects.get(name="Editors")
    group.permissions.remove(*_permissions("decide_many_articles"))
    with pytest.raises(PermissionDenied, match="decide_many_articles"):
        batches.run(batch.pk, by=User.objects.get(pk=users.editor.pk))
    assert Decision.objects.count() == CHUNK


def _permissions(codename: str) -> Any:
    """Return the editors' permissions of this codename."""
    return Group.objects.get(name="Editors").permissions.filter(codename=codename)


def test_what_can_not_be_set_freezes_nothing(users: SimpleNamespace, make_article: Make) -> None:
    article = make_article()
    refused: list[dict[str, Any]] = [
        {"values": {"quality": -1}},
        {"reason": "no such reason"},
        {"note": "x" * 2001},
    ]
    for fault in refused:
        with pytest.raises(ValidationError):
            freeze(users.editor, **fault)
    unknown = BatchRequest(Kind.REJECT, {article.pk + 1: Seen(1)}, "", "/queue/", "queue")
    empty = BatchRequest(Kind.REJECT, {}, "", "/queue/", "queue")
    for request in (unknown, empty):
        with pytest.raises(ValidationError):
            batches.freeze(request, by=users.editor, token=new_token())
    assert not Batch.objects.exists()


def test_a_token_of_another_users_batch_leads_to_no_batch(
    users: SimpleNamespace, make_article: Make
) -> None:
    seen = {make_article().pk: Seen(1)}
    request, token = BatchRequest(Kind.REJECT, seen, "", "/queue/", "queue"), new_token()
    batch = batches.freeze(request, by=users.editor, token=token)
    assert batches.find_by_token(token, users.editor) == batch
    assert batches.find_by_token(token, users.superuser) is None
    with pytest.raises(PermissionDenied, match="sent by somebody else"):
        batches.freeze(request, by=users.superuser, token=token)


def test_a_batch_that_was_never_begun_is_deleted_after_a_day(
    users: SimpleNamespace, make_article: Make
) -> None:
    make_article()
    unbegun, begun, anothers = freeze(users.editor), freeze(users.editor), freeze(users.superuser)
    begin(begun)
    long_ago = begun.made_at - 2 * batches.UNBEGUN_KEPT_FOR
    Batch.objects.update(made_at=long_ago)
    freeze(users.editor)
    assert not Batch.objects.filter(pk=unbegun.pk).exists()
    assert Batch.objects.filter(pk__in=[begun.pk, anothers.pk]).count() == 2


def test_a_list_beyond_the_limit_is_frozen_to_its_first(
    make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [make_article() for _ in range(4)]
    monkeypatch.setattr(batches, "LIMIT", 3)
    seen, is_cut = batches.current_versions(Article.objects.order_by("-id"))
    assert list(seen) == [article.pk for article in articles[:0:-1]]
    assert is_cut
    assert batches.current_versions(Article.objects.filter(pk__lt=articles[3].pk))[1] is False


def test_freezing_asks_for_no_article_alone(
    users: SimpleNamespace, write_document: Any, act_parameters: ActParameters
) -> None:
    """Articles and decisions must not be queried one by one."""

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            freeze(users.editor, Kind.SET_QUALITY, values={"quality": 50})
        return len(queries)

    def decide_as_other(articles: list[Article]) -> None:
        moderation.set_quality(articles, 40, **act_parameters(users.superuser, *articles))

    decide_as_other(import_many(write_document, 3)[:2])
    cost()  # loads the permissions, which are cached
    few = cost()
    decide_as_other(import_many(write_document, 60)[3:])
    assert cost() == few
