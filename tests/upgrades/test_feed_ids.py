"""Ids of feeds that an earlier release gave out, and names that it stored."""

from uuid import UUID, uuid5

from django.test import Client

from articles.models import Article, Provider, Topic
from tests.feeds_kit import JSON, json_feed, pages
from tests.upgrades.kit import Upgraded

NAMESPACE = UUID("3b0f5c64-6f0e-4f0b-9d0a-5a4c8e9d7a11")
#: Releases that computed the ids of feeds and stored none.
WITHOUT_IDS = ("0.1.0", "0.2.0")


def test_every_article_has_the_id_that_feeds_gave_it_before(desk: Upgraded) -> None:
    articles = Article.objects.select_related("collection")
    assert articles
    for article in articles if desk.version in WITHOUT_IDS else []:
        assert article.feed_id == uuid5(NAMESPACE, f"{article.collection.name}\0{article.path}")
    items = [item for page in pages(Client(), JSON) for item in json_feed(page)["items"]]
    published = Article.objects.published()
    assert {item["id"] for item in items} == {article.feed_id.urn for article in published}


def test_names_stored_before_are_found_in_any_case(desk: Upgraded) -> None:
    topic, provider = Topic.objects.all()[0], Provider.objects.all()[0]
    for parameter, name in (
        ("topic", topic.name),
        ("provider", provider.name),
        ("provider", provider.domain),
    ):
        assert Client().get(JSON, {parameter: name.swapcase()}).status_code == 200
