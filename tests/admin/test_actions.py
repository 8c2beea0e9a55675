"""Actions of the admin's list: they end on the page of many at once."""

import json
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import Group

from articles import moderation
from articles.models import Act, Article, Batch, Decision
from articles.rules import Kind
from tests.admin.kit import LIST, Desk, Make, only_act, sent_from
from tests.desk_kit import text_of


def test_each_action_decides_on_all_it_applies_to_as_one_act(
    desk: Desk, make_article: Make
) -> None:
    first, second = make_article(quality=38), make_article(quality=38)
    for action, status, did in [
        ("reject", "rejected", "Rejected"),
        ("approve", "published", "Approved"),
        ("take_down", "taken-down", "Took down"),
        ("reopen", "waiting", "Sent back"),
    ]:
        answer = desk.act(action, first, second)
        assert f"{did} 2" in text_of(answer)
        assert set(Article.objects.values_list("status", flat=True)) == {status}
    assert Act.objects.count() == 4
    assert set(Act.objects.values_list("place", flat=True)) == {"admin"}


def test_an_action_keeps_its_reason_and_its_note(desk: Desk, make_article: Make) -> None:
    desk.act("reject", make_article(quality=38), reason="duplicate", note="see the other")
    decision = Decision.objects.get()
    assert (decision.reason, decision.note) == ("duplicate", "see the other")


def test_a_reason_is_for_saying_no(desk: Desk, make_article: Make) -> None:
    desk.act("approve", make_article(quality=38), reason="duplicate")
    assert Decision.objects.get().reason == ""


def test_an_action_says_what_it_skipped_and_why(
    desk: Desk, decide: Any, make_article: Make
) -> None:
    waiting, published, theirs = (make_article(quality=quality) for quality in (38, 90, 38))
    form = desk.open()
    decide(moderation.approve, "reviewer", theirs)
    said = text_of(desk.act("reject", waiting, published, theirs, form=form))
    assert "Rejected 1 2 were skipped or left out:" in said
    assert f"1 not waiting {published.title} Published by upstream." in said
    since = f"1 decided since the list was shown {theirs.title} Decided since you opened it."
    assert since in said
    assert "Approved by reviewer" in said
    assert waiting.decisions.get().kind == Kind.REJECT


def test_skipped_articles_are_named_up_to_five(desk: Desk, make_article: Make) -> None:
    published = [make_article(quality=90) for _ in range(7)]
    said = text_of(desk.act("reject", *published))
    assert "7 not waiting" in said
    assert "All 7 by name" in said
    assert said.count("Published by upstream") == 5


def test_an_action_first_says_what_it_would_do_on_the_desks_own_page(
    desk: Desk, make_article: Make
) -> None:
    first, second = make_article(quality=38), make_article(quality=38)
    page = desk.choose("approve", first, second, query="?status__exact=waiting", note="why")
    assert page.redirect_chain[-1][0].startswith("/batches/")
    said = text_of(page)
    assert "Approve 2 articles" in said
    assert "Chosen: 2 ticked in the admin" in said
    assert "Type 2 to confirm" in said
    assert f'href="{LIST}?status__exact=waiting">Cancel' in page.content.decode()
    assert sent_from(page, "confirm")["note"] == "why"
    assert not Act.objects.exists()


def test_an_action_reaches_a_row_that_the_filter_no_longer_finds(
    desk: Desk, decide: Any, make_article: Make
) -> None:
    article = make_article(quality=38)
    form = desk.open("?status__exact=waiting")
    decide(moderation.approve, "reviewer", article)
    said = text_of(desk.act("reject", article, form=form, query="?status__exact=waiting"))
    assert "Decided since you opened it." in said


def test_only_rows_that_were_seen_can_be_decided(desk: Desk, make_article: Make) -> None:
    seen, unseen = make_article(quality=38), make_article(quality=38)
    form = desk.open()
    form["seen"] = json.dumps({str(seen.pk): "1"})
    assert "Reload the page" in text_of(desk.act("approve", seen, unseen, form=form))
    assert not Act.objects.exists()
    desk.act("approve", seen, form=form)
    assert not unseen.decisions.exists()
    assert seen.decisions.exists()


def test_all_pages_at_once_are_what_the_list_finds_when_it_is_chosen(
    desk: Desk, make_article: Make
) -> None:
    published = make_article(quality=90)
    for _ in range(51):
        make_article(quality=38)
    query = "?status__exact=waiting"
    page = desk.client.get(LIST + query).content.decode()
    assert "Select all 51 articles" in page
    chosen = desk.choose("reject", published, query=query, select_across="1")
    said = text_of(chosen)
    assert "Reject 51 articles" in said
    assert "Chosen: all in the admin’s list (status__exact=waiting)" in said
    assert set(Batch.objects.get().items.values_list("seen", flat=True)) == {"1"}
    assert not Act.objects.exists()


def test_an_action_sent_twice_is_one_act(desk: Desk, make_article: Make) -> None:
    article = make_article(quality=38)
    form = desk.open()
    for _ in range(2):
        assert "Approved 1" in text_of(desk.act("approve", article, form=form))
    assert only_act().decisions.count() == 1


def test_an_action_without_what_was_seen_does_nothing_and_says_so(
    desk: Desk, make_article: Make
) -> None:
    article = make_article(quality=38)
    assert "Reload the page" in text_of(desk.act("approve", article, seen=""))
    assert "Nothing was done. The note has at most" in text_of(
        desk.act("approve", article, note="x" * 2001)
    )
    assert not Act.objects.exists()


def test_an_action_without_its_right_is_not_in_the_list(
    sign_in: Any, cast: SimpleNamespace, make_article: Make
) -> None:
    make_article(quality=38)
    client = sign_in("editor")
    assert 'value="take_down"' in client.get(LIST).content.decode()
    group = Group.objects.get(name="Editors")
    group.permissions.remove(*group.permissions.filter(codename="unpublish_article"))
    page = client.get(LIST).content.decode()
    assert 'value="take_down"' not in page
    assert 'value="approve"' in page
