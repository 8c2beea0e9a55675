"""`check_history` names values that no code of the desk writes, and goes on with the rest."""

from types import SimpleNamespace

import pytest
from django.db import connection

from articles.models import Decision, ImportRun, TriggerEvent, triggers
from tests.audit.check_history_kit import ON_SQLITE, check, sql, taken_back, unguarded

#: A table, its column, what is put there (an expression of SQL), and the words that must name it.
MALFORMED = (
    ("decision", "changes", "'[]'", "changes: expected a mapping of fields to [before, after]"),
    ("decision", "changes", """'{"published": true}'""", "changes: expected a mapping of fields"),
    ("decision", "changes", """'{"topics": [1, 2]}'""", "decision 1: digest"),
    ("decision", "upstream_seen", "'[]'", "upstream_seen: expected a mapping"),
    ("decision", "upstream_seen", "'null'", "upstream_seen: expected a mapping"),
    ("article", "upstream", "'[]'", "upstream: expected a mapping"),
    ("article", "upstream", "'null'", "upstream: expected a mapping"),
    ("article", "upstream", """'{"doubts": 1}'""", "upstream: expected a mapping"),
    ("article", "upstream", """'{"doubts": {"x": {"value": 1}}}'""", "upstream: expected a map"),
    ("article", "returns", "'[]'", "returns: expected a mapping"),
    ("article", "written", "'[]'", "written: expected a mapping"),
    ("article", "writing", "'[]'", "writing: expected a mapping"),
    ("article", "upstream_sources", "'[]'", "upstream_sources: expected a mapping"),
    ("article", "standing", "'[]'", "standing: expected a mapping"),
    ("article", "conflicts", "'[]'", "conflicts: expected a mapping"),
    ("importrun", "totals", "'[]'", "import 1: totals: expected a mapping"),
    ("importrun", "totals", """'{"new": "x"}'""", "import 1: totals: expected a mapping"),
    ("importentry", "changes", "'{}'", "import entry 1: changes: expected a list"),
    ("triggerevent", "triggers", "'[]'", "trigger event 1: triggers: expected a mapping"),
)
#: The same for columns that PostgreSQL holds to their type.
OF_ANOTHER_TYPE = (
    ("act", "at", "'garbage'", "act 1: at: expected a time"),
    ("act", "at", "'2999-02-30 00:00:00'", "act 1: at: expected a time"),
    ("importentry", "path", "CAST(x'ff' AS TEXT), status = 'moved'", "import entry 1: path: expec"),
    ("importentry", "status", "CAST(x'ff' AS TEXT)", "import entry 1: status: expected a text"),
    ("documenttext", "text", "x'ff'", "document text 1: text: expected a text"),
    ("documenttext", "text", "CAST(x'ff' AS TEXT)", "document text 1: text: expected a text"),
    ("documenttext", "text", "'a' || char(55296)", "document text 1: text: expected a text"),
    ("article", "published_at", "'garbage'", "published_at: expected a time"),
    ("article", "title", "x'ff'", "title: expected a text"),
    ("article", "version", "'many'", "version: expected a number"),
    ("provider", "name", "x'ff'", "provider 1: name: expected a text"),
    ("provider", "sort_name", "'x'", "sort_name: expected"),
    ("provider", "sort_name", "x'00'", "sort_name: expected"),
    ("importrun", "started_at", "'garbage'", "import 1: started_at: expected a time"),
    ("triggerevent", "at", "'garbage'", "trigger event 1: at: expected a time"),
    ("batch", "made_at", "'garbage'", "batch 1: made_at: expected a time"),
)  # fmt: skip


@pytest.fixture
def first_rows(world: SimpleNamespace) -> dict[str, int]:
    """Return the primary keys of the row of each table that is changed.

    A fault of the triggers is recorded. Another article, of the highest number, has a wrong heat.
    """
    fault = TriggerEvent.objects.create(
        kind="fault", at=world.approved.arrived_at, triggers={"a_trigger": "missing"}
    )
    sql("UPDATE articles_article SET heat = 9 WHERE id = %s", world.overwritten.pk)
    return {
        "decision": world.approved.decisions.get().pk,
        "act": world.approved.decisions.get().act_id,
        "article": world.approved.pk,
        "documenttext": world.approved.newest_text_id,
        "provider": world.approved.provider_id,
        "importrun": ImportRun.objects.order_by("pk").values_list("pk", flat=True)[0],
        "importentry": world.approved.import_entries.order_by("pk")[0].pk,
        "batch": Decision.objects.get(article=world.batched).act.batch.pk,
        "triggerevent": fault.pk,
    }


def put(table: str, column: str, value: str, pk: int) -> None:
    unguarded(f"UPDATE articles_{table} SET {column} = {value} WHERE id = %s", pk)


def test_a_malformed_value_is_named_with_its_row_and_column_and_the_rest_is_checked(
    world: SimpleNamespace, first_rows: dict[str, int]
) -> None:
    wrong = {}
    for table, column, value, words in (*MALFORMED, *(OF_ANOTHER_TYPE if ON_SQLITE else ())):
        pk = first_rows[table]
        with taken_back():
            put(table, column, value, pk)
            status, output = check()
            wanted = [words.replace(" 1: ", f" {pk}: "), "(overwritten.md): heat: expected"]
            if table == "article":
                wanted.append(f"article {pk}")
            if words.startswith("decision 1: digest"):
                wanted[0] = words
            if status != 1 or not all(each in output for each in wanted):
                wrong[table, column, value] = output
    assert wrong == {}


def test_an_article_with_a_malformed_value_is_left_and_others_are_repaired(
    world: SimpleNamespace, first_rows: dict[str, int]
) -> None:
    wrong = {}
    for table, column, value, _ in MALFORMED:
        with taken_back():
            put(table, column, value, first_rows[table])
            sql("UPDATE articles_article SET heat = 9 WHERE id = %s", world.approved.pk)
            assert check("--repair")[0] == 1
            world.overwritten.refresh_from_db()
            if world.overwritten.heat == 9:
                wrong[table, column, value] = "the other article was left"
    assert wrong == {}


@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL holds columns to their types")
def test_a_digest_that_cannot_be_read_hides_no_other_finding(world: SimpleNamespace) -> None:
    sql("UPDATE articles_article SET heat = 9 WHERE id = %s", world.overwritten.pk)
    triggers.drop(connection)
    malformed = "UPDATE articles_decisiondigest SET digest = CAST(x'ff' AS TEXT)"
    sql(malformed + " WHERE decision_id = %s", world.approved.decisions.get().pk)
    status, output = check()
    assert status == 1
    assert "(overwritten.md): heat: expected" in output
    assert "digest: expected" in output


@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL holds columns to their types")
def test_an_act_without_a_time_hides_no_act_without_a_decision(world: SimpleNamespace) -> None:
    triggers.drop(connection)
    sql("UPDATE articles_act SET at = 'garbage' WHERE id = %s", world.edited.decisions.get().act_id)
    sql(
        "INSERT INTO articles_act (at, place, token) VALUES ('2026-01-01 00:00:00', 'queue', 'new')"
    )
    triggers.install(connection)
    assert "decisions: expected one or more, found none" in check()[1]
