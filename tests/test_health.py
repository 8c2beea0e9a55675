"""The checks that the monitoring of the service requests: alive, and ready to serve."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from articles.desk.health import READINESS

pytestmark = pytest.mark.django_db


def refuse(*queries: Any) -> Any:
    raise OperationalError("server closed the connection unexpectedly")


@pytest.fixture(autouse=True)
def _unchecked() -> Iterator[None]:
    """Let each test, and what comes after it, make a check of its own."""
    READINESS.forget()
    yield
    READINESS.forget()


def test_it_is_alive_without_a_database(client: Client) -> None:
    with connection.execute_wrapper(refuse):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Content-Type"] == "text/plain"
    assert "no-store" in response["Cache-Control"]


def test_it_is_ready_when_a_table_of_ours_answers_a_stranger(client: Client) -> None:
    queries = []

    def listen(execute: Any, sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True, "missing": []})
    assert response["Content-Type"] == "application/json"
    assert "no-store" in response["Cache-Control"]
    assert any("django_migrations" in sql for sql in queries)
    assert client.cookies == {}


def test_a_database_that_does_not_answer_is_said_without_a_traceback(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), connection.execute_wrapper(refuse):
        response = client.get("/readyz")
    assert (response.status_code, missing(response)) == (503, ["database"])
    assert int(response["Retry-After"]) > 0
    assert not any(record.exc_info for record in caplog.records)
    assert "Traceback" not in caplog.text


def missing(response: Any) -> list[str]:
    """Return the names of what is missing; the response has nothing else."""
    answer = json.loads(response.content)
    assert answer.keys() == {"ready", "missing"}
    assert answer["ready"] is not bool(answer["missing"])
    return list(answer["missing"])


def test_a_trigger_that_is_missing_is_named(client: Client) -> None:
    name = f"articles_act_no_{'change' if connection.vendor == 'postgresql' else 'update'}"
    on = " ON articles_act" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")
    response = client.get("/readyz")
    assert (response.status_code, missing(response)) == (503, [f"trigger {name}"])


def test_a_migration_that_is_not_applied_is_named(client: Client) -> None:
    rows = MigrationRecorder.Migration.objects.filter(app="articles")
    last = rows.latest("id").name
    rows.filter(name=last).delete()
    response = client.get("/readyz")
    assert (response.status_code, missing(response)) == (503, [f"migration articles.{last}"])


def test_a_column_or_a_table_that_is_missing_is_named(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_savedview RENAME COLUMN name TO other")
        cursor.execute("ALTER TABLE articles_skip RENAME TO articles_other")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert missing(response) == ["table articles_skip", "column articles_savedview.name"]


def test_strangers_who_ask_often_cost_one_check(client: Client, monkeypatch: Any) -> None:
    queries = []

    def listen(execute: Any, *query: Any) -> Any:
        queries.append(query)
        return execute(*query)

    with connection.execute_wrapper(listen):
        client.get("/readyz")
        once = len(queries)
        for _ in range(5):
            assert client.get("/readyz").status_code == 200
    assert len(queries) == once > 0
    monkeypatch.setattr("articles.desk.health.KEPT_FOR", 0)
    with connection.execute_wrapper(refuse):
        assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_another_method_is_refused_with_a_sentence(address: str, client: Client) -> None:
    response = client.options(address)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert response.content == b"This address takes GET, HEAD only.\n"
