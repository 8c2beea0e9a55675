"""Conflicts settled on a later page lead back to it; several need the right to decide many."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group

from articles import moderation
from articles.desk.conflicts import views
from articles.models import Article
from tests.desk_kit import link, text_of
from tests.export_kit import import_folder

pytestmark = pytest.mark.django_db

PAGE, SETTLE = "/conflicts/", "/conflicts/settle/"


@pytest.fixture
def articles(
    write_document: Callable[..., Path], users: SimpleNamespace, act_parameters: Any
) -> list[Article]:
    """Three rejected articles in conflict, as upstream publishes them now."""
    names = ["a.md", "b.md", "c.md"]
    for published in (False, True):
        for name in names:
            folder = write_document(name, title=f"Story {name}", published=published).parent
        import_folder(folder)
        if not published:
            rejected = list(Article.objects.all())
            moderation.reject(rejected, **act_parameters(users.editor, *rejected))
    return list(Article.objects.in_conflict().order_by("pk"))


def form_of(page: Any) -> dict[str, str]:
    """Return the hidden fields of the page's form."""
    body = page.content.decode()
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', body))


def test_settling_on_a_later_page_leads_back_to_it_and_after_its_last_to_the_first(
    articles: list[Article], sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE_SIZE", 1)
    _, second, third = articles
    client = sign_in("editor")
    later = PAGE + link(client, PAGE, "Next")

    def settle(article: Article) -> Any:
        form = form_of(client.get(later)) | {"one": f"keep:{article.pk}:published"}
        return client.post(SETTLE, form, follow=True)

    page = settle(second)
    assert page.redirect_chain == [(later, 302)]
    assert "Kept unpublished: “Story b.md”." in text_of(page)
    assert "Story c.md publishing" in text_of(page)
    page = settle(third)
    assert page.redirect_chain == [(later, 302), (PAGE, 302)]
    assert "Kept unpublished: “Story c.md”." in text_of(page)
    assert "Story a.md publishing" in text_of(page)


def test_who_may_not_decide_many_is_refused_before_being_asked_for_the_number(
    articles: list[Article], sign_in: Any
) -> None:
    client = sign_in("editor")
    form: dict[str, Any] = form_of(client.get(PAGE))
    form |= {"all": "take", "pick": [f"{each.pk}:published" for each in articles]}
    asked = client.post(SETTLE, form)
    assert 'name="typed"' in asked.content.decode()
    editors = Group.objects.get(name="Editors")
    editors.permissions.remove(editors.permissions.get(codename="decide_many_articles"))
    assert client.post(SETTLE, form).status_code == 403
    assert Article.objects.in_conflict().count() == 3
