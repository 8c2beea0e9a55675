"""Refused decisions and undo: what was typed stays, and the mended form leads back."""

import re
from typing import Any

import pytest
from django.urls import reverse

from articles.models import Act
from articles.models.decision import new_token
from articles.moderation.decision_requests import Seen
from tests.desk_kit import QUEUE, decide, form_of, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "row"])
@pytest.mark.parametrize(("first_seen", "status"), [("before", 409), ("now", 422)])
def test_a_refused_form_once_mended_leads_back_to_the_page_it_was_on(
    first_seen: str, status: int, htmx: bool, sign_in: Any, make_article: Any
) -> None:
    article, editor = make_article(), sign_in("editor")
    seen = {"before": str(Seen.of(article))}
    decide(sign_in("reviewer"), article, "reject")
    article.refresh_from_db()
    seen["now"] = str(Seen.of(article))
    page = "/queue/?order=date&status=all"
    fields = {"seen": seen[first_seen], "next": page}
    response = decide(editor, article, "approve", htmx=htmx, **fields)
    assert response.status_code == status
    mended = form_of(response, article, "approve") | {"note": "It is news."}
    response = editor.post(reverse("decide", args=[article.pk]), mended)
    assert response.url == page
    assert editor.get(response.url).status_code == 200
    article.refresh_from_db()
    assert article.status == "published"


def test_a_refused_form_without_a_page_of_ours_leads_to_the_article_or_the_queue(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(), sign_in("reviewer")
    for foreign in ("", "https://elsewhere.example/", "http://testserver//elsewhere.example/"):
        page = decide(client, article, "set-quality", quality="", next=foreign)
        assert form_of(page, article, "approve")["next"] == article.get_absolute_url()
        row = decide(client, article, "set-quality", quality="", next=foreign, htmx=True)
        assert form_of(row, article, "approve")["next"] == QUEUE


def test_a_quality_that_nobody_typed_over_follows_what_was_set_in_the_meantime(
    sign_in: Any, make_article: Any
) -> None:
    """Prevents that a refused form that is sent again undoes what another user has set."""
    article, editor = make_article(quality=38), sign_in("editor")
    opened = form_of(editor.get(article.get_absolute_url()), article, "approve")
    assert opened["quality"] == "38"
    reviewer = sign_in("reviewer")
    decide(reviewer, article, "set-quality", quality="64")
    decide(reviewer, article, "reject")
    response = editor.post(reverse("decide", args=[article.pk]), opened)
    assert response.status_code == 409
    again = form_of(response, article, "approve") | {"note": "It is news."}
    assert again["quality"] == "64"
    editor.post(reverse("decide", args=[article.pk]), again)
    article.refresh_from_db()
    assert (article.status, article.quality) == ("published", 64)


def test_a_changed_document_has_a_message_of_its_own_and_what_was_typed_stays(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(name="a.md", title="Before"), sign_in("reviewer")
    opened = form_of(client.get(article.get_absolute_url()), article, "approve")
    make_article(name="a.md", title="After")
    typed = opened | {"note": "A fine story"}
    response = client.post(reverse("decide", args=[article.pk]), typed)
    assert response.status_code == 409
    assert "The document has changed since you opened it." in text_of(response)
    assert "shows what it says now, and keeps what you typed" in text_of(response)
    difference = re.search(r"<dt>Headline</dt>.*?</div>", response.content.decode(), re.S)
    assert difference
    assert "Before" in difference[0]
    assert "After" in difference[0]
    assert "A fine story" in response.content.decode()


def test_an_incomplete_form_is_told_so_once(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(), sign_in("reviewer")
    page = client.post(reverse("decide", args=[article.pk]))
    assert page.status_code == 422
    assert text_of(page).count("The form is incomplete. Reload the page.") == 1
    assert "This field is required" not in text_of(page)
    decide(client, article, "approve")
    page = client.post(reverse("undo", args=[Act.objects.get().pk]), follow=True)
    assert text_of(page).count("The form is incomplete. Reload the page.") == 1


def test_a_refused_undo_is_answered_in_its_row(sign_in: Any, make_article: Any) -> None:
    """Prevents a whole page within a row: htmx follows a redirect and swaps in its page."""
    article = make_article()
    decide(sign_in("reviewer"), article, "approve")
    address = reverse("undo", args=[Act.objects.get().pk])
    form = {"token": new_token(), "place": "queue"}
    row = sign_in("editor").post(address, form, headers={"HX-Request": "true"})
    assert row.status_code == 422
    assert row.content.decode().startswith('<article class="row"')
    assert "Say in a note" in text_of(row)
