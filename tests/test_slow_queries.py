"""The time limit of a query: a page that takes too long says so, and commands have no limit."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

import newsroom.wsgi
from articles.models import serving
from tests.desk_kit import text_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

#: Some seconds on any machine, but not for ever where there is no limit.
SLOW = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 40000000) "
    "SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(8)",
}


@pytest.fixture
def served(database_for_threads: None, settings: Any) -> Iterator[Callable[[float], None]]:
    """Return a function that makes this process one that serves, with a limit in seconds."""

    def serve(seconds: float) -> None:
        settings.QUERY_SECONDS = seconds
        serving.unlimit_queries()
        importlib.reload(newsroom.wsgi)
        connection.close()

    yield serve
    serving.unlimit_queries()
    connection.execute_wrappers.clear()
    connection.close()


@contextmanager
def slow_table(table: str) -> Iterator[None]:
    """Let each query that reads a table be a slow one."""

    def replace(execute: Any, sql: str, parameters: Any, *rest: Any) -> Any:
        if f'FROM "{table}"' in sql:
            return execute(SLOW[connection.vendor], (), *rest)
        return execute(sql, parameters, *rest)

    with connection.execute_wrapper(replace):
        yield


def run_slow_query() -> None:
    with connection.cursor() as cursor:
        cursor.execute(SLOW[connection.vendor])
        cursor.fetchall()


def test_a_page_that_takes_too_long_says_what_to_do(sign_in: Any, served: Any) -> None:
    client = sign_in("reader")
    served(0.3)
    with slow_table("articles_article"):
        response = client.get("/queue/?q=a")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    text = text_of(response)
    assert "One question to the database may take 0.3 s, and this one took longer." in text
    assert "narrow the filter, by days, a collection or a longer text" in text
    assert 'href="/queue/?q=a"' in response.content.decode()
    assert client.get("/queue/").status_code == 200


def test_a_script_and_a_feed_get_one_sentence(sign_in: Any, served: Any) -> None:
    client = sign_in("reader")
    served(0.3)
    with slow_table("articles_article"):
        row = client.get("/queue/suggestions/?q=a", headers={"HX-Request": "true"})
    with slow_table("articles_article"):
        feed = Client().get("/feeds/published.atom")
    for response in (row, feed) if row.status_code == 503 else (feed,):
        assert response.status_code == 503
        assert response.content.decode().startswith("This took too long, nothing was lost")


def test_each_query_has_the_whole_time(served: Any) -> None:
    """Short ones that together take longer than one may."""
    served(1)
    short = SLOW[connection.vendor].replace("40000000", "10000").replace("(8)", "(0.01)")
    end = monotonic() + 1.5
    with connection.cursor() as cursor:
        while monotonic() < end:
            cursor.execute(short)
            cursor.fetchall()


def test_processes_that_do_not_serve_have_no_limit(served: Any, settings: Any) -> None:
    served(0.2)
    with pytest.raises(OperationalError):
        run_slow_query()
    serving.unlimit_queries()
    connection.execute_wrappers.clear()
    connection.close()
    short = SLOW[connection.vendor].replace("40000000", "2000000").replace("(8)", "(0.4)")
    with connection.cursor() as cursor:
        cursor.execute(short)
        assert cursor.fetchall()
    served(0)
    with connection.cursor() as cursor:
        cursor.execute(short)
        assert cursor.fetchall()
