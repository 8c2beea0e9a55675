"""All pages: foreign content is escaped, nothing is inline, times and names are clear."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.messages.storage.base import Message
from django.test import Client

from articles import formatting, moderation
from articles.models import Article, Collection, ImportRun
from articles.templatetags import newsroom
from tests.desk_kit import QUEUE, decide, ids, page_text, text_of

pytestmark = pytest.mark.django_db


def test_what_a_document_holds_shows_as_text(sign_in: Any, make_article: Any) -> None:
    article = make_article(
        title="<script>alert(1)</script>",
        excerpt="They&#8217;re &lt;b&gt;here&lt;/b&gt;",
        rest="featuredContent: '<iframe src=https://videos.example/1></iframe>'\n",
    )
    page = sign_in("reader").get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "They’re &lt;b&gt;here" in page
    assert "<iframe" not in page


def test_only_pictures_by_https_are_loaded(sign_in: Any, make_article: Any) -> None:
    make_article(rest="images:\n  - url: http://pictures.example/a.jpg\n")
    page = sign_in("reader").get(QUEUE).content.decode()
    assert 'src="http://pictures.example' not in page
    assert "pictures.example: not https" in page


def test_no_page_allows_anything_inline(sign_in: Any, seeds: Any) -> None:
    client = sign_in("editor")
    for address in (QUEUE, seeds.waiting.get_absolute_url()):
        response = client.get(address)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        page = response.content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def test_a_signed_in_person_lands_in_the_queue(db: None, users: Any, client: Client) -> None:
    for name in ("reviewer", "editor"):
        response = client.post("/sign-in/", {"username": name, "password": name})
        assert response.url == QUEUE
        client.post("/sign-out/")
    assert User.objects.filter(username="reviewer", last_login__isnull=False).exists()


def test_an_answered_row_brings_the_new_count_of_what_waits(
    sign_in: Any, make_article: Any
) -> None:
    article, _ = make_article(), make_article()
    client = sign_in("reviewer")
    counts = re.findall(r'class="waiting-count">(\d+)<', client.get(QUEUE).content.decode())
    assert counts == ["2", "2", "2"], "in the menu, at the tab and below two rows"
    row = decide(client, article, "approve", htmx=True).content.decode()
    assert row.startswith('<article class="row done"')
    assert '<span hx-swap-oob="innerHTML:.waiting-count">1</span>' in row


def test_the_header_says_when_the_last_import_was(sign_in: Any, seeds: Any) -> None:
    assert "Imported a moment ago" in text_of(sign_in("reader").get(QUEUE))


@pytest.mark.parametrize("run", [{"kind": "export"}, {"interrupted": True}])
def test_only_a_whole_import_counts_as_the_last_one(
    run: dict[str, Any], sign_in: Any, seeds: Any
) -> None:
    ImportRun.objects.update(**run)
    assert "Nothing imported yet" in text_of(sign_in("reader").get(QUEUE))


@pytest.mark.parametrize(
    ("tab", "verb"),
    [
        ("waiting", ""),
        ("published", "approve"),
        ("rejected", "reject"),
        ("taken-down", "unpublish"),
    ],
)
def test_an_article_whose_document_is_gone_shows_among_all_alone_and_says_so(
    tab: str, verb: str, sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(quality=80 if verb == "unpublish" else 38), sign_in("editor")
    if verb:
        decide(client, article, verb)
    assert ids(client.get(QUEUE, {"status": tab})) == [article.pk]
    Article.objects.update(gone_at=datetime(2026, 11, 20, 12, tzinfo=UTC))
    assert ids(client.get(QUEUE, {"status": tab})) == []
    everything = client.get(QUEUE, {"status": "all"})
    assert ids(everything) == [article.pk]
    for page in (everything, client.get(article.get_absolute_url())):
        assert "gone since 20 Nov 2026" in text_of(page)


MISSING = [
    ("", "http://pictures.example/a.jpg", "pictures.example: not https"),
    ("http://site.example", "/a.png", "site.example: not https"),
    ("", "/a.png", "no site to load from"),
    ("http://[::1", "/a.png", "no site to load from"),
]


@pytest.mark.parametrize(("site", "url", "why"), MISSING)
def test_a_picture_that_is_not_loaded_says_why_by_where_it_would_come_from(
    site: str, url: str, why: str, sign_in: Any, make_article: Any
) -> None:
    make_article(rest=f"images:\n  - url: {url}\n")
    Collection.objects.update(site_url=site)
    assert why in text_of(sign_in("reader").get(QUEUE))


@pytest.mark.parametrize(
    ("site", "url", "src"),
    [
        ("", "HTTPS://pictures.example/a.jpg", "HTTPS://pictures.example/a.jpg"),
        ("https://site.example/news/", "/a.png", "https://site.example/a.png"),
    ],
)
def test_a_picture_by_https_is_loaded_however_it_is_written(
    site: str, url: str, src: str, sign_in: Any, make_article: Any
) -> None:
    make_article(rest=f"images:\n  - url: {url}\n")
    Collection.objects.update(site_url=site)
    assert f'<img src="{src}"' in sign_in("reader").get(QUEUE).content.decode()


def test_times_stand_in_the_desks_time_zone_and_name_it(
    sign_in: Any, make_article: Any, settings: Any
) -> None:
    moment = datetime(2026, 11, 21, 17, 53, tzinfo=UTC)
    assert formatting.exact(moment) == "21 Nov 2026, 17:53 UTC"
    settings.TIME_ZONE = "Asia/Tokyo"
    assert formatting.exact(moment) == "22 Nov 2026, 02:53 JST"
    article = make_article(published_at="2022-07-12T20:24:00Z")
    page = sign_in("reader").get(article.get_absolute_url())
    assert "13 Jul 2022, 05:24 JST" in text_of(page)


@pytest.mark.parametrize(
    ("tags", "act"),
    [
        ("", None),
        ("act-12", 12),
        ("safe act-12 wide", 12),
        ("12", None),
        ("react-12", None),
        ("act-12x", None),
        ("act-", None),
    ],
)
def test_a_message_offers_to_undo_only_what_its_tag_names(tags: str, act: int | None) -> None:
    assert newsroom.act_of(Message(20, "Done.", extra_tags=tags)) == act


def test_what_cannot_be_decided_shows_no_form(sign_in: Any, make_article: Any) -> None:
    article = make_article()
    reader = sign_in("reader")
    for address in (QUEUE, article.get_absolute_url()):
        assert (
            f'action="/articles/{article.pk}/decide/"' not in reader.get(address).content.decode()
        )


@pytest.mark.parametrize(
    ("rights", "shown"),
    [
        (["reject_article"], {"reason", "note"}),
        (["set_quality_article"], {"quality", "reason", "note"}),
        (["release_article"], set()),
    ],
)
def test_each_field_is_offered_to_whoever_can_use_it(
    rights: list[str], shown: set[str], make_article: Any, django_user_model: Any
) -> None:
    article = make_article()
    person = django_user_model.objects.create_user("person")
    person.user_permissions.set(Permission.objects.filter(codename__in=["view_article", *rights]))
    client = Client()
    client.force_login(person)
    for address in (QUEUE, article.get_absolute_url()):
        page = client.get(address).content.decode()
        fields = {n for n in ("quality", "reason", "note") if f'id="{n}-{article.pk}"' in page}
        assert fields == shown


def test_letting_go_of_a_field_can_be_explained(
    users: Any, act_parameters: Any, sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(), sign_in("editor")
    moderation.set_quality([article], 64, **act_parameters(users.editor, article))
    page = client.get(article.get_absolute_url()).content.decode()
    assert '<label class="unseen" for="release-note-quality">Note on quality</label>' in page


def test_every_button_in_a_list_says_which_article_it_is_about(
    sign_in: Any, make_article: Any
) -> None:
    article, client = make_article(title="A story"), sign_in("editor")
    row = decide(client, article, "approve", htmx=True)
    page = client.get(QUEUE, {"status": "all"})
    for words in ("Undo “ A story ”", "original O at provider.example", "edit “ A story ”"):
        assert words in text_of(row)
    for words in ("Take down “ A story ”", "Quality, reason, note “ A story ”"):
        assert words in text_of(page)
    assert 'aria-label="Decide"' not in page.content.decode()


def test_no_name_is_given_to_what_has_no_role_for_one(sign_in: Any, make_article: Any) -> None:
    article = make_article()
    for address in (QUEUE, article.get_absolute_url()):
        page = sign_in("editor").get(address).content.decode()
        assert not re.search(r"<(b|pre|span|p)\b[^>]*aria-label=", page)
    assert '<pre class="document" role="region" tabindex="0" aria-labelledby="document">' in page


def test_a_strangers_text_can_not_turn_the_line_it_stands_in(
    sign_in: Any, make_article: Any
) -> None:
    """A right-to-left override is written out, and its text stands in an element of its own."""
    article = make_article(title="Title\u202e", topics=("Topic\u202e",), provider="Provider\u202e")
    client = sign_in("editor")
    for address in (QUEUE, article.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "\u202e" not in page
        for name in ("Title", "Topic", "Provider"):
            chip = '<span class="hidden-character" title="Hidden here: right-to-left override">'
            assert f"<bdi>{name}{chip}⟨U+202E⟩</span></bdi>" in page


def test_an_article_with_hundreds_of_related_links_stays_readable(
    sign_in: Any, make_article: Any
) -> None:
    links = "\n".join(
        f'  - title: "Coverage {number:03}"\n    webUrl: "https://a.example/{number}"\n'
        "    provider: {name: Other, domain: other.example}"
        for number in range(280)
    )
    article = make_article(rest=f"related:\n{links}\n")
    html = sign_in("reader").get(article.get_absolute_url()).content.decode()
    at_first, rest = html.split("<summary>All 280</summary>")
    assert at_first.count("Coverage ") == 20
    assert rest.partition("</ol>")[0].count("Coverage ") == 260


def test_what_upstream_would_do_is_said_of_upstreams_own_number_alone(
    sign_in: Any, make_article: Any, users: Any, act_parameters: Any
) -> None:
    client = sign_in("editor")
    article = make_article(quality=38)
    pages = (
        article.get_absolute_url(),
        "/review/",
        f"/admin/articles/article/{article.pk}/change/",
    )
    for page in pages:
        assert "32 below 70: upstream would not publish" in page_text(client, page), page
    moderation.set_quality([article], 75, **act_parameters(users.editor, article))
    for page in pages:
        text = page_text(client, page)
        assert "5 above 70 here; upstream gave 38 and would not publish" in text, page
        assert "upstream would" not in text, page
