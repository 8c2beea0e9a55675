"""Pages show the values that they mark up, never the markup as text."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from articles.models import Act, Article, Batch, Provider
from tests.admin.kit import MakeArticle
from tests.desk_kit import page_text, text_of
from tests.desk_world import world

__all__ = ["world"]

#: Markup of ours in the text of a page; the documents' own `<p>` may be there.
MARKUP = re.compile(r"<(span|bdi|a|b|em|i|mark|time|ul|li|br)\b")


@pytest.mark.slow
def test_no_page_shows_the_markup_of_a_value(world: SimpleNamespace, sign_in: Any) -> None:
    client = sign_in("superuser")
    pages = ["/", "/queue/?status=all", "/conflicts/", "/history/", "/imports/", "/review/"]
    pages.append("/providers/")
    for rows in (
        Provider.objects.all(),
        Article.objects.all(),
        Act.objects.all(),
        Batch.objects.all(),
    ):
        pages += [row.get_absolute_url() for row in rows]
    for model in apps.get_app_config("articles").get_models():
        list_page = f"/admin/articles/{model._meta.model_name}/"
        if client.get(list_page).status_code == 404:
            continue  # the admin doesn't show it
        keys = model._default_manager.values_list("pk", flat=True)
        pages += [list_page, *(f"{list_page}{pk}/change/" for pk in keys)]
    assert len(pages) > 50
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert not MARKUP.search(text_of(answer)), page


def test_an_articles_provider_is_a_link_with_its_address(
    sign_in: Any, make_article: MakeArticle
) -> None:
    article = make_article(provider="Zeit für <b>", domain="zürich.example", quality=38)
    client = sign_in("superuser")
    page = f"/admin/articles/article/{article.pk}/change/"
    assert re.search(r"Zeit für <b> +\( +zürich.example", page_text(client, page))
    html = client.get(page).content.decode()
    assert f'<a href="/admin/articles/provider/{article.provider_id}/change/"><bdi>' in html
