"""Faults on an article's page and in the list: all are told at once, and what was typed stays."""

import re
from typing import Any

import pytest

from articles import moderation
from articles.models import Act
from tests.admin.kit import Editor, MakeArticle, decide_quality, form_data, open_then_decided
from tests.desk_kit import text_of

pytestmark = pytest.mark.django_db

A_TYPE = "The type is one word of at most 40 letters, digits, - or _, not of - and _ alone."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "The title can't be empty."),
        ({"title": "x" * 501}, "The title has at most 500 characters; this one has 501."),
        ({"type": ""}, A_TYPE),
        ({"type": "two words"}, A_TYPE),
        ({"type": "--"}, A_TYPE),
        ({"quality": ""}, "Quality can't be emptied."),
        ({"quality": "-3"}, "Quality is a whole number from 0 to 1,000,000."),
        ({"quality": "many"}, "Quality is a whole number from 0 to 1,000,000."),
        ({"topic_names": "AI\nAI"}, "Each topic counts once."),
        ({"topic_names": "x" * 101}, "A topic has at most 100 characters; this one has 101."),
        ({"excerpt": "a\u200eb\ue000\ufffe"}, "can't carry"),
        ({"note": "x" * 2001, "quality": "40"}, "The note has at most 2,000 characters"),
        ({"seen": "", "quality": "40"}, "Reload the page and try again."),
        ({"seen": '{"0": "1"}', "quality": "40"}, "Reload the page and try again."),
        ({"token": "a b", "quality": "40"}, "Reload the page and try again."),
    ],
)
def test_what_a_field_cannot_hold_is_an_error_and_what_was_typed_stays(
    editor: Editor, make_article: MakeArticle, typed: dict[str, str], sentence: str
) -> None:
    article = make_article(quality=38)
    answer = editor.save_page(article, editor.open_page(article), **typed)
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    again = form_data(answer, "article_form")
    (name, value), *_ = [(k, v) for k, v in typed.items() if k not in ("seen", "token")]
    assert again[name] == value
    assert not Act.objects.exists()


def test_all_faults_are_shown_at_once_and_the_first_field_at_fault_has_the_focus(
    editor: Editor, make_article: MakeArticle
) -> None:
    article = make_article(quality=38)
    typed = {"title": "", "type": "two words", "topic_names": "AI\nAI", "note": "x" * 2001}
    answer = editor.save_page(article, editor.open_page(article), **typed)
    text = text_of(answer)
    for sentence in (
        "The note has at most 2,000 characters; this one has 2,001.",
        "The title can't be empty.",
        A_TYPE,
        "Each topic counts once.",
    ):
        assert sentence in text
    assert focused(answer) == ["note"]


def test_a_refused_decision_has_the_focus_on_what_was_changed(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    article, form = open_then_decided(editor, decide, make_article)
    assert focused(editor.save_page(article, form, quality="70")) == ["quality"]


def test_a_decision_that_takes_a_note_has_the_error_and_the_focus_at_the_note(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    article, _ = open_then_decided(editor, decide, make_article)
    answer = editor.save_page(article, editor.open_page(article), quality="70")
    assert answer.status_code == 409
    assert focused(answer) == ["note"]
    field = answer.content.decode().split("field-note")[1].split('name="note"')[0]
    assert "say in a note why you decide otherwise" in field


def test_a_list_that_takes_a_note_leads_to_the_right_one_of_its_two(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    article = make_article(quality=38)
    decide(moderation.approve, "reviewer", article)
    form = editor.open_list("?status=published")
    editor.untick(form, article)
    answer = editor.save_list(form, "?status=published")
    assert answer.status_code == 409
    html = answer.content.decode()
    error = html.split('<ul class="errorlist')[1].split("</ul>")[0]
    assert "say in a note why you decide otherwise" in error
    assert '<a href="#save-note">Note for saving rows</a>' in error
    assert focused(answer) == ["save_note"]
    labels = re.findall(r"<label[^>]*>\s*(Note[^<]*)", html)
    assert [label.strip()[:20] for label in labels] == [
        "Note for the action:",
        "Note for saving rows",
    ]


def test_a_row_with_another_fault_has_the_focus_before_the_note(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    first, second = make_article(quality=38), make_article(quality=38)
    decide(moderation.approve, "reviewer", first)
    form = editor.open_list()
    editor.untick(form, first)
    editor.set_quality(form, second, "many")
    prefix = editor.row_prefix(form, second)
    assert focused(editor.save_list(form)) == [f"{prefix}quality"]
    editor.set_quality(form, second, "50")
    assert focused(editor.save_list(form, save_note="x" * 2001)) == ["save_note"]


def focused(page: Any) -> list[str]:
    """Return the names of the fields that a browser would focus when the page is shown."""
    field = r'<(?:input|textarea)(?=[^>]*\bautofocus)[^>]*\bname="([^"]*)"'
    return re.findall(field, page.content.decode())


def test_only_a_quality_that_a_person_set_is_said_to_be_released_on_the_desk(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    article = make_article(quality=38)
    refused = editor.save_page(article, editor.open_page(article), quality="")
    assert "release" not in text_of(refused)
    decide_quality(decide, article, 55)
    refused = editor.save_page(article, editor.open_page(article), quality="")
    assert "To follow upstream again, release it on the desk." in text_of(refused)
