"""The admin's list of articles: filters, search, order, counts and number of queries."""

import json
import re
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.admin.base import CappedCount, CappedPaginator
from articles.models import Article, InvalidDocument, Provider
from articles.models.decision import new_token
from tests.admin.kit import LIST, Editor, MakeArticle
from tests.desk_kit import text_of


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status__exact=published", "high"),
        ("status__exact=waiting&quality=40-69", "near"),
        ("quality=none", "none"),
        ("quality=0-39", "low"),
        ("quality=70-", "high"),
        ("quality=nonsense", ""),
        ("type=video", "high"),
        ("type=other", "near"),
        ("type=nonsense", ""),
        ("provider=HEISE", "low"),
        ("provider=heise.example", "low"),
        ("topic=vision", "low none"),
        ("topic=vision&quality=none", "none"),
        ("published_at__lt=2020-01-01+00:00:00%2B00:00", "none"),
        ("q=zebra", "high"),
        ("q=heise.example/low", "low"),
        ("q=story+high", "high"),
    ],
)
def test_the_list_is_filtered_and_searched(
    editor: Editor, varied_articles: SimpleNamespace, query: str, expected: str
) -> None:
    answer = editor.client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    shown = {article.title for article in answer.context_data["cl"].result_list}
    assert shown == {getattr(varied_articles, name).title for name in expected.split()}


def test_an_unknown_provider_or_topic_finds_nothing_and_shows_an_error(
    editor: Editor, varied_articles: SimpleNamespace
) -> None:
    for parameter in ("provider", "topic"):
        answer = editor.client.get(f"{LIST}?{parameter}=Nobody")
        assert f"No {parameter} is named “Nobody”." in text_of(answer)
        assert not answer.context_data["cl"].result_list
        assert editor.client.get(f"{LIST}?{parameter}=a%00b").status_code == 200


def test_all_providers_of_a_name_count_however_many_share_it(
    editor: Editor, varied_articles: SimpleNamespace
) -> None:
    """Prevents a filter that takes any hundred of them, and misses articles of the others."""
    names = [Provider(name="Wire", domain=f"{number}.wire.example") for number in range(130)]
    providers = Provider.objects.bulk_create(names)
    for article, provider in (
        (varied_articles.low, providers[0]),
        (varied_articles.high, providers[-1]),
    ):
        Article.objects.filter(pk=article.pk).update(provider=provider)
    assert "2 articles" in text_of(editor.client.get(f"{LIST}?provider=wire"))
    assert "2 articles" in text_of(editor.client.get("/queue/?status=all&provider=wire"))


def test_a_typed_filter_keeps_the_others(editor: Editor, varied_articles: SimpleNamespace) -> None:
    page = editor.client.get(f"{LIST}?type=video&q=story&provider=heise").content.decode()
    form = page.split('class="text-filter"')[1].split("</form>")[0]
    assert '<input type="hidden" name="type" value="video">' in form
    assert '<input type="hidden" name="q" value="story">' in form
    assert 'value="heise"' in form


def test_no_page_loads_all_providers(editor: Editor, varied_articles: SimpleNamespace) -> None:
    article = varied_articles.low
    for page in (LIST, f"{LIST}{article.pk}/change/"):
        html = editor.client.get(page).content.decode()
        options = re.findall(r"<option[^>]*>([^<]*)", html)
        assert not {"Heise", "Provider"} & set(options)


def test_only_what_has_an_index_can_be_sorted(
    editor: Editor, varied_articles: SimpleNamespace
) -> None:
    def order(query: str) -> list[str]:
        return list(editor.client.get(LIST + query).context_data["cl"].queryset.query.order_by)

    columns = ("action_checkbox", *admin.site._registry[Article].list_display)
    quality, date = columns.index("quality"), columns.index("appeared")
    assert order("") == ["-arrived_at", "-id"]
    assert order(f"?o=-{quality}") == ["-rank", "-id"]
    assert order(f"?o={date}.{quality}") == ["published_at", "id"]
    assert order(f"?o={columns.index('heat')}") == ["-arrived_at", "-id"]
    html = editor.client.get(LIST).content.decode()
    assert set(re.findall(r"\?o=-?(\d+)", html)) == {str(quality), str(date)}


@pytest.mark.parametrize(
    ("column", "sign", "words"),
    [
        ("", "", "last arrived first"), ("heat", "", "last arrived first"),
        ("quality", "-", "highest quality first"), ("quality", "", "lowest quality first"),
        ("appeared", "-", "last appeared first"), ("appeared", "", "first appeared first"),
    ],
)  # fmt: skip
def test_the_list_says_in_which_order_it_is(
    editor: Editor, make_article: MakeArticle, column: str, sign: str, words: str
) -> None:
    make_article()
    columns = editor.client.get(LIST).context_data["cl"].list_display
    query = f"?o={sign}{columns.index(column)}" if column else ""
    assert f"Order: {words}." in text_of(editor.client.get(LIST + query))


def test_counting_stops_at_the_limit(
    editor: Editor, make_article: MakeArticle, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        make_article(quality=38)
    monkeypatch.setattr(CappedPaginator, "limit", 3)
    monkeypatch.setattr(CappedCount, "limit", 3)
    assert "3+ articles" in text_of(editor.client.get(LIST))
    assert "Provider provider.example 3+" in text_of(editor.client.get("/admin/articles/provider/"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        editor.client.get(LIST)
    counts = [each["sql"] for each in queries if "COUNT(" in each["sql"]]
    assert counts
    assert all("LIMIT" in sql for sql in counts)


PAGES = (
    "article/",
    "act/",
    "decision/",
    "provider/",
    "topic/",
    "collection/",
    "importrun/",
    "invaliddocument/",
)


@pytest.mark.slow
def test_a_list_costs_the_same_for_3_rows_and_for_30(
    editor: Editor, make_article: MakeArticle
) -> None:
    """Fails where each row's provider, pictures, user or count takes a query of its own."""

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            article = make_article(
                quality=38,
                provider=f"Provider {number}",
                topics=(f"Topic {number}",),
                folder=f"folder-{number}",
                rest="images:\n  - url: /a.jpg\n    width: 1\n    height: 1\n",
            )
            editor.run_action(
                "approve",
                article,
                form={
                    "seen": json.dumps({str(article.pk): "1"}),
                    "token": new_token(),
                },
            )
            InvalidDocument.objects.create(
                collection=article.collection, path="x.md", problems=[], since=article.arrived_at
            )

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = editor.client.get(f"/admin/articles/{path}")
        assert answer.status_code == 200
        return len(queries)

    fill(0, 3)
    few = {path: cost(path) for path in PAGES}
    fill(3, 30)
    assert {path: cost(path) for path in PAGES} == few


def test_saving_many_rows_asks_for_none_of_them_alone(
    editor: Editor, make_article: MakeArticle
) -> None:
    def cost() -> int:
        form = editor.open_list()
        with CaptureQueriesContext(connection) as queries:
            assert editor.save_list(form).status_code == 302
        return len(queries)

    for _ in range(3):
        make_article()
    few = cost()
    for _ in range(27):
        make_article()
    assert cost() == few


def test_a_row_shows_a_safe_thumbnail_and_leads_to_the_desk(
    editor: Editor, make_article: MakeArticle
) -> None:
    images = "images:\n  - url: {}\n    width: 1\n    height: 1\n".format
    safe = make_article(rest=images("https://pictures.example/a.jpg"))
    make_article(rest=images("http://pictures.example/b.jpg"))
    page = editor.client.get(LIST).content.decode()
    (picture,) = re.findall(r"<img[^>]*thumbnail[^>]*>", page)
    assert 'src="https://pictures.example/a.jpg"' in picture
    assert 'loading="lazy"' in picture
    assert 'referrerpolicy="no-referrer"' in picture
    box = '<span class="thumbnail" title="http://pictures.example/b.jpg">'
    assert f"{box}<bdi>pictures.example: not https</bdi></span>" in page
    assert f'<a href="{safe.get_absolute_url()}">Open on the desk</a>' in page
