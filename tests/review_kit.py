"""A reviewer's page: the card it shows, and the forms it sends."""

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

HTMX = {"HX-Request": "true"}


def shown(response: Any) -> int | None:
    """Return the article on the card, or None at the end."""
    found = re.search(r'id="card"[^>]* data-article="(\d+)"', response.content.decode())
    return int(found[1]) if found else None


def form_on(response: Any) -> dict[str, str]:
    """Return what the card's form would send, without a button."""
    found = re.search(r"<form[^>]* data-review-form>.*?</form>", response.content.decode(), re.S)
    assert found, "no form on the card"
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0]))
    number = re.search(r'<input type="number" name="quality".*?value="([^"]*)"', found[0], re.S)
    note = re.search(r'<textarea name="note"[^>]*>([^<]*)<', found[0])
    reason = re.search(r'<option value="([^"]*)" selected', found[0])
    fields |= {
        "quality": number[1] if number else "",
        "note": note[1] if note else "",
        "reason": reason[1] if reason else "",
    }
    return {name: unescape(value) for name, value in fields.items() if "csrf" not in name}


def open_card(client: Client, query: str = "") -> tuple[Any, dict[str, str]]:
    """Open review; returns the page and what its form would send."""
    page = client.get(f"/review/?{query}")
    return page, form_on(page)


def send(
    client: Client, pk: int | None, form: dict[str, str], *, htmx: bool = False,
    to: str = "review-decide", **fields: Any,
) -> Any:  # fmt: skip
    """Send the card's form by a button: its name and value are among the fields."""
    headers = HTMX if htmx else {}
    return client.post(reverse(to, args=[pk]), form | fields, headers=headers)


def next_card(client: Client, *beside: int | None, **fields: Any) -> Any:
    return client.post("/review/next/", {"query": "", "beside": beside, **fields}, headers=HTMX)
