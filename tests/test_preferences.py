"""The page of preferences, and their effect on other pages."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Preferences
from tests.desk_kit import QUEUE, copies, ids, text_of

pytestmark = pytest.mark.django_db

PAGE = "/preferences/"
#: The form's values of a user without stored preferences.
UNTOUCHED = {"theme": "", "page_size": "50", "has_keys": "on", "time_zone": ""}


def save(client: Client, **changed: Any) -> Any:
    form = {name: value for name, value in (UNTOUCHED | changed).items() if value is not None}
    return client.post(PAGE, form)


def asked_for_preferences(client: Client, address: str) -> int:
    """Return the number of queries for preferences that a request makes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return sum("articles_preferences" in each["sql"] for each in queries)


def test_without_preferences_all_is_as_it_comes(sign_in: Any) -> None:
    client = sign_in("reader")
    for address in (QUEUE, PAGE):
        page = client.get(address).content.decode()
        assert "data-theme" not in page
        assert '<meta name="color-scheme" content="light dark">' in page
        assert "data-keys" not in page
    assert not Preferences.objects.exists(), "looking keeps nothing"
    found = re.findall(r'<option value="(\d+)"( selected)?>', page)
    assert found == [("25", ""), ("50", " selected"), ("100", ""), ("200", "")]


def test_preferences_are_kept_with_the_account_and_are_nobody_elses(sign_in: Any) -> None:
    response = save(
        sign_in("reader"), theme="dark", page_size="25", has_keys=None, time_zone="Asia/Tokyo"
    )
    assert (response.status_code, response.url) == (302, PAGE)
    elsewhere = sign_in("reader")
    page = elsewhere.get(PAGE).content.decode()
    assert re.search(r'<html [^>]*data-theme="dark"', page)
    assert '<meta name="color-scheme" content="dark">' in page
    assert 'data-keys="off"' in page
    assert re.search(r'value="dark"[^>]* checked', page)
    assert '<option value="25" selected>' in page
    assert not re.search(r'name="has_keys"[^>]* checked', page)
    assert 'value="Asia/Tokyo"' in page
    others = sign_in("reviewer").get(PAGE).content.decode()
    assert "data-theme" not in others
    assert "data-keys" not in others


def test_saving_says_so_and_saving_again_changes_the_one_row(sign_in: Any, users: Any) -> None:
    client = sign_in("reader")
    save(client, theme="dark")
    assert "Preferences saved." in text_of(client.get(PAGE))
    save(client, theme="light")
    kept = Preferences.objects.get()
    assert (kept.user, kept.theme, kept.has_keys) == (users.reader, "light", True)


def test_sign_in_has_the_devices_theme_alone(sign_in: Any) -> None:
    client = sign_in("reader")
    save(client, theme="dark")
    client.post("/sign-out/")
    page = client.get("/sign-in/").content.decode()
    assert "data-theme" not in page
    assert '<meta name="color-scheme" content="light dark">' in page


def test_error_pages_have_the_readers_theme_too(sign_in: Any) -> None:
    client = sign_in("reader")
    save(client, theme="dark")
    for address in ("/nothing-here/", "/articles/999999/", "/views/"):
        response = client.get(address)
        assert response.status_code in (404, 405)
        assert 'data-theme="dark"' in response.content.decode(), address


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("time_zone", "Mars/Olympus", "No time zone has the name “Mars/Olympus”."),
        ("time_zone", "localtime", "No time zone has the name “localtime”."),
        ("time_zone", "../../etc/passwd", "No time zone has the name"),
        ("time_zone", "x" * 65, "at most 64 characters"),
        ("time_zone", "a\x00b", "Null characters"),
        ("page_size", "51", "Select a valid choice"),
        ("page_size", "many", "Select a valid choice"),
        ("page_size", None, "required"),
        ("theme", "pink", "Select a valid choice"),
    ],
)
def test_what_makes_no_sense_is_refused_and_what_was_chosen_stays(
    field: str, value: str | None, expected: str, sign_in: Any
) -> None:
    client = sign_in("reader")
    chosen = {"theme": "dark", "has_keys": None, "page_size": "100", field: value}
    response = save(client, **chosen)
    assert response.status_code == 422
    assert expected in text_of(response)
    assert not Preferences.objects.exists()
    page = response.content.decode()
    assert "data-theme" not in page, "nothing that was refused is in force"
    assert not re.search(r'name="has_keys"[^>]* checked', page)
    if field != "theme":
        assert re.search(r'value="dark"[^>]* checked', page)
        assert f'id="id_{field}_error"' in page
        assert re.search(rf'name="{field}"[^>]* aria-describedby="[^"]*id_{field}_error', page)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Europe/Vienna", "Europe/Vienna"),
        ("europe/vienna", "Europe/Vienna"),
        (" America/New York ", "America/New_York"),
        ("new york", "America/New_York"),
        ("utc", "UTC"),
        ("US/Pacific", "US/Pacific"),
        ("  ", ""),
    ],
)
def test_a_zone_is_found_by_its_name_or_its_city(typed: str, kept: str, sign_in: Any) -> None:
    assert save(sign_in("reader"), time_zone=typed).status_code == 302
    assert Preferences.objects.get().time_zone == kept


def test_the_page_suggests_the_zones_of_places(sign_in: Any) -> None:
    page = sign_in("reader").get(PAGE).content.decode()
    suggested = re.findall(r'<option value="([^"]*)">', page.partition('<datalist id="zones">')[2])
    assert {"UTC", "Europe/Vienna", "Asia/Tokyo", "America/Argentina/Buenos_Aires"} <= {*suggested}
    assert not [name for name in suggested if name.startswith(("Etc/", "US/")) or name == "EST"]
    assert '<input type="text" name="time_zone"' in page
    assert 'list="zones"' in page


def test_the_page_names_the_zone_that_the_browser_reports(sign_in: Any) -> None:
    client = sign_in("reader")
    assert "it has not said one, so UTC, the desk’s" in text_of(client.get(PAGE))
    client.cookies["zone"] = "Asia/Tokyo"
    assert "Empty: your browser’s, Asia/Tokyo." in text_of(client.get(PAGE))


@pytest.mark.parametrize("size", [25, 100])
def test_a_page_of_the_queue_holds_as_many_articles_as_preferred(
    size: int, sign_in: Any, make_article: Any
) -> None:
    Article.objects.bulk_create(copies(make_article(), size + 10))
    client = sign_in("reader")
    save(client, page_size=str(size))
    first = client.get(QUEUE)
    assert len(ids(first)) == size
    assert f"Next {size} →" in text_of(first)
    (following,) = re.findall(r'rel="next" href="([^"]*)"', first.content.decode())
    second = client.get(QUEUE + following.replace("&amp;", "&"))
    assert len(ids(second)) == 11
    assert f"← Previous {size}" in text_of(second)


def test_a_page_asks_for_preferences_once_and_a_public_one_never(sign_in: Any, seeds: Any) -> None:
    client = sign_in("editor")
    save(client, theme="dark")
    for address in (QUEUE, PAGE, seeds.waiting.get_absolute_url(), "/conflicts/", "/imports/"):
        assert asked_for_preferences(client, address) == 1, address
    for address in ("/feeds/published.atom", "/feeds/published.json", "/healthz"):
        assert asked_for_preferences(client, address) == 0, address


def test_the_database_refuses_a_page_size_that_no_form_offers(users: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Preferences.objects.create(user=users.reader, page_size=51)


def test_the_account_menu_leads_to_preferences_and_out(sign_in: Any) -> None:
    page = sign_in("reader").get(QUEUE).content.decode()
    menu = re.search(r'<details class="account.*?</details>', page, re.S)
    assert menu
    for words in ("<bdi>reader</bdi>", f'href="{PAGE}"', "data-opens-keys", 'action="/sign-out/"'):
        assert words in menu[0]
    assert page.count('action="/sign-out/"') == 1
    for role, may in {"editor": False, "superuser": True}.items():
        page = sign_in(role).get(QUEUE).content.decode()
        assert ('href="/sign-ins/"' in page) is may, role
