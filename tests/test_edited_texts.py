"""Edits of long texts: what differs is seen where an edit is announced and where it is recorded."""

import csv
import io
from typing import Any

import pytest
from django.http import StreamingHttpResponse

from articles import moderation
from articles.models import Article
from tests.admin.kit import LIST, Editor
from tests.desk_kit import page_text, text_of
from tests.history.kit import HISTORY
from tests.undo_kit import press

LONG = "The ferry line that crosses the bay twice a day will not return to the "
BEFORE, AFTER = f"{LONG}harbour before May", f"{LONG}old harbour before May"
SHOWN = (
    "title “… will not return to the harbour before May” → “… will not return to the old harbour"
)


@pytest.fixture
def article(make_article: Any) -> Article:
    made: Article = make_article(title=BEFORE, quality=38)
    return made


@pytest.fixture
def edited(article: Article, users: Any, act_parameters: Any) -> Article:
    """Return an article after an edit near the end of its long title."""
    values = {"title": AFTER}
    moderation.edit([article], values=values, **act_parameters(users.editor, article))
    return article


def test_the_message_on_an_edited_title_shows_what_differs(sign_in: Any, article: Article) -> None:
    editor = Editor(sign_in("editor"))
    editor.save_page(article, editor.open_page(article), title=AFTER)
    text = text_of(editor.client.get(LIST))
    assert f"Edited, {SHOWN} before May”: “The ferry line that crosses" in text


def test_the_message_on_a_short_title_has_it_once(sign_in: Any, make_article: Any) -> None:
    article = make_article(title="One ferry", quality=38)
    editor = Editor(sign_in("editor"))
    editor.save_page(article, editor.open_page(article), title="Two ferries")
    assert "Edited, title “One ferry” → “Two ferries”. " in text_of(editor.client.get(LIST))
    said = press(editor.client, "z").json()["said"]
    assert said == "Undone: title “Two ferries” → “One ferry”."


def test_history_and_the_articles_page_show_what_differs(sign_in: Any, edited: Article) -> None:
    client = sign_in("editor")
    admin_page = f"{LIST}{edited.pk}/change/"
    for page in (HISTORY, edited.get_absolute_url(), admin_page, "/admin/articles/decision/"):
        assert SHOWN in page_text(client, page), page


def test_of_a_change_inside_a_long_word_a_part_is_shown(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    article = make_article(title=f"{'x' * 200}a{'y' * 200}", quality=38)
    values = {"title": f"{'x' * 200}b{'y' * 200}"}
    moderation.edit([article], values=values, **act_parameters(users.editor, article))
    text = page_text(sign_in("editor"), HISTORY)
    assert f"title “… {'x' * 24}a{'y' * 53} …” → “… {'x' * 24}b{'y' * 53} …”" in text


def test_the_csv_has_the_values_of_an_edit_in_full(
    sign_in: Any, article: Article, users: Any, act_parameters: Any
) -> None:
    excerpt = "=1+1 " + "What the ferry says. " * 40 + "At last."
    values = {"title": AFTER, "excerpt": excerpt}
    moderation.edit([article], values=values, **act_parameters(users.editor, article))
    response = sign_in("editor").get("/history.csv")
    assert isinstance(response, StreamingHttpResponse)
    content = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    (row,) = csv.DictReader(io.StringIO(content, newline=""))
    assert f"title “{BEFORE}” → “{AFTER}”" in row["changes"]
    assert row["changes"].endswith(f" → “{excerpt}”")
    assert not row["changes"].startswith("=")
