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
    # Django's form of sign-in takes PUT for POST, with an empty form; it is everybody's.
    walked = [each for each in routes() if each[0] in DESK and each[0] != "sign-in"]
    assert len(walked) == len(DESK) - 1
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
