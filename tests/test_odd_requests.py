"""Requests that no page sends: refused with 400 or 404, or answered, but no fault of the server."""

from typing import Any

import pytest
from django.test import Client

from articles.desk.request import parse_moment
from articles.models.decision import new_token
from tests.desk_kit import decide, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-11-28T00:00:00+16:00",
        "2026-11-28T00:00:00-14:01", "2026-11-28T00:00:00", "2026-11-28", "1989-12-31T23:59:59Z",
        "2101-01-01T00:00:00Z", "2100-12-31T23:59:59-01:00", "", "now", "\0",
        "٢026-11-28T00:00:00Z",
    ],
)  # fmt: skip
def test_a_moment_that_not_every_database_can_hold_is_none(text: str) -> None:
    assert parse_moment(text) is None


@pytest.mark.parametrize("text", ["2026-11-28T10:00:00+14:00", "2026-11-27T20:00:00Z"])
def test_a_moment_is_kept_in_utc(text: str) -> None:
    moment = parse_moment(text)
    assert moment
    assert moment.isoformat() == "2026-11-27T20:00:00+00:00"


@pytest.mark.parametrize(
    "since", ["0001-01-01T00:00:00%2B23:59", "2026-11-28T00:00:00%2B16:00", "x", "%00"]
)
def test_arrivals_since_no_moment_are_refused(since: str, sign_in: Any) -> None:
    client = sign_in("reader")
    response = client.get(f"/queue/arrivals/?since={since}")
    assert response.status_code == 400
    assert "can’t read this request" in text_of(response)
    assert client.get("/queue/arrivals/?since=2026-11-28T10:00:00Z").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/queue/?order=date&after=2026-11-28T00:00:00%2B16:00~1",
        "/queue/?order=arrival&before=2026-11-28T00:00:00-23:59~1",
        "/history/?after=2100-12-31T23:59:59-23:59~1",
        "/sign-ins/?before=0001-01-01T00:00:00%2B23:59~1",
        "/queue/?after=38~%00",
    ],
)
def test_a_place_that_is_in_no_list_is_refused_with_the_lists_beginning(
    address: str, sign_in: Any
) -> None:
    response = sign_in("superuser").get(address)
    assert response.status_code == 400
    assert "names no place in the list" in text_of(response)


PAGES = pytest.mark.parametrize("page", ["a" * 33, "0" * 33, "a\0", "\0", "A" * 32, "x"])


@PAGES
@pytest.mark.parametrize("address", ["/review/next/", "/review/{pk}/renew/", "/review/leave/"])
def test_the_token_of_an_opened_page_is_one_or_refused(
    address: str, page: str, sign_in: Any, make_article: Any
) -> None:
    client = sign_in("reviewer")
    address = address.format(pk=make_article().pk)
    assert client.post(address, {"page": page}).status_code == 400
    assert client.post(address, {"page": new_token()}).status_code in (200, 204)
    assert client.post(address, {}).status_code in (200, 204)


@pytest.mark.parametrize("role", ["stranger", "reader", "superuser"])
@pytest.mark.parametrize(
    "address", ["/nowhere/", "/articles/0/", "/queue/", "/admin/x/", "/review/"]
)
@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=é"],
)
def test_a_body_that_cannot_be_read_is_refused_at_every_address(
    content_type: str, address: str, role: str, sign_in: Any
) -> None:
    response = sign_in(role).post(address, b"--x", content_type=content_type)
    assert response.status_code == 400
    assert "can’t read this request" in text_of(response)


@pytest.mark.parametrize("shown", ["[" * 100_000, '{"Headline": ' + "[" * 900 + "]" * 900 + "}"])
def test_a_snapshot_nested_beyond_reading_counts_as_none(
    shown: str, sign_in: Any, make_article: Any
) -> None:
    make_article(name="a.md", title="A story")
    article = make_article(name="a.md", title="A story", excerpt="Rewritten.")
    response = decide(sign_in("reviewer"), article, "approve", seen="1", shown=shown)
    assert response.status_code == 409
    assert "The document has changed since you opened it" in text_of(response)


def test_a_form_with_too_many_fields_is_refused_at_every_address(sign_in: Any) -> None:
    body, kind = "a=1&" * 1001, "application/x-www-form-urlencoded"
    for address in ("/nowhere/", "/queue/"):
        response = sign_in("editor").post(address, body, content_type=kind)
        assert response.status_code == 400


@pytest.mark.parametrize("model", ["articles/article", "articles/savedview", "auth/user"])
@pytest.mark.parametrize("field", ["", "decisions", "logentry", "title", "pk", "%00"])
def test_rows_of_the_admin_are_looked_up_by_id_alone(
    field: str, model: str, sign_in: Any, make_article: Any
) -> None:
    make_article()
    client = sign_in("superuser")
    for action in ("1/change/", "add/", "1/history/"):
        response = client.get(f"/admin/{model}/{action}?_to_field={field}")
        assert response.status_code == 400
    assert client.get(f"/admin/{model}/add/?_to_field=id").status_code in (200, 403)


@pytest.mark.parametrize("lookup", ["regex", "iregex"])
@pytest.mark.parametrize(
    "field", ["articles/provider/?name", "auth/group/?name", "auth/user/?groups__name"]
)
def test_no_list_of_the_admin_is_filtered_by_a_regular_expression(
    field: str, lookup: str, sign_in: Any
) -> None:
    """PostgreSQL fails on an invalid one; each reads the whole table."""
    response = sign_in("superuser").get(f"/admin/{field}__{lookup}=%2B1")
    assert response.status_code == 400


def test_a_session_of_no_database_is_a_strangers(sign_in: Any) -> None:
    """A cookie's octal escapes reach Python as characters: NUL too."""
    response = Client().get("/queue/", headers={"cookie": 'sessionid="aaaaaaaa\\000"'})
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")
