"""What the keys z and Z send, and what they are answered."""

from typing import Any

from django.test import Client

from articles.models.decision import new_token

ADDRESSES = {"z": "/undo/", "Z": "/redo/"}


def press(client: Client, key: str, **fields: str) -> Any:
    """Send what the keys z and Z send; returns the answer."""
    form = {"token": new_token(), "place": "desk", "next": "/queue/", **fields}
    return client.post(ADDRESSES[key], form, headers={"HX-Request": "true"})
