"""Decisions and undo on the desk's pages, with whole pages and with rows updated by htmx."""

from typing import Any

import pytest
from django.urls import reverse

from articles.models import Act, Decision
from articles.models.decision import new_token
from articles.moderation.decision_requests import Seen
from tests.desk_kit import QUEUE, decide, text_of, undo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("verb", "quality", "expected"),
    [
        ("approve", 38, "Approved"),
        ("reject", 38, "Rejected"),
        ("unpublish", 80, "Taken down"),
        ("reopen", 80, "Sent back to waiting"),
    ],
)
def test_each_verb_is_answered_by_a_sentence_that_offers_undo(
    verb: str, quality: int, expected: str, sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(quality=quality, title="A story"), sign_in("editor")
    before = (article.status, article.published, article.quality)
    page = client.get(decide(client, article, verb).url)
    assert f"{expected}: “A story”." in text_of(page)
    act = Act.objects.get()
    assert f'action="{reverse("undo", args=[act.pk])}"' in page.content.decode()
    assert "Undone" in text_of(undo(client))
    article.refresh_from_db()
    assert (article.status, article.published, article.quality) == before


def test_a_quality_typed_beside_the_verb_is_one_decision_with_it(
    sign_in: Any, make_article: Any
) -> None:
    article = make_article(quality=38)
    decide(sign_in("reviewer"), article, "approve", quality="75")
    decision = Decision.objects.get()
    assert decision.changes == {"quality": [38, 75], "published": [False, True]}


@pytest.mark.parametrize(
    ("quality", "is_offered", "after"), [(None, True, 70), (38, True, 70), (85, False, 85)]
)
def test_approving_at_the_threshold_is_offered_below_it_and_lowers_no_score(
    quality: int | None, is_offered: bool, after: int, sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(quality=quality, published=False), sign_in("reviewer")
    for address in (QUEUE, article.get_absolute_url(), "/review/"):
        page = text_of(client.get(address, follow=True))
        assert ("approve and set 70" in page) is is_offered, address
    decide(client, article, "approve-at-threshold")
    article.refresh_from_db()
    assert (article.status, article.quality) == ("published", after)


def test_reason_and_note_are_kept_and_shown(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(title="A story"), sign_in("reviewer")
    answer = decide(client, article, "reject", reason="promotional", note="An advert.")
    assert "Rejected (promotional): “A story”." in text_of(client.get(answer.url))
    words = text_of(client.get(article.get_absolute_url()))
    assert "Rejected by reviewer" in words
    assert "promotional" in words
    assert "An advert." in words


def test_a_second_reviewer_is_told_who_decided_first_and_what_was_typed_stays(
    sign_in: Any, make_article: Any
) -> None:
    article = make_article()
    stale = str(Seen.of(article))
    decide(sign_in("reviewer"), article, "reject", reason="duplicate")
    response = decide(
        sign_in("second_reviewer"),
        article,
        "approve",
        seen=stale,
        note="A fine story",
        quality="64",
    )
    assert response.status_code == 409
    words = response.content.decode()
    assert "Decided since you opened it. Rejected by reviewer" in text_of(response)
    assert "A fine story" in words
    assert 'value="64"' in words
    assert Decision.objects.count() == 1


def test_the_same_verdict_twice_is_a_quiet_success_that_names_who(
    sign_in: Any, make_article: Any
) -> None:
    article = make_article(title="A story")
    stale = str(Seen.of(article))
    decide(sign_in("reviewer"), article, "approve")
    client = sign_in("second_reviewer")
    response = client.get(decide(client, article, "approve", seen=stale).url)
    assert "“A story”: It is so already: Approved by reviewer" in text_of(response)
    assert Decision.objects.count() == 1


def test_a_form_sent_twice_is_one_act_with_the_same_answer(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(title="A story"), sign_in("reviewer")
    form = {"token": new_token(), "seen": str(Seen.of(article))}
    for _ in range(2):
        page = client.get(decide(client, article, "approve", **form).url)
        assert "Approved: “A story”." in text_of(page)
    assert Act.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"verb": "set-quality", "quality": ""}, "Type a quality"),
        ({"verb": "set-quality", "quality": "high"}, "Enter a whole number"),
        ({"verb": "set-quality", "quality": "-3"}, "Quality is a whole number from 0"),
        ({"verb": "reject", "reason": "boredom"}, "not one of the available choices"),
        ({"verb": "approve", "seen": "everything"}, "lacks what was seen"),
        ({"verb": "destroy"}, "not one of the available choices"),
        ({"verb": "approve", "token": "again"}, "valid value"),
        (
            {"verb": "", "token": "", "seen": "", "place": ""},
            "form is incomplete. Reload the page.",
        ),
        ({"verb": "approve", "note": "x" * 2001}, "at most 2000 characters"),
        ({"verb": "approve", "note": "a\x00b"}, "Null characters"),
    ],
)
def test_a_form_that_makes_no_sense_is_answered_on_the_page(
    fields: dict[str, str], expected: str, sign_in: Any, make_article: Any
) -> None:
    article = make_article()
    response = decide(sign_in("reviewer"), article, **fields)
    assert response.status_code == 422
    assert expected in text_of(response)
    assert not Act.objects.exists()


def test_a_reviewer_can_not_override_but_an_editor_can_with_a_note(
    sign_in: Any, make_article: Any
) -> None:
    article = make_article()
    decide(sign_in("editor"), article, "reject")
    for htmx in (False, True):  # htmx would not swap in a 403
        refused = decide(sign_in("reviewer"), article, "approve", htmx=htmx)
        assert refused.status_code == 409
        assert "only an editor can decide otherwise" in text_of(refused)
    superuser = sign_in("superuser")
    response = decide(superuser, article, "approve")
    assert response.status_code == 422
    assert "say in a note why" in text_of(response)
    assert decide(superuser, article, "approve", note="It is news.").status_code == 302
    article.refresh_from_db()
    assert article.status == "published"


def test_letting_a_field_follow_upstream_again_shows_the_value_it_will_have(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(quality=38), sign_in("editor")
    decide(client, article, "set-quality", quality="90")
    page = client.get(article.get_absolute_url())
    assert "Quality 90 set here; upstream says 38" in text_of(page)
    assert "Follow upstream: 38" in text_of(page)
    decide(client, article, "release", field="quality")
    article.refresh_from_db()
    assert (article.quality, article.standing) == (38, {})


def test_undo_of_somebody_elses_act_is_refused_to_a_reviewer(
    sign_in: Any, make_article: Any
) -> None:
    article = make_article()
    decide(sign_in("reviewer"), article, "approve")
    assert undo(sign_in("second_reviewer")).status_code == 403
    assert "Say in a note" in text_of(undo(sign_in("editor")))
    assert "Undone" in text_of(undo(sign_in("editor"), note="No."))


def test_undo_says_who_has_decided_since(sign_in: Any, make_article: Any) -> None:
    article, reviewer = make_article(), sign_in("reviewer")
    decide(reviewer, article, "approve")
    first = Act.objects.get()
    decide(sign_in("editor"), article, "unpublish", note="Wrong picture")
    form = {"token": new_token(), "place": "queue", "next": QUEUE}
    page = reviewer.post(reverse("undo", args=[first.pk]), form, follow=True)
    title = f"“{article.headline}”"
    why = "Decided since you opened it. Taken down by editor"
    assert f"Not undone: {title}: {why}" in text_of(page)
    article.refresh_from_db()
    assert article.status == "taken-down"


def test_a_row_is_answered_in_place_and_undone_in_place(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(title="A story"), sign_in("reviewer")
    row = decide(client, article, "approve", htmx=True)
    assert row.content.decode().startswith('<article class="row done"')
    assert 'data-says="Approved: “A story”."' in row.content.decode()
    assert "A story Approved. Undo" in text_of(row)
    form = {"token": new_token(), "place": "queue"}
    headers = {"HX-Request": "true"}
    row = client.post(reverse("undo", args=[Act.objects.get().pk]), form, headers=headers)
    # The title is announced; the row shows it already.
    assert (
        'data-says="Undone: “A story”: published → not published, now waiting."'
        in row.content.decode()
    )
    assert "Undone: published → not published, now waiting." in text_of(row)
    assert 'value="approve"' in row.content.decode()


def test_a_stale_row_says_who_in_place(sign_in: Any, make_article: Any) -> None:
    article = make_article()
    stale = str(Seen.of(article))
    decide(sign_in("reviewer"), article, "reject")
    row = decide(sign_in("second_reviewer"), article, "approve", seen=stale, htmx=True)
    assert row.status_code == 409
    assert "Rejected by reviewer" in text_of(row)


def test_going_on_leads_to_our_own_pages_only(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(), sign_in("reviewer")
    for foreign in ("https://elsewhere.example/", "//elsewhere.example", "http://[::1", "queue/"):
        assert decide(client, article, "approve", next=foreign).url == QUEUE
