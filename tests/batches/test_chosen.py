"""What the page of a batch shows before it begins: headlines, duplicates, scores that are kept."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.desk.batch import chosen
from articles.models import Act, Article
from articles.rules import Kind
from tests.batches.kit import choose, confirm, freeze, import_many, only_batch
from tests.desk_kit import page_text, text_of

Make = Callable[..., Article]
RIVER = "The river rises again"
#: Copies of a story have one row, unless one asks for a row of each.
EACH_COPY = "?copies=each"


def leave_out(client: Client, *, htmx: bool = False) -> Any:
    """Press the button that leaves the duplicates out, and return the page."""
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(
        reverse("batch-leave-out", args=[only_batch().pk]), headers=headers, follow=True
    )


@pytest.mark.parametrize("htmx", [False, True])
def test_duplicates_are_counted_named_and_left_out_before_anything_is_published(
    editor: Client, make_article: Make, htmx: bool
) -> None:
    make_article(title=RIVER, quality=80, provider="Quick News")
    repeats_published = make_article(title=RIVER, quality=60)
    first = make_article(title="A bridge opens", quality=50, url="https://a.example/bridge")
    other = make_article(title="Bridge open", quality=40, url="https://a.example/bridge")
    text = text_of(choose(editor, "approve", repeats_published, first, other, at=EACH_COPY))
    assert "1 has the headline or address of a published article; " in text
    assert "1 has the headline or address of another one chosen." in text
    assert f"{RIVER} published as {RIVER} · Quick News" in text
    assert "Bridge open also chosen as A bridge opens" in text
    assert "Leave 2 duplicates out" in text
    text = text_of(leave_out(editor, htmx=htmx))
    assert "Approve 1 of 3 articles" in text
    assert "2 duplicating another article" in text
    assert "Leave" not in text
    assert not Act.objects.exists()
    confirm(editor, only_batch(), note="Worth it.")
    waiting = Article.objects.waiting().values_list("pk", flat=True)
    assert set(waiting) == {repeats_published.pk, other.pk}


def test_duplicates_are_no_question_where_nothing_is_published(
    editor: Client, make_article: Make
) -> None:
    for _ in range(2):
        make_article(title=RIVER)
    assert "headline or address" not in text_of(choose(editor, "reject", all="1", at=EACH_COPY))


def test_others_and_a_batch_that_has_begun_leave_nothing_out(
    editor: Client, sign_in: Any, write_document: Any
) -> None:
    import_many(write_document, 60, title=RIVER)
    choose(editor, "approve", all="1", at=EACH_COPY)
    assert leave_out(sign_in("superuser")).status_code == 403
    confirm(editor, only_batch())
    assert "Approving: 50 of 60" in text_of(leave_out(editor))


def test_the_headlines_to_decide_are_listed_up_to_a_limit(
    editor: Client, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chosen, "LISTED_CHOSEN", 2)
    for number in range(4):
        make_article(title=f"Story {number}", quality=60 - number)
    text = text_of(choose(editor, "reject", all="1"))
    assert "The 4 articles Story 0 Provider · Waiting Story 1 Provider · Waiting and 2 more" in text


@pytest.mark.parametrize(
    ("verb", "at", "has_reason"),
    [
        ("reject", "", True),
        ("unpublish", "?status=published", True),
        ("approve", "", False),
        ("reopen", "?status=published", False),
    ],
)
def test_a_reason_is_asked_for_only_where_the_decision_takes_one(
    editor: Client, make_article: Make, verb: str, at: str, has_reason: bool
) -> None:
    article = make_article(quality=80 if at else 38)
    page = choose(editor, verb, article, at=at).content.decode()
    assert ('name="reason"' in page) is has_reason


def test_approving_many_with_a_quality_lowers_no_score_and_says_how_many_keep_theirs(
    editor: Client, make_article: Make
) -> None:
    qualities = (None, 38, 70, 85)
    articles = [make_article(quality=each, published=False) for each in qualities]
    text = text_of(choose(editor, "approve", *articles, quality=70))
    assert "The quality of 3 becomes 70. 1 keeps its higher quality." in text
    confirm(editor, only_batch())
    assert list(Article.objects.order_by("pk").values_list("quality", flat=True)) == [
        70, 70, 70, 85,
    ]  # fmt: skip
    assert Article.objects.filter(status="published").count() == 4


def test_the_page_costs_the_same_for_few_and_for_many_duplicates(
    editor: Client, users: SimpleNamespace, write_document: Any
) -> None:
    """Duplicates and headlines must not be queried one by one."""

    def cost() -> int:
        batch = freeze(users.editor, Kind.APPROVE, values={"quality": 70})
        with CaptureQueriesContext(connection) as queries:
            assert "another one chosen" in page_text(editor, batch.get_absolute_url())
        return len(queries)

    import_many(write_document, 3, title=RIVER)
    cost()
    few = cost()
    import_many(write_document, 60, title=RIVER)
    assert cost() == few
