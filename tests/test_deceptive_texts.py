"""Addresses and texts that are meant to deceive, as desk, admin and CSV show them."""

import csv
import io
import re
from html import unescape
from typing import Any

import pytest

from articles import moderation
from articles.formatting.addresses import address, address_element, warnings_element
from articles.hints import hints_for
from articles.models import Article, RelatedLink
from tests.desk_kit import QUEUE, row_hint_texts, text_of

pytestmark = pytest.mark.django_db

CYRILLIC = "https://аpple.com/news"
EVIL = "https://www.reuters.com.evil.example/a"
#: URL -> its domain, the other form of its host, warnings.
ADDRESSES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "https://www.bbc.co.uk/news": ("bbc.co.uk", "", ()),
    EVIL: ("evil.example", "", ()),
    CYRILLIC: ("аpple.com", "xn--pple-43d.com", ("mixed scripts",)),
    "https://xn--pple-43d.com/": ("xn--pple-43d.com", "аpple.com", ("mixed scripts",)),
    "https://www.аррӏе.com/": ("аррӏе.com", "www.xn--80ak6aa92e.com", ("look-alike letters",)),
    "https://münchen.de/": ("münchen.de", "xn--mnchen-3ya.de", ()),
    "https://яндекс.рф/": ("яндекс.рф", "xn--d1acpjx3f.xn--p1ai", ()),
    "https://93.184.216.34/a": ("93.184.216.34", "", ("an IP address, not a name",)),
    "https://2130706433/a": ("2130706433", "127.0.0.1", ("an IP address written as a number",)),
    "https://0x7f.1:8443/": ("0x7f.1", "127.0.0.1", ("an IP address written as a number",)),
    "https://[::1]:8000/1": ("[::1]", "", ("an IP address, not a name",)),
    "https://1.2.3.4.5/": ("1.2.3.4.5", "", ("no browser opens this host",)),
    "https://reuters.com@evil.example/": ("evil.example", "", ("the host follows the @",)),
    "https://reuters.com:x@evil.example:8/@b": ("evil.example", "", ("the host follows the @",)),
    "https://News.Example:443/News.Example": ("News.Example", "", ()),
    "https://evil.example./a": ("evil.example.", "", ()),
    "http://h/": ("h", "", ()),
    "https://a.example\\@b.example/": ("", "", ("not a valid address",)),
    "https://[broken": ("", "", ("not a valid address",)),
    "/relative": ("", "", ()),
    "": ("", "", ()),
}


@pytest.mark.parametrize(("url", "expected"), ADDRESSES.items())
def test_an_address_is_split_at_its_domain_and_what_deceives_is_named(
    url: str, expected: tuple[str, str, tuple[str, ...]]
) -> None:
    shown = address(url)
    assert shown.before + shown.domain + shown.after == url
    assert (shown.domain, shown.other_form, shown.warnings) == expected
    assert not shown.domain or url.index(shown.domain) <= len(shown.before)


def test_the_registered_part_alone_is_strong_and_each_part_is_isolated() -> None:
    assert address_element(EVIL) == (
        '<span class="address"><bdi dir="ltr">https://www.reuters.com.</bdi>'
        '<b><bdi dir="auto">evil.example</bdi></b><bdi dir="ltr">/a</bdi></span>'
    )
    hidden = address_element("https://a.example/\u202egpj.exe")
    assert "\u202e" not in hidden
    assert "⟨U+202E⟩</span>gpj.exe</bdi>" in hidden


def test_a_warning_names_the_domain_with_its_hidden_characters_and_isolated() -> None:
    shown = warnings_element("https://x@ev\u202eil.example/")
    assert "\u202e" not in shown
    assert '<bdi dir="auto">ev<span class="hidden-character"' in shown


@pytest.mark.parametrize(
    "code", ["0000", "D800", "10FFFF", "110000", "FFFFFF", "00FFFF", "7", "FFFFFFFF"]
)
def test_a_document_that_holds_our_mark_for_a_hidden_character_is_shown(
    code: str, make_article: Any, sign_in: Any
) -> None:
    title = f"See ⟨U+{code}⟩ and ⟨U+{code} and 3 more⟩"
    article = make_article(title=title, quality=20)
    client = sign_in("superuser")
    admin = f"/admin/articles/article/{article.pk}/change/"
    for url in (QUEUE, "/review/", article.get_absolute_url(), "/admin/articles/article/", admin):
        page = client.get(url)
        assert page.status_code == 200
        assert f"⟨U+{code} and 3 more⟩" in unescape(page.content.decode())


def with_url(article: Article, url: str) -> Article:
    """Give the article a URL without an import, which refuses some; return it."""
    Article.objects.filter(pk=article.pk).update(original_url=url, web_url=url)
    article.refresh_from_db()
    return article


@pytest.mark.parametrize(
    ("url", "warning"),
    [
        (CYRILLIC, "(mixed scripts): аpple.com, really xn--pple-43d.com."),
        ("https://2130706433/", "as a number): 2130706433, really 127.0.0.1."),
        ("https://8.8.8.8/", "(an IP address, not a name): 8.8.8.8."),
        ("https://www.аррӏе.com/", "(look-alike letters): www.аррӏе.com, really www.xn--80ak"),
    ],
)
def test_a_reviewer_is_warned_before_anything_else_and_led_to_the_address(
    url: str, warning: str, make_article: Any, sign_in: Any
) -> None:
    article = make_article(url=url)
    first = hints_for(article)[0]
    assert first.is_warning
    assert f"The address may deceive {'' if warning[0] == '(' else '(an IP address written '}" in (
        first.words
    )
    assert warning in first.words
    page = sign_in("reader").get(article.get_absolute_url()).content.decode()
    assert first.link == "#address"
    assert '<p class="url" id="address">' in page
    assert '<em class="deceptive">' in page
    assert row_hint_texts(article)[0].startswith("address: ")


def test_an_honest_address_is_no_warning(make_article: Any) -> None:
    for url in ("https://www.bbc.co.uk/1", "https://münchen.de/", "https://яндекс.рф/"):
        article = make_article(url=url)
        assert "address" not in {hint.kind for hint in hints_for(article)}
        assert not row_hint_texts(article)


@pytest.mark.parametrize("page", ["article", "admin"])
def test_desk_and_admin_show_an_address_alike(page: str, make_article: Any, sign_in: Any) -> None:
    article = make_article(url=CYRILLIC)
    link = RelatedLink.objects.create(
        article=article, position=0, title="Also", web_url="https://0x7f.1/", type="article"
    )
    addresses = {
        "article": article.get_absolute_url(),
        "admin": f"/admin/articles/article/{article.pk}/change/",
    }
    text = text_of(sign_in("editor").get(addresses[page]))
    body = sign_in("editor").get(addresses[page]).content.decode()
    assert '<b><bdi dir="auto">аpple.com</bdi></b>' in body
    assert '<bdi class="other-form">xn--pple-43d.com</bdi>' in body
    assert '<em class="deceptive">mixed scripts</em>' in body
    assert link.title in text
    assert "0x7f.1 127.0.0.1 an IP address written as a number" in text


def test_user_info_is_no_link_and_not_the_host(make_article: Any, sign_in: Any) -> None:
    article = with_url(make_article(), "https://reuters.com@evil.example/")
    for address_of in (article.get_absolute_url(), f"/admin/articles/article/{article.pk}/change/"):
        page = sign_in("editor").get(address_of).content.decode()
        assert 'href="https://reuters.com@' not in page
        assert '<bdi dir="ltr">https://reuters.com@</bdi><b><bdi dir="auto">evil.example' in page
        assert "the host follows the @" in page


def test_the_csv_of_history_has_no_control_of_the_direction(
    make_article: Any, users: Any, act_parameters: Any, sign_in: Any
) -> None:
    article = make_article(title="invoice\u202egpj.exe", name="a\u2066b.md")
    note = "שלום\u200f and \u202dx\u200b"
    moderation.reject([article], **act_parameters(users.editor, article, note=note))
    edited = act_parameters(users.editor, article, note="again")
    title = "שלום\u2067 \u202b!"
    moderation.edit([article], {"title": title}, **edited)
    text = b"".join(sign_in("reader").get("/history.csv").streaming_content).decode("utf-8-sig")
    assert not re.search("[\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069]", text)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert rows[1]["note"] == "שלום⟨U+200F⟩ and ⟨U+202D⟩x⟨U+200B⟩"
    assert rows[1]["document"] == "a⟨U+2066⟩b.md"
    assert rows[0]["title"] == "שלום⟨U+2067⟩ ⟨U+202B⟩!"
    assert "title “invoice⟨U+202E⟩gpj.exe” → “שלום⟨U+2067⟩ ⟨U+202B⟩!”" in rows[0]["changes"]


def test_a_cell_that_hides_a_formula_behind_an_invisible_character_is_no_formula(
    make_article: Any, users: Any, act_parameters: Any, sign_in: Any
) -> None:
    article = make_article(title="\u200b=HYPERLINK(1)")
    moderation.reject([article], **act_parameters(users.editor, article))
    text = b"".join(sign_in("reader").get("/history.csv").streaming_content).decode("utf-8-sig")
    assert '"⟨U+200B⟩=HYPERLINK(1)"' in text


def test_the_admin_says_which_characters_a_field_hides_and_saves_them_unchanged(
    make_article: Any, sign_in: Any
) -> None:
    article = make_article(title="invoice\u202egpj.exe")
    page = sign_in("editor").get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert "It hides characters: <bdi>invoice<span" in page
    area = re.search(r'<textarea name="title"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    assert area
    assert unescape(area[1]) == "invoice\u202egpj.exe"


def test_a_name_with_hidden_characters_is_suggested_in_no_filter(
    make_article: Any, sign_in: Any
) -> None:
    make_article(provider="Reuters")
    make_article(provider="Reu\u200bters")
    page = sign_in("reader").get("/queue/suggestions/", {"provider": "reu"}).content.decode()
    assert page.strip() == '<option value="Reuters">'
    assert "Reu<span" in sign_in("reader").get(QUEUE).content.decode()


@pytest.mark.parametrize(
    "title", ["שלום עולם", "مرحبا بالعالم", "می‌خواهم بدانم", "👩‍👩‍👧 at home 🏳️‍🌈", "क्‍ष हिन्‌दी"]
)
def test_titles_of_other_scripts_and_emoji_are_shown_as_they_are(
    title: str, make_article: Any, sign_in: Any
) -> None:
    article = make_article(title=title)
    for place in (QUEUE, article.get_absolute_url(), "/admin/articles/article/"):
        assert f"<bdi>{title}</bdi>" in sign_in("editor").get(place).content.decode()
