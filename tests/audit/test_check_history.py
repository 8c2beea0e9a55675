"""What `check_history` reports, the head that it proves, and what it does while people work."""

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles import moderation
from articles.audit.check import Summary, findings
from articles.models import Article, Provider, triggers
from tests.audit.check_history_kit import check, drop_trigger, sql
from tests.race_kit import at_once


def drop_trigger_and_migrate(world: SimpleNamespace) -> None:
    drop_trigger(world)
    call_command("migrate", verbosity=0, skip_checks=True)


def test_nothing_is_found_where_nobody_changed_anything_beside_the_desk(
    world: SimpleNamespace,
) -> None:
    status, output = check()
    assert "all follows" in output
    assert status == 0


def test_the_report_ends_with_those_who_may_do_everything(
    world: SimpleNamespace, users: SimpleNamespace
) -> None:
    """A superuser made in the database is in no chain: somebody has to read the names."""
    assert "Superusers: superuser. 5 people are active" in check()[1].splitlines()[-1]
    sql("UPDATE auth_user SET is_superuser = %s WHERE username IN ('reader', 'deactivated')", True)
    status, output = check()
    assert "Superusers: reader, superuser. 5 people are active" in output.splitlines()[-1]
    assert status == 0


def test_the_head_of_an_earlier_check_proves_that_nothing_before_it_was_taken_out(
    world: SimpleNamespace,
) -> None:
    head = check()[1].split("Head: ")[1].split()[0]
    assert check("--since", head)[0] == 0
    # As carefully as can be: the article looks as if nobody had ever decided on it.
    pk = world.approved.decisions.get().pk
    act = world.approved.decisions.get().act_id
    triggers.drop(connection)
    sql("DELETE FROM articles_decisiondigest WHERE decision_id = %s", pk)
    sql("DELETE FROM articles_decision WHERE id = %s", pk)
    sql("DELETE FROM articles_act WHERE id = %s", act)
    nothing: dict[str, Any] = {"decision_count": 0, "written": {}, "upstream_sources": {}}
    Article.objects.filter(pk=world.approved.pk).update(**nothing)
    connection.check_constraints()
    triggers.install(connection)
    check("--repair")
    assert check()[0] == 0
    status, output = check("--since", head)
    assert status == 1
    assert "digests of decisions: expected the first" in output


def test_a_head_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="--since: expected"):
        call_command("check_history", "--since", "yesterday")


@pytest.mark.django_db(transaction=True)
def test_a_trigger_that_was_dropped_shows_after_a_migrate_until_somebody_looked_into_it(
    world: SimpleNamespace,
) -> None:
    drop_trigger_and_migrate(world)
    assert triggers.faults(connection) == {}
    status, output = check()
    assert status == 1
    assert "missing: rows may have been changed since" in output
    with pytest.raises(CommandError, match="--reviewed: say"):
        call_command("check_history", "--reviewed", " ")
    assert check("--reviewed", "The administrator dropped it by mistake.")[0] == 0
    assert check()[0] == 0


@pytest.mark.django_db(transaction=True)
def test_a_check_sees_one_state_and_keeps_nobody_waiting(
    world: SimpleNamespace, database_for_threads: None
) -> None:
    summary = Summary()
    found = findings(summary)
    # It has begun and read, and stands in the middle.
    drop_trigger(world)
    assert "missing" in str(next(found))
    at_once(lambda: Provider.objects.filter(name="Provider").update(name="Meanwhile"))
    assert list(found) == []
    assert Provider.objects.filter(name="Meanwhile").exists()
    triggers.install(connection)


@pytest.mark.django_db(transaction=True)
def test_digests_chain_where_several_decide_on_one_article_at_the_same_moment(
    world: SimpleNamespace,
    users: SimpleNamespace,
    act_parameters: Callable[..., dict[str, Any]],
    database_for_threads: None,
) -> None:
    article = world.untouched
    jobs = [
        partial(verb, [article], **act_parameters(user, article), **values)
        for verb, user, values in (
            (moderation.set_quality, users.reviewer, {"quality": 50}),
            (moderation.edit, users.editor, {"values": {"title": "Another title"}}),
            (moderation.edit, users.superuser, {"values": {"excerpt": "Another excerpt."}}),
        )
    ]
    at_once(*jobs)
    assert article.decisions.count() == 3
    assert check()[0] == 0
