"""Methods that no route takes: nobody reaches anything by them, whatever the role."""

from typing import Any

import pytest

from articles.models import Article, Decision
from tests.test_access import DESK, ROLES
from tests.test_second_factor_required import routes

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

METHODS = ("PUT", "PATCH", "DELETE")


@pytest.mark.parametrize("role", ROLES)
def test_no_route_of_the_desk_takes_another_method(
    role: str, sign_in: Any, make_article: Any
) -> None:
    before = make_article()
    client = sign_in(role)
    walked = [each for each in routes() if each[0] in DESK]
    assert len(walked) == len(DESK)
    for name, address in walked:
        for method in METHODS:
            address = address.replace("/1/", f"/{before.pk}/")
            response = client.generic(method, address)
            if response.status_code == 302:
                assert role in ("stranger", "deactivated"), (method, name)
                assert response["Location"].startswith("/sign-in/"), (method, name)
            else:
                # 403: a route for others; 404: one about a row that isn't there.
                assert response.status_code in (403, 404, 405), (method, name)
    assert not Decision.objects.exists()
    assert Article.objects.get().version == before.version


@pytest.mark.parametrize("role", ["stranger", "superuser"])
def test_the_page_of_sign_in_takes_no_other_method(role: str, sign_in: Any, users: Any) -> None:
    client = sign_in(role)
    for method in (*METHODS, "OPTIONS", "TRACE"):
        response = client.generic(method, "/sign-in/")
        assert response.status_code == 405, method
        assert {*response["Allow"].split(", ")} == {"GET", "HEAD", "POST"}
    assert client.head("/sign-in/").status_code == (302 if role == "superuser" else 200)


def test_no_route_of_the_admin_takes_another_method(sign_in: Any, make_article: Any) -> None:
    make_article()
    client = sign_in("superuser")
    walked = [address for _, address in routes() if address.startswith("/admin/")]
    assert len(walked) > 50
    for address in walked:
        if address.startswith(("/admin/login/", "/admin/password_change/")):
            continue  # redirects, whatever the method
        for method in METHODS:
            assert client.generic(method, address).status_code == 405, (method, address)
