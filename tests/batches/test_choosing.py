"""Selecting articles for a batch in the queue: ticked rows, all rows shown, all that match."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles import moderation
from articles.models import Act, Article, Batch
from articles.moderation import batches
from tests.batches.kit import choose, confirm, import_many, many_form, only_batch
from tests.desk_kit import text_of

Make = Callable[..., Article]


def test_what_is_ticked_is_frozen_as_it_was_shown_and_nothing_is_decided_yet(
    editor: Client, make_article: Make
) -> None:
    first, second, third = (make_article() for _ in range(3))
    page = choose(editor, "reject", first, third)
    text = text_of(page)
    assert "Reject 2 articles" in text
    assert "Chosen: 2 ticked in the queue" in text
    assert "2 waiting articles will be rejected, whatever upstream says." in text
    items = only_batch().items.values_list("article", "seen")
    assert set(items) == {(first.pk, "1"), (third.pk, "1")}
    assert not Act.objects.exists()
    assert second.pk not in dict(items)


def test_what_was_shown_counts_not_what_is_so_when_the_button_is_pressed(
    editor: Client, users: SimpleNamespace, make_article: Make, act_parameters: Any
) -> None:
    theirs, mine = make_article(), make_article()
    form = many_form(editor.get("/queue/"))
    moderation.approve([theirs], **act_parameters(users.reviewer, theirs))
    form |= {"verb": "reject", "ids": [theirs.pk, mine.pk], "note": "Both are adverts."}
    text = text_of(editor.post(reverse("batches"), form, follow=True))
    assert "Reject 1 of 2 articles" in text
    assert "1 decided since the list was shown" in text
    assert "Approved by reviewer" in text


def test_all_that_match_are_those_of_the_filters_on_every_page(
    editor: Client, write_document: Any, make_article: Make
) -> None:
    import_many(write_document, 60, topics=("Robots",))
    make_article(topics=("Other",))
    form = many_form(editor.get("/queue/?topic=robots&order=date"))
    assert "Select all 60" in text_of(editor.get("/queue/?topic=robots&order=date"))
    form |= {"verb": "reject", "all": "1"}
    text = text_of(editor.post(reverse("batches"), form, follow=True))
    assert "Reject 60 articles" in text
    assert "Chosen: all in the list “Waiting”, Topic: robots" in text
    assert set(only_batch().items.values_list("article__filed_topics__topic__name")) == {
        ("Robots",)
    }
    assert only_batch().back_to == "/queue/?topic=robots&order=date"


def test_all_that_are_shown_can_be_chosen_without_ticking_each(
    editor: Client, write_document: Any
) -> None:
    import_many(write_document, 60)
    choose(editor, "reject", shown="1")
    assert only_batch().items.count() == 50


@pytest.mark.parametrize("query", ["status=nonsense", "unheard=of", "quality_min=x", "order=no"])
def test_an_address_that_makes_no_sense_chooses_nothing(
    editor: Client, make_article: Make, query: str
) -> None:
    make_article()
    text = text_of(choose(editor, "reject", all="1", query=query))
    assert "nothing was chosen" in text.lower()
    assert not Batch.objects.exists()


def test_a_list_longer_than_the_limit_is_cut_and_named_so(
    editor: Client, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        make_article()
    monkeypatch.setattr(batches, "LIMIT", 2)
    text = text_of(choose(editor, "reject", all="1"))
    assert "the first 2 (quality, outranked last) of more in the list “Waiting”" in text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ids": []}, "Nothing was chosen: tick some articles first."),
        ({"verb": ""}, "press one of the buttons"),
        ({"verb": "release"}, "Select a valid choice."),
        ({"verb": "set-quality"}, "Type a quality"),
        ({"verb": "set-quality", "quality": "-4"}, "Quality is a whole number from 0"),
        ({"seen": []}, "Reload the page"),
        ({"seen": ["x"]}, "Reload the page"),
        ({"ids": ["1 or 1"]}, "Reload the page"),
        ({"reason": "no such"}, "Choose one of the reasons."),
        ({"token": ""}, "Reload the page"),
    ],
)
def test_an_invalid_selection_shows_its_error_on_the_list(
    editor: Client, make_article: Make, fields: dict[str, Any], sentence: str
) -> None:
    article = make_article()
    sent = {"verb": "reject", **fields}
    answer = choose(editor, sent.pop("verb"), article, **sent)
    assert answer.redirect_chain == [("/queue/", 302)]
    assert sentence in text_of(answer)
    assert not Batch.objects.exists()


def test_a_form_sent_twice_is_one_batch_but_other_ticks_are_another(
    editor: Client, make_article: Make
) -> None:
    first, second = make_article(), make_article()
    form = many_form(editor.get("/queue/")) | {"verb": "reject", "ids": [first.pk]}
    pages = [editor.post(reverse("batches"), form).url for _ in range(2)]
    assert pages[0] == pages[1] == only_batch().get_absolute_url()
    # After Back, with other rows ticked, the same form token makes another request.
    assert editor.post(reverse("batches"), form | {"ids": [second.pk]}).url != pages[0]


def test_a_form_that_chose_all_and_is_sent_again_after_it_ran_leads_to_what_came_of_it(
    editor: Client, make_article: Make
) -> None:
    make_article()
    form = many_form(editor.get("/queue/")) | {"verb": "reject", "all": "1"}
    batch = editor.post(reverse("batches"), form).url
    confirm(editor, only_batch())
    assert not Article.objects.waiting().exists()
    assert editor.post(reverse("batches"), form).url == batch


def test_the_bar_is_for_those_who_may_decide_many(sign_in: Any, make_article: Make) -> None:
    make_article()
    for role, has_bar in (("reader", False), ("reviewer", False), ("editor", True)):
        html = sign_in(role).get("/queue/").content.decode()
        assert ('id="many"' in html) is has_bar
        assert ('name="ids"' in html) is has_bar
