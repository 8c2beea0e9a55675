"""Skipped articles: when they are dealt again, for whom a skip counts, what else it records."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Decision, Skip
from articles.moderation import leases, skips
from tests.dealing_kit import deal, dealt
from tests.review_kit import open_card, send

pytestmark = pytest.mark.django_db


def test_skipped_articles_are_dealt_once_more_at_the_end_and_then_only_on_request(
    users: SimpleNamespace, make_article: Any
) -> None:
    first, second, third = (make_article(quality=quality) for quality in (60, 50, 40))
    for expected in (first, second):
        assert dealt(users.reviewer) == expected
        skips.skip(users.reviewer, expected, "all")
    assert dealt(users.reviewer) == third
    assert dealt(users.reviewer, exclude=[third.pk]) == first
    skips.skip(users.reviewer, first, "all")
    leases.release(users.reviewer, [third.pk])
    skips.skip(users.reviewer, third, "all")
    for expected in (second, third):
        assert dealt(users.reviewer) == expected
        skips.skip(users.reviewer, expected, "all")
    end = deal(users.reviewer)
    assert (end.article, end.with_others, end.skipped) == (None, 0, 3)
    assert dealt(users.reviewer, with_skipped=True) == first


def test_a_skip_is_of_one_person_one_filter_and_one_day(
    users: SimpleNamespace, make_article: Any
) -> None:
    first, second = make_article(quality=60), make_article(quality=50)
    dealt(users.reviewer)
    skips.skip(users.reviewer, first, "all")
    assert skips.last_skip(users.reviewer, first.pk, "all")
    assert dealt(users.reviewer) == second
    leases.release(users.reviewer, [second.pk])
    assert dealt(users.reviewer, scope="another") == first
    leases.release(users.reviewer, [first.pk])
    assert dealt(users.second_reviewer) == first
    leases.release(users.second_reviewer, [first.pk])
    Skip.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert dealt(users.reviewer) == first


def test_a_skip_that_is_sent_twice_counts_once(users: SimpleNamespace, make_article: Any) -> None:
    article = make_article()
    dealt(users.reviewer)
    for _ in range(3):
        skips.skip(users.reviewer, article, "all")
    assert Skip.objects.get().times == 1
    assert dealt(users.reviewer) == article


def test_a_reason_chosen_for_a_rejection_is_none_of_the_quality_that_a_skip_records(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(quality=38), sign_in("reviewer")
    _, form = open_card(client)
    fields = {"quality": "64", "reason": "promotional"}
    assert send(client, article.pk, form, to="review-skip", **fields).status_code == 302
    decision = Decision.objects.get()
    assert (decision.kind, decision.changes) == ("set-quality", {"quality": [38, 64]})
    assert decision.reason == ""
    assert Skip.objects.get().article == article
