"""Who gets which article: leases, skips, and what remains when others hold the rest."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import moderation
from articles.models import Article, ArticleQuerySet, Lease, Skip
from articles.models.ordering import SORTINGS
from articles.moderation import leases
from articles.moderation.leases import Deal

pytestmark = pytest.mark.django_db
TICK = timedelta(seconds=30)


def deal(user: User, articles: ArticleQuerySet | None = None, **more: Any) -> Deal:
    waiting = Article.objects.waiting() if articles is None else articles
    return leases.deal(user, waiting, **{"sorting": SORTINGS["quality"], "scope": "all", **more})


def dealt(user: User, **more: Any) -> Article | None:
    return deal(user, **more).article


def lapse(*articles: Article) -> None:
    """Let the time pass that nobody touched the articles for."""
    Lease.objects.filter(article__in=articles).update(until=timezone.now() - TICK)


def left_of(article: Article) -> timedelta:
    return Lease.objects.get(article=article).until - timezone.now()


def test_the_nearest_below_the_threshold_comes_first_and_the_outranked_last(
    cast: SimpleNamespace, make_article: Any
) -> None:
    outranked = make_article(quality=69, heat=-1)
    unscored = make_article(quality=None)
    far, near = make_article(quality=12), make_article(quality=65)
    held: list[int] = []
    for expected in (near, far, unscored, outranked):
        assert dealt(cast.reviewer, exclude=held) == expected
        held.append(expected.pk)
    assert dealt(cast.reviewer, exclude=held) is None


def test_the_order_is_the_one_asked_for(cast: SimpleNamespace, make_article: Any) -> None:
    old = make_article(quality=65, published_at="2021-01-01T00:00:00Z")
    new = make_article(quality=12)
    assert dealt(cast.reviewer, sorting=SORTINGS["date"]) == new
    assert dealt(cast.second_reviewer) == old


def test_two_reviewers_are_not_dealt_the_same_article(
    cast: SimpleNamespace, make_article: Any
) -> None:
    first, second = make_article(quality=60), make_article(quality=50)
    assert dealt(cast.reviewer) == first
    assert dealt(cast.second_reviewer) == second
    assert dealt(cast.editor) is None


def test_a_reload_deals_the_same_article_and_a_prefetch_the_next(
    cast: SimpleNamespace, make_article: Any
) -> None:
    first, second, third = (make_article(quality=quality) for quality in (60, 50, 40))
    assert dealt(cast.reviewer) == first
    assert dealt(cast.reviewer, exclude=[first.pk]) == second
    for _ in range(2):
        assert dealt(cast.reviewer) == first
        assert dealt(cast.reviewer, exclude=[first.pk]) == second
    leases.release(cast.reviewer, [first.pk])
    assert dealt(cast.second_reviewer) == first
    assert dealt(cast.reviewer) == second
    assert dealt(cast.reviewer, exclude=[second.pk]) == third


def test_what_nobody_touches_for_two_minutes_goes_to_the_next_who_asks(
    cast: SimpleNamespace, make_article: Any
) -> None:
    article = make_article()
    dealt(cast.reviewer)
    assert (
        leases.LEASE_LENGTH - TICK < left_of(article) <= leases.LEASE_LENGTH == timedelta(minutes=2)
    )
    assert dealt(cast.second_reviewer) is None
    lapse(article)
    assert dealt(cast.second_reviewer) == article
    assert dealt(cast.reviewer) is None
    assert leases.renew(cast.reviewer, article.pk) is None
    assert leases.holder(article.pk) == cast.second_reviewer


def test_activity_moves_the_lease_on_and_the_original_gives_ten_minutes(
    cast: SimpleNamespace, make_article: Any
) -> None:
    article = make_article()
    dealt(cast.reviewer)
    Lease.objects.update(until=timezone.now() + TICK)
    assert leases.renew(cast.reviewer, article.pk)
    assert left_of(article) > leases.LEASE_LENGTH - TICK
    leases.renew(cast.reviewer, article.pk, opened=True)
    assert left_of(article) > timedelta(minutes=10) - TICK
    leases.renew(cast.reviewer, article.pk)
    dealt(cast.reviewer)
    assert left_of(article) > timedelta(minutes=10) - TICK


def test_a_lease_that_lapsed_and_that_nobody_took_is_renewed(
    cast: SimpleNamespace, make_article: Any
) -> None:
    article = make_article()
    dealt(cast.reviewer)
    lapse(article)
    assert leases.holder(article.pk) is None
    assert leases.renew(cast.reviewer, article.pk)
    assert leases.holder(article.pk) == cast.reviewer
    leases.release(cast.reviewer, [article.pk])
    assert leases.renew(cast.reviewer, article.pk)


def test_nobody_gives_back_what_lies_before_somebody_else(
    cast: SimpleNamespace, make_article: Any
) -> None:
    article = make_article()
    dealt(cast.reviewer)
    assert leases.release(cast.second_reviewer, [article.pk]) == 0
    assert leases.holder(article.pk) == cast.reviewer
    assert leases.release(cast.reviewer, [article.pk]) == 1
    assert leases.holder(article.pk) is None


def test_an_article_decided_elsewhere_is_not_dealt_again_and_its_lease_ends(
    cast: SimpleNamespace, make_article: Any, act_words: Any
) -> None:
    first, second = make_article(quality=60), make_article(quality=50)
    dealt(cast.reviewer)
    moderation.reject([first], **act_words(cast.editor, first))
    assert dealt(cast.reviewer) == second
    assert not Lease.objects.filter(article=first).exists()
    leases.release(cast.reviewer, [first.pk])
    assert leases.renew(cast.reviewer, first.pk) is None


def test_what_lies_in_another_tab_with_another_filter_is_neither_dealt_nor_taken_away(
    cast: SimpleNamespace, make_article: Any
) -> None:
    of_robots = make_article(quality=60, topics=("Robots",))
    other = make_article(quality=50)
    assert dealt(cast.reviewer) == of_robots
    about_ai = Article.objects.waiting().filter(topics__name="AI")
    assert dealt(cast.reviewer, articles=about_ai, scope="AI") == other
    assert leases.holder(of_robots.pk) == cast.reviewer


def test_a_skip_comes_round_at_the_end_the_oldest_first_and_again_only_when_asked_for(
    cast: SimpleNamespace, make_article: Any
) -> None:
    first, second, third = (make_article(quality=quality) for quality in (60, 50, 40))
    for expected in (first, second):
        assert dealt(cast.reviewer) == expected
        leases.skip(cast.reviewer, expected, "all")
    assert dealt(cast.reviewer) == third
    assert dealt(cast.reviewer, exclude=[third.pk]) == first
    leases.skip(cast.reviewer, first, "all")
    leases.release(cast.reviewer, [third.pk])
    leases.skip(cast.reviewer, third, "all")
    for expected in (second, third):
        assert dealt(cast.reviewer) == expected
        leases.skip(cast.reviewer, expected, "all")
    end = deal(cast.reviewer)
    assert (end.article, end.with_others, end.skipped) == (None, 0, 3)
    assert dealt(cast.reviewer, with_skipped=True) == first


def test_a_skip_is_of_one_person_one_filter_and_one_day(
    cast: SimpleNamespace, make_article: Any
) -> None:
    first, second = make_article(quality=60), make_article(quality=50)
    dealt(cast.reviewer)
    leases.skip(cast.reviewer, first, "all")
    assert leases.skipped_at(cast.reviewer, first.pk, "all")
    assert dealt(cast.reviewer) == second
    leases.release(cast.reviewer, [second.pk])
    assert dealt(cast.reviewer, scope="another") == first
    leases.release(cast.reviewer, [first.pk])
    assert dealt(cast.second_reviewer) == first
    leases.release(cast.second_reviewer, [first.pk])
    Skip.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert dealt(cast.reviewer) == first


def test_a_skip_that_is_sent_twice_counts_once(cast: SimpleNamespace, make_article: Any) -> None:
    article = make_article()
    dealt(cast.reviewer)
    for _ in range(3):
        leases.skip(cast.reviewer, article, "all")
    assert Skip.objects.get().times == 1
    assert dealt(cast.reviewer) == article


def test_when_others_hold_the_rest_it_is_said_until_when_and_dealt_when_it_comes_free(
    cast: SimpleNamespace, make_article: Any
) -> None:
    first, second = make_article(quality=60), make_article(quality=50)
    dealt(cast.reviewer)
    dealt(cast.second_reviewer)
    soon = timezone.now() + TICK
    Lease.objects.filter(article=second).update(until=soon)
    end = deal(cast.editor)
    assert (end.article, end.with_others, end.next_free) == (None, 2, soon)
    leases.release(cast.reviewer, [first.pk])
    assert dealt(cast.editor) == first
    end = deal(cast.editor, exclude=[first.pk])
    assert (end.article, end.with_others, end.next_free) == (None, 1, soon)


def test_nothing_is_left_only_when_nothing_waits(cast: SimpleNamespace, make_article: Any) -> None:
    assert deal(cast.reviewer) == Deal()
    article = make_article()
    dealt(cast.reviewer)
    assert deal(cast.second_reviewer).with_others == 1
    lapse(article)
    assert dealt(cast.second_reviewer) == article


def test_an_article_asked_for_comes_first_unless_somebody_else_reads_it(
    cast: SimpleNamespace, make_article: Any, act_words: Any
) -> None:
    first, undone, taken = (make_article(quality=quality) for quality in (60, 50, 40))
    assert dealt(cast.second_reviewer, first=taken.pk) == taken
    assert dealt(cast.reviewer) == first
    assert dealt(cast.reviewer, first=undone.pk) == undone
    assert dealt(cast.reviewer, first=taken.pk) == first
    moderation.reject([undone], **act_words(cast.editor, undone))
    assert dealt(cast.reviewer, first=undone.pk) == first


def test_readers_are_named_by_one_query_and_oneself_left_out_where_asked(
    cast: SimpleNamespace, make_article: Any, django_assert_num_queries: Any
) -> None:
    articles = [make_article() for _ in range(4)]
    mine, theirs = dealt(cast.reviewer), dealt(cast.second_reviewer)
    assert mine
    assert theirs
    pks = [article.pk for article in articles]
    with django_assert_num_queries(1):
        assert leases.holders(pks) == {mine.pk: cast.reviewer, theirs.pk: cast.second_reviewer}
    assert leases.holders(pks, exclude=cast.reviewer) == {theirs.pk: cast.second_reviewer}
    lapse(theirs)
    assert leases.holders(pks, exclude=cast.reviewer) == {}


def test_to_deal_costs_the_same_few_queries_however_many_wait_or_are_leased(
    cast: SimpleNamespace, make_article: Any
) -> None:
    """Prevents a claim for each of those before it, and a look at each skip."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            article = dealt(cast.editor)
        assert article
        leases.release(cast.editor, [article.pk])
        return len(captured)

    few = [make_article() for _ in range(3)]
    cost = queries()
    assert cost <= 6
    many = [make_article(quality=60) for _ in range(27)]
    until = timezone.now() + TICK
    Lease.objects.bulk_create(
        Lease(article=each, by=cast.reviewer, claimed_at=until, until=until) for each in many[:13]
    )
    for each in many[13:]:
        leases.skip(cast.editor, each, "all")
    assert dealt(cast.editor) in few
    leases.release(cast.editor, [each.pk for each in few])
    assert queries() == cost


def test_what_has_had_its_day_is_deleted_at_the_end(
    cast: SimpleNamespace, make_article: Any
) -> None:
    first, second = make_article(quality=80), make_article(quality=80)
    long_ago = timezone.now() - timedelta(days=2)
    for article, until in ((first, long_ago), (second, timezone.now() - TICK)):
        Lease.objects.create(article=article, by=cast.editor, claimed_at=until, until=until)
    for days in (3, 0):
        Skip.objects.create(
            by=cast.reviewer, article=first, scope="all", at=long_ago,
            day=timezone.localdate() - timedelta(days=days),
        )  # fmt: skip
    deal(cast.reviewer)
    assert [lease.article for lease in Lease.objects.all()] == [second]
    assert [row.day for row in Skip.objects.all()] == [timezone.localdate()]
