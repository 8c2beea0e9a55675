"""An article is found by any of its addresses, whichever variant of it somebody has."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.documents.identity import lookup_key, lookup_keys, normalised_url
from articles.documents.urls import lookup_form, pasted_url
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
def test_a_variant_is_the_address_at_heart(variant: str) -> None:
    assert lookup_form(variant) == lookup_form(STORY) == "example.com/2022/07/a-story"
    assert lookup_key(variant) == lookup_key(STORY)


@pytest.mark.parametrize("other", OTHERS)
def test_another_page_is_another_address(other: str) -> None:
    assert lookup_key(other) != lookup_key(STORY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/?b=2&a=1", "https://a.example/?a=1&b=2"),
        ("https://a.example/caf%C3%A9%7e", "https://a.example/café~"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://a.example/s.amp.html", "https://a.example/s.html"),
        ("https://a.example/watch?v=1&utm_source=b", "https://a.example/watch?v=1"),
    ],
)
def test_two_spellings_of_one_address_are_the_same(one: str, other: str) -> None:
    assert lookup_form(one) == lookup_form(other)


def test_hosts_and_paths_that_only_look_like_a_variant_stay_whole() -> None:
    assert lookup_form("https://m.com/x") == "m.com/x"
    assert lookup_form("https://example.com/amp") == "example.com/amp"
    assert lookup_form("https://champ.example/camp/") == "champ.example/camp"


@pytest.mark.parametrize("odd", ["https://a.example:99999/", "https://[::1", "", "https://[]"])
def test_what_no_library_can_read_is_an_address_of_its_own(odd: str) -> None:
    assert lookup_form(odd) == odd


def test_a_source_change_is_judged_by_the_stricter_rule() -> None:
    assert normalised_url("https://amp.example.com/a") != normalised_url("https://example.com/a")


def test_missing_addresses_have_no_key() -> None:
    assert lookup_keys("", STORY, "", VARIANTS[0]) == {lookup_key(STORY)}


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
        lookup_key("https://provider.example/1"), lookup_key("https://cdn.example/1"),
    }  # fmt: skip


def test_new_addresses_replace_the_old_and_those_that_stay_are_not_written(
    story: Callable[..., Any],
) -> None:
    article, _ = story(url="https://provider.example/1", rest="ampWebUrl: https://a.example/1\n")
    stays = ArticleAddress.objects.get(key=lookup_key("https://a.example/1")).pk
    article, written = story(url="https://other.example/1", rest="ampWebUrl: https://a.example/1\n")
    assert keys_of(article) == lookup_keys("https://a.example/1", "https://other.example/1")
    assert ArticleAddress.objects.get(pk=stays).key == lookup_key("https://a.example/1")
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
