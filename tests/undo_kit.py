"""Helper for tests of undo: the requests that the keys z and Z send."""

from typing import Any

from django.test import Client

from articles.models.decision import new_token

ADDRESSES = {"z": "/undo/", "Z": "/redo/"}


def press(client: Client, key: str, **fields: str) -> Any:
    """Send the request of the key z or Z, and return the response."""
    form = {"token": new_token(), "place": "desk", "next": "/queue/", **fields}
    return client.post(ADDRESSES[key], form, headers={"HX-Request": "true"})
