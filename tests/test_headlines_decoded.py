"""A headline with HTML entities is shown decoded on every page, and stored as it came."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from articles import moderation
from articles.models import Act, Article
from articles.moderation.decision_requests import Seen
from tests.desk_kit import headlines, page_text, text_of

pytestmark = pytest.mark.django_db

# The headline of the shared case `entities-in-headline`.
STORED = "It&#8217;s AT&amp;T&rsquo;s day"
SHOWN = "It’s AT&T’s day"
PROVIDER, TOPIC = "Smith &amp; Sons", "R&amp;D"
RELATED = """related:
  - title: "Bell &amp; Co"
    webUrl: https://bell.example/1
    publishedDateTime: 2022-07-12T10:24:00Z
    provider:
      name: Bell
      domain: bell.example
"""


@pytest.fixture
def article(make_article: Any) -> Article:
    return make_article(
        title=STORED, provider=PROVIDER, topics=(TOPIC,), url="https://a.example/1", rest=RELATED
    )


def csv_text(client: Client) -> str:
    """Return the cells of the history's CSV file, joined."""
    body = b"".join(client.get("/history.csv").streaming_content).decode()
    return " ".join(cell for row in csv.reader(io.StringIO(body)) for cell in row)


def test_lists_pages_messages_history_and_the_file_show_the_headline_decoded(
    article: Article, users: Any, act_parameters: Any, sign_in: Any, make_article: Any
) -> None:
    client = sign_in("superuser")
    addresses = ["/queue/", "/queue/?status=all&q=AT%26T", "/review/", article.get_absolute_url()]
    addresses += [f"/articles/{article.pk}/texts/", "/"]
    form = {"verb": "approve", "seen": str(Seen.of(article)), "token": "a" * 32, "place": "queue"}
    for address in addresses:
        body = client.get(address).content.decode()
        # The document's own text, on the page of an article and of its texts, stays as it is.
        assert SHOWN in page_text(client, address), address
        assert "AT&amp;amp;T&amp;rsquo;s day</bdi>" not in body, address
    page = client.post(f"/articles/{article.pk}/decide/", {**form, "next": "/queue/"}, follow=True)
    assert f"Approved: “{SHOWN}”." in text_of(page)
    admin = "/admin/articles"
    for address in (
        "/history/",
        f"{admin}/article/",
        f"{admin}/decision/",
        f"{admin}/act/{Act.objects.get().pk}/change/",
    ):
        text = page_text(client, address)
        assert SHOWN in text, address
        assert STORED not in text, address
    assert SHOWN in csv_text(client)
    assert Article.objects.get().title == STORED
    assert SHOWN in client.get("/feeds/published.json").json()["items"][0]["title"]


def test_provider_topics_and_related_links_are_shown_decoded(
    article: Article, sign_in: Any
) -> None:
    client = sign_in("editor")
    for address in ("/queue/", article.get_absolute_url(), "/admin/articles/article/"):
        assert "Smith & Sons" in page_text(client, address), address
    text = page_text(client, article.get_absolute_url())
    for shown in ("R&D", "Bell & Co"):
        assert shown in text


def test_a_twins_headline_is_shown_decoded(
    article: Article, make_article: Any, sign_in: Any
) -> None:
    twin = make_article(title=STORED, provider="Other")
    text = page_text(sign_in("reader"), twin.get_absolute_url())
    assert f"Same headline: {SHOWN} Smith & Sons · 12 Jul 2022 · Waiting" in text


def test_a_twin_with_the_headline_decoded_is_found(
    article: Article, make_article: Any, sign_in: Any
) -> None:
    twin = make_article(title=SHOWN, provider="Other")
    text = page_text(sign_in("reader"), twin.get_absolute_url())
    assert f"Same headline: {SHOWN} Smith & Sons" in text


def test_two_titles_that_differ_in_their_entities_alone_are_told_apart(
    article: Article, users: Any, act_parameters: Any, sign_in: Any
) -> None:
    """Prevents “title “It’s AT&T’s day” → “It’s AT&T’s day””, which says nothing."""
    moderation.edit([article], {"title": SHOWN}, **act_parameters(users.editor, article))
    text = page_text(sign_in("editor"), "/history/")
    assert f"title “{STORED}” → “{SHOWN}”" in text


def test_the_admins_form_keeps_the_title_as_the_document_has_it(
    article: Article, sign_in: Any
) -> None:
    """Prevents a save that would decide a title which nobody typed."""
    page = sign_in("editor").get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert f'value="{STORED.replace("&", "&amp;")}"' in page


def test_a_title_of_nothing_but_a_space_written_as_an_entity_is_shown_as_it_came(
    make_article: Any, sign_in: Any
) -> None:
    """Prevents a row, a link and a message without any words."""
    article = make_article(title="&nbsp;")
    assert article.headline == "&nbsp;"
    assert headlines(sign_in("reader").get("/queue/")) == ["&nbsp;"]
