"""Whether a rewritten document has another story: equal addresses in any spelling, parts that tell.

Each pair of addresses is tried both ways, with another headline at the same time: then an address
that counts as another one makes the document another story.
"""

from collections.abc import Callable
from itertools import pairwise
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
    # Fragments and routes
    ("/live#caf%c3%a9", "/live#caf%C3%A9"),
    ("/live#café", "/live#caf%C3%A9"),
    ("/live#cafe\N{COMBINING ACUTE ACCENT}", "/live#caf%C3%A9"),
    ("/live#%7Ejo", "/live#~jo"),
    ("/live#%e9", "/live#%E9"),
    ("/live#entry-1", "/live#entry-1&utm_source=feed"),
    ("/live#entry-1", "/live?utm_source=feed#entry-1?utm_source=feed"),
    ("/1#part-2", "/1#aoh=1&referrer=https%3A%2F%2Fb.example&amp_tf=x"),
    ("/#!/stra%c3%9fe", "/#!/straße"),
    ("/#!/story/%7Ea", "/#!/story/~a"),
    ("/#!/story/1", "/#%21/story/1"),
    ("/#!/story/1", "/#!/story/1?utm_source=x"),
    ("/#!/story/1?id=2", "/#!/story/1?utm_source=x&id=2"),
    ("/#/story?id=2&page=1", "/#/story?page=1&id=2"),
    ("/#/story/1", "/#/story/1&gclid=x"),
    ("/#/story/1", "/#/a/..//story/1/"),
    ("/#/story/1", "/#/story/1#comments"),
    # Queries
    ("/s?q=%e9", "/s?q=%E9"),
    ("/s?q=%61b", "/s?q=ab"),
    ("/s?q=cafe\N{COMBINING ACUTE ACCENT}", "/s?q=caf%C3%A9"),
    ("/s?q=a+b", "/s?q=a%20b"),
    ("/s?id=1&page=2", "/s?id=1&amp;page=2"),
    ("/s?id=1", "/s?id=1&amp;utm_source=x"),
    ("/cafe%CC%81", "/caf%C3%A9"),
    ("/100%", "/100%25"),
    # Mobile and AMP pages
    ("/n/1", "/n/1/amp.html"),
    ("/n/1", "/n/1.amp"),
    ("/n/1.html", "/n/1.amp.html"),
    ("/n/1", "/n/1?amp"),
    ("/n/1", "/n/1?amp=1"),
    ("/n/1", "/n/1?noamp=mobile"),
    ("/1", "https://mobile.a.example/1"),
    ("/1", "https://mobil.a.example/1"),
    ("/1", "https://touch.a.example/1"),
    ("/1", "https://wap.a.example/1"),
    ("https://en.a.example/1", "https://en.m.a.example/1"),
    ("https://en.a.example/1", "https://en.mobile.a.example/1"),
    ("https://a.co.uk/1", "https://m.a.co.uk/1"),
    ("/1#part-2", "https://www.google.com/amp/s/a.example/1#part-2"),
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
    # Fragments and routes
    ("/live#.section1", "/live#.section2"),
    ("/live#.conclusions", "/live#.conclusion2"),
    ("/live#ixzz1", "/live#ixzz2"),
    ("/live#%e9", "/live#%e8"),
    ("/live#entry=1", "/live#entry=2"),
    ("/live#utm_source=x&entry-1", "/live#utm_source=x&entry-2"),
    ("/live?utm_source=x#entry-1", "/live?utm_source=y#entry-2"),
    ("/#!/story?id=1", "/#!/story?id=2"),
    ("/#!/story/1?utm_source=x", "/#!/story/2?utm_source=x"),
    ("/#/story/1#a", "/#/story/1#b"),
    ("/#/a%2Fb", "/#/a/b"),
    ("/#%21/story/1", "/"),
    # Queries
    ("/?article=%EF%F0", "/?article=%E2%E2"),
    ("/s?q=%e9", "/s?q=%e8"),
    ("/s?q=%e9", "/s?q=%ef%bf%bd"),
    ("/s?q=a%26b", "/s?q=a&b"),
    ("/s?q=a%2Bb", "/s?q=a+b"),
    # What only looks like a mobile or AMP page
    ("/n?amp=1", "/n?amp=2"),
    ("/n?amp=story-1", "/n?amp=story-2"),
    ("/n?amp=story-1", "/n"),
    ("/n?noamp=1a", "/n?noamp=2a"),
    ("/n?view=amp2", "/n?view=amp3"),
    ("https://m.example/1", "https://mobile.example/1"),
    ("https://m.co.uk/1", "https://mobile.co.uk/1"),
    ("https://m.co.uk/1", "https://co.uk/1"),
    ("https://a.m.example/1", "https://a.example/1"),
    ("https://news.a.example/1", "https://a.example/1"),
    ("https://en.amp.a.example/1", "https://en.a.example/1"),
    ("https://www2.a.example/1", "https://a.example/1"),
    (
        "https://www.google.com/amp/s/a.example/%e9",
        "https://www.google.com/amp/s/a.example/%e8",
    ),
    ("https://www.google.com/amp/s/a.example/1#b", "https://www.google.com/amp/s/a.example/1#c"),
]


#: Fragments that share buttons add, and what stands in the way of a story's own.
SHARED = [
    "ixzz2K9pRuxZq", "sthash.Q8nHAcXa.dpuf", ".UjAkxWTwKzA", ".T7h-8lKqXdc.twitter", "_=_",
    "Echobox=1655190123", "xtor=RSS-1", "utm_source=feed&utm_medium=rss",
]  # fmt: skip
#: Parameters that say where a reader came from, one of each family.
TRACKING = [
    "utm_source", "UTM_Campaign", "utm_id", "at_medium", "at_send_date", "at_recipient_id",
    "at_creation", "at_variant", "pk_campaign", "pk_kwd", "piwik_campaign", "piwik_kwd",
    "mtm_campaign", "mtm_cid", "matomo_campaign", "matomo_kwd", "fbclid", "fb_action_ids",
    "fb_source", "gclid", "gclsrc", "dclid", "wbraid", "gbraid", "msclkid", "yclid", "ysclid",
    "_openstat", "twclid", "ttclid", "li_fat_id", "epik", "igshid", "mc_cid", "mc_eid", "mc_tc",
    "wt_mc", "wt.mc_id", "ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee",
    "__hstc", "__hssc", "__hsfp", "_hsenc", "_hsmi", "hsCtaTracking", "hsa_cam", "hsa_acc",
    "oly_anon_id", "oly_enc_id", "vero_id", "s_kwcid", "ICID", "ncid", "CMP", "cmpid", "ito", "_ke",
]  # fmt: skip
#: Parameters of the same families, or that look like them, by which sites number their pages.
IDENTIFIERS = [
    "id", "p", "article", "story", "m", "ref", "source", "pk_id", "pk", "mc_id", "at_id",
    "at_story", "hsa_story", "ns_id", "wt_id", "mtm_id", "piwik_id", "matomo_id", "vero_story",
    "oly_id", "utm", "gclid2", "amp_id",
]  # fmt: skip


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


def test_what_a_share_button_or_a_campaign_adds_leaves_the_article_published(
    outcomes: Any,
) -> None:
    """Also in the place of another fragment: then the story's own one is merely dropped."""
    added = [("/1#part-2", f"/1#{each}") for each in SHARED]
    added += [(f"/1#{one}", f"/1#{other}") for one, other in pairwise(SHARED)]
    added += [("/1?id=7", f"/1?{name}=x&id=7") for name in TRACKING]
    result = outcomes(added)
    assert {pair: each for pair, each in result.items() if each != ("published", [])} == {}


def test_a_parameter_that_numbers_the_pages_of_a_site_tells_stories_apart(outcomes: Any) -> None:
    result = outcomes([(f"/1?{name}=1", f"/1?{name}=2") for name in IDENTIFIERS])
    assert {pair: each for pair, each in result.items() if each != ("waiting", ["replaced"])} == {}
