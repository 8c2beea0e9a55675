"""The health check, which the monitoring of the service requests."""

import logging
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

pytestmark = pytest.mark.django_db


def test_it_is_healthy_when_a_table_of_ours_answers_a_stranger(client: Client) -> None:
    queries = []

    def listen(execute: Any, sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Content-Type"] == "text/plain"
    assert "no-store" in response["Cache-Control"]
    assert any("articles_collection" in sql for sql in queries)


def test_a_database_that_does_not_answer_is_said_without_a_traceback(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*queries: Any) -> Any:
        raise OperationalError("server closed the connection unexpectedly")

    with caplog.at_level(logging.DEBUG), connection.execute_wrapper(refuse):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"the database does not answer\n")
    assert response["Content-Type"] == "text/plain"
    assert not any(record.exc_info for record in caplog.records)
    assert "Traceback" not in caplog.text
