"""Pictures of strangers: what a page loads in each mode of NEWSROOM_PICTURES, and what never."""

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from articles.formatting.pictures import decide
from articles.models import Article, Collection, Image, RelatedLink
from newsroom import environment
from tests.desk_kit import QUEUE, text_of
from tests.settings_kit import check

pytestmark = pytest.mark.django_db

PROXY = "https://img.example.org/?url="
MODES = ("direct", "off", PROXY)
STRANGER = "https://pictures.example/a b.jpg?w=1&h=2#x".replace(" ", "%20")
PRIVATE = (
    "https://10.0.0.1/a.png",
    "https://2130706433/a.png",
    "https://0x7f.1:8443/a.png",
    "https://0177.0.0.1/a.png",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.1.1/a.png",
    "https://[::ffff:127.0.0.1]/a.png",
    "https://[fe80::1]/a.png",
    "https://localhost/a.png",
    "https://printer/a.png",
    "https://nas.local/a.png",
    "https://vault.internal./a.png",
    "http://192.168.1.1/a.png",
)
PAGES = ("queue", "review", "article", "admin's list", "admin's page", "admin's provider")


@pytest.fixture
def article(make_article: Any) -> Article:
    return make_article(title="One", quality=20)


def pages_with(article: Article, url: str, client: Client) -> dict[str, str]:
    """Give the article, its provider and a related link a picture; return the pages with it."""
    link = RelatedLink.objects.get_or_create(
        article=article, position=0, title="L", web_url="https://other.example/1", type="article"
    )[0]
    Image.objects.all().delete()
    for owner in ({"article": article}, {"provider": article.provider}, {"related_link": link}):
        Image.objects.create(position=0, url=url, **owner)
    addresses = (
        QUEUE,
        "/review/",
        article.get_absolute_url(),
        "/admin/articles/article/",
        f"/admin/articles/article/{article.pk}/change/",
        f"/admin/articles/provider/{article.provider_id}/change/",
    )
    bodies = (client.get(address).content.decode() for address in addresses)
    return dict(zip(PAGES, bodies, strict=True))


def loaded(page: str) -> list[str]:
    """Return the addresses of the pictures that a page loads, but the desk's own."""
    sources = re.findall(r'<img\b[^>]*?\bsrc="([^"]*)"', page, re.DOTALL)
    return [each for each in sources if not each.startswith("/static/")]


@pytest.mark.parametrize("mode", MODES)
def test_a_private_address_is_loaded_on_no_page_in_no_mode(mode: str, settings: Any) -> None:
    settings.PICTURES = mode
    for url in PRIVATE:
        picture = decide(url, "")
        assert (picture.src, picture.url) == ("", url)
        assert picture.reason.endswith(": a private address, never loaded"), url


def test_a_private_site_of_a_collection_is_private_too() -> None:
    assert decide("/a.png", "https://10.0.0.1/").src == ""
    assert decide("/a.png", "https://news.example/").src == "https://news.example/a.png"


@pytest.mark.parametrize(
    "url", ["https:pictures.example/a", "https:///pictures.example/a", "https://u@news.example/a",
            "https://a.example\\@b.example/", "data:image/png;base64,AA", "javascript:alert(1)"],
)  # fmt: skip
def test_what_browsers_may_read_otherwise_is_not_loaded(url: str) -> None:
    assert decide(url, "").src == ""


def test_every_page_says_in_its_place_that_a_private_picture_is_not_loaded(
    article: Article, sign_in: Any
) -> None:
    for name, page in pages_with(article, "https://2130706433/a.png", sign_in("superuser")).items():
        assert not loaded(page), name
        assert "2130706433: a private address, never loaded" in page, name


def test_pictures_come_from_their_hosts_by_default(
    article: Article, sign_in: Any, settings: Any
) -> None:
    assert settings.PICTURES == "direct"
    for name, page in pages_with(article, STRANGER, sign_in("superuser")).items():
        assert set(loaded(page)) == {STRANGER.replace("&", "&amp;")}, name


def test_with_pictures_off_none_is_loaded_and_the_address_is_readable(
    article: Article, sign_in: Any, settings: Any
) -> None:
    settings.PICTURES = "off"
    pages = pages_with(article, STRANGER, sign_in("superuser"))
    for name, page in pages.items():
        assert not loaded(page), name
        assert "pictures.example: pictures are off" in page, name
        assert f'title="{STRANGER.replace("&", "&amp;")}"' in page, name
    for name in ("article", "admin's page"):
        text = re.sub(r"<[^>]+>", "", pages[name])
        assert STRANGER.replace("&", "&amp;") in text, name


def test_a_proxy_is_asked_for_each_picture_by_its_escaped_address(
    article: Article, sign_in: Any, settings: Any
) -> None:
    settings.PICTURES = PROXY
    escaped = "https%3A%2F%2Fpictures.example%2Fa%2520b.jpg%3Fw%3D1%26h%3D2%23x"
    for name, page in pages_with(article, STRANGER, sign_in("superuser")).items():
        assert set(loaded(page)) == {PROXY + escaped}, name
        assert "pictures.example: not" not in page
    pages = pages_with(article, "http://pictures.example/a.jpg", sign_in("superuser"))
    assert not any(map(loaded, pages.values())), "http is not loaded through a proxy either"


def test_the_desks_own_drawings_are_shown_in_every_mode(settings: Any) -> None:
    own = "/static/articles/demo/waves.svg"
    for mode in MODES:
        settings.PICTURES = mode
        assert decide(own, "").src == own


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "path", ["../history.csv", "%2e%2e/history.csv", ".%2E/review/", "a/../../review/",
             "..\\review/", "/other.example/a.png", "./../review/", "a.png?x=1", "a.png#x",
             "..;/review/", "a\t/../../review/", "%252e%252e/review/", ""],
)  # fmt: skip
def test_no_other_address_of_the_desk_passes_for_a_drawing_of_its_own(
    path: str, mode: str, settings: Any
) -> None:
    settings.PICTURES = mode
    assert decide(f"/static/{path}", "").src == ""


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "host", ["desk.example", "DESK.example", "desk.example.", "desk.example:8443", "d%65sk.example"]
)
def test_the_desks_own_host_is_asked_for_no_picture(host: str, mode: str, settings: Any) -> None:
    settings.PICTURES, settings.SITE_URL = mode, "https://desk.example"
    for path in ("review/", "history.csv", "static/a.png"):
        assert decide(f"https://{host}/{path}", "").src == ""
    assert decide("/review/", settings.SITE_URL).src == "", "also by a collection's site"
    assert mode == "off" or decide("https://desk.example.evil.example/a.png", "").src


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("own", ["https://8.8.8.8", "https://[2001:4860:4860::8888]:8443"])
def test_no_spelling_of_the_desks_own_address_is_asked_for_a_picture(
    own: str, mode: str, settings: Any
) -> None:
    settings.PICTURES, settings.SITE_URL = mode, own
    hosts = (
        ("8.8.8.8", "134744072", "0x8.8.8.8", "010.8.8.8", "8.8.2056", "８.8.8.8", "8.8.8.8.")
        if "8.8.8.8" in own
        else ("[2001:4860:4860:0:0:0:0:8888]", "[2001:4860:4860::8888]", "[2001:4860:4860::0:8888]")
    )
    for host in hosts:
        assert decide(f"https://{host}/review/", "").src == "", host
    assert mode == "off" or decide("https://8.8.4.4/a.png", "").src


def test_a_feed_names_pictures_as_they_are_but_none_of_a_private_address(
    make_article: Any, client: Client, settings: Any
) -> None:
    settings.PICTURES = "off"
    urls = ("https://192.168.0.1/a.png", "https://nas.local/a.png", "https://safe.example/a.png")
    make_article(quality=80, rest="images:\n" + "".join(f"  - url: {url}\n" for url in urls))
    Collection.objects.update(site_url="")
    (item,) = json.loads(client.get("/feeds/published.json").content)["items"]
    assert item["image"] == urls[-1]
    atom = client.get("/feeds/published.atom").content.decode()
    assert "safe.example" in atom
    assert "192.168" not in atom


POLICIES = {
    "direct": "img-src 'self' https:;",
    "off": "img-src 'self';",
    PROXY: "img-src 'self' https://img.example.org;",
    "https://img.example.org:8443/insecure/plain/": "img-src 'self' https://img.example.org:8443;",
}


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "policy"), POLICIES.items())
def test_the_policy_allows_what_the_mode_loads(mode: str, policy: str, tmp_path: Any) -> None:
    import os
    import subprocess
    import sys

    code = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "print(Client().get('/sign-in/')['Content-Security-Policy'] + ';')"
    )
    variables = {**os.environ, "NEWSROOM_ENV_FILE": os.devnull, "NEWSROOM_PICTURES": mode}
    variables |= {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "NEWSROOM_DATA": str(tmp_path)}
    tmp_path.chmod(0o700)
    done = subprocess.run(
        [sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=False
    )
    assert policy in done.stdout, done.stderr


@pytest.mark.parametrize(
    "value",
    [
        "on", "https://", "img.example.org/?url=", "ftp://img.example.org/", "javascript:alert(1)",
        "https://me@img.example.org/", "https://img.example.org/#", "https://img.example.org:0/",
        "https://img.example.org/ ?url=", "https://img.example.org/;script-src *", "https://[::1/",
        "https://img.example.org/?url='", "https://img.éxample.org/?url=", "Direct", "https://*/",
    ],
)  # fmt: skip
def test_another_value_is_refused_by_a_sentence_that_names_the_variable(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^NEWSROOM_PICTURES: expected direct, off, or"):
        environment.pictures(value, served_by_https=False)


def test_a_desk_served_by_https_takes_no_proxy_by_http() -> None:
    """A browser would load nothing from it there."""
    with pytest.raises(ImproperlyConfigured, match="by https"):
        environment.pictures("http://img.example.org/?url=", served_by_https=True)
    assert environment.pictures("http://127.0.0.1:8080/", served_by_https=False) == (
        "http://127.0.0.1:8080/",
        "http://127.0.0.1:8080",
    )


@pytest.mark.slow
def test_a_desk_with_a_wrong_value_does_not_start(tmp_path: Any) -> None:
    status, output = check(NEWSROOM_DATA=str(tmp_path / "data"), NEWSROOM_PICTURES="sometimes")
    assert status == 1
    assert output.startswith("NEWSROOM_PICTURES: expected direct, off, or the URL prefix")
    assert output.count("\n") == 1


def test_a_picture_says_why_it_is_not_loaded_in_its_box(article: Article, sign_in: Any) -> None:
    Image.objects.create(article=article, position=0, url="https://10.1/a.png")
    assert "10.1: a private address, never loaded" in text_of(sign_in("reader").get(QUEUE))
