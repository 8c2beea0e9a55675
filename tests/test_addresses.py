"""An article is found by any of its addresses, whichever variant of it somebody has."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.documents.identity import url_key, url_keys
from articles.documents.urls import (
    ascii_url,
    encode_spaces,
    host_name,
    is_same_address,
    normalised_url,
    pasted_url,
)
from articles.models import Article, ArticleAddress
from articles.sync.importer import import_target
from articles.sync.targets import targets

STORY = "https://www.example.com/2022/07/a-story"
VARIANTS = [
    "http://example.com/2022/07/a-story",
    "https://EXAMPLE.com:443/2022/07/a-story/",
    "https://www.example.com/2022/07/a-story#comments",
    "https://www.example.com/2022/07/a-story?utm_source=x&utm_medium=y&fbclid=1&at_medium=z",
    "https://www.example.com/2022/07//a-story/",
    "https://m.example.com/2022/07/a-story",
    "https://mobile.example.com/2022/07/a-story",
    "https://amp.example.com/2022/07/a-story",
    "https://www.example.com/2022/07/a-story/amp",
    "https://www.example.com/2022/07/a-story/amp/",
    "https://www.example.com/amp/2022/07/a-story",
    "https://www.example.com/2022/07/a-story?amp=1",
    "https://www.example.com/2022/07/a-story?amp",
    "https://www.example.com/2022/07/a-story?outputType=amp",
    "https://www.example.com/2022/07/a-story.amp",
    "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/2022/07/a-story/amp/",
    "https://www-example-com.cdn.ampproject.org/v/s/example.com/2022/07/a-story?amp_js_v=0.1&usqp=",
    "https://cdn.ampproject.org.example.com.cdn.ampproject.org/c/example.com/2022/07/a-story",
    "https://www.google.com/amp/s/www.example.com/2022/07/a-story/amp",
    "https://google.co.uk/amp/example.com/2022/07/a-story",
    "https://www.google.com/amp/s/"
    "www-example-com.cdn.ampproject.org/c/s/www.example.com/2022/07/a-story",
    "https://www.bing.com.bing-amp.com/c/s/www.example.com/2022/07/a-story",
]
OTHERS = [
    "https://www.example.com/2022/07/another-story",
    "https://www.example.com/2022/07/a-story/2",
    "https://www.example.com/2022/07/a-story?page=2",
    "https://www.example.com/2022/07/a-story?output=print",
    "https://www.example.com:8443/2022/07/a-story",
    "https://www.example.org/2022/07/a-story",
    "https://example.com/2022/07/A-Story",
    "https://www.google.com/amp/",
    "https://example.com/amp",
    "https://example.com/2022/07/a-story-amp",
]


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_is_the_same_address(variant: str) -> None:
    assert normalised_url(variant) == normalised_url(STORY) == "example.com/2022/07/a-story"
    assert url_key(variant) == url_key(STORY)


@pytest.mark.parametrize("other", OTHERS)
def test_another_page_is_another_address(other: str) -> None:
    assert url_key(other) != url_key(STORY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/?b=2&a=1", "https://a.example/?a=1&b=2"),
        ("https://a.example/caf%C3%A9%7e", "https://a.example/café~"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://i❤.example/a", "https://xn--i-7iq.example/a"),
        ("https://www.google.com/amp/s/a.example/b%3fc=1", "https://a.example/b?c=1"),
        ("https://www.google.com/amp/s/a.example/b%3fc=1?usqp=d", "https://a.example/b?c=1"),
        ("https://en.m.wikipedia.org/wiki/News", "https://en.wikipedia.org/wiki/News"),
        ("https://a.example/s.amp.html", "https://a.example/s.html"),
        ("https://a.example/watch?v=1&utm_source=b", "https://a.example/watch?v=1"),
    ],
)
def test_two_spellings_of_one_address_are_the_same(one: str, other: str) -> None:
    assert normalised_url(one) == normalised_url(other)


def test_hosts_and_paths_that_only_look_like_a_variant_stay_whole() -> None:
    assert normalised_url("https://m.com/x") == "m.com/x"
    assert normalised_url("https://www.m.co.uk/x") == "m.co.uk/x"
    assert normalised_url("https://en.m.com/x") == "en.m.com/x"
    assert normalised_url("https://example.com/amp.html") == "example.com/amp.html"
    assert normalised_url("https://example.com/amp") == "example.com/amp"
    assert normalised_url("https://champ.example/camp/") == "champ.example/camp"


@pytest.mark.parametrize("odd", ["https://a.example:99999/", "https://[::1", "", "https://[]"])
def test_what_no_library_can_read_is_an_address_of_its_own(odd: str) -> None:
    assert normalised_url(odd) == odd


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/caf%c3%a9", "https://a.example/caf%C3%A9"),
        ("https://a.example/bbc1", "https://a.example/bbc1?at_medium=RSS&at_campaign=X"),
        ("https://a.example/s?id=7&page=1", "https://a.example/s?page=1&id=7"),
        ("https://a.example/n/1", "https://a.example/n/1/amp/"),
        ("https://a.example/a/./b/../c", "https://a.example/a/c"),
        ("https://a.example//a///b", "https://a.example/a/b"),
        ("https://a.example/%61%2Db", "https://a.example/a-b"),
        ("https://BÜCHER.example/a", "https://xn--bcher-kva.example./a"),
        ("http://a.example:80/a", "https://a.example:443/a"),
        ("https://a.example/cafe\u0301", "https://a.example/caf\u00e9"),
        ("https://a.example/a?mtm_campaign=x&pk_campaign=y&gclid=z", "https://a.example/a"),
        ("https://a.example/a#comments", "https://a.example/a"),
        ("https://a.example/a#:~:text=quoted", "https://a.example/a"),
        ("https://a.example/a#top:~:text=quoted", "https://a.example/a#top"),
        ("https://a.example/a#xtor=RSS-1", "https://a.example/a#utm_source=b"),
        ("https://a.example/a#ixzz1AbCd", "https://a.example/a#.UxYzAbC12.twitter"),
    ],
)
def test_equal_spellings_are_one_address_both_ways(one: str, other: str) -> None:
    assert is_same_address(one, other)
    assert is_same_address(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/#!/story/1", "https://a.example/#!/story/2"),
        ("https://a.example/#/story/1", "https://a.example/#/story/2"),
        ("https://a.example/#!/story/1", "https://a.example/"),
        ("https://a.example/#/story/1", "https://a.example/"),
        ("https://a.example/list#first", "https://a.example/list#second"),
        ("https://a.example/read?pk_id=1", "https://a.example/read?pk_id=2"),
        ("https://a.example/?p=1", "https://a.example/?p=2"),
        ("https://a.example/x?article=1", "https://a.example/x?article=2"),
        ("https://a.example/x?mc_story=1", "https://a.example/x?mc_story=2"),
        ("https://a.example/x?at_id=1", "https://a.example/x?at_id=2"),
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example/a?b=1", "https://a.example/a"),
        ("https://a.example/A", "https://a.example/a"),
    ],
)
def test_parts_that_tell_stories_apart_are_never_cut(one: str, other: str) -> None:
    assert not is_same_address(one, other)
    assert not is_same_address(other, one)


def test_a_host_is_lower_case_and_checked_by_idna() -> None:
    assert host_name("News.Example.") == "news.example"
    assert host_name("xn--bcher-kva.example") == host_name("BÜCHER.example") == "bücher.example"
    for text in (
        'x" onmouseover=', "https://a.example/", "a b", "-a.example", "a..b", "", "xn--a", "i❤.ws",
        'ä" b.example', "ä..b", "ä" * 64, "a\ud800.example",
    ):  # fmt: skip
        assert host_name(text) == "", text


def test_a_feed_has_the_host_by_idna_and_the_rest_percent_encoded() -> None:
    url = "https://bücher.example/straße?q=ü#ä"
    assert ascii_url(url) == "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%BC#%C3%A4"
    assert ascii_url("https://a.example:8080/a%20b?c=d&e") == "https://a.example:8080/a%20b?c=d&e"


@pytest.mark.parametrize("host", ["t", "s", "http", "https"])
def test_a_host_that_the_scheme_contains_is_not_taken_from_it(host: str) -> None:
    assert ascii_url(f"https://{host}/é") == f"https://{host}/%C3%A9"


def test_spaces_are_encoded_as_browsers_do() -> None:
    assert encode_spaces(" https://a.example/a b\u202fc ") == "https://a.example/a%20b%E2%80%AFc"
    assert encode_spaces("https://a.example/a\tb") == "https://a.example/a\tb"


def test_missing_addresses_have_no_key() -> None:
    assert url_keys("", STORY, "", VARIANTS[0]) == {url_key(STORY)}


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://example.com", "https://example.com"),
        ("  http://example.com/a b", ""),
        (" www.example.com/a ", "https://www.example.com/a"),
        ("example.com/", "https://example.com/"),
        ("example.com", ""),
        ("and/or", ""),
        ("3.5/5 stars", ""),
        ("Node.js/Deno", "https://Node.js/Deno"),
        ("facial recognition", ""),
    ],
)
def test_what_was_typed_is_told_from_an_address(typed: str, address: str) -> None:
    assert pasted_url(typed) == address


# -- Kept by imports ----------------------------------------------------------------------------


def keys_of(article: Article) -> set[str]:
    return set(ArticleAddress.objects.filter(article=article).values_list("key", flat=True))


@pytest.fixture
def story(
    db: None, write_document: Callable[..., Path]
) -> Callable[..., tuple[Article, list[str]]]:
    """Return a function that imports one document anew: its article, and what was written."""

    def rewrite(**fields: Any) -> tuple[Article, list[str]]:
        path = write_document("story.md", **fields)
        (target,) = targets([str(path.parent)])
        with CaptureQueriesContext(connection) as queries:
            import_target(target)
        written = [each["sql"] for each in queries if "articleaddress" in each["sql"]]
        reads = "SELECT"
        return Article.objects.get(), [sql for sql in written if not sql.startswith(reads)]

    return rewrite


def test_an_import_keeps_each_address_of_a_document_once(story: Callable[..., Any]) -> None:
    amp = "ampWebUrl: https://provider.example/amp/1\ncdnAmpWebUrl: https://cdn.example/1\n"
    article, _ = story(url="https://provider.example/1", rest=amp)
    assert keys_of(article) == {
        url_key("https://provider.example/1"), url_key("https://cdn.example/1"),
    }  # fmt: skip


def test_new_addresses_replace_the_old_and_those_that_stay_are_not_written(
    story: Callable[..., Any],
) -> None:
    article, _ = story(url="https://provider.example/1", rest="ampWebUrl: https://a.example/1\n")
    stays = ArticleAddress.objects.get(key=url_key("https://a.example/1")).pk
    article, written = story(url="https://other.example/1", rest="ampWebUrl: https://a.example/1\n")
    assert keys_of(article) == url_keys("https://a.example/1", "https://other.example/1")
    assert ArticleAddress.objects.get(pk=stays).key == url_key("https://a.example/1")
    assert len(written) == 2  # the old one out, the new one in


def test_a_rewrite_that_leaves_the_addresses_alone_writes_none(story: Callable[..., Any]) -> None:
    story(title="One", url="https://provider.example/1")
    assert story(title="Two", url="https://provider.example/1")[1] == []
    assert story(title="Two", url="https://provider.example/1", secured="else")[1] == []
    # Another spelling of it is a change of the document, and none of its addresses.
    assert story(title="Two", url="http://www.provider.example/1/")[1] == []


def test_addresses_cost_a_chunk_the_same_queries_as_a_document(
    db: None, write_document: Callable[..., Path]
) -> None:
    def queries_for(folder: str, count: int) -> int:
        for number in range(count):
            write_document(f"{number}.md", folder=folder)
        path = write_document("0.md", folder=folder)
        (target,) = targets([str(path.parent)])
        with CaptureQueriesContext(connection) as queries:
            import_target(target)
        return sum("articleaddress" in each["sql"] for each in queries)

    assert queries_for("few", 3) == queries_for("many", 30)
