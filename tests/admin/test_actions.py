"""Actions of the admin's list of articles, which redirect to the page of a batch."""

import json
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import Group

from articles import moderation
from articles.models import Act, Article, Batch, Decision
from articles.rules import Kind
from tests.admin.kit import LIST, Editor, MakeArticle, form_data, only_act
from tests.desk_kit import text_of


def test_each_action_decides_on_all_it_applies_to_as_one_act(
    editor: Editor, make_article: MakeArticle
) -> None:
    first, second = make_article(quality=38), make_article(quality=38)
    for action, status, did in [
        ("reject", "rejected", "Rejected"),
        ("approve", "published", "Approved"),
        ("unpublish", "taken-down", "Took down"),
        ("reopen", "waiting", "Sent back"),
    ]:
        answer = editor.run_action(action, first, second)
        assert f"{did} 2" in text_of(answer)
        assert set(Article.objects.values_list("status", flat=True)) == {status}
    assert Act.objects.count() == 4
    assert set(Act.objects.values_list("place", flat=True)) == {"admin"}


def test_an_action_keeps_its_reason_and_its_note(editor: Editor, make_article: MakeArticle) -> None:
    editor.run_action("reject", make_article(quality=38), reason="duplicate", note="see the other")
    decision = Decision.objects.get()
    assert (decision.reason, decision.note) == ("duplicate", "see the other")


def test_only_rejecting_and_taking_down_keep_a_reason(
    editor: Editor, make_article: MakeArticle
) -> None:
    editor.run_action("approve", make_article(quality=38), reason="duplicate")
    assert Decision.objects.get().reason == ""


def test_an_action_shows_what_it_skipped_and_why(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    waiting, published, theirs = (make_article(quality=quality) for quality in (38, 90, 38))
    form = editor.open_list()
    decide(moderation.approve, "reviewer", theirs)
    text = text_of(editor.run_action("reject", waiting, published, theirs, form=form))
    assert "Rejected 1 2 were skipped or left out:" in text
    assert f"1 not waiting {published.title} Published by upstream." in text
    since = f"1 decided since the list was shown {theirs.title} Decided since you opened it."
    assert since in text
    assert "Approved by reviewer" in text
    assert waiting.decisions.get().kind == Kind.REJECT


def test_skipped_articles_are_named_up_to_five(editor: Editor, make_article: MakeArticle) -> None:
    published = [make_article(quality=90) for _ in range(7)]
    text = text_of(editor.run_action("reject", *published))
    assert "7 not waiting" in text
    assert "All 7 by name" in text
    assert text.count("Published by upstream") == 5


def test_an_action_first_shows_what_it_would_do_on_the_batchs_page(
    editor: Editor, make_article: MakeArticle
) -> None:
    first, second = make_article(quality=38), make_article(quality=38)
    page = editor.start_action("approve", first, second, query="?status__exact=waiting", note="why")
    assert page.redirect_chain[-1][0].startswith("/batches/")
    text = text_of(page)
    assert "Approve 2 articles" in text
    assert "Chosen: 2 ticked in the admin" in text
    assert "Type 2 to confirm" in text
    assert f'href="{LIST}?status__exact=waiting" data-key="Escape">Cancel' in page.content.decode()
    assert form_data(page, "confirm")["note"] == "why"
    assert not Act.objects.exists()


def test_an_action_reaches_a_row_that_the_filter_no_longer_finds(
    editor: Editor, decide: Any, make_article: MakeArticle
) -> None:
    article = make_article(quality=38)
    form = editor.open_list("?status__exact=waiting")
    decide(moderation.approve, "reviewer", article)
    text = text_of(editor.run_action("reject", article, form=form, query="?status__exact=waiting"))
    assert "Decided since you opened it." in text


def test_only_rows_that_were_seen_can_be_decided(editor: Editor, make_article: MakeArticle) -> None:
    seen, unseen = make_article(quality=38), make_article(quality=38)
    form = editor.open_list()
    form["seen"] = json.dumps({str(seen.pk): "1"})
    assert "Reload the page" in text_of(editor.run_action("approve", seen, unseen, form=form))
    assert not Act.objects.exists()
    editor.run_action("approve", seen, form=form)
    assert not unseen.decisions.exists()
    assert seen.decisions.exists()


def test_all_pages_at_once_are_what_the_list_finds_when_it_is_chosen(
    editor: Editor, make_article: MakeArticle
) -> None:
    published = make_article(quality=90)
    for _ in range(51):
        make_article(quality=38)
    query = "?status__exact=waiting"
    page = editor.client.get(LIST + query).content.decode()
    assert "Select all 51 articles" in page
    chosen = editor.start_action("reject", published, query=query, select_across="1")
    text = text_of(chosen)
    assert "Reject 51 articles" in text
    assert "Chosen: all in the admin’s list (status__exact=waiting)" in text
    assert set(Batch.objects.get().items.values_list("seen", flat=True)) == {"1"}
    assert not Act.objects.exists()


def test_an_action_sent_twice_is_one_act(editor: Editor, make_article: MakeArticle) -> None:
    article = make_article(quality=38)
    form = editor.open_list()
    for _ in range(2):
        assert "Approved 1" in text_of(editor.run_action("approve", article, form=form))
    assert only_act().decisions.count() == 1


def test_an_action_without_snapshots_does_nothing_and_shows_an_error(
    editor: Editor, make_article: MakeArticle
) -> None:
    article = make_article(quality=38)
    assert "Reload the page" in text_of(editor.run_action("approve", article, seen=""))
    assert "Nothing was done. The note has at most" in text_of(
        editor.run_action("approve", article, note="x" * 2001)
    )
    assert not Act.objects.exists()


def test_an_action_without_its_right_is_not_in_the_list(
    sign_in: Any, users: SimpleNamespace, make_article: MakeArticle
) -> None:
    make_article(quality=38)
    client = sign_in("editor")
    assert 'value="unpublish"' in client.get(LIST).content.decode()
    group = Group.objects.get(name="Editors")
    group.permissions.remove(*group.permissions.filter(codename="unpublish_article"))
    page = client.get(LIST).content.decode()
    assert 'value="unpublish"' not in page
    assert 'value="approve"' in page
