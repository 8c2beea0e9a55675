"""Dealing articles: order, leases, and the result when others hold the rest."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import moderation
from articles.models import Article, Lease, Skip
from articles.models.sort_orders import SORTINGS
from articles.moderation import leases, skips
from articles.moderation.dealing import Deal
from tests.dealing_kit import TICK, deal, dealt, expire_leases, remaining_time

pytestmark = pytest.mark.django_db


def test_the_nearest_below_the_threshold_comes_first_and_the_outranked_last(
    users: SimpleNamespace, make_article: Any
) -> None:
    outranked = make_article(quality=69, heat=-1)
    unscored = make_article(quality=None)
    far, near = make_article(quality=12), make_article(quality=65)
    held: list[int] = []
    for expected in (near, far, unscored, outranked):
        assert dealt(users.reviewer, exclude=held) == expected
        held.append(expected.pk)
    assert dealt(users.reviewer, exclude=held) is None


def test_the_order_is_the_one_asked_for(users: SimpleNamespace, make_article: Any) -> None:
    old = make_article(quality=65, published_at="2021-01-01T00:00:00Z")
    new = make_article(quality=12)
    assert dealt(users.reviewer, sorting=SORTINGS["date"]) == new
    assert dealt(users.second_reviewer) == old


def test_two_reviewers_are_not_dealt_the_same_article(
    users: SimpleNamespace, make_article: Any
) -> None:
    first, second = make_article(quality=60), make_article(quality=50)
    assert dealt(users.reviewer) == first
    assert dealt(users.second_reviewer) == second
    assert dealt(users.editor) is None


def test_a_reload_deals_the_same_article_and_a_prefetch_the_next(
    users: SimpleNamespace, make_article: Any
) -> None:
    first, second, third = (make_article(quality=quality) for quality in (60, 50, 40))
    assert dealt(users.reviewer) == first
    assert dealt(users.reviewer, exclude=[first.pk]) == second
    for _ in range(2):
        assert dealt(users.reviewer) == first
        assert dealt(users.reviewer, exclude=[first.pk]) == second
    leases.release(users.reviewer, [first.pk])
    assert dealt(users.second_reviewer) == first
    assert dealt(users.reviewer) == second
    assert dealt(users.reviewer, exclude=[second.pk]) == third


def test_what_nobody_touches_for_two_minutes_goes_to_the_next_who_asks(
    users: SimpleNamespace, make_article: Any
) -> None:
    article = make_article()
    dealt(users.reviewer)
    assert timedelta(minutes=2) == leases.LEASE_LENGTH
    assert leases.LEASE_LENGTH - TICK < remaining_time(article) <= leases.LEASE_LENGTH
    assert dealt(users.second_reviewer) is None
    expire_leases(article)
    assert dealt(users.second_reviewer) == article
    assert dealt(users.reviewer) is None
    assert leases.renew(users.reviewer, article.pk) is None
    assert leases.holder(article.pk) == users.second_reviewer


def test_activity_moves_the_lease_on_and_the_original_gives_ten_minutes(
    users: SimpleNamespace, make_article: Any
) -> None:
    article = make_article()
    dealt(users.reviewer)
    Lease.objects.update(until=timezone.now() + TICK)
    assert leases.renew(users.reviewer, article.pk)
    assert remaining_time(article) > leases.LEASE_LENGTH - TICK
    leases.renew(users.reviewer, article.pk, opened=True)
    assert remaining_time(article) > timedelta(minutes=10) - TICK
    leases.renew(users.reviewer, article.pk)
    dealt(users.reviewer)
    assert remaining_time(article) > timedelta(minutes=10) - TICK


def test_an_expired_lease_that_nobody_took_is_renewed(
    users: SimpleNamespace, make_article: Any
) -> None:
    article = make_article()
    dealt(users.reviewer)
    expire_leases(article)
    assert leases.holder(article.pk) is None
    assert leases.renew(users.reviewer, article.pk)
    assert leases.holder(article.pk) == users.reviewer
    leases.release(users.reviewer, [article.pk])
    assert leases.renew(users.reviewer, article.pk)


def test_nobody_ends_the_lease_of_another_reviewer(
    users: SimpleNamespace, make_article: Any
) -> None:
    article = make_article()
    dealt(users.reviewer)
    assert leases.release(users.second_reviewer, [article.pk]) == 0
    assert leases.holder(article.pk) == users.reviewer
    assert leases.release(users.reviewer, [article.pk]) == 1
    assert leases.holder(article.pk) is None


def test_an_article_decided_elsewhere_is_not_dealt_again_and_its_lease_ends(
    users: SimpleNamespace, make_article: Any, act_parameters: Any
) -> None:
    first, second = make_article(quality=60), make_article(quality=50)
    dealt(users.reviewer)
    moderation.reject([first], **act_parameters(users.editor, first))
    assert dealt(users.reviewer) == second
    assert not Lease.objects.filter(article=first).exists()
    leases.release(users.reviewer, [first.pk])
    assert leases.renew(users.reviewer, first.pk) is None


def test_an_article_of_another_filter_in_another_tab_is_neither_dealt_nor_released(
    users: SimpleNamespace, make_article: Any
) -> None:
    of_robots = make_article(quality=60, topics=("Robots",))
    other = make_article(quality=50)
    assert dealt(users.reviewer) == of_robots
    about_ai = Article.objects.waiting().filter(topics__name="AI")
    assert dealt(users.reviewer, articles=about_ai, scope="AI") == other
    assert leases.holder(of_robots.pk) == users.reviewer


def test_when_others_hold_the_rest_the_deal_has_the_next_expiry_and_a_free_article_is_dealt(
    users: SimpleNamespace, make_article: Any
) -> None:
    first, second = make_article(quality=60), make_article(quality=50)
    dealt(users.reviewer)
    dealt(users.second_reviewer)
    soon = timezone.now() + TICK
    Lease.objects.filter(article=second).update(until=soon)
    end = deal(users.editor)
    assert (end.article, end.with_others, end.next_free) == (None, 2, soon)
    leases.release(users.reviewer, [first.pk])
    assert dealt(users.editor) == first
    end = deal(users.editor, exclude=[first.pk])
    assert (end.article, end.with_others, end.next_free) == (None, 1, soon)


def test_nothing_is_left_only_when_nothing_waits(users: SimpleNamespace, make_article: Any) -> None:
    assert deal(users.reviewer) == Deal()
    article = make_article()
    dealt(users.reviewer)
    assert deal(users.second_reviewer).with_others == 1
    expire_leases(article)
    assert dealt(users.second_reviewer) == article


def test_an_article_asked_for_comes_first_unless_somebody_else_reads_it(
    users: SimpleNamespace, make_article: Any, act_parameters: Any
) -> None:
    first, undone, taken = (make_article(quality=quality) for quality in (60, 50, 40))
    assert dealt(users.second_reviewer, first=taken.pk) == taken
    assert dealt(users.reviewer) == first
    assert dealt(users.reviewer, first=undone.pk) == undone
    assert dealt(users.reviewer, first=taken.pk) == first
    moderation.reject([undone], **act_parameters(users.editor, undone))
    assert dealt(users.reviewer, first=undone.pk) == first


def test_readers_are_named_by_one_query_and_oneself_left_out_where_asked(
    users: SimpleNamespace, make_article: Any, django_assert_num_queries: Any
) -> None:
    articles = [make_article() for _ in range(4)]
    mine, theirs = dealt(users.reviewer), dealt(users.second_reviewer)
    assert mine
    assert theirs
    pks = [article.pk for article in articles]
    with django_assert_num_queries(1):
        assert leases.holders(pks) == {mine.pk: users.reviewer, theirs.pk: users.second_reviewer}
    assert leases.holders(pks, exclude=users.reviewer) == {theirs.pk: users.second_reviewer}
    expire_leases(theirs)
    assert leases.holders(pks, exclude=users.reviewer) == {}


def test_to_deal_costs_the_same_few_queries_however_many_wait_or_are_leased(
    users: SimpleNamespace, make_article: Any
) -> None:
    """Leased and skipped articles must not be tried one by one."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            article = dealt(users.editor)
        assert article
        leases.release(users.editor, [article.pk])
        return len(captured)

    few = [make_article() for _ in range(3)]
    cost = queries()
    assert cost <= 6
    many = [make_article(quality=60) for _ in range(27)]
    until = timezone.now() + TICK
    Lease.objects.bulk_create(
        Lease(article=each, by=users.reviewer, claimed_at=until, until=until) for each in many[:13]
    )
    for each in many[13:]:
        skips.skip(users.editor, each, "all")
    assert dealt(users.editor) in few
    leases.release(users.editor, [each.pk for each in few])
    assert queries() == cost


def test_old_leases_and_skips_are_deleted_at_the_end(
    users: SimpleNamespace, make_article: Any
) -> None:
    first, second = make_article(quality=80), make_article(quality=80)
    long_ago = timezone.now() - timedelta(days=2)
    for article, until in ((first, long_ago), (second, timezone.now() - TICK)):
        Lease.objects.create(article=article, by=users.editor, claimed_at=until, until=until)
    for days in (3, 0):
        Skip.objects.create(
            by=users.reviewer,
            article=first,
            scope="all",
            at=long_ago,
            day=timezone.localdate() - timedelta(days=days),
        )
    deal(users.reviewer)
    assert [lease.article for lease in Lease.objects.all()] == [second]
    assert [row.day for row in Skip.objects.all()] == [timezone.localdate()]
