"""A provider's page: what people decided on its articles, by month, reason and upstream's score."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import moderation
from articles.models import Act, Article, Preferences, Provider
from articles.models.decision import new_token
from articles.stats import provider_record
from tests.desk_kit import QUEUE, copies, ids, link, page_text, text_of

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)


@pytest.fixture
def decide(users: Any, act_parameters: Any) -> Callable[..., Act]:
    """Return a function that makes the reviewer's decision on an article, at a time if given."""

    def by(verb: str, article: Article, *, since: datetime | None = None, **more: Any) -> Act:
        options = act_parameters(users.editor, article, **more)
        act = getattr(moderation, verb)([article], **options).act
        assert act
        if since:
            Article.objects.filter(pk=article.pk).update(status_since=since)
        return act

    return by


def page_of(client: Client, article: Article) -> str:
    return page_text(client, article.provider.get_absolute_url())


def rows_of(client: Client, article: Article, caption: str) -> list[list[str]]:
    """Return the texts of the cells of the table with this caption, without its headings."""
    html = client.get(article.provider.get_absolute_url()).content.decode()
    (table,) = re.findall(rf"<caption>{caption}.*?</table>", html, re.S)
    rows = re.findall(r"<tr>(.*?)</tr>", table.partition("</thead>")[2], re.S)
    cells = [re.findall(r"<(?:th|td)\b[^>]*>(.*?)</(?:th|td)>", row, re.S) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def test_the_page_begins_with_the_name_the_domain_and_the_newest_arrival(
    sign_in: Any, make_article: Make
) -> None:
    article = make_article(provider="Slow News", domain="slow.example")
    Article.objects.update(arrived_at=timezone.now() - timedelta(days=3, hours=1))
    page = page_of(sign_in("reader"), article)
    assert "Slow News slow.example · its newest article came 3 d ago" in page


def test_articles_are_counted_by_status_and_each_count_leads_to_these_articles(
    sign_in: Any, make_article: Make, decide: Any
) -> None:
    waiting, published, rejected = (make_article(provider="Slow News") for _ in range(3))
    gone = make_article(provider="Slow News")
    Article.objects.filter(pk=gone.pk).update(gone_at=timezone.now())
    make_article(provider="Other", domain="other.example")
    decide("approve", published)
    decide("reject", rejected)
    client, address = sign_in("reviewer"), waiting.provider.get_absolute_url()
    assert "Waiting 1 in the queue Published 1 in the queue" in page_text(client, address)
    assert "Rejected 1 in the queue Taken down 0 " in page_text(client, address)
    html = client.get(address).content.decode()
    for status, article in (("waiting", waiting), ("published", published), ("rejected", rejected)):
        (query,) = re.findall(rf'href="/queue/(\?status={status}&amp;[^"]*)"', html)
        assert ids(client.get(QUEUE + query.replace("&amp;", "&"))) == [article.pk]
    assert len(ids(client.get(link(client, address, "All its articles")))) == 4
    assert client.get(link(client, address, "Review what waits")).status_code == 200


def test_a_name_with_signs_of_an_address_leads_to_its_own_articles(
    sign_in: Any, make_article: Make
) -> None:
    article = make_article(provider='"A & B #1 + 2=3?"')
    make_article(provider="Other of the same domain")
    client = sign_in("reader")
    queue = link(client, article.provider.get_absolute_url(), "1 in the queue")
    assert ids(client.get(queue)) == [article.pk]


@pytest.mark.parametrize(
    ("zone", "months"), [("UTC", ["Oct 2026"]), ("Pacific/Kiritimati", ["Nov 2026"])]
)
def test_a_decision_counts_in_the_month_of_the_readers_time_zone(
    zone: str, months: list[str], sign_in: Any, make_article: Make, decide: Any,
    monkeypatch: Any, users: Any,
) -> None:  # fmt: skip
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    article = make_article()
    decide("approve", article, since=datetime(2026, 10, 31, 10, 30, tzinfo=UTC))
    Preferences.objects.update_or_create(user=users.reader, defaults={"time_zone": zone})
    rows = rows_of(sign_in("reader"), article, "By month")
    assert [row[0] for row in rows if row[1] == "1"] == [*months, "All"]


def test_the_record_has_twelve_months_and_begins_with_the_first_day_of_the_first(
    sign_in: Any, make_article: Make, decide: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    start = datetime(2025, 12, 1, tzinfo=UTC)
    article = make_article()
    decide("reject", article, since=start)
    decide("reject", make_article(), since=start - timedelta(seconds=1))
    decide("approve", make_article(), since=NOW)
    rows = rows_of(sign_in("reader"), article, "By month")
    assert [row[0] for row in rows[:2]] == ["Nov 2026", "Oct 2026"]
    assert rows[0] == ["Nov 2026", "1", "0", "0"]
    assert rows[11] == ["Dec 2025", "0", "1", "0"]
    assert rows[12] == ["All", "1", "1", "0"]
    assert len(rows) == 13


def test_decisions_of_upstream_and_undone_ones_are_not_on_record(
    sign_in: Any, make_article: Make, decide: Any, users: Any
) -> None:
    article, undone, back = make_article(quality=90), make_article(), make_article()
    client = sign_in("reader")
    act = decide("reject", undone)
    assert "0 of 1 approved" in page_of(client, article)
    moderation.undo(act, by=users.editor, token=new_token(), place="desk", note="")
    decide("reject", back)
    decide("reopen", back, note="A second look.")
    page = page_of(client, article)
    assert "Nobody has decided on an article of this provider yet." in page
    assert "No article of this provider is rejected." in page


def test_an_article_taken_down_counts_as_decided_and_not_as_approved(
    sign_in: Any, make_article: Make, decide: Any
) -> None:
    article = make_article()
    decide("approve", article)
    decide("unpublish", article)
    assert rows_of(sign_in("reader"), article, "By month")[-1] == ["All", "0", "0", "1"]


def test_rejections_are_counted_by_reason_the_most_frequent_first(
    sign_in: Any, make_article: Make, decide: Any
) -> None:
    article = make_article()
    decide("reject", article, reason="outdated")
    for _ in range(2):
        decide("reject", make_article(), reason="promotional")
    decide("reject", make_article())
    decide("approve", make_article(), reason="outdated")
    assert rows_of(sign_in("reader"), article, "Rejected, by reason") == [
        ["promotional", "2"],
        ["outdated", "1"],
        ["no reason given", "1"],
    ]


def test_a_reason_that_the_setting_has_no_longer_keeps_its_key(
    sign_in: Any, make_article: Make, decide: Any, settings: Any
) -> None:
    article = make_article()
    decide("reject", article, reason="outdated")
    settings.NEWSROOM_REASONS = (("other", "other"),)
    client = sign_in("reader")
    assert rows_of(client, article, "Rejected, by reason") == [["outdated", "1"]]


def test_the_share_approved_is_by_the_score_that_upstream_gave(
    sign_in: Any, make_article: Make, decide: Any
) -> None:
    """Not by the effective quality, which people set along with their decisions."""
    article = make_article(quality=39)
    for number in range(12):
        decide("approve" if number < 9 else "reject", make_article(quality=30 + number % 10))
    decide("approve", article, quality=75)
    decide("approve", make_article(quality=40))
    decide("reject", make_article(quality=None))
    decide("reject", make_article(quality=999, published=False))
    assert rows_of(sign_in("reader"), article, "Approved, by the score") == [
        ["200 and more", "0 of 1", "too few"],
        ["40 to 49", "1 of 1", "too few"],
        ["30 to 39", "10 of 13", "77 %"],
        ["not scored", "0 of 1", "too few"],
    ]


def test_the_newest_five_of_each_are_listed_with_who_and_why(
    sign_in: Any, make_article: Make, decide: Any
) -> None:
    now = timezone.now()
    for number in range(7):
        article = make_article(title=f"Rejected {number}")
        decide("reject", article, reason="outdated", since=now - timedelta(days=number))
        public = make_article(title=f"Public {number}", quality=90)
        since = now - timedelta(days=number)
        Article.objects.filter(pk=public.pk).update(public_since=since)
    gone = make_article(title="Rejected and gone")
    decide("reject", gone)
    Article.objects.filter(pk=gone.pk).update(gone_at=now)
    page = page_of(sign_in("reader"), article)
    listed = re.findall(r"(?:Rejected|Public) \d", page.partition("Published last")[2])
    assert listed == [f"{word} {n}" for word in ("Public", "Rejected") for n in range(5)]
    assert "Rejected 3 by editor , 3 d ago : outdated" in page
    assert "Public 3 by upstream , 3 d ago" in page
    assert "Rejected and gone" not in page


def test_a_provider_without_articles_or_decisions_says_so(sign_in: Any) -> None:
    provider = Provider.objects.create(name="New", domain="new.example")
    page = page_text(sign_in("reader"), provider.get_absolute_url())
    assert "none of its articles is here" in page
    assert "Nobody has decided on an article of this provider yet." in page
    assert "No article of this provider is published." in page


def test_a_record_of_long_ago_says_when_it_ended(
    sign_in: Any, make_article: Make, decide: Any
) -> None:
    article = make_article()
    decide("reject", article, since=timezone.now() - timedelta(days=800))
    page = page_of(sign_in("reader"), article)
    assert "in these months; the newest decision was made 2 y ago ." in page
    assert "by editor , 2 y ago" in page


def test_others_of_the_name_and_of_the_domain_are_named(sign_in: Any, make_article: Make) -> None:
    article = make_article(provider="Daily", domain="a.example")
    make_article(provider="DAILY", domain="b.example")
    make_article(provider="Weekly", domain="A.example.")
    client = sign_in("reader")
    page = page_of(client, article)
    assert "its lists also have articles of DAILY ( b.example )." in page
    assert "From the same domain: Weekly" in page


def test_a_name_without_visible_letters_is_written_out_or_replaced_by_the_domain(
    sign_in: Any, make_article: Make
) -> None:
    article = make_article(provider='"a\u202eb"', domain="odd.example")
    client = sign_in("reader")
    assert "a ⟨U+202E⟩ b" in page_of(client, article)
    blank = Provider.objects.create(name="&nbsp;", domain="blank.example")
    html = client.get(blank.get_absolute_url()).content.decode()
    assert '<h1 class="page-title"><bdi>blank.example</bdi></h1>' in html
    assert link(client, "/providers/", "blank.example") == blank.get_absolute_url()


def test_every_card_links_to_the_page_of_its_provider(sign_in: Any, make_article: Make) -> None:
    article, client = make_article(provider="Slow News"), sign_in("reviewer")
    address = article.provider.get_absolute_url()
    row = f"/articles/{article.pk}/row/"
    for page in (QUEUE, "/review/", article.get_absolute_url(), row):
        assert link(client, page, "Slow News") == address, page


def test_the_record_counts_no_more_than_its_limit_and_says_so(
    sign_in: Any, make_article: Make, decide: Any, monkeypatch: Any
) -> None:
    article = make_article()
    decide("reject", article)
    article.refresh_from_db()
    Article.objects.bulk_create(copies(article, 3))
    monkeypatch.setattr(provider_record, "LIMIT", 3)
    client = sign_in("reader")
    page = page_of(client, article)
    assert "0 of 3 approved" in page
    assert "Only the newest" in page


def test_many_decisions_take_no_more_queries_than_one(
    sign_in: Any, make_article: Make, decide: Any
) -> None:
    article, client = make_article(), sign_in("reader")
    decide("reject", article, reason="outdated")
    address = article.provider.get_absolute_url()
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(4):
        decide("reject", make_article(), reason="outdated")
        make_article(quality=90)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "pk", ["0", "999999999", "9223372036854775807", "9" * 30, "x", "-1", "1%00", "٣"]
)
def test_no_provider_is_404(pk: str, sign_in: Any) -> None:
    response = sign_in("reader").get(f"/providers/{pk}/")
    assert response.status_code == 404
    assert "Nothing" in text_of(response) or "not" in text_of(response)
