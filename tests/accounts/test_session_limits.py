"""Sessions end when they aren't used, and after a week; the page of sign-in says so."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.accounts.kit import Clock, is_signed_in, signed_in, try_password
from tests.desk_kit import page_text, text_of

pytestmark = pytest.mark.django_db


def test_by_default_sessions_end_after_12_idle_hours_and_after_a_week() -> None:
    from newsroom import settings

    assert timedelta(hours=12) == settings.SESSION_IDLE
    assert timedelta(days=7) == settings.SESSION_LONGEST


def test_a_session_that_is_not_used_ends_and_its_page_says_so_and_leads_back(
    users: Any, clock: Clock
) -> None:
    client = signed_in("reviewer")
    clock.move(hours=11, minutes=59)
    assert is_signed_in(client)
    clock.move(hours=11, minutes=59)
    assert is_signed_in(client), "a use begins the time again"
    clock.move(hours=12)
    response = client.get("/history/?kind=approve")
    assert response.status_code == 302
    sign_in_page = client.get(response.url)
    assert "Your session is over: it was not used for 12 hours." in text_of(sign_in_page)
    assert 'name="next" value="/history/?kind=approve"' in sign_in_page.content.decode()
    form = {"next": "/history/?kind=approve"}
    assert try_password(client, "reviewer", "reviewer", **form).url == "/history/?kind=approve"
    assert is_signed_in(client)


def test_a_form_of_an_idle_session_records_nothing_and_leads_back(
    users: Any, clock: Clock, make_article: Any
) -> None:
    article, client = make_article(), signed_in("reviewer")
    clock.move(hours=13)
    response = client.post(
        f"/articles/{article.pk}/decide/", {"verb": "approve", "next": "/queue/?order=date"}
    )
    text = page_text(client, response.url)
    assert "it was not used for 12 hours" in text
    assert "You were signed out; nothing was decided." in text
    assert response.url == "/sign-in/?next=/queue/%3Forder%3Ddate"


def test_a_session_ends_a_week_after_the_sign_in_however_much_it_is_used(
    users: Any, clock: Clock
) -> None:
    client = signed_in("reviewer")
    for _ in range(15):
        clock.move(hours=11)
        assert is_signed_in(client)
    clock.move(hours=3)
    response = client.get("/queue/")
    assert "Your session is over: you signed in 7 days ago." in page_text(client, response.url)


def test_what_a_page_sends_by_itself_is_no_use_and_ends_without_a_word(
    users: Any, clock: Clock
) -> None:
    client = signed_in("reviewer")
    own = {"HX-Request": "true", "X-Newsroom-Background": "true"}
    for _ in range(13):
        clock.move(hours=1)
        response = client.get("/queue/arrivals/", headers=own)
    assert response["HX-Redirect"].startswith("/sign-in/")
    # The person still learns why.
    response = client.get("/queue/")
    assert "it was not used for 12 hours" in page_text(client, response.url)


def test_the_queue_marks_its_own_requests(sign_in: Any) -> None:
    page = sign_in("reviewer").get("/queue/").content.decode()
    arrivals = re.search(r'<p class="arrivals".*?>', page, re.S)
    assert arrivals
    assert "X-Newsroom-Background" in arrivals[0]


def test_pages_that_nobody_signs_in_for_show_nothing_of_an_ended_session(
    users: Any, clock: Clock
) -> None:
    client = signed_in("reviewer")
    clock.move(hours=13)
    page = client.get("/nothing-here/")
    assert page.status_code == 404
    assert "Sign out" not in text_of(page)
    assert client.get("/sign-in/").status_code == 200
