"""The CSV export of history: filtered rows, escaped formulas, streaming in chunks."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import moderation
from articles.desk.history import csv_export
from articles.desk.history.csv_export import escape_formula
from articles.models import Act, Article
from articles.models.decision import new_token
from articles.rules import Kind

pytestmark = pytest.mark.django_db


def rows_of(response: Any) -> list[dict[str, str]]:
    """Return the rows of a streamed CSV file."""
    assert response.status_code == 200
    assert isinstance(response, StreamingHttpResponse)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def three(make_article: Any, users: Any, act_parameters: Any) -> list[Article]:
    """Return three articles: the first rejected and undone, then the quality of all set at once."""
    articles = [make_article(title=title) for title in ("One", "Two", "Three")]
    parameters = act_parameters(
        users.reviewer, articles[0], note="First line\nsecond, with “quotes”"
    )
    act = moderation.reject([articles[0]], reason="promotional", **parameters).act
    assert act
    moderation.undo(act, by=users.reviewer, token=new_token(), place="review")
    moderation.set_quality(articles, 70, **act_parameters(users.editor, *articles))
    return articles


def test_each_decision_is_a_row_with_all_that_is_known_of_it(
    sign_in: Any, three: list[Article]
) -> None:
    response = sign_in("reader").get("/history.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = f"history-{timezone.now():%Y-%m-%d}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    rows = rows_of(response)
    assert [row["kind"] for row in rows] == ["quality set"] * 3 + ["undone", "rejected"]
    assert [row["title"] for row in rows] == ["One", "Two", "Three", "One", "One"]
    act = Act.objects.earliest("pk")
    assert rows[-1] == {
        "when (UTC)": f"{act.at:%Y-%m-%dT%H:%M:%S}+00:00",
        "who": "reviewer",
        "where": "in the queue",
        "kind": "rejected",
        "article": str(three[0].pk),
        "collection": "documents",
        "document": three[0].path,
        "title": "One",
        "changes": "",
        "reason": "promotional",
        "note": "First line\nsecond, with “quotes”",
        "undone": "undone",
    }
    assert rows[0]["changes"] == "quality 38 → 70"
    assert {row["undone"] for row in rows[:-1]} == {""}


def test_a_redo_is_no_undo_in_the_file_either(
    sign_in: Any, three: list[Article], users: Any
) -> None:
    undo = Act.objects.filter(decisions__kind=Kind.UNDO).get()
    moderation.undo(undo, by=users.reviewer, token=new_token(), place="history")
    rows = [row for row in rows_of(sign_in("reader").get("/history.csv")) if row["title"] == "One"]
    kinds = [(row["kind"], row["undone"]) for row in rows]
    assert kinds == [("redone", ""), ("quality set", ""), ("undone", "redone"), ("rejected", "")]


def test_times_are_utc_whatever_the_readers_zone(
    sign_in: Any, three: list[Article], users: Any
) -> None:
    from articles.models import Preferences

    Preferences.objects.create(user=users.reader, time_zone="Asia/Tokyo")
    assert rows_of(sign_in("reader").get("/history.csv"))[0]["when (UTC)"].endswith("+00:00")


def test_it_holds_what_is_filtered_and_no_other_part_of_an_act(
    sign_in: Any, three: list[Article]
) -> None:
    client = sign_in("reader")
    rows = rows_of(client.get("/history.csv", {"article": three[1].pk}))
    assert [(row["title"], row["kind"]) for row in rows] == [("Two", "quality set")]
    assert len(rows_of(client.get("/history.csv", {"person": "reviewer"}))) == 2
    page = client.get("/history/", {"person": "reviewer", "after": ""}).content.decode()
    assert 'href="/history.csv?person=reviewer"' in page


def test_spreadsheets_read_it_as_utf_8(sign_in: Any, three: list[Article]) -> None:
    first = next(iter(sign_in("reader").get("/history.csv").streaming_content))
    assert first.startswith(b"\xef\xbb\xbf")


HOSTILE = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\tx", "\rx", "\n=1", "＝1", "＋1", "－1", "＠1"]


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_cell_that_begins_like_a_formula_is_made_harmless(cell: str) -> None:
    assert escape_formula(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "One", "a=1", "1-2", " =1", "“=1”"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert escape_formula(cell) == cell


def test_titles_notes_and_names_that_begin_like_a_formula_come_harmless(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    users.reviewer.username = "@reviewer"
    users.reviewer.save()
    article = make_article(title="=HYPERLINK(1)", name="-1.md", folder="+folder")
    moderation.reject([article], **act_parameters(users.reviewer, article, note="@SUM(1)"))
    (row,) = rows_of(sign_in("reader").get("/history.csv"))
    cells = [row[name] for name in ("title", "note", "who", "document", "collection")]
    assert cells == ["'=HYPERLINK(1)", "'@SUM(1)", "'@reviewer", "'-1.md", "'+folder"]


def test_it_is_read_and_sent_in_chunks(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any, monkeypatch: Any
) -> None:
    """Prevents that all rows are in memory at once, and that a row is lost between two chunks."""
    monkeypatch.setattr(csv_export, "ACTS_AT_ONCE", 4)
    monkeypatch.setattr(csv_export, "ROWS_AT_ONCE", 3)
    articles, now = [make_article() for _ in range(5)], timezone.now()
    moderation.set_quality(articles, 50, **act_parameters(users.editor, *articles))
    for quality in range(10, 21):
        moderation.set_quality(articles[:1], quality, **act_parameters(users.editor, articles[0]))
    with CaptureQueriesContext(connection) as queries:
        response = sign_in("reader").get("/history.csv", {"date_from": now.date().isoformat()})
        before = len(queries)
        chunks = [chunk.decode() for chunk in response.streaming_content]
        assert len(queries) > before
    assert len(chunks) >= 7
    assert max(chunk.count("\r\n") for chunk in chunks) == 3
    rows = list(csv.DictReader(io.StringIO("".join(chunks), newline="")))
    assert [row["changes"].split(" → ")[1] for row in rows] == [
        *map(str, range(20, 9, -1)),
        *["50"] * 5,
    ]


def test_acts_of_one_moment_are_all_there(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(csv_export, "ACTS_AT_ONCE", 2)
    article, now = make_article(), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    for quality in range(1, 8):
        moderation.set_quality([article], quality, **act_parameters(users.editor, article))
    rows = rows_of(sign_in("reader").get("/history.csv"))
    assert [row["changes"].split(" → ")[1] for row in rows] == list("7654321")


def test_only_its_head_is_answered_to_who_asks_for_its_head(
    sign_in: Any, three: list[Article]
) -> None:
    response = sign_in("reader").head("/history.csv")
    assert (response.status_code, response.content) == (200, b"")
    assert "attachment" in response["Content-Disposition"]
