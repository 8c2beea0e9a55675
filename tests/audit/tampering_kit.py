"""What may be changed beside the desk, by name, and the words that must name it."""

from collections.abc import Callable
from hashlib import sha256 as digest_of
from types import SimpleNamespace
from typing import Any

from django.db import connection

from articles.models import Article, DocumentText, triggers
from tests.audit.check_history_kit import ON_SQLITE, drop_trigger, sql, unguarded

Tampering = Callable[[SimpleNamespace], None]


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


def add_trigger(world: SimpleNamespace) -> None:
    if ON_SQLITE:
        sql("CREATE TRIGGER quiet AFTER INSERT ON articles_act BEGIN SELECT 1; END")
    else:
        sql(
            "CREATE TRIGGER quiet BEFORE UPDATE ON articles_act FOR EACH ROW "
            "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        )


def add_trigger_elsewhere(table: str) -> Tampering:
    """Return what adds a trigger to a table that this release guards by none."""

    def tamper(world: SimpleNamespace) -> None:
        if ON_SQLITE:
            sql(f"CREATE TRIGGER quiet AFTER UPDATE ON {table} BEGIN SELECT 1; END")
        else:
            sql(
                f"CREATE TRIGGER quiet BEFORE UPDATE ON {table} FOR EACH ROW "
                "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
            )

    return tamper


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
    "the number of decisions": (column("decision_count", "0"), "(approved.md): decision_count"),
    "a decision counted that is not there": (
        column("decision_count", "3"),
        "(approved.md): decisions: expected 3, as many were recorded, found 1: no decision [2, 3]",
    ),
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
    "the newest decision removed": (
        delete_decision(3),
        "(undone.md): decisions: expected 3, as many were recorded, found 2: no decision [3]",
    ),
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
    "a trigger added to accounts": (
        add_trigger_elsewhere("auth_user"),
        "trigger quiet on auth_user: definition: expected no such trigger",
    ),
    "a trigger added to articles": (
        add_trigger_elsewhere("articles_article"),
        "trigger quiet on articles_article: definition: expected no such trigger",
    ),
}
