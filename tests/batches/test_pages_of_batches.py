"""The pages of a batch: preview, confirmation, running with and without scripts, result."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import moderation
from articles.desk.batch import summary
from articles.models import Act, Article, Decision
from articles.moderation.batches import CHUNK
from articles.rules import Kind, Status
from tests.batches.kit import begin, choose, confirm, freeze, import_many, only_batch, statuses
from tests.desk_kit import text_of

Make = Callable[..., Article]


# -- What will change ------------------------------------------------------------------------------


def test_the_page_says_what_will_change_what_is_so_and_what_is_left_out_and_why(
    editor: Client, users: SimpleNamespace, make_article: Make, act_parameters: Any
) -> None:
    for _ in range(2):
        make_article()
    done, published = make_article(), make_article(title="Is out", quality=80)
    moderation.reject([done], **act_parameters(users.editor, done))
    page = choose(editor, "reject", all="1", at="?status=all")
    text = text_of(page)
    assert "Reject 2 of 4 articles" in text
    assert "2 waiting articles will be rejected, whatever upstream says." in text
    assert "1 is so already and stays as it is" in text
    assert "1 not waiting Is out Published by upstream." in text
    assert f'href="{published.get_absolute_url()}?next=%2Fbatches%2F' in page.content.decode()
    assert "Nothing has been done yet." in text


@pytest.mark.parametrize(
    ("verb", "fields", "sentences"),
    [
        ("approve", {}, ["1 waiting article will be published", "1 published article will stay"]),
        ("unpublish", {}, ["1 published article will be taken down: out of the feeds at once"]),
        ("reopen", {}, ["1 published article will wait, unpublished", "1 waiting already"]),
        (
            "set-quality",
            {"quality": 64},
            ["1 waiting article and 1 published article will have quality 64; whether they are"],
        ),
        ("approve", {"quality": 81}, ["Their quality becomes 81."]),
    ],
)
def test_each_verb_describes_what_it_changes(
    editor: Client, make_article: Make, verb: str, fields: Any, sentences: list[str]
) -> None:
    make_article(quality=38), make_article(quality=80)
    text = text_of(choose(editor, verb, all="1", at="?status=all", **fields))
    for sentence in sentences:
        assert sentence in text


def test_a_note_typed_on_the_page_includes_what_others_decided_and_asks_again(
    editor: Client, users: SimpleNamespace, make_article: Make, act_parameters: Any
) -> None:
    mine, theirs = make_article(quality=80), make_article()
    moderation.approve([theirs], **act_parameters(users.reviewer, theirs))
    text = text_of(choose(editor, "unpublish", mine, theirs, at="?status=published"))
    assert "Take down 1 of 2 articles" in text
    assert "say in a note why you decide otherwise" in text
    assert "with one, what somebody else decided is included" in text
    batch = only_batch()
    again = confirm(editor, batch, note="All withdrawn.")
    assert again.status_code == 422
    assert "It is 2 articles now, not 1. Look again, then confirm." in text_of(again)
    assert "All withdrawn." in text_of(again)
    assert statuses() == ["published", "published"]
    batch.refresh_from_db()
    confirm(editor, batch, note="All withdrawn.")
    assert statuses() == ["taken-down", "taken-down"]


def test_where_nothing_would_change_there_is_nothing_to_begin(
    editor: Client, make_article: Make
) -> None:
    page = choose(editor, "reject", make_article(quality=80), at="?status=all")
    assert "Nothing would change." in text_of(page)
    assert "/run/" not in page.content.decode()
    answer = editor.post(reverse("batch-run", args=[only_batch().pk]), {"shown": "0"})
    assert answer.status_code == 422
    assert only_batch().begun_at is None


@pytest.mark.parametrize("htmx", [False, True])
def test_a_number_typed_wrong_begins_nothing_and_keeps_what_was_typed(
    editor: Client, make_article: Make, htmx: bool
) -> None:
    choose(editor, "approve", make_article())
    answer = confirm(editor, only_batch(), htmx=htmx, typed="11", note="Worth it.")
    assert answer.status_code == 422
    assert "Type 1 to confirm; you typed “11”. Nothing was done." in text_of(answer)
    assert "Worth it." in text_of(answer)
    assert not Act.objects.exists()
    long = confirm(editor, only_batch(), htmx=htmx, note="x" * 2001)
    assert "Note: Ensure this value has at most 2000 characters" in text_of(long)
    assert "x" * 2001 in long.content.decode()
    assert not Act.objects.exists()


# -- Running ---------------------------------------------------------------------------------------


def test_without_scripts_each_press_decides_a_chunk_until_all_are_decided(
    editor: Client, write_document: Any
) -> None:
    import_many(write_document, 2 * CHUNK + 20)
    choose(editor, "reject", all="1")
    first = text_of(confirm(editor, only_batch()))
    assert "Rejecting: 50 of 120 Rejected 50; 70 left" in re.sub(r"50 of 120 (?=50)", "", first)
    assert "Go on with 70 more" in first
    confirm(editor, only_batch())
    last = text_of(confirm(editor, only_batch()))
    assert "Rejected 120" in last
    assert "Back to the list" in last
    act = Act.objects.get()
    assert (
        f'href="{act.get_absolute_url()}'
        in editor.get(only_batch().get_absolute_url()).content.decode()
    )
    assert (act.place, act.decisions.count()) == ("queue", 120)


def test_with_scripts_each_answer_asks_for_the_next_chunk_until_the_last(
    editor: Client, write_document: Any
) -> None:
    import_many(write_document, CHUNK + 1)
    batch = freeze(editor_of(editor))
    address = reverse("batch-run", args=[batch.pk])
    running = confirm(editor, batch, htmx=True).content.decode()
    assert re.search(rf'id="batch"[^>]*hx-post="{address}" hx-trigger="load"', running)
    assert "<html" not in running
    ended = editor.post(address, headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in ended
    assert 'hx-swap-oob="innerHTML:#said">Rejected 51; 0 skipped.<' in ended
    assert set(statuses()) == {Status.REJECTED}


def test_stopped_it_says_how_far_it_has_come_and_offers_to_go_on_or_undo(
    editor: Client, write_document: Any
) -> None:
    import_many(write_document, 3 * CHUNK)
    choose(editor, "reject", all="1")
    confirm(editor, only_batch())
    confirm(editor, only_batch())
    page = editor.post(reverse("batch-stop", args=[only_batch().pk]), follow=True)
    text = text_of(page)
    assert "Stopped at 100 of 150" in text
    assert "Rejected 100; 50 left, which stay as they are until you go on." in text
    assert "Go on with 50 more" in text
    assert f'href="{Act.objects.get().get_absolute_url()}' in page.content.decode()
    # A request sent before the stop decides nothing; the button resumes.
    late = editor.post(reverse("batch-run", args=[only_batch().pk]), headers={"HX-Request": "true"})
    assert "hx-trigger" not in late.content.decode()
    assert Decision.objects.count() == 100
    assert "Rejected 150" in text_of(confirm(editor, only_batch()))


def test_what_changed_meanwhile_is_named_with_why_and_by_whom(
    editor: Client, users: SimpleNamespace, make_article: Make, act_parameters: Any
) -> None:
    theirs, rewritten, _ = make_article(), make_article(name="a.md", title="Same"), make_article()
    choose(editor, "reject", all="1")
    moderation.approve([theirs], **act_parameters(users.reviewer, theirs))
    make_article(name="a.md", title="Same", excerpt="Rewritten.")
    page = confirm(editor, only_batch())
    text = text_of(page)
    assert "Rejected 1 " in text
    assert "2 were skipped or left out:" in text
    assert f"1 decided since the list was shown {theirs.title}" in text
    assert "Approved by reviewer" in text
    assert "1 changed upstream since the list was shown Same The document has changed" in text
    assert f'href="{rewritten.get_absolute_url()}?' in page.content.decode()


def test_all_that_were_left_out_can_be_read_by_name(
    editor: Client, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = [make_article(quality=80) for _ in range(7)]
    monkeypatch.setattr(summary, "LISTED_PER_PAGE", 6)
    monkeypatch.setattr("articles.desk.batch.views.LISTED_PER_PAGE", 6)
    page = choose(editor, "reject", *published, at="?status=all")
    names = re.findall(r"Story number \d", text_of(page))
    assert len(names) == 5
    assert "All 7 by name" in text_of(page)
    all_of = editor.get(only_batch().get_absolute_url(), {"why": "status"})
    assert len(re.findall(r"Story number \d", text_of(all_of))) == 5 + 6
    (after,) = re.findall(r"\?why=status&amp;after=(\d+)", all_of.content.decode())
    rest = editor.get(only_batch().get_absolute_url(), {"why": "status", "after": after})
    assert len(re.findall(r"Story number \d", text_of(rest))) == 5 + 1


def test_undone_it_says_so_and_offers_nothing_more(
    editor: Client, write_document: Any, users: SimpleNamespace
) -> None:
    import_many(write_document, CHUNK + 10)
    choose(editor, "reject", all="1")
    confirm(editor, only_batch())
    act = Act.objects.get()
    moderation.undo(act, by=users.editor, token="once", place="queue")
    page = editor.get(only_batch().get_absolute_url())
    text = text_of(page)
    assert "Undone since. That ended it after 50 of 60; the other 10 stayed as they were." in text
    assert "/run/" not in page.content.decode()
    assert act.get_absolute_url() not in page.content.decode()


def test_others_may_look_and_not_touch(sign_in: Any, users: Any, make_article: Make) -> None:
    make_article()
    batch = freeze(users.editor)
    for role in ("reader", "reviewer", "superuser"):
        page = sign_in(role).get(batch.get_absolute_url())
        assert "by editor" in text_of(page)
        assert "/run/" not in page.content.decode()
    begin(batch)
    page = sign_in("superuser").get(batch.get_absolute_url())
    assert "until editor goes on" in text_of(page)
    assert "/run/" not in page.content.decode()
    assert "/stop/" not in page.content.decode()


def test_its_page_costs_the_same_for_3_and_for_300(
    editor: Client, users: SimpleNamespace, write_document: Any, act_parameters: Any
) -> None:
    """Listed articles and decisions must not be queried one by one."""

    def cost() -> int:
        batch = freeze(users.editor, Kind.UNPUBLISH)
        with CaptureQueriesContext(connection) as queries:
            editor.get(batch.get_absolute_url())
        return len(queries)

    def fill(count: int) -> None:
        rows = import_many(write_document, 2 * count)[-2 * count :]
        moderation.approve(rows[:count], **act_parameters(users.superuser, *rows[:count]))

    fill(2)
    cost()
    few = cost()
    fill(60)
    assert cost() == few


def editor_of(client: Client) -> Any:
    """Return the user whom the client is signed in as."""
    return client.get("/queue/").wsgi_request.user


def test_an_undo_that_was_taken_back_can_be_made_again(
    editor: Client, write_document: Any, users: SimpleNamespace
) -> None:
    import_many(write_document, 3)
    choose(editor, "reject", all="1")
    confirm(editor, only_batch())
    act = Act.objects.get()
    undo = moderation.undo(act, by=users.editor, token="once", place="queue").act
    assert undo
    assert "Undone since." in text_of(editor.get(only_batch().get_absolute_url()))
    moderation.undo(undo, by=users.editor, token="twice", place="queue")
    page = editor.get(only_batch().get_absolute_url())
    assert "ndone since" not in text_of(page)
    assert "Undo 3 …" in text_of(page)
    assert act.get_absolute_url() in page.content.decode()
