"""Related rows of an article (images, links, topics, providers): written only where they differ."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, ArticleTopic, Image, Provider, RelatedLink, Topic
from articles.sync import related_rows
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.documents_kit import STORY

CHILDREN = "articles_image", "articles_relatedlink", "articles_articletopic", "articles_provider"

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(write_document: Callable[..., Path]) -> Callable[..., tuple[Article, list[str]]]:
    """Return a function that rewrites and imports one document: its article, the SQL that wrote."""

    def rewrite(**fields: Any) -> tuple[Article, list[str]]:
        path = write_document(**{**STORY, **fields})
        (target,) = targets([str(path.parent)])
        with CaptureQueriesContext(connection) as queries:
            import_target(target)
        written = [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
        return Article.objects.get(), [sql for sql in written if any(c in sql for c in CHILDREN)]

    return rewrite


def images(*urls: str, **fields: Any) -> str:
    rows = "".join(f"  - url: {url}\n" + _more(fields, "    ") for url in urls)
    return f"images:\n{rows}"


def related(*names: str, **fields: Any) -> str:
    rows = "".join(
        f"  - title: About {name}\n    webUrl: https://{name}.example/\n" + _more(fields, "    ")
        for name in names
    )
    return f"related:\n{rows}"


def _more(fields: dict[str, Any], indent: str) -> str:
    return "".join(f"{indent}{key}: {value}\n" for key, value in fields.items())


def test_pictures_are_matched_by_address_and_keep_their_rows(story: Callable[..., Any]) -> None:
    story(rest=images("/a.png", "/b.png", "/c.png"))
    before = dict(Image.objects.values_list("url", "pk"))
    article, _ = story(rest=images("/d.png", "/c.png", "/a.png"))
    after = dict(Image.objects.values_list("url", "pk"))
    assert [image.url for image in article.images.all()] == ["/d.png", "/c.png", "/a.png"]
    assert {url: after[url] for url in ("/a.png", "/c.png")} == {
        url: before[url] for url in ("/a.png", "/c.png")
    }
    assert after["/d.png"] not in before.values()


def test_the_fields_of_a_picture_are_updated_in_place(story: Callable[..., Any]) -> None:
    story(rest=images("/a.png", width=600, height=400))
    before = Image.objects.get()
    story(rest=images("/a.png", width=800, height=400, isCached="true", title="A cat"))
    after = Image.objects.get()
    assert after.pk == before.pk
    assert (after.width, after.height, after.is_cached, after.title) == (800, 400, True, "A cat")


def test_related_links_are_matched_by_address_with_their_pictures(
    story: Callable[..., Any],
) -> None:
    inner = "\n      - url: /pic.png"
    story(rest=related("one", "two", quality=5, images=inner))
    before = {link.web_url: (link.pk, link.images.get().pk) for link in RelatedLink.objects.all()}
    article, _ = story(rest=related("two", "three", quality=9, images=inner))
    links = list(article.related_links.all())
    assert [link.title for link in links] == ["About two", "About three"]
    assert [link.quality for link in links] == [9, 9]
    assert (links[0].pk, links[0].images.get().pk) == before["https://two.example/"]
    assert Image.objects.count() == 2


def test_a_related_link_matched_by_its_amp_address_gets_its_web_address(
    story: Callable[..., Any],
) -> None:
    url = "https://one.example/"
    link = "related:\n  - title: About one\n"
    story(rest=f"{link}    webUrl: ''\n    ampWebUrl: {url}\n")
    story(rest=f"{link}    webUrl: {url}\n")
    row = RelatedLink.objects.get()
    assert (row.web_url, row.amp_web_url) == (url, "")
    story(rest=f"{link}    webUrl: ''\n    ampWebUrl: {url}\n")
    row = RelatedLink.objects.get()
    assert (row.web_url, row.amp_web_url) == ("", url)


def test_a_document_that_lists_nothing_any_more_loses_its_rows(story: Callable[..., Any]) -> None:
    story(rest=images("/a.png") + related("one", images="\n      - url: /b.png"))
    article, _ = story(topics=())
    assert not Image.objects.exists()
    assert not RelatedLink.objects.exists()
    assert article.topic_names == []


def test_topics_are_matched_by_name_and_keep_their_order(story: Callable[..., Any]) -> None:
    story(topics=("AI", "Cars", "Robots"))
    before = dict(ArticleTopic.objects.values_list("topic__name", "pk"))
    article, _ = story(topics=("Robots", "AI", "Trains"))
    after = dict(ArticleTopic.objects.values_list("topic__name", "pk"))
    assert article.topic_names == ["Robots", "AI", "Trains"]
    assert {name: after[name] for name in ("AI", "Robots")} == {
        name: before[name] for name in ("AI", "Robots")
    }
    assert Topic.objects.filter(name="Cars").exists()


@pytest.mark.parametrize(
    "change", [{"title": "Another"}, {"heat": 99}, {"quality": 80}, {"excerpt": "Other."}]
)
def test_a_change_of_other_fields_writes_no_related_row(
    story: Callable[..., Any], change: dict[str, Any]
) -> None:
    rest = images("/a.png", width=600) + related("one", quality=5, images="\n      - url: /b.png")
    story(rest=rest)
    _, written = story(rest=rest, **change)
    assert written == []


def test_a_provider_is_known_by_name_and_domain(write_document: Callable[..., Path]) -> None:
    for name, domain in (("A", "a.example"), ("B", "a.example"), ("A", "b.example")):
        folder = write_document(provider=name, domain=domain).parent
    folder = write_document(provider="A", domain="a.example").parent
    import_target(targets([str(folder)])[0])
    assert Provider.objects.count() == 3
    assert Provider.objects.get(name="A", domain="a.example").articles.count() == 2


def test_the_pictures_of_a_provider_do_not_depend_on_who_names_it_last(
    write_document: Callable[..., Path],
) -> None:
    logo = "provider.example\n  images:\n    - url: /logo.png"
    folder = write_document("a.md", domain=logo).parent
    write_document("b.md")  # names the same provider, without images
    write_document(
        "c.md",
        provider="Other",
        rest=related("one", provider="\n      name: Provider\n      domain: provider.example"),
    )
    import_target(targets([str(folder)])[0])
    assert [image.url for image in Provider.objects.get(name="Provider").images.all()] == [
        "/logo.png"
    ]


@pytest.mark.parametrize("change", ["new", "title", "rest", "secured", "same"])
def test_a_chunk_costs_the_same_queries_for_3_documents_as_for_20(
    write_document: Callable[..., Path], change: str
) -> None:
    """Prevents a query for each document, provider, topic, image or related link."""

    def write(size: int, other: str = "") -> Path:
        for number in range(size):
            rest = images(f"/{number}.png{other}", f"/{number}.jpg") + related(f"r{number}{other}")
            fields = {
                "title": f"Title {number}",
                "excerpt": "A summary.",
                "url": f"https://a.example/{number}",
                "provider": f"Provider {number}",
                "topics": ("AI", f"Topic {number}"),
                "secured": "opaque",
                "rest": rest,
            }
            if change in ("title", "secured"):
                fields[change] += other
            elif change == "rest":
                fields["topics"] = (f"Topic {number}{other}", "AI")
            if change != "rest":
                fields["rest"] = images(f"/{number}.png") + related(f"r{number}")
            last = write_document(f"{number}.md", folder=f"of-{size}", **fields)
        return last.parent

    counts = []
    for size in (3, 20):  # one INSERT of articles: SQLite's takes 999 values
        (target,) = targets([str(write(size))])
        if change != "new":
            import_target(target)
            write(size, "" if change == "same" else "x")
        with CaptureQueriesContext(connection) as queries:
            assert import_target(target).count == size
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes as many as one likes")
def test_more_links_may_go_than_one_query_can_name(
    write_document: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite takes 32,766 values in one query, or fewer if it was built so."""
    monkeypatch.setattr(related_rows, "BATCH", 900)
    names = [f"site-{number}" for number in range(200)]
    for links in (related(*names), ""):
        folder = [write_document(f"{n}.md", rest=links).parent for n in range(6)][-1]
        (target,) = targets([str(folder)])
        connection.ensure_connection()
        most = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 1000)
        try:
            import_target(target)
        finally:
            connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, most)
    assert not RelatedLink.objects.exists()
