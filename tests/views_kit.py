"""Save a view of the queue, and read the views and the form of a page."""

import re
from html import unescape
from typing import Any

from django.test import Client

PREFERENCES = "/preferences/"


def save(client: Client, name: str, query: str = "order=date", **more: str) -> Any:
    """Send the form that saves a view; return the response."""
    return client.post("/views/", {"name": name, "query": query, **more})


def replace(client: Client, name: str, query: str = "order=date", **more: str) -> Any:
    """Save a view under a name that is taken, and confirm that it replaces that; return the end."""
    question = save(client, name, query, **more)
    assert question.status_code == 200, "it asks first"
    return client.post("/views/", fields_of(question))


def stars(response: Any) -> dict[str, bool]:
    """Return the views on the page by name, and whether each is marked as the current one."""
    links = re.findall(
        r'<a class="view"([^>]*)>.*?<bdi>(.*?)</bdi>', response.content.decode(), re.S
    )
    return {unescape(name): "aria-current" in attributes for attributes, name in links}


def fields_of(response: Any) -> dict[str, str]:
    """Return the fields of the page's form that saves a view."""
    form = re.search(r'<form[^>]*action="/views/".*?</form>', response.content.decode(), re.S)
    assert form, "no form that saves a view"
    pairs = re.findall(r'<input type="(?:hidden|text)" name="(\w+)"[^>]*value="([^"]*)"', form[0])
    return {name: unescape(value) for name, value in pairs if name != "csrfmiddlewaretoken"}
