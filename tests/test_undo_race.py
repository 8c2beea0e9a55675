"""A form of undo that is sent twice at the same moment, each on a connection of its own."""

from functools import partial
from typing import Any

import pytest

from articles import moderation
from articles.models import Act
from articles.models.decision import new_token
from tests.race_kit import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("database_for_threads"),
]


@pytest.mark.parametrize("address", ["/undo/", "/redo/"])
def test_a_double_click_undoes_one_act(
    address: str, sign_in: Any, users: Any, make_article: Any, act_parameters: Any
) -> None:
    article, client = make_article(), sign_in("reviewer")
    for quality in range(10, 22):
        moderation.set_quality([article], quality, **act_parameters(users.reviewer, article))

    def press(address: str, token: str) -> Any:
        form = {"token": token, "place": "desk", "next": "/queue/"}
        other = type(client)()
        other.cookies = client.cookies
        return other.post(address, form, headers={"HX-Request": "true"})

    if address == "/redo/":
        for _ in range(10):
            press("/undo/", new_token())
    for _ in range(10):
        before, token = Act.objects.count(), new_token()
        answers = at_once(*[partial(press, address, token)] * 2)
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].json() == answers[1].json()
        assert Act.objects.count() == before + 1
