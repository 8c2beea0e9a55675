"""Keep the best of a story in tests: a story of four copies, the page's form, and decisions."""

import re
from html import unescape
from typing import Any

from django.test import Client

from articles.models import Act, Article
from articles.models.decision import new_token
from articles.moderation.decision_requests import Seen
from tests.story_placing_kit import article

OFFERED = "Keep the best"


def statuses() -> list[str]:
    """Return the statuses of the four copies, in order."""
    return [article(name).status for name in ("first", "second", "third", "fourth")]


def kept_form(client: Client, address: str) -> tuple[str, dict[str, str]]:
    """Return the address and the hidden fields of the page's form that keeps the best."""
    body = client.get(address).content.decode()
    form = re.search(r'<form class="keep-best"[^>]*action="([^"]*)".*?</form>', body, re.S)
    assert form, "nothing is offered"
    fields = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form[0])
    return form[1], {name: unescape(value) for name, value in fields}


def keep(client: Client, address: str) -> Any:
    """Press "Keep the best" on a page; return the page that follows."""
    action, form = kept_form(client, address)
    return client.post(action, form, follow=True)


def decide(kind: Any, user: Any, target: Article, **values: Any) -> None:
    seen = {target.pk: Seen.of(target)}
    kind([target], by=user, place=Act.Place.QUEUE, token=new_token(), seen=seen, **values)
