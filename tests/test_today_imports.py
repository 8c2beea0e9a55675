"""Today: warnings about imports, the history of waiting articles, the distribution of quality."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from articles import moderation
from articles.models import Article, Collection, ImportRun, InvalidDocument
from articles.stats import trends
from articles.stats.counts import Count
from articles.sync import locks
from articles.sync.exporter import export_target
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.desk_kit import link, page_text

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


@pytest.fixture
def run(make_article: Make) -> ImportRun:
    make_article(folder="daily")
    return ImportRun.objects.get()


def ago(**length: float) -> datetime:
    return timezone.now() - timedelta(**length)


#: Columns of the last import (a timedelta: so long ago), and the warning about it.
FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"finished_at": timedelta(hours=27)}, "the last import of daily ended 1 d ago"),
    ({"interrupted": True}, "the last import of daily , a moment ago , was interrupted"),
    (
        {"finished_at": None, "started_at": timedelta(hours=2), "beat_at": timedelta(minutes=9)},
        "the import of daily that began 2 h ago has given no sign of life for 9 min",
    ),
    ({"kind": "export"}, "no import of daily has come to its end yet"),
    ({"totals": {"unchanged": 1, "missing": 412}}, "412 documents of daily are missing"),
]


@pytest.mark.parametrize(("columns", "warning"), FAULTS)
def test_a_faulty_import_has_a_warning(
    columns: dict[str, Any], warning: str, run: ImportRun, sign_in: Any
) -> None:
    client, now = sign_in("reader"), timezone.now()
    assert "Warning:" not in page_text(client, "/")
    ImportRun.objects.update(
        **{
            name: now - each if isinstance(each, timedelta) else each
            for name, each in columns.items()
        }
    )
    assert f"Warning: {warning}" in page_text(client, "/")


def test_an_import_that_runs_is_no_fault(run: ImportRun, sign_in: Any) -> None:
    ImportRun.objects.update(finished_at=ago(days=3))
    fields = {"host": "here", "pid": 1, "started_at": ago(minutes=2), "beat_at": timezone.now()}
    ImportRun.objects.create(collection=run.collection, **fields)
    page = page_text(sign_in("reader"), "/")
    assert "Warning:" not in page
    assert "daily running for 2 min" in page


def test_how_old_an_import_may_be_is_a_setting(run: ImportRun, sign_in: Any, settings: Any) -> None:
    client = sign_in("reader")
    ImportRun.objects.update(finished_at=ago(hours=27))
    for hours, warns in ((26, True), (28, False), (0, False)):
        settings.IMPORT_WARN_HOURS = hours
        assert ("Warning:" in page_text(client, "/")) == warns, hours


def test_the_last_import_is_listed_with_its_problems(run: ImportRun, sign_in: Any) -> None:
    client = sign_in("reader")
    assert "daily a moment ago 1 new" in page_text(client, "/")
    assert link(client, "/", "a moment ago") == run.get_absolute_url()
    InvalidDocument.objects.create(collection=run.collection, path="b.md", since=timezone.now())
    other = Collection.objects.create(name="other", root="/other")
    for path in ("c.md", "d.md"):
        InvalidDocument.objects.create(collection=other, path=path, since=timezone.now())
    for count, listed in (("1 document", "daily/b.md"), ("2 documents", "other/c.md")):
        page = page_text(client, link(client, "/", f"{count} can’t be taken"))
        assert f"Documents that can’t be taken ({count[0]}) in" in page
        assert listed in page.replace(" ", "")
    assert "Documents that can’t be taken (3)" in page_text(client, "/imports/")


def test_users_who_may_not_see_imports_get_no_link_to_them(
    run: ImportRun, django_user_model: Any
) -> None:
    person = django_user_model.objects.create_user("person")
    person.user_permissions.set(Permission.objects.filter(codename="view_article"))
    client = Client()
    client.force_login(person)
    ImportRun.objects.update(interrupted=True)
    page = page_text(client, "/")
    assert "One article waits" in page
    assert "Warning:" not in page
    assert "Last imports" not in page


def test_an_import_keeps_how_many_wait_when_it_has_ended(
    make_article: Make, write_document: Any
) -> None:
    make_article(folder="first")
    make_article(folder="first", quality=80)
    make_article(folder="other")
    assert [run.waiting for run in ImportRun.objects.order_by("pk")] == [1, 1, 2]
    Article.objects.filter(collection__name="other").update(gone_at=timezone.now())
    make_article(folder="first", quality=3)
    assert ImportRun.objects.latest("pk").waiting == 2


def test_what_was_no_whole_import_keeps_no_such_number(run: ImportRun, write_document: Any) -> None:
    target = targets([run.collection.root])[0]
    import_target(target, dry_run=True)
    assert ImportRun.objects.count() == 1
    export_target(target)
    assert ImportRun.objects.latest("pk").waiting is None
    locks.release(locks.acquire(run.collection), {}, interrupted=True)
    assert ImportRun.objects.latest("pk").waiting is None
    overtaken = locks.acquire(run.collection)
    ImportRun.objects.filter(pk=overtaken.pk).update(finished_at=timezone.now(), interrupted=True)
    locks.release(overtaken, {})
    assert ImportRun.objects.latest("pk").waiting is None


@pytest.fixture
def past(run: ImportRun) -> Callable[..., None]:
    """Return a function that adds an import that ended then, with so many articles waiting."""

    def add(finished_at: datetime, waiting: int | None, **fields: Any) -> None:
        ImportRun.objects.create(
            collection=run.collection,
            started_at=finished_at,
            beat_at=finished_at,
            host="here",
            pid=1,
            finished_at=finished_at,
            waiting=waiting,
            **fields,
        )

    return add


def test_the_waiting_history_has_the_last_import_of_each_day_in_the_users_time_zone(
    past: Any, settings: Any
) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    ImportRun.objects.all().delete()
    past(datetime(2026, 11, 20, 14, 59, tzinfo=UTC), 7)
    past(datetime(2026, 11, 20, 15, 0, tzinfo=UTC), 8)  # the 21st in Tokyo
    past(datetime(2026, 11, 21, 14, 0, tzinfo=UTC), 9)
    past(datetime(2026, 11, 21, 14, 30, tzinfo=UTC), None, interrupted=True)
    past(datetime(2026, 11, 21, 14, 40, tzinfo=UTC), 99, kind="export")
    past(datetime(2026, 9, 26, 14, 59, tzinfo=UTC), 5)  # before the last eight weeks
    past(datetime(2026, 9, 27, 15, 0, tzinfo=UTC), 6)
    history = trends.waiting_history(now, Count(4))
    days = [(each.day.isoformat(), each.waiting, each.is_now) for each in history.days]
    assert days == [
        ("2026-09-28", 6, False),
        ("2026-11-20", 7, False),
        ("2026-11-21", 9, False),
        ("2026-11-22", 4, True),
    ]
    uncounted = trends.waiting_history(now, Count(10_000, is_more=True))
    assert uncounted.last.waiting == 9, "a number that was not counted to its end is left out"


def test_the_plot_of_waiting_begins_with_the_second_day(past: Any, sign_in: Any) -> None:
    client = sign_in("reader")
    page = page_text(client, "/")
    assert "The plot begins with the second day of imports." in page
    assert "Articles waiting" not in page
    past(timezone.now() - timedelta(days=1), 1_234)
    page = page_text(client, "/")
    assert "The plot begins" not in page.partition("Quality against")[0]
    assert "Articles waiting" in page
    assert "1,234" in page


@pytest.mark.parametrize(
    ("line", "width", "labels"),
    [
        (70, 10, ["0 to 9", "60 to 69", "70 to 79", "190 to 199", "200 and more"]),
        (200, 10, ["190 to 199", "200 and more"]),
        (201, 20, ["180 to 199", "200 to 219", "400 and more"]),
        (1_000_000, 50_000, ["950,000 to 999,999", "1,000,000 and more"]),
    ],
)
def test_qualities_are_counted_in_bands(
    line: int, width: int, labels: list[str], make_article: Make, settings: Any, sign_in: Any
) -> None:
    settings.PUBLISH_THRESHOLD = line
    scores = (0, 9, 10, 69, 70, 189, 200, 1_000_000, 75, 76)
    for quality in (*scores, None):
        make_article(quality=quality, published=quality is not None)
    distribution = trends.quality_distribution()
    assert distribution.width == width
    assert sum(band.published for band in distribution.bands) == 10
    assert distribution.bands[0].published == sum(each < width for each in scores)
    assert distribution.bands[-1].high is None
    page = page_text(sign_in("reader"), "/")
    for label in labels:
        assert label in page
    assert f"Upstream publishes from {line}." in page


def test_published_and_rejected_are_counted_apart_and_against_the_threshold(
    make_article: Make, users: Any, act_parameters: Any
) -> None:
    for quality in (10, 70, None):
        article = make_article(quality=quality, published=False)
        moderation.reject([article], **act_parameters(users.reviewer, article))
    make_article(quality=69, published=True)
    gone = make_article(quality=90)
    Article.objects.filter(pk=gone.pk).update(gone_at=timezone.now())
    make_article(quality=88, published=False)
    distribution = trends.quality_distribution()
    counts = [(band.low, band.published, band.rejected) for band in distribution.bands]
    assert [each for each in counts if any(each[1:])] == [(10, 0, 1), (60, 1, 0), (70, 0, 1)]
    assert (
        distribution.rejected.total,
        distribution.rejected.unscored,
        distribution.rejected.reaching,
    ) == (3, 1, 1)
    assert (distribution.published.total, distribution.published.reaching) == (1, 0)
    assert not distribution, "too few articles for a plot"


def test_only_the_newest_of_each_status_are_counted(
    make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trends, "SAMPLE_SIZE", 2)
    for days, quality in enumerate((75, 85, 95)):
        article = make_article(quality=quality)
        since = timezone.now() - timedelta(days=days)
        Article.objects.filter(pk=article.pk).update(status_since=since)
    bands = trends.quality_distribution().bands
    assert {band.low: band.published for band in bands if band.published} == {70: 1, 80: 1}


def test_the_plot_of_qualities_includes_what_waits(sign_in: Any, make_article: Any) -> None:
    for quality in (5, 12, 13, None, *range(40, 46)):
        make_article(quality=quality, published=False)
    make_article(quality=80)
    page = page_text(sign_in("reader"), "/")
    assert "1 published, by upstream or people, 0 rejected and 10 waiting" in page
    assert "Not scored: 0 published, 0 rejected, 1 waiting." in page
    assert "Published Rejected Waiting 0 to 9 0 0 1 10 to 19 0 0 2" in page


@pytest.mark.parametrize("totals", [{}, {"missing": 412}])
def test_the_warning_of_an_import_names_the_program_that_this_desk_has(
    totals: dict[str, int], run: ImportRun, sign_in: Any, settings: Any
) -> None:
    settings.PROGRAM = "newsroom"
    ImportRun.objects.update(finished_at=ago(hours=27), totals=totals)
    assert "newsroom import_articles" in page_text(sign_in("reader"), "/")
