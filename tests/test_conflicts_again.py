"""A value of upstream that a person has looked at opens no conflict again: A, B, A, B asks once."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from articles import moderation
from articles.models import Article, Decision
from articles.models.decision import new_token
from articles.rules import Kind
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.desk_kit import decide, page_text, text_of

pytestmark = pytest.mark.django_db

Rewrite = Callable[..., Article]


@pytest.fixture
def rewrite(write_document: Callable[..., Path]) -> Rewrite:
    """Return a function that has upstream write the document again, imports and returns it."""

    def rewritten(**fields: Any) -> Article:
        path = write_document("a.md", **{"title": "A story", **fields})
        import_target(targets([str(path)])[0])
        return Article.objects.get(path="a.md")

    return rewritten


@pytest.fixture
def scored(rewrite: Rewrite, users: SimpleNamespace, act_parameters: Any) -> Article:
    """Return an article whose quality the reviewer set to 60, where upstream had 38."""
    article = rewrite(quality=38)
    moderation.set_quality([article], 60, **act_parameters(users.reviewer, article))
    return article


def keep(article: Article, by: Any, act_parameters: Any) -> None:
    fields = list(Article.objects.get(pk=article.pk).conflicts)
    assert moderation.keep_ours([article], fields, **act_parameters(by, article)).act


def test_a_bot_that_goes_to_and_fro_is_asked_about_each_value_once(
    scored: Article, rewrite: Rewrite, users: SimpleNamespace, act_parameters: Any
) -> None:
    assert rewrite(quality=45).conflicts == {"quality": {"seen": 38, "now": 45}}
    keep(scored, users.editor, act_parameters)
    asked = [list(rewrite(quality=quality).conflicts) for quality in (38, 45, 38, 45)]
    assert asked == [[], [], [], []]
    assert rewrite(quality=46).conflicts.keys() == {"quality"}


def test_the_article_says_how_often_upstream_went_to_and_fro(
    scored: Article, rewrite: Rewrite, users: SimpleNamespace, act_parameters: Any, sign_in: Any
) -> None:
    page = scored.get_absolute_url()
    rewrite(quality=45)
    keep(scored, users.editor, act_parameters)
    assert "went back" not in page_text(sign_in("reader"), page)
    rewrite(quality=38)
    assert "went back to an earlier value once since" in page_text(sign_in("reader"), page)
    rewrite(quality=45)
    assert "went back to an earlier value 2 times since" in page_text(sign_in("reader"), page)
    # Deciding anew begins to count anew.
    moderation.set_quality([scored], 61, **act_parameters(users.reviewer, scored))
    assert "went back" not in page_text(sign_in("reader"), page)


@pytest.mark.parametrize(
    "other", [{"title": "Quite another headline"}, {"url": "https://provider.example/moved"}]
)
def test_a_value_is_asked_about_again_where_title_or_url_differ_from_when_it_was_kept(
    scored: Article, rewrite: Rewrite, users: SimpleNamespace, act_parameters: Any, other: Any
) -> None:
    rewrite(quality=45)
    keep(scored, users.editor, act_parameters)
    assert rewrite(quality=38, **other).conflicts.keys() == {"quality"}
    keep(scored, users.editor, act_parameters)
    assert not rewrite(quality=38, **other).conflicts
    assert rewrite(quality=45, **other).conflicts.keys() == {"quality"}


def test_the_value_kept_last_is_asked_about_again_under_another_title(
    scored: Article, rewrite: Rewrite, users: SimpleNamespace, act_parameters: Any
) -> None:
    rewrite(quality=45)
    keep(scored, users.editor, act_parameters)
    assert rewrite(quality=45, title="Quite another headline").conflicts.keys() == {"quality"}


def test_a_new_title_alone_asks_nothing_about_what_upstream_said_at_the_decision(
    scored: Article, rewrite: Rewrite
) -> None:
    """The list of articles changed since a person decided has it."""
    assert not rewrite(quality=38, title="Quite another headline").conflicts


def test_another_spelling_of_the_url_is_the_same_story_and_asks_nothing_again(
    scored: Article, rewrite: Rewrite, users: SimpleNamespace, act_parameters: Any
) -> None:
    rewrite(quality=45)
    keep(scored, users.editor, act_parameters)
    spelled = "https://www.PROVIDER.example/%31/?utm_source=feed"
    assert not rewrite(quality=38, url=spelled).conflicts


def test_deciding_the_same_again_keeps_ones_own_value_against_the_conflict(
    scored: Article, rewrite: Rewrite, sign_in: Any
) -> None:
    rewrite(quality=45)
    response = decide(sign_in("reviewer"), scored, "set-quality", quality="60", quality_was="")
    assert response.status_code == 302
    article = Article.objects.get(pk=scored.pk)
    assert (article.quality, article.conflicts, article.standing) == (60, {}, {"quality": 1})
    assert Decision.objects.latest("pk").kind == Kind.KEEP_OURS
    assert not rewrite(quality=38).conflicts
    assert not rewrite(quality=45).conflicts


def test_deciding_the_same_again_on_anothers_field_takes_the_right_to_settle(
    scored: Article, rewrite: Rewrite, sign_in: Any
) -> None:
    rewrite(quality=45)
    client = sign_in("second_reviewer")
    page = decide(client, scored, "set-quality", quality="60", quality_was="")
    assert "It is so already" in text_of(client.get(page["Location"]))
    assert Article.objects.get(pk=scored.pk).conflicts
    decide(sign_in("editor"), scored, "set-quality", quality="60", quality_was="")
    article = Article.objects.get(pk=scored.pk)
    assert (article.quality, article.conflicts, article.standing) == (60, {}, {"quality": 1})


def test_approving_again_settles_the_conflict_on_publishing(
    rewrite: Rewrite, users: SimpleNamespace, act_parameters: Any
) -> None:
    article = rewrite(quality=80)
    moderation.approve([article], **act_parameters(users.reviewer, article))
    assert rewrite(quality=80, published=False).conflicts.keys() == {"published"}
    moderation.approve([article], **act_parameters(users.reviewer, article))
    article.refresh_from_db()
    assert (article.conflicts, article.status) == ({}, "published")
    assert [each.kind for each in article.decisions.order_by("number")] == ["approve", "keep-ours"]


def test_the_form_sent_twice_settles_once(scored: Article, rewrite: Rewrite, sign_in: Any) -> None:
    rewrite(quality=45)
    client, form = sign_in("reviewer"), {"quality": "60", "quality_was": "", "token": new_token()}
    for _ in range(2):
        assert decide(client, scored, "set-quality", **form).status_code == 302
    assert Decision.objects.count() == 2


def test_undoing_keep_ours_asks_again(
    scored: Article, rewrite: Rewrite, users: SimpleNamespace, act_parameters: Any, sign_in: Any
) -> None:
    rewrite(quality=45)
    keep(scored, users.editor, act_parameters)
    form = {"token": new_token(), "place": "history", "next": reverse("queue")}
    sign_in("editor").post(reverse("undo", args=[Decision.objects.latest("pk").act_id]), form)
    assert Article.objects.get(pk=scored.pk).conflicts.keys() == {"quality"}
