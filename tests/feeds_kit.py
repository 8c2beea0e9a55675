"""Parse and check the feeds as a feed reader does."""

import json
from typing import Any

import feedparser
from django.test import Client

ATOM, JSON = "/feeds/published.atom", "/feeds/published.json"
FEEDS = (ATOM, JSON)


def atom(response: Any) -> Any:
    """Return the parsed Atom feed, which is well-formed and of the expected type."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content, sanitize_html=False)
    assert (feed.bozo, feed.version) == (0, "atom10")
    return feed


def json_feed(response: Any) -> Any:
    """Return the parsed JSON feed, which has all that JSON Feed 1.1 requires."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/feed+json"
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert isinstance(item["content_text"], str)
        assert all(author["name"] for author in item["authors"])
        assert all(item.values())
    return feed


def titles(client: Client, **query: str) -> list[str]:
    """Return the titles of the feed, which are equal in both formats."""
    entries = atom(client.get(ATOM, query)).entries
    items = json_feed(client.get(JSON, query))["items"]
    assert [entry.title for entry in entries] == [item["title"] for item in items]
    assert [entry.id for entry in entries] == [item["id"] for item in items]
    return [item["title"] for item in items]


def titles_in(response: Any) -> list[str]:
    """Return the titles of the feed in a response, of either format."""
    if "json" in response["Content-Type"]:
        return [item["title"] for item in json_feed(response)["items"]]
    return [entry.title for entry in atom(response).entries]
