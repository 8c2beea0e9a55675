"""Hints on story changes, decisions and the provider's record; applying a repaired headline."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import moderation
from articles.hints import Hint, hints_for
from articles.hints.provider_record import COUNTED_LIMIT
from articles.models import Act, Article, Decision
from tests.desk_kit import row_hint_texts, text_of
from tests.export_kit import document_path, export_folder

Make = Callable[..., Article]
pytestmark = pytest.mark.django_db


def find_hint(article: Article, kind: str) -> Hint | None:
    """Return the article's hint of the kind, if it has one."""
    hints = hints_for(Article.objects.get(pk=article.pk))
    return next((each for each in hints if each.kind == kind), None)


def hint_text(article: Article, kind: str) -> str:
    """Return the text of the article's hint of the kind."""
    hint = find_hint(article, kind)
    assert hint, f"no hint {kind}"
    return hint.words


# -- Since people decided -----------------------------------------------------------------------


def test_a_source_change_has_a_hint_with_both_texts(make_article: Make, client: Client) -> None:
    make_article(name="a.md", title="Robots")
    article = make_article(name="a.md", title="Robots", url="https://elsewhere.example/")
    hint = find_hint(article, "source-change")
    assert hint
    assert hint.words.startswith("Source changed a moment ago")
    change = article.story_changes.get()
    assert hint.link == (
        f"{reverse('texts', args=[article.pk])}?a=turn-{change.pk}-before&b=turn-{change.pk}-after"
    )
    assert row_hint_texts(article) == ["source changed"]


def test_a_source_change_that_was_decided_on_has_no_hint_any_more(
    make_article: Make, users: Any, act_parameters: Any
) -> None:
    make_article(name="a.md", title="Robots")
    article = make_article(name="a.md", title="Robots", url="https://elsewhere.example/")
    moderation.reject([article], **act_parameters(users.reviewer, article))
    assert find_hint(article, "source-change") is None
    assert row_hint_texts(article) == []


def test_another_story_in_a_decided_document_is_a_warning(
    make_article: Make, users: Any, act_parameters: Any
) -> None:
    article = make_article(name="a.md", title="Robots")
    moderation.reject([article], **act_parameters(users.reviewer, article))
    make_article(name="a.md", title="Ships", url="https://elsewhere.example/")
    hint = find_hint(article, "replaced")
    assert hint
    assert hint.is_warning
    assert find_hint(article, "changed-since") is None
    assert row_hint_texts(article) == ["replaced by another story"]


def test_what_changed_since_a_decision_is_named(
    make_article: Make, users: Any, act_parameters: Any
) -> None:
    article = make_article(name="a.md", excerpt="Before.")
    moderation.reject([article], **act_parameters(users.reviewer, article))
    make_article(name="a.md", excerpt="After.", rest="images:\n  - url: /a.png\n")
    hint = find_hint(article, "changed-since")
    assert hint
    assert hint.words == "Changed since reviewer decided, a moment ago: excerpt, images."
    assert hint.link == f"{reverse('texts', args=[article.pk])}?a=decision-1&b=newest"


def test_noise_own_exported_values_and_conflicts_are_no_change_since_a_decision(
    make_article: Make, users: Any, act_parameters: Any
) -> None:
    article = make_article(name="a.md", quality=38)
    moderation.approve([article], quality=75, **act_parameters(users.reviewer, article))
    make_article(name="a.md", quality=75, published=True, heat=99, secured="else")
    assert find_hint(article, "changed-since") is None
    make_article(name="a.md", quality=12)
    assert Article.objects.get(pk=article.pk).conflicts
    assert find_hint(article, "changed-since") is None


def test_what_an_export_gives_back_to_upstream_is_no_change_since_the_undo(
    make_article: Make, users: Any, act_parameters: Any
) -> None:
    article = make_article(name="a.md", quality=38)
    moderation.approve([article], quality=75, **act_parameters(users.reviewer, article))
    folder = document_path(article).parent
    export_folder(folder)
    act = article.decisions.get().act
    moderation.undo(act, by=users.reviewer, token="undo", place="queue")
    export_folder(folder)
    assert find_hint(article, "changed-since") is None
    make_article(name="a.md", quality=12)
    assert "quality" in hint_text(article, "changed-since")


@pytest.mark.parametrize(
    ("quality", "verb", "sentence"),
    [
        (40, "approve", "Published by editor, with the quality set by reviewer: 40, 30 below 70."),
        (75, "reject", "Rejected by editor, with the quality set by reviewer: 75, 5 above 70."),
        (75, "approve", ""),
        (40, "reject", ""),
        (70, "reject", "Rejected by editor, with the quality set by reviewer: 70, exactly 70."),
    ],
)
def test_decision_and_quality_of_people_that_contradict_are_a_warning(
    quality: int, verb: str, sentence: str, make_article: Make, users: Any, act_parameters: Any
) -> None:
    article = make_article(quality=50)
    moderation.set_quality([article], quality, **act_parameters(users.reviewer, article))
    decide = {"approve": moderation.approve, "reject": moderation.reject}[verb]
    article.refresh_from_db()
    decide([article], **act_parameters(users.editor, article))
    hint = find_hint(article, "contradiction")
    assert (hint.words if hint else "") == sentence
    assert row_hint_texts(article) == (["decision and quality disagree"] if sentence else [])
    if hint:
        assert hint.is_warning
        assert hint.link.endswith("#decision-2")


def test_a_quality_of_upstreams_contradicts_nobody(
    make_article: Make, users: Any, act_parameters: Any
) -> None:
    article = make_article(quality=40)
    moderation.approve([article], **act_parameters(users.reviewer, article))
    assert find_hint(article, "contradiction") is None


# -- The provider's record ----------------------------------------------------------------------


def test_a_providers_record_counts_what_people_decided(
    make_article: Make, users: Any, act_parameters: Any
) -> None:
    for _ in range(3):
        make_article(provider="Slow News", quality=90)  # published by upstream, not by a person
    done = [make_article(provider="Slow News") for _ in range(3)]
    moderation.approve([done[0]], **act_parameters(users.reviewer, done[0]))
    moderation.reject([done[1]], reason="outdated", **act_parameters(users.reviewer, done[1]))
    moderation.reject([done[2]], reason="promotional", **act_parameters(users.reviewer, done[2]))
    ago = timezone.now() - timedelta(days=3, hours=1)
    Article.objects.filter(pk=done[2].pk).update(status_since=ago)
    Article.objects.filter(pk=done[1].pk).update(status_since=ago - timedelta(days=9))
    article = make_article(provider="Slow News")
    hint = find_hint(article, "record")
    assert hint
    assert hint.words == "Slow News: approved 1 of 3; last rejected 3 d ago: promotional."
    assert hint.link == f"/providers/{article.provider_id}/"
    assert hint_text(done[0], "record") == (
        "Slow News: approved 0 of 2; last rejected 3 d ago: promotional."
    )


def test_a_long_record_is_of_late_and_reads_no_more_rows(make_article: Make, users: Any) -> None:
    article = make_article(provider="Slow News")
    now = timezone.now()
    values = {
        name: getattr(article, name)
        for name in (
            "collection",
            "title",
            "published_at",
            "web_url",
            "type",
            "provider",
            "first_text",
            "newest_text",
            "arrived_at",
            "url_key",
            "upstream",
        )
    }
    Article.objects.bulk_create(
        Article(
            **values,
            path=f"old/{number}",
            title_key=str(number),
            changed_at=now,
            decided_by=users.reviewer,
            status="published",
            published=True,
            status_since=now - timedelta(days=number),
            public_since=now,
        )
        for number in range(COUNTED_LIMIT + 50)
    )
    with CaptureQueriesContext(connection) as queries:
        text = hint_text(article, "record")
    assert text == f"Slow News: approved {COUNTED_LIMIT} of the last {COUNTED_LIMIT}."
    (counted,) = [each["sql"] for each in queries if '"decided_by_id" IS NOT NULL' in each["sql"]]
    assert f"LIMIT {COUNTED_LIMIT + 1}" in counted


# -- Repairing a headline -----------------------------------------------------------------------

BROKEN, REPAIRED = "Robotsâ€™ hour", "Robots’ hour"


def form_on(page: Any, article: Article) -> dict[str, str] | None:
    """Return the fields of the page's form that applies the repaired headline, or None."""
    action = re.escape(reverse("repair-title", args=[article.pk]))
    form = re.search(rf'<form[^>]*action="{action}".*?</form>', page.content.decode(), re.S)
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', form[0]) if form else []
    return {name: unescape(value) for name, value in fields} if form else None


def test_an_editor_applies_the_repaired_headline_as_an_edit(
    make_article: Make, sign_in: Any
) -> None:
    article = make_article(title=BROKEN)
    page = sign_in("editor").get(article.get_absolute_url())
    assert f"It should read: {REPAIRED}" in text_of(page)
    form = form_on(page, article)
    assert form
    answer = sign_in("editor").post(reverse("repair-title", args=[article.pk]), form, follow=True)
    assert REPAIRED in text_of(answer)
    article.refresh_from_db()
    assert article.title == REPAIRED
    decision = Decision.objects.get()
    assert (decision.kind, decision.changes) == ("edit", {"title": [BROKEN, REPAIRED]})
    assert decision.act.place == Act.Place.ARTICLE
    # The form sent again, as after Back, has the same token, so it records no other act.
    sign_in("editor").post(reverse("repair-title", args=[article.pk]), form)
    assert Act.objects.count() == 1


def test_a_reviewer_sees_the_repaired_headline_and_no_button(
    make_article: Make, sign_in: Any
) -> None:
    article = make_article(title=BROKEN)
    page = sign_in("reviewer").get(article.get_absolute_url())
    assert REPAIRED in text_of(page)
    assert form_on(page, article) is None


def test_only_the_headline_that_was_offered_can_be_applied(
    make_article: Make, sign_in: Any
) -> None:
    article = make_article(title=BROKEN)
    form = form_on(sign_in("editor").get(article.get_absolute_url()), article)
    assert form
    for changed in ({"title": "Something else"}, {"title": ""}, {"seen": "x"}, {"token": ""}):
        answer = sign_in("editor").post(
            reverse("repair-title", args=[article.pk]), form | changed, follow=True
        )
        assert answer.redirect_chain[0][1] == 302
    assert Act.objects.count() == 0
    assert "The headline has changed since." in text_of(
        sign_in("editor").post(
            reverse("repair-title", args=[article.pk]), form | {"title": "Else"}, follow=True
        )
    )


def test_a_headline_that_changed_or_was_decided_meanwhile_is_not_overwritten(
    make_article: Make, sign_in: Any, users: Any, act_parameters: Any
) -> None:
    article = make_article(name="a.md", title=BROKEN)
    form = form_on(sign_in("editor").get(article.get_absolute_url()), article)
    assert form
    make_article(name="a.md", title=BROKEN, excerpt="Something else.")
    answer = sign_in("editor").post(reverse("repair-title", args=[article.pk]), form)
    assert answer.status_code == 409
    assert "The document has changed since you opened it." in text_of(answer)
    assert Article.objects.get(pk=article.pk).title == BROKEN
