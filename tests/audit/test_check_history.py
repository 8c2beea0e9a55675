"""`check_history` finds what was changed beside the desk, names it, and repairs what follows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256 as digest_of
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from articles import moderation
from articles.audit.check import Summary, findings
from articles.models import (
    Article,
    ArticleAddress,
    ArticleTopic,
    DocumentText,
    Image,
    Provider,
    RelatedLink,
    SearchText,
    StoryChange,
    triggers,
)
from tests.export_kit import import_folder
from tests.race_kit import at_once

ON_SQLITE = connection.vendor == "sqlite"
Tampering = Callable[[SimpleNamespace], None]


def check(*options: str) -> tuple[int, str]:
    """Run the command; return its exit status and what it printed."""
    output = StringIO()
    try:
        call_command("check_history", *options, stdout=output, stderr=output)
    except SystemExit as end:
        return int(end.code or 0), output.getvalue()
    return 0, output.getvalue()


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def unguarded(statement: str, *values: Any) -> None:
    """Change the record as a person could who drops the triggers and puts them back."""
    connection.check_constraints()
    triggers.drop(connection)
    sql(statement, *values)
    connection.check_constraints()
    triggers.install(connection)


def column(name: str, value: str) -> Callable[[SimpleNamespace], None]:
    """Return a change of one column of the approved article, by an expression of SQL."""
    return lambda world: sql(
        f"UPDATE articles_article SET {name} = {value} WHERE id = %s", world.approved.pk
    )


def in_json(name: str, change: Callable[[dict[str, Any]], Any]) -> Tampering:
    """Return a change of one column of the edited article that holds JSON."""

    def tamper(world: SimpleNamespace) -> None:
        values = getattr(world.edited, name)
        change(values)
        Article.objects.filter(pk=world.edited.pk).update(**{name: values})

    return tamper


def rewrite_text(world: SimpleNamespace) -> None:
    text = world.untouched.newest_text
    sql("UPDATE articles_documenttext SET text = %s WHERE id = %s", text.text + "\n", text.pk)


def rewrite_text_and_digest(world: SimpleNamespace) -> None:
    text = world.untouched.newest_text
    text.text = text.text.replace("quality: 38", "quality: 39")
    text.sha256 = sha256(text.text)
    text.save()


def rewrite_decided_text_and_digest(world: SimpleNamespace) -> None:
    text = world.batched.decisions.get().text
    text.text += "More of it.\n"
    text.sha256 = sha256(text.text)
    text.save()


def sha256(text: str) -> str:
    return digest_of(text.encode()).hexdigest()


def insert_act(world: SimpleNamespace) -> None:
    act = world.approved.decisions.first().act
    sql(
        "INSERT INTO articles_act (at, place, token, by_id) VALUES (%s, 'queue', 'made-up', %s)",
        act.at, act.by_id,
    )  # fmt: skip


def insert_decision(world: SimpleNamespace) -> None:
    insert_act(world)
    sql(
        "INSERT INTO articles_decision (act_id, article_id, number, kind, reason, note, changes, "
        "upstream_seen, text_id) SELECT max(id), %s, 1, 'reject', '', '', %s, '{}', %s "
        "FROM articles_act",
        world.untouched.pk, '{"published": [false, false]}', world.untouched.newest_text_id,
    )  # fmt: skip


def delete_decision(number: int) -> Tampering:
    def tamper(world: SimpleNamespace) -> None:
        pk = world.undone.decisions.get(number=number).pk
        triggers.drop(connection)
        sql("DELETE FROM articles_decisiondigest WHERE decision_id = %s", pk)
        sql("UPDATE articles_decision SET withdraws_id = NULL, kind = 'reject' WHERE number = 2")
        sql("DELETE FROM articles_batchitem WHERE article_id = %s", world.undone.pk)
        sql("DELETE FROM articles_decision WHERE id = %s", pk)
        connection.check_constraints()
        triggers.install(connection)

    return tamper


def drop_trigger(world: SimpleNamespace) -> None:
    name = "articles_act_no_update" if ON_SQLITE else "articles_act_no_change"
    sql(f"DROP TRIGGER {name}" + ("" if ON_SQLITE else " ON articles_act"))


def weaken_trigger(world: SimpleNamespace) -> None:
    drop_trigger(world)
    if ON_SQLITE:
        sql(
            "CREATE TRIGGER articles_act_no_update BEFORE UPDATE ON articles_act "
            "WHEN false BEGIN SELECT 1; END"
        )
    else:
        sql(
            "CREATE TRIGGER articles_act_no_change BEFORE UPDATE ON articles_act FOR EACH ROW "
            "EXECUTE FUNCTION articles_refuse_change()"
        )


def drop_trigger_and_migrate(world: SimpleNamespace) -> None:
    drop_trigger(world)
    call_command("migrate", verbosity=0, skip_checks=True)


def add_trigger(world: SimpleNamespace) -> None:
    if ON_SQLITE:
        sql("CREATE TRIGGER quiet AFTER INSERT ON articles_act BEGIN SELECT 1; END")
    else:
        sql(
            "CREATE TRIGGER quiet BEFORE UPDATE ON articles_act FOR EACH ROW "
            "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        )


#: What is done beside the desk, and the words that must name it.
TAMPERINGS: dict[str, tuple[Tampering, str]] = {
    "a kept text": (rewrite_text, "untouched.md|text: expected the text with SHA-256"),
    "a kept text and its digest": (rewrite_text_and_digest, "upstream value of quality"),
    "a text decided on and its digest": (rewrite_decided_text_and_digest, "decision 1: digest"),
    "a title": (column("title", "'Made up'"), "(approved.md): title: expected"),
    "a quality": (column("quality", "99"), "(approved.md): quality: expected 77, found 99"),
    "a status": (
        column("published", "false, public_since = NULL, status = 'waiting'"),
        '(approved.md): status: expected "published", found "waiting"',
    ),
    "who decided": (column("decided_by_id", "NULL"), "(approved.md): decided_by: expected"),
    "a category": (column("category", "'sports'"), '(approved.md): category: expected "news"'),
    "a URL": (column("original_url", "'https://evil.example/'"), "(approved.md): original_url"),
    "when it appeared": (
        column("published_at", "'2020-01-01 00:00:00+00:00'"),
        "(approved.md): published_at",
    ),
    "a URL's digest": (column("url_key", "'0'"), "(approved.md): url_key"),
    "a title's digest": (column("title_key", "'0'"), "(approved.md): title_key"),
    "the number of decisions": (column("decision_count", "5"), "(approved.md): decision_count"),
    "a version": (column("version", "0"), "(approved.md): version: expected 1 or more, found 0"),
    "unseen changes": (
        column("unseen_since", "'2020-01-01 00:00:00+00:00'"),
        "(approved.md): unseen_since: expected null",
    ),
    "an upstream value": (
        in_json("upstream", lambda values: values.update(quality=90)),
        "(edited.md): upstream value of quality: expected 38, found 90",
    ),
    "an owner": (in_json("standing", lambda values: values.clear()), "(edited.md): standing"),
    "a conflict": (in_json("conflicts", lambda values: values.clear()), "(edited.md): conflicts"),
    "an exported value": (
        in_json("written", lambda values: values.update(excerpt="Ours.")),
        "(edited.md): exported value of excerpt",
    ),
    "a topic": (
        lambda world: sql(
            "DELETE FROM articles_articletopic WHERE article_id = %s", world.edited.pk
        ),
        '(edited.md): topics: expected ["AI"], found []',
    ),
    "a provider's name": (
        lambda world: sql("UPDATE articles_provider SET name = 'Other' WHERE name = 'Provider'"),
        "provider: expected",
    ),
    "a folded name": (
        lambda world: sql("UPDATE articles_provider SET folded_name = 'other'"),
        "folded_name: expected",
    ),
    "a picture": (
        lambda world: sql(
            "UPDATE articles_image SET url = 'https://evil.example/1.jpg' WHERE article_id = %s",
            world.edited.pk,
        ),
        '(edited.md): image "https://evil.example/1.jpg": expected null',
    ),
    "a related link": (
        lambda world: sql(
            "UPDATE articles_relatedlink SET title = 'Else' WHERE article_id = %s", world.edited.pk
        ),
        '(edited.md): related link "https://elsewhere.example/story"',
    ),
    "an address": (
        lambda world: sql(
            "DELETE FROM articles_articleaddress WHERE article_id = %s", world.edited.pk
        ),
        "(edited.md): addresses",
    ),
    "search words": (
        lambda world: sql(
            "UPDATE articles_articlewords SET text = 'x' WHERE article_id = %s", world.edited.pk
        ),
        "(edited.md): search text",
    ),
    "an act inserted": (insert_act, "decisions: expected one or more, found none"),
    "a decision inserted": (insert_decision, "(untouched.md), decision 1: digest"),
    "a decision's note": (
        lambda world: unguarded(
            "UPDATE articles_decision SET note = 'Never said.' WHERE number = 1"
        ),
        "decision 1: digest",
    ),
    "who acted": (
        lambda world: unguarded(
            "UPDATE articles_act SET by_id = (SELECT max(id) FROM auth_user) "
            "WHERE by_id IS NOT NULL"
        ),
        "decision 1: digest",
    ),
    "when somebody acted": (
        lambda world: unguarded("UPDATE articles_act SET at = '2020-01-01 00:00:00+00:00'"),
        "decision 1: digest",
    ),
    "the first decision removed": (delete_decision(1), "no decision [1]"),
    "the newest decision removed": (delete_decision(3), "(undone.md): decision_count: expected 2"),
    "a digest removed": (
        lambda world: unguarded("DELETE FROM articles_decisiondigest"),
        "found none",
    ),
    "a batch's outcome": (
        lambda world: sql("UPDATE articles_batchitem SET outcome = 'same'"),
        "batch 1: items that are done|items that are done",
    ),
    "a batch's plan": (
        lambda world: sql("UPDATE articles_batch SET planned = 9"),
        "planned: expected 2 to 2, found 9",
    ),
    "an import's totals": (
        lambda world: sql("""UPDATE articles_importrun SET totals = '{"new": 1}'"""),
        "total of new: expected 7, its entries, found 1",
    ),
    "an import's entry": (
        lambda world: sql("DELETE FROM articles_importentry WHERE status = 'new'"),
        "total of new: expected 0, its entries, found 7",
    ),
    "a text of nobody's": (
        lambda world: DocumentText.objects.create(sha256=sha256("x"), text="x"),
        "article: expected one that it belongs to",
    ),
    "a trigger dropped": (drop_trigger, "expected the one of this release, found missing"),
    "a trigger weakened": (weaken_trigger, "expected the one of this release, found changed"),
    "a trigger added": (add_trigger, "trigger quiet: definition: expected no such trigger"),
}


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


@contextmanager
def taken_back() -> Iterator[None]:
    """Roll back what the block did; both databases roll back triggers too."""
    with transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)


def test_whatever_was_changed_beside_the_desk_is_found_and_named(world: SimpleNamespace) -> None:
    assert len(TAMPERINGS) >= 20
    unnoticed = {}
    for name, (tamper, words) in TAMPERINGS.items():
        with taken_back():
            tamper(world)
            status, output = check()
            if status != 1 or not any(each in output for each in words.split("|")):
                unnoticed[name] = output
    assert unnoticed == {}


#: What follows from documents and decisions, and is mended when asked.
REPAIRED = (
    "a title", "a quality", "a status", "who decided", "a category", "a URL", "when it appeared",
    "a URL's digest", "a title's digest", "the number of decisions", "unseen changes",
    "an upstream value", "an owner", "a conflict", "a topic", "a folded name", "a picture",
    "a related link", "an address", "search words", "a trigger dropped", "a trigger weakened",
)  # fmt: skip


#: Which of two rows was changed can't be known: the text or the article, the provider or its name.
AMBIGUOUS = ("a kept text and its digest", "a provider's name")


def test_what_follows_from_documents_and_decisions_is_repaired_when_asked(
    world: SimpleNamespace,
) -> None:
    before = state()
    wrong = {}
    for name in REPAIRED:
        with taken_back():
            TAMPERINGS[name][0](world)
            check("--repair")
            status, output = check()
            # That triggers were missing stays known until somebody has looked into it.
            if status and "before the migrate of" in output:
                check("--reviewed", "Dropped for a test.")
                status, output = check()
            if status or state() != before:
                wrong[name] = output
    assert wrong == {}


def test_what_does_not_follow_is_left_and_listed(world: SimpleNamespace) -> None:
    wrong = {}
    for name in TAMPERINGS.keys() - {*REPAIRED, *AMBIGUOUS}:
        with taken_back():
            TAMPERINGS[name][0](world)
            found = check()[1].splitlines()[0]
            after = state()
            status, output = check("--repair")
            if status != 1 or found not in output or state() != after:
                wrong[name] = output
    assert wrong == {}


def test_an_article_whose_text_was_changed_is_not_repaired_from_it(world: SimpleNamespace) -> None:
    rewrite_text(world)
    sql("UPDATE articles_article SET quality = 99 WHERE id = %s", world.untouched.pk)
    status, output = check("--repair")
    assert status == 1
    assert f"article {world.untouched.pk}: left" in output
    assert Article.objects.get(pk=world.untouched.pk).quality == 99


def test_an_article_whose_story_before_was_changed_is_not_repaired(
    world: SimpleNamespace, write_document: Any
) -> None:
    for number in range(2):
        write_document("untouched.md", title=f"Story {number}", url=f"https://a.example/{number}")
        import_folder(world.folder)
    change = StoryChange.objects.filter(article=world.untouched).latest("pk")
    sql("UPDATE articles_documenttext SET text = 'x' WHERE id = %s", change.before_id)
    sql("UPDATE articles_article SET quality = 99 WHERE id = %s", world.untouched.pk)
    assert f"article {world.untouched.pk}: left" in check("--repair")[1]


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
    Article.objects.filter(pk=world.approved.pk).update(decision_count=0, written={})
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


def state() -> list[Any]:
    """Return the rows that repairs may change, without the time of the last change."""
    left_out = {"changed_at", "public_since", "id"}
    rows = []
    for model in (Article, ArticleAddress, ArticleTopic, Image, Provider, RelatedLink, SearchText):
        names = [
            field.attname
            for field in model._meta.local_concrete_fields
            if field.attname not in left_out
        ]
        rows.append(sorted(map(repr, model._default_manager.values_list(*names))))
    return rows


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
