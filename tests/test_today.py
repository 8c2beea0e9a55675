"""Today: articles waiting and arrived, decisions, conflicts and counts."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import moderation
from articles.models import Act, Article, Decision
from articles.models.decision import new_token
from articles.stats import counts, trends
from tests.desk_kit import ids, link, page_text

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


@pytest.fixture
def decide(users: Any, act_parameters: Any) -> Callable[..., Act]:
    """Return a function that makes a decision of a person on an article."""

    def by(person: str, verb: str, article: Article, *values: Any) -> Act:
        options = act_parameters(getattr(users, person), article)
        act = getattr(moderation, verb)([article], *values, **options).act
        assert act
        return act

    return by


def undo(act: Act, by: Any, note: str = "") -> Act:
    done = moderation.undo(act, by=by, token=new_token(), place="desk", note=note).act
    assert done
    return done


def test_an_empty_desk_says_how_to_fill_it(sign_in: Any) -> None:
    page = page_text(sign_in("reader"), "/")
    assert "Nothing imported yet" in page
    assert "manage.py import_articles FOLDER" in page
    assert "Decided today" not in page


def test_the_first_line_says_how_many_wait_and_for_how_long(
    sign_in: Any, make_article: Make
) -> None:
    client, newest = sign_in("reviewer"), make_article(title="Newest")
    assert "One article waits, for less than a minute ." in page_text(client, "/")
    oldest, gone = make_article(title="Oldest"), make_article(title="Gone")
    hours = {oldest.pk: 70, newest.pk: 5, gone.pk: 900}
    for pk, number in hours.items():
        since = timezone.now() - timedelta(hours=number)
        Article.objects.filter(pk=pk).update(status_since=since)
    Article.objects.filter(pk=gone.pk).update(gone_at=timezone.now())
    assert "2 articles wait, the oldest for 2 d ." in page_text(client, "/")
    assert link(client, "/", "Oldest").startswith(oldest.get_absolute_url())
    assert link(client, "/", "Review") == "/review/"
    Article.objects.update(gone_at=timezone.now())
    assert "Nothing waits. The next import may bring more." in page_text(client, "/")


def test_waiting_articles_are_counted_by_collection_where_there_are_several(
    sign_in: Any, make_article: Make
) -> None:
    client, _ = sign_in("reader"), make_article(folder="one & only")
    assert "one & only 1" not in page_text(client, "/")
    for folder in ("one & only", "other"):
        make_article(folder=folder)
    assert "one & only 2 · other 1" in page_text(client, "/")
    assert len(ids(client.get(link(client, "/", "one & only 2")))) == 2


def test_the_day_is_the_readers(sign_in: Any, make_article: Make, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    assert counts.start_of_day(datetime(2026, 11, 21, 15, tzinfo=UTC)).isoformat() == (
        "2026-11-22T00:00:00+09:00"
    )
    assert counts.start_of_day(datetime(2026, 11, 21, 14, 59, tzinfo=UTC)).day == 21
    today, yesterday = make_article(), make_article()
    midnight = counts.start_of_day()
    Article.objects.filter(pk=today.pk).update(arrived_at=midnight)
    moment = midnight - timedelta(seconds=1)
    Article.objects.filter(pk=yesterday.pk).update(arrived_at=moment)
    client = sign_in("reader")
    assert "Arrived today 1 article Decided" in page_text(client, "/")
    figures = client.get("/").content.decode().partition("Arrived today")[2]
    (page,) = re.findall(r'<a href="([^"]*)"><b>1</b> article</a>', figures)
    assert ids(client.get(unescape(page))) == [today.pk]


def test_decided_today_counts_what_people_decided_and_still_holds(
    sign_in: Any, users: Any, make_article: Make, decide: Any
) -> None:
    articles = [make_article() for _ in range(5)]
    decide("editor", "approve", articles[0])
    mine = [decide("reviewer", "reject", each) for each in articles[1:4]]
    client = sign_in("reviewer")
    today = "Decided today 3 by you · 3 acts 4 by all · 4 acts Conflicts"
    assert today in page_text(client, "/")
    undo(mine[0], users.editor, "It was fine")
    taken_back = undo(mine[1], users.reviewer)
    today = "Decided today 1 by you · 4 acts 2 by all · 6 acts 2 more, undone since"
    assert today in page_text(client, "/")
    undo(taken_back, users.reviewer)
    today = "Decided today 2 by you · 5 acts 3 by all · 7 acts 1 more, undone since"
    assert today in page_text(client, "/")
    assert "Decided today 3 by all · 7 acts 1 more" in page_text(sign_in("reader"), "/")
    # Undos are acts too: history lists as many as the link says.
    for acts in ("5 acts", "7 acts"):
        assert f"remove {acts}" in page_text(client, link(client, "/", acts))


def test_what_was_decided_before_today_or_by_an_import_is_not_counted(
    sign_in: Any, users: Any, make_article: Make
) -> None:
    article, midnight = make_article(), counts.start_of_day()
    for number, (by, at) in enumerate(
        [
            (users.editor, midnight),
            (users.editor, midnight - timedelta(seconds=1)),
            (None, midnight),
        ]
    ):
        act = Act.objects.create(by=by, at=at, place="desk")
        Decision.objects.create(
            act=act,
            article=article,
            number=number + 1,
            kind="edit",
            changes={},
            text=article.newest_text,
        )
    today = "Decided today 1 by you · 1 act 1 by all · 2 acts Conflicts"
    assert today in page_text(sign_in("editor"), "/")


def test_what_an_import_recorded_takes_no_place_in_the_count(
    users: Any, make_article: Make, decide: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "LIMIT", 2)
    decide("editor", "approve", make_article())
    act = Act.objects.create(by=None, at=timezone.now(), place="import")
    for article in (make_article(), make_article(), make_article()):
        Decision.objects.create(
            act=act,
            article=article,
            number=1,
            kind="replaced",
            changes={},
            text=article.newest_text,
        )
    found = counts.decided(counts.start_of_day(), users.editor)
    assert (found.own, found.all) == (counts.Count(1), counts.Count(1))


def test_decisions_against_the_threshold_lead_to_exactly_these(
    sign_in: Any, make_article: Make, decide: Any
) -> None:
    client = sign_in("editor")
    below = [make_article(quality=quality) for quality in (69, 3)]
    above = make_article(quality=70, published=False)
    others = [make_article(quality=70), make_article(quality=None), make_article(quality=69)]
    make_article(quality=20, published=True)  # upstream's own doing
    for each in [*below, *others[:2]]:
        decide("editor", "approve", each)
    for each in (above, others[2]):
        decide("reviewer", "reject", each)
    assert "threshold 2 published below 70 1 rejected at 70 or more" in page_text(client, "/")
    published = client.get(link(client, "/", "2 published below 70"))
    assert sorted(ids(published)) == sorted(each.pk for each in below)
    assert "Decided by: People" in page_text(client, link(client, "/", "2 published below 70"))
    assert ids(client.get(link(client, "/", "1 rejected at 70"))) == [above.pk]


def test_the_queue_can_be_cut_to_what_people_or_upstream_decided(
    sign_in: Any, make_article: Make, decide: Any
) -> None:
    client, by_upstream, by_people = sign_in("editor"), make_article(quality=80), make_article()
    make_article()
    decide("editor", "approve", by_people)
    for who, expected in (("people", by_people), ("upstream", by_upstream)):
        assert ids(client.get("/queue/", {"status": "all", "decided": who})) == [expected.pk]
    assert ids(client.get("/queue/", {"status": "all", "decided": "me"})) == []


def test_an_outranked_article_is_filtered_by_its_quality_not_its_rank(
    sign_in: Any, make_article: Make
) -> None:
    client = sign_in("reader")
    low, _ = (make_article(quality=quality, heat=-1) for quality in (69, 90))
    assert ids(client.get("/queue/", {"status": "all", "quality_max": 69})) == [low.pk]


def test_conflicts_lead_to_where_they_are_settled(
    sign_in: Any, make_article: Make, write_document: Any, decide: Any
) -> None:
    article = make_article(name="a.md", quality=38)
    decide("editor", "set_quality", article, 60)
    make_article(name="a.md", quality=45)
    client = sign_in("editor")
    assert re.search(r"Conflicts with upstream \? [^.]+\. 1 article ", page_text(client, "/"))
    figures = client.get("/").content.decode().partition("Conflicts with upstream")[2]
    assert '<a href="/conflicts/"><b>1</b> article</a>' in figures
    assert "1 article in conflict." in page_text(client, "/conflicts/")


def test_a_count_stops_at_its_limit(
    sign_in: Any, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "LIMIT", 2)
    for folder in ("one", "other"):
        make_article(folder=folder)
    client = sign_in("reader")
    assert "2 articles wait" in page_text(client, "/")
    make_article(folder="other")
    page = page_text(client, "/")
    assert "2+ articles wait" in page
    assert "Arrived today 2+ articles" in page
    assert "one 1" not in page, "no count by collection where not all were counted"


def test_the_page_costs_the_same_queries_however_much_there_is(
    sign_in: Any, make_article: Make, decide: Any
) -> None:
    """Prevents a query for each collection, article or run."""
    client = sign_in("editor")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get("/").status_code == 200
        return len(caught)

    decide("editor", "approve", make_article(folder="first"))
    queries()
    few = queries()
    for number in range(8):
        decide(
            "editor", "approve" if number % 2 else "reject", make_article(folder=f"{number % 4}")
        )
    assert queries() == few


def test_the_indexes_give_every_figure_without_reading_all_rows(
    make_article: Make, users: Any, decide: Any
) -> None:
    """The planner of SQLite always takes an index that fits; PostgreSQL's reads small tables."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's planner reads a small table from its beginning")
    decide("editor", "approve", make_article())
    with CaptureQueriesContext(connection) as caught:
        among = counts.collections()
        counts.waiting(among)
        counts.arrived(counts.start_of_day())
        counts.decided(counts.start_of_day(), users.editor)
        counts.contradictions()
        counts.unseen()
        counts.last_imports(among, timezone.now())
        trends.waiting_history(timezone.now(), counts.Count(1))
        trends.quality_distribution()
    plans = []
    with connection.cursor() as cursor:
        for query in caught:
            if re.search("articles_(article|act|decision)", query["sql"]):
                assert " LIMIT " in query["sql"]
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plans += [row[3] for row in cursor.fetchall()]
    assert len(plans) > 15
    few = "collection|invaliddocument"  # as many as the page shows
    for plan in plans:
        assert not re.match(rf"SCAN articles_(?!{few})|USE TEMP B-TREE", plan), plans
