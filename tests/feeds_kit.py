"""The feeds as a feed reader takes them."""

import json
from typing import Any

import feedparser
from django.test import Client

ATOM, JSON = "/feeds/published.atom", "/feeds/published.json"
FEEDS = (ATOM, JSON)


def atom(response: Any) -> Any:
    """Return the feed as a feed reader takes it, without the least complaint."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(response.content, sanitize_html=False)
    assert (found.bozo, found.version) == (0, "atom10")
    return found


def json_feed(response: Any) -> Any:
    """Return the feed, with all that JSON Feed 1.1 demands."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/feed+json"
    found = json.loads(response.content)
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(found["title"], str)
    for item in found["items"]:
        assert isinstance(item["id"], str)
        assert isinstance(item["content_text"], str)
        assert all(author["name"] for author in item["authors"])
        assert all(item.values())
    return found


def titles(client: Client, **query: str) -> list[str]:
    """Return the titles of both feeds, which agree."""
    entries = atom(client.get(ATOM, query)).entries
    items = json_feed(client.get(JSON, query))["items"]
    assert [entry.title for entry in entries] == [item["title"] for item in items]
    assert [entry.id for entry in entries] == [item["id"] for item in items]
    return [item["title"] for item in items]


def titles_of(response: Any) -> list[str]:
    if "json" in response["Content-Type"]:
        return [item["title"] for item in json_feed(response)["items"]]
    return [entry.title for entry in atom(response).entries]
