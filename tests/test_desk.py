"""The desk as a person uses it: the queue, an article's page, deciding, undoing."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import moderation
from articles.models import Act, Article, Decision
from articles.models.record import new_token
from articles.orders import Seen

pytestmark = pytest.mark.django_db

QUEUE = "/queue/"


def text_of(response: Any) -> str:
    """Return what a person reads on the page, on one line."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def headlines(response: Any) -> list[str]:
    found = re.findall(r'<h2 id="title-\d+"><a[^>]*><bdi>(.*?)</bdi>', response.content.decode())
    return [unescape(each) for each in found]


def decide(client: Client, article: Article, verb: str, **fields: Any) -> Any:
    """Send the form as the page that shows the article now would."""
    form = {
        "verb": verb, "seen": str(Seen.of(Article.objects.get(pk=article.pk))),
        "token": new_token(), "place": "queue", "next": QUEUE,
        "quality_was": article.quality if article.quality is not None else "", **fields,
    }  # fmt: skip
    headers = {"HX-Request": "true"} if form.pop("htmx", False) else {}
    return client.post(reverse("decide", args=[article.pk]), form, headers=headers)


def undo(client: Client, **fields: Any) -> Any:
    act = Act.objects.latest("pk")
    form = {"token": new_token(), "place": "queue", "next": QUEUE, **fields}
    return client.post(reverse("undo", args=[act.pk]), form, follow=True)


# -- The queue --------------------------------------------------------------------------------


def test_the_queue_shows_the_waiting_seed_with_all_that_decides(sign_in: Any, seeds: Any) -> None:
    response = sign_in("reviewer").get(QUEUE)
    title = "Myanmar Expanding Use of Chinese-Made Facial Recognition Systems: Report"
    assert headlines(response) == [title]
    words = text_of(response)
    for expected in ("38", "32 below 70", "2 related", "The Diplomat", "outranked", "14 states"):
        assert expected in words
    assert "td-story-s-2/thediplomat_2022-07-12-060400.jpg" in response.content.decode()


def test_the_other_seed_is_published_by_upstream_with_quality_71(sign_in: Any, seeds: Any) -> None:
    words = text_of(sign_in("reviewer").get(QUEUE, {"status": "published"}))
    assert "Published by upstream" in words
    assert "71 1 above 70" in words


def test_an_empty_desk_says_how_to_fill_it(sign_in: Any) -> None:
    words = text_of(sign_in("reader").get(QUEUE))
    assert "No articles yet" in words
    assert "manage.py import_articles FOLDER" in words
    assert "manage.py make_demo FOLDER" in words


def test_a_desk_with_the_seeds_says_how_to_go_on(sign_in: Any, seeds: Any) -> None:
    assert "1 article waiting" in text_of(sign_in("reader").get(QUEUE))


def test_an_empty_queue_is_all_clear(sign_in: Any, cast: Any, make_article: Any) -> None:
    for _ in range(3):
        make_article(quality=80)
    assert "All clear" in text_of(sign_in("reader").get(QUEUE))


def test_the_header_says_when_the_last_import_was(sign_in: Any, seeds: Any) -> None:
    assert "Imported a moment ago" in text_of(sign_in("reader").get(QUEUE))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("quality", ["high", "low", "not scored"]),
        ("date", ["low", "not scored", "high"]),
        ("arrival", ["not scored", "low", "high"]),
    ],
)
def test_the_queue_has_three_orders(
    order: str, expected: list[str], sign_in: Any, make_article: Any
) -> None:
    make_article(title="high", quality=60, published_at="2022-01-01T00:00:00Z")
    make_article(title="low", quality=20, published_at="2022-03-01T00:00:00Z")
    make_article(title="not scored", quality=None, published_at="2022-02-01T00:00:00Z")
    assert headlines(sign_in("reader").get(QUEUE, {"order": order})) == expected


FILTERS = {
    "q": "harbour",
    "collection": "documents",
    "provider": "Harbour Post",
    "topic": "Ports",
    "type": "video",
    "quality_min": "60",
    "quality_max": "65",
    "date_from": "2022-05-01",
    "date_to": "2022-05-31",
    "image": "yes",
}


@pytest.fixture
def two_stories(make_article: Any) -> None:
    image = "images:\n  - url: https://images.example/a.jpg\n"
    make_article(
        title="The harbour", provider="Harbour Post", domain="harbour.example", type="video",
        topics=("Ports",), quality=62, published_at="2022-05-05T12:00:00Z", rest=image,
    )  # fmt: skip
    make_article(title="Elsewhere", folder="others", published_at="2023-05-05T12:00:00Z",
                 quality=5, published=False)  # fmt: skip
    make_article(title="Far above", folder="others", published_at="2021-05-05T12:00:00Z",
                 quality=66, published=False)  # fmt: skip


@pytest.mark.parametrize(("name", "value"), FILTERS.items())
def test_each_filter_finds_what_matches_and_can_be_removed(
    name: str, value: str, sign_in: Any, two_stories: None
) -> None:
    client = sign_in("reader")
    response = client.get(QUEUE, {name: value, "order": "quality"})
    found = headlines(response)
    assert "The harbour" in found
    assert len(found) < 3
    (chip,) = re.findall(r'<a class="chip" href="([^"]*)"', response.content.decode())
    assert len(headlines(client.get(QUEUE + unescape(chip)))) == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("collection", "none-such"), ("provider", "Nobody"), ("topic", "Nothing"),
        ("type", "poem"), ("quality_min", "high"), ("quality_max", "-1"),
        ("date_from", "yesterday"), ("date_to", "2022-02-30"), ("image", "perhaps"),
        ("status", "lost"), ("order", "random"),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_shows_its_error_and_no_rows(
    name: str, value: str, sign_in: Any, two_stories: None
) -> None:
    response = sign_in("reader").get(QUEUE, {name: value})
    assert headlines(response) == []
    assert 'class="problem"' in response.content.decode()


def test_an_unknown_parameter_is_named(sign_in: Any, two_stories: None) -> None:
    response = sign_in("reader").get(QUEUE, {"colour": "red"})
    assert "Unknown filter: “colour”" in text_of(response)
    assert len(headlines(response)) == 3


@pytest.mark.parametrize("order", ["quality", "date", "arrival"])
def test_paging_on_and_back_shows_every_article_once(
    order: str, sign_in: Any, make_article: Any
) -> None:
    first = make_article()
    Article.objects.bulk_create(_copies(first, 119))
    client, seen, address = sign_in("reader"), [], f"?order={order}"
    pages = []
    while address:
        response = client.get(QUEUE + address)
        pages.append(_ids(response))
        seen += pages[-1]
        address = _link(response, "next")
    assert len(seen) == len(set(seen)) == 120
    assert _ids(client.get(QUEUE + _link(response, "prev"))) == pages[-2]


def test_an_article_that_leaves_the_list_makes_none_skipped(
    sign_in: Any, cast: Any, make_article: Any
) -> None:
    first = make_article()
    Article.objects.bulk_create(_copies(first, 59))
    client = sign_in("reviewer")
    response = client.get(QUEUE)
    shown = _ids(response)
    decide(client, Article.objects.get(pk=shown[0]), "reject")
    assert not set(_ids(client.get(QUEUE + _link(response, "next")))) & set(shown)
    assert len(_ids(client.get(QUEUE + _link(response, "next")))) == 10


@pytest.mark.parametrize("cursor", ["x", "~", "5~x", "99999999999999~1", "1~9999999999999999999"])
def test_a_forged_place_in_the_list_shows_its_beginning(
    cursor: str, sign_in: Any, two_stories: None
) -> None:
    response = sign_in("reader").get(QUEUE, {"after": cursor})
    assert len(headlines(response)) == 3
    assert "names no place" in text_of(response)


def _copies(article: Article, count: int) -> list[Article]:
    kept = {
        field.attname: getattr(article, field.attname)
        for field in Article._meta.concrete_fields
        if not field.generated and field.attname not in ("id", "path")
    }
    return [Article(**kept, path=f"copy-{number}.md") for number in range(count)]


def _ids(response: Any) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="row-(\d+)"', response.content.decode())]


def _link(response: Any, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]*)"', response.content.decode())
    return unescape(found[1]) if found else ""


def test_a_page_of_thirty_costs_as_many_queries_as_a_page_of_three(
    sign_in: Any, cast: Any, make_article: Any, act_words: Any
) -> None:
    """Prevents a query a row for topics, images, providers, related counts or deciders."""
    client = sign_in("editor")

    def count(articles: int) -> int:
        while Article.objects.count() < articles:
            article = make_article(topics=("AI", "Ports"))
            moderation.reject([article], **act_words(cast.reviewer, article))
            words = act_words(cast.editor, article, note="again")
            moderation.reopen([article], **words)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(_ids(client.get(QUEUE))) == articles
        return len(queries)

    count(3)  # what the first page of a session asks once
    assert count(3) == count(30)


# -- Deciding ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "quality", "expected"),
    [
        ("approve", 38, "approved"),
        ("reject", 38, "rejected"),
        ("unpublish", 80, "taken down"),
        ("reopen", 80, "sent back to waiting"),
    ],
)
def test_each_verb_is_answered_by_a_sentence_that_offers_undo(
    verb: str, quality: int, expected: str, sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(quality=quality, title="A story"), sign_in("editor")
    before = (article.status, article.published, article.quality)
    page = client.get(decide(client, article, verb).url)
    assert f"“A story”: {expected}." in text_of(page)
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


def test_reason_and_note_are_kept_and_shown(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(), sign_in("reviewer")
    decide(client, article, "reject", reason="promotional", note="An advert.")
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
    article = make_article()
    stale = str(Seen.of(article))
    decide(sign_in("reviewer"), article, "approve")
    client = sign_in("second_reviewer")
    response = client.get(decide(client, article, "approve", seen=stale).url)
    assert "It is so already: Approved by reviewer" in text_of(response)
    assert Decision.objects.count() == 1


def test_a_form_sent_twice_is_one_act_with_the_same_answer(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(title="A story"), sign_in("reviewer")
    form = {"token": new_token(), "seen": str(Seen.of(article))}
    for _ in range(2):
        page = client.get(decide(client, article, "approve", **form).url)
        assert "“A story”: approved." in text_of(page)
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
    assert decide(sign_in("reviewer"), article, "approve").status_code == 403
    superuser = sign_in("superuser")
    response = decide(superuser, article, "approve")
    assert response.status_code == 422
    assert "say in a note why" in text_of(response)
    assert decide(superuser, article, "approve", note="It is news.").status_code == 302
    article.refresh_from_db()
    assert article.status == "published"


def test_letting_a_field_follow_upstream_again_says_what_will_stand(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(quality=38), sign_in("editor")
    decide(client, article, "set-quality", quality="90")
    page = client.get(article.get_absolute_url())
    assert "Quality set here; upstream says 38" in text_of(page)
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
    assert "Not undone: Decided since you opened it. Taken down by editor" in text_of(page)
    article.refresh_from_db()
    assert article.status == "taken-down"


# -- Answers in place -------------------------------------------------------------------------


def test_a_row_is_answered_in_place_and_undone_in_place(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(title="A story"), sign_in("reviewer")
    row = decide(client, article, "approve", htmx=True)
    assert row.content.decode().startswith('<article class="row done"')
    assert "“A story”: approved." in text_of(row)
    form = {"token": new_token(), "place": "queue"}
    headers = {"HX-Request": "true"}
    row = client.post(reverse("undo", args=[Act.objects.get().pk]), form, headers=headers)
    assert "Undone: “A story”" in text_of(row)
    assert 'value="approve"' in row.content.decode()


def test_a_stale_row_says_who_in_place(sign_in: Any, make_article: Any) -> None:
    article = make_article()
    stale = str(Seen.of(article))
    decide(sign_in("reviewer"), article, "reject")
    row = decide(sign_in("second_reviewer"), article, "approve", seen=stale, htmx=True)
    assert row.status_code == 409
    assert "Rejected by reviewer" in text_of(row)


def test_an_expired_session_sends_the_whole_page_to_sign_in(make_article: Any) -> None:
    article = make_article()
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/queue/?order=date"}
    response = Client().post(reverse("decide", args=[article.pk]), headers=headers)
    assert response["HX-Redirect"] == "/sign-in/?" + urlencode(
        {"next": "/queue/?order=date"}, safe="/"
    )


def test_going_on_leads_to_our_own_pages_only(sign_in: Any, make_article: Any) -> None:
    article, client = make_article(), sign_in("reviewer")
    response = decide(client, article, "approve", next="https://elsewhere.example/")
    assert response.url == QUEUE


# -- Strangers' content -----------------------------------------------------------------------


def test_what_a_document_holds_shows_as_text(sign_in: Any, make_article: Any) -> None:
    article = make_article(
        title="<script>alert(1)</script>", excerpt="They&#8217;re &lt;b&gt;here&lt;/b&gt;",
        rest="featuredContent: '<iframe src=https://videos.example/1></iframe>'\n",
    )  # fmt: skip
    page = sign_in("reader").get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "They’re &lt;b&gt;here" in page
    assert "<iframe" not in page


def test_only_pictures_by_https_are_loaded(sign_in: Any, make_article: Any) -> None:
    make_article(rest="images:\n  - url: http://pictures.example/a.jpg\n")
    page = sign_in("reader").get(QUEUE).content.decode()
    assert 'src="http://pictures.example' not in page
    assert "pictures.example: not https" in page


def test_no_page_allows_anything_inline(sign_in: Any, seeds: Any) -> None:
    client = sign_in("editor")
    for address in (QUEUE, seeds.waiting.get_absolute_url()):
        response = client.get(address)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        page = response.content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def test_a_signed_in_person_lands_in_the_queue(db: None, cast: Any, client: Client) -> None:
    for name in ("reviewer", "editor"):
        response = client.post("/sign-in/", {"username": name, "password": name})
        assert response.url == QUEUE
        client.post("/sign-out/")
    assert User.objects.filter(username="reviewer", last_login__isnull=False).exists()
