"""Whether a rewritten document has another story: equal addresses in any spelling, parts that tell.

Each pair of addresses is tried both ways, with another headline at the same time: then an address
that counts as another one makes the document another story.
"""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.models import Article
from articles.sync.importer import import_target
from articles.sync.targets import targets

pytestmark = pytest.mark.django_db

SITE = "https://a.example"
#: Two spellings of one address.
SPELLINGS = [
    ("/caf%c3%a9", "/caf%C3%A9"),
    ("/café", "/caf%C3%A9"),
    ("/cafe\N{COMBINING ACUTE ACCENT}", "/caf%C3%A9"),
    ("/%7Ejo/%61", "/~jo/a"),
    ("/bbc1", "/bbc1?at_medium=RSS&at_campaign=X"),
    ("/1", "/1?utm_source=feed&fbclid=x&pk_campaign=y&mtm_source=z"),
    ("/s?id=7&page=1", "/s?page=1&id=7"),
    ("/n/1", "/n/1/amp/"),
    ("/n/1", "/n/1?outputType=amp"),
    ("/a/b", "/a/./x/../b"),
    ("/a/b", "//a//b/"),
    ("/1", "/1#comments"),
    ("/1", "/1#utm_source=feed"),
    ("/1#part-2", "/1#:~:text=some%20words"),
    ("/1", "/1#xtor=RSS-1"),
    ("/1", "http://a.example/1"),
    ("/1", "https://www.a.example/1"),
    ("/1", "https://A.Example:443/1"),
    ("/1", "https://m.a.example/1"),
    ("/1", "https://amp.a.example/1"),
    ("https://bücher.example/1", "https://xn--bcher-kva.example/1"),
    ("https://BÜCHER.example/1", "https://xn--bcher-kva.example/1"),
]
#: Two addresses of different stories.
OTHERS = [
    ("/#!/story/1", "/#!/story/2"),
    ("/#/story/1", "/#/story/2"),
    ("/#!/story/1", "/"),
    ("/live#entry-1", "/live#entry-2"),
    ("/live#1", "/live#2"),
    ("/read?pk_id=1", "/read?pk_id=2"),
    ("/?p=1", "/?p=2"),
    ("/read?article=1", "/read?article=2"),
    ("/read?mc_id=1", "/read?mc_id=2"),
    ("/read?at_id=1", "/read?at_id=2"),
    ("/read?hsa_story=1", "/read?hsa_story=2"),
    ("/read?id=1", "/read"),
    ("/a%2Fb", "/a/b"),
    ("/Story", "/story"),
    ("/1", "https://a.example:8443/1"),
    ("/1", "https://b.example/1"),
]


def both_ways(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [*pairs, *((other, one) for one, other in pairs)]


def full(address: str) -> str:
    return address if address.startswith("http") else SITE + address


@pytest.fixture
def outcomes(
    write_document: Callable[..., Path], users: SimpleNamespace, act_parameters: Any
) -> Callable[[list[tuple[str, str]]], dict[tuple[str, str], tuple[str, list[str]]]]:
    """Return a function that approves an article of each pair's first address, then rewrites it.

    The second day its document has the pair's second address and another headline. The function
    returns the article's status and its story changes, by the pair.
    """

    def rewritten(pairs: list[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, list[str]]]:
        for day, headline in enumerate(("Harbour bridge reopens", "Bridge open after two years")):
            for number, pair in enumerate(pairs):
                title = f"{headline}, {number}"
                path = write_document(f"{number:03}.md", title=title, url=full(pair[day]))
            import_target(targets([str(path.parent)])[0])
            articles = list(Article.objects.order_by("path"))
            if day == 0:
                moderation.approve(articles, **act_parameters(users.editor, *articles))
        return {
            pair: (article.status, [change.kind for change in article.story_changes.all()])
            for pair, article in zip(pairs, articles, strict=True)
        }

    return rewritten


def test_another_spelling_of_an_address_leaves_the_article_published(outcomes: Any) -> None:
    result = outcomes(both_ways(SPELLINGS))
    assert {pair: each for pair, each in result.items() if each != ("published", [])} == {}


def test_another_address_with_another_headline_replaces_the_story(outcomes: Any) -> None:
    result = outcomes(both_ways(OTHERS))
    assert {pair: each for pair, each in result.items() if each != ("waiting", ["replaced"])} == {}
