"""Review after a concurrent change: another decision, a new text, a lease of another reviewer."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import moderation
from articles.models import Article, Decision, Lease, Skip
from tests.desk_kit import decide, text_of
from tests.review_kit import HTMX, form_on, next_card, open_card, send, shown

pytestmark = pytest.mark.django_db


def opened_then_decided(client: Client, sign_in: Any, article: Article, verb: str) -> Any:
    """Return the form of the client's card, opened before a reviewer decided on the article."""
    _, form = open_card(client)
    decide(sign_in("reviewer"), article, verb)
    return form


BOTH = pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])


@BOTH
def test_a_second_reviewer_is_told_who_decided_first_and_may_keep_that(
    htmx: bool, sign_in: Any, make_article: Any
) -> None:
    article, second = make_article(quality=60), make_article(quality=50)
    client = sign_in("second_reviewer")
    _, form = open_card(client, "order=quality")
    decide(sign_in("reviewer"), article, "reject", reason="duplicate")
    typed = {"note": "A fine story", "quality": "64", "reason": "other"}
    answer = send(client, article.pk, form, htmx=htmx, verb="approve", **typed)
    assert answer.status_code == 409
    text = text_of(answer)
    assert "Decided since you opened it. Rejected by reviewer" in text
    assert "reviewer decided this; an editor can decide otherwise." in text
    assert form_on(answer).items() >= typed.items()
    assert '<button name="verb" value="approve"' not in answer.content.decode()
    assert (
        '<a class="button" href="/review/?order=quality" data-key="s">' in answer.content.decode()
    )
    assert shown(client.get("/review/?order=quality")) == second.pk
    assert Decision.objects.count() == 1


@BOTH
def test_an_editor_may_decide_otherwise_with_a_note(
    htmx: bool, sign_in: Any, make_article: Any
) -> None:
    article, editor = make_article(), sign_in("editor")
    form = opened_then_decided(editor, sign_in, article, "reject")
    answer = send(editor, article.pk, form, htmx=htmx, verb="approve")
    assert answer.status_code == 409
    answer = send(editor, article.pk, form_on(answer), htmx=htmx, verb="approve")
    assert answer.status_code == 422
    assert "say in a note why you decide otherwise" in text_of(answer)
    answer = send(editor, article.pk, form_on(answer), verb="approve", note="It is news.")
    assert answer.status_code == 302
    article.refresh_from_db()
    assert article.status == "published"


def test_the_same_verdict_as_another_s_leads_on_and_names_who(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(title="A story"), sign_in("second_reviewer")
    form = opened_then_decided(client, sign_in, article, "approve")
    result = send(client, article.pk, form, htmx=True, verb="approve").json()
    assert "“A story”: It is so already: Approved by reviewer" in result["said"]
    assert (result["act"], result["left"]) == (None, "0")
    assert not Lease.objects.exists()


def test_an_article_that_was_decided_meanwhile_is_not_skipped_and_the_answer_says_why(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(title="A story"), sign_in("second_reviewer")
    form = opened_then_decided(client, sign_in, article, "reject")
    result = send(client, article.pk, form, htmx=True, to="review-skip", quality="64").json()
    assert result["said"] == ("“A story”: It was decided in the meantime: rejected by reviewer.")
    article.refresh_from_db()
    assert (article.quality, Skip.objects.exists()) == (38, False)


@BOTH
def test_a_changed_text_is_shown_with_its_differences(
    htmx: bool, sign_in: Any, make_article: Any
) -> None:
    """The text changes twice, so that the database has no text of when the card was shown."""
    article = make_article(name="a.md", title="First")
    make_article(name="a.md", title="Before", quality=38)
    client = sign_in("reviewer")
    _, form = open_card(client)
    make_article(name="a.md", title="After", quality=45, excerpt="Rewritten <b>boldly</b>.")
    answer = send(client, article.pk, form, htmx=htmx, verb="approve", note="A fine story")
    assert answer.status_code == 409
    text = text_of(answer)
    assert "The document has changed since you opened it." in text
    assert "Headline before: Before now: After" in text
    assert "Quality before: 38 now: 45" in text
    assert "now: Rewritten <b>boldly</b>." in text
    assert "Topics before" not in text
    again = form_on(answer)
    assert (again["note"], again["quality"]) == ("A fine story", "45")
    assert send(client, article.pk, again, verb="approve").status_code == 302
    assert Decision.objects.get().note == "A fine story"


def test_a_replaced_story_is_shown_with_its_differences(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(name="a.md", title="Before"), sign_in("reviewer")
    decide(client, article, "set-quality", quality="64")
    _, form = open_card(client)
    make_article(name="a.md", title="After", url="https://provider.example/another")
    answer = send(client, article.pk, form, htmx=True, verb="approve")
    assert answer.status_code == 409
    assert "Headline before: Before now: After" in text_of(answer)
    assert "now: https://provider.example/another" in text_of(answer)


def test_a_change_of_a_field_that_the_card_does_not_show_is_reported_too(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(name="a.md"), sign_in("reviewer")
    _, form = open_card(client)
    make_article(name="a.md", rest="ampWebUrl: https://provider.example/amp\n")
    answer = send(client, article.pk, form, htmx=True, verb="approve")
    assert answer.status_code == 409
    assert "pictures, the related coverage or another address" in text_of(answer)


@pytest.mark.parametrize("shown_then", ["", "no json", "[1]", '{"Headline": {"a": 1}}', '"text"'])
def test_a_form_that_carries_nonsense_of_what_it_showed_breaks_nothing(
    shown_then: str, sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(name="a.md"), sign_in("reviewer")
    _, form = open_card(client)
    make_article(name="a.md", title="After")
    answer = send(client, article.pk, form, verb="approve", shown=shown_then)
    assert answer.status_code == 409


def test_after_two_minutes_without_activity_the_page_names_the_new_reader(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(), sign_in("reviewer")
    open_card(client)
    renew = reverse("review-renew", args=[article.pk])
    until = client.post(renew, {"opened": "1"}).json()["until"]
    assert Lease.objects.get().until.isoformat() == until
    Lease.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert shown(sign_in("second_reviewer").get("/review/")) == article.pk
    answer = client.post(renew)
    assert answer.status_code == 409
    message = "Your two minutes had passed; second-reviewer is reading this now."
    assert answer.json() == {"said": message}
    assert sign_in("second_reviewer").post(renew).status_code == 200


def test_no_lease_is_renewed_for_an_article_that_was_decided_meanwhile(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    article, client = make_article(), sign_in("reviewer")
    open_card(client)
    client.post("/review/leave/", {"ids": [article.pk]})
    moderation.reject([article], **act_parameters(users.editor, article))
    answer = client.post(reverse("review-renew", args=[article.pk]))
    message = "It was decided in the meantime: rejected by editor."
    assert (answer.status_code, answer.json()) == (409, {"said": message})


def test_no_lease_is_renewed_for_a_document_that_is_gone(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(), sign_in("reviewer")
    open_card(client)
    client.post("/review/leave/", {"ids": [article.pk]})
    Article.objects.filter(pk=article.pk).update(gone_at=timezone.now())
    answer = client.post(reverse("review-renew", args=[article.pk]))
    message = "Its document is gone, so nobody reviews it now."
    assert (answer.status_code, answer.json()) == (409, {"said": message})


def test_a_page_gives_back_only_what_was_not_dealt_to_another_page_since(
    sign_in: Any, make_article: Any
) -> None:
    """After a reload, the old page's request arrives when the new page holds the same article."""
    article = make_article()
    client, other = sign_in("reviewer"), sign_in("second_reviewer")
    old, new = (
        re.findall(r'data-page="(\w+)"', client.get("/review/").content.decode())[0]
        for _ in range(2)
    )
    client.post("/review/leave/", {"ids": [article.pk], "page": old})
    assert shown(other.get("/review/")) is None
    client.post("/review/leave/", {"ids": [article.pk], "page": new})
    assert shown(other.get("/review/")) == article.pk


def test_without_scripts_undo_on_a_refused_page_comes_back_to_a_page(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    """The redirect must not go to the form's address, which answers POST only."""
    first, second = make_article(quality=60), make_article(quality=50)
    client = sign_in("reviewer")
    moderation.reject([second], **act_parameters(users.reviewer, second))
    _, form = open_card(client)
    moderation.reject([first], **act_parameters(users.editor, first))
    page = send(client, first.pk, form, verb="approve")
    assert page.status_code == 409
    foot = re.search(r'<form[^>]* action="/undo/".*?</form>', page.content.decode(), re.S)
    assert foot
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', foot[0]))
    page = client.post("/undo/", fields, follow=True)
    assert page.status_code == 200
    assert page.redirect_chain[-1][0] == "/review/"


def test_what_is_left_goes_back_to_the_others(sign_in: Any, make_article: Any) -> None:
    first, second = make_article(quality=60), make_article(quality=50)
    client, other = sign_in("reviewer"), sign_in("second_reviewer")
    open_card(client)
    assert shown(next_card(client, first.pk)) == second.pk
    assert shown(other.get("/review/")) is None
    answer = client.post("/review/leave/", {"ids": [first.pk, second.pk, "x", 10**20]})
    assert answer.status_code == 204
    assert shown(other.get("/review/")) == first.pk


def test_others_see_in_the_list_and_on_the_page_who_is_reading(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(), sign_in("reviewer")
    open_card(client)
    for address in ("/queue/", article.get_absolute_url()):
        assert "reviewer is reading this" in text_of(sign_in("editor").get(address))
        assert "is reading this" not in text_of(client.get(address))
    Lease.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert "is reading this" not in text_of(sign_in("editor").get("/queue/"))


def test_a_form_that_nobody_may_send_decides_nothing(sign_in: Any, make_article: Any) -> None:
    article = make_article()
    _, form = open_card(sign_in("reviewer"))
    for headers in ({}, HTMX):
        answer = sign_in("reader").post(
            reverse("review-decide", args=[article.pk]), form | {"verb": "approve"}, headers=headers
        )
        assert answer.status_code == 403
    assert not Decision.objects.exists()


def test_a_form_sent_after_signing_out_leads_back_to_the_review_it_was_on(
    sign_in: Any, make_article: Any
) -> None:
    article = make_article()
    _, form = open_card(sign_in("reviewer"), "order=date")
    answer = send(Client(), article.pk, form, verb="approve")
    assert answer.url == "/sign-in/?next=/review/%3Forder%3Ddate"
