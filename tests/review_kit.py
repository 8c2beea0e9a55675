"""Helpers for review over HTTP: read a page's card and form, and send its requests."""

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

HTMX = {"HX-Request": "true"}


def shown(response: Any) -> int | None:
    """Return the article on the card, or None at the end."""
    match = re.search(r'id="card"[^>]* data-article="(\d+)"', response.content.decode())
    return int(match[1]) if match else None


def form_on(response: Any) -> dict[str, str]:
    """Return the fields of the card's form, without a button."""
    page = response.content.decode()
    match = re.search(r"<form[^>]* data-review-form[^>]*>.*?</form>", page, re.S)
    assert match, "no form on the card"
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', match[0]))
    number = re.search(r'<input type="number" name="quality".*?value="([^"]*)"', match[0], re.S)
    note = re.search(r'<textarea name="note"[^>]*>([^<]*)<', match[0])
    reason = re.search(r'<option value="([^"]*)" selected', match[0])
    fields |= {
        "quality": number[1] if number else "",
        "note": note[1] if note else "",
        "reason": reason[1] if reason else "",
    }
    return {name: unescape(value) for name, value in fields.items() if "csrf" not in name}


def open_card(client: Client, query: str = "") -> tuple[Any, dict[str, str]]:
    """Open review; return the page and the fields of its form."""
    page = client.get(f"/review/?{query}")
    return page, form_on(page)


def send(
    client: Client,
    pk: int | None,
    form: dict[str, str],
    *,
    htmx: bool = False,
    to: str = "review-decide",
    **fields: Any,
) -> Any:
    """Send the card's form to the route `to`; `fields` has the button's name and value."""
    headers = HTMX if htmx else {}
    return client.post(reverse(to, args=[pk]), form | fields, headers=headers)


def next_card(client: Client, *held: int | None, **fields: Any) -> Any:
    """Ask for the next card, for a page that holds these articles already."""
    return client.post("/review/next/", {"query": "", "beside": held, **fields}, headers=HTMX)
