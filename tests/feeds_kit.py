"""Parse and check the feeds as a feed reader does."""

import json
from datetime import timedelta
from typing import Any

import feedparser
from django.test import Client
from django.utils import timezone

from articles.models import Article, ImportRun

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


def long_ago(**ago: float) -> None:
    """Set the last import, and the changes of all articles, to a while ago."""
    at = timezone.now() - timedelta(**ago)
    ImportRun.objects.update(started_at=at, beat_at=at, finished_at=at)
    Article.objects.update(changed_at=at)
    Article.objects.published().update(public_since=at)


def pages(client: Client, address: str, **query: str) -> list[Any]:
    """Return the responses of all pages of a feed, by the links to the next page."""
    responses = [client.get(address, query)]
    while following := next_address(responses[-1]):
        responses.append(client.get(following))
        assert len(responses) < 100
    return responses


def next_address(response: Any) -> str:
    """Return the address of the next page that a response names, or ''."""
    if "json" in response["Content-Type"]:
        return str(json_feed(response).get("next_url", ""))
    return links(response).get("next", "")


def links(response: Any) -> dict[str, str]:
    """Return the links of an Atom feed itself: addresses by relation."""
    return {link.rel: link.href for link in atom(response).feed.links}


def ids(client: Client, **query: str) -> dict[str, str]:
    """Return the id of each item by its title, which are equal in both formats."""
    items = json_feed(client.get(JSON, query))["items"]
    entries = atom(client.get(ATOM, query)).entries
    assert [entry.id for entry in entries] == [item["id"] for item in items]
    return {item["title"]: item["id"] for item in items}


def titles_in(response: Any) -> list[str]:
    """Return the titles of the feed in a response, of either format."""
    if "json" in response["Content-Type"]:
        return [item["title"] for item in json_feed(response)["items"]]
    return [entry.title for entry in atom(response).entries]
