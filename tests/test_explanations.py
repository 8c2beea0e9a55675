"""The explanations of the desk's terms: each on the pages with the term, once a page."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import moderation
from articles.formatting.glossary import GLOSSARY
from articles.models import Act, Article, ImportRun
from articles.models.decision import new_token
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.batches.kit import freeze
from tests.desk_kit import page_text

pytestmark = pytest.mark.django_db
CONTROL = re.compile(
    r'<button type="button" class="explain" popovertarget="([\w-]+)" aria-describedby="\1"\s+'
    r'aria-label="What does “([\w ]+)” mean\?">\?</button>\s*'
    r'<span class="explanation" id="\1" popover>([^<]*)</span>'
)


def explained(html: str) -> list[str]:
    """Return the terms that the page explains, in order."""
    controls = CONTROL.findall(html)
    assert len(controls) == html.count('class="explain"') == html.count('class="explanation"')
    for _, term, sentence in controls:
        assert sentence == GLOSSARY[term]
    return [term for _, term, _ in controls]


@pytest.fixture
def desk(make_article: Callable[..., Article], users: Any, act_parameters: Any) -> Article:
    """Make a desk that has every term on some page, and return an article with a conflict."""
    article = make_article(name="a.md", quality=38)
    yesterday = timezone.now() - timedelta(days=1)
    ImportRun.objects.update(started_at=yesterday, finished_at=yesterday)
    moderation.set_quality([article], 60, **act_parameters(users.editor, article))
    make_article(name="a.md", quality=45)
    reopened, rejected = make_article(quality=80), make_article(quality=20, heat=-1)
    moderation.reopen([reopened], **act_parameters(users.editor, reopened))
    moderation.reject([rejected], **act_parameters(users.editor, rejected))
    undo_latest(users.editor)
    undo_latest(users.editor)
    make_article(quality=90)
    make_article(name="a.md", quality=45, secured="rewritten")
    return article


def undo_latest(by: User) -> Act:
    act = moderation.undo(Act.objects.latest("pk"), by=by, token=new_token(), place="history").act
    assert act
    return act


def test_every_page_explains_its_terms_once_and_in_the_order_of_the_page(
    sign_in: Any, desk: Article
) -> None:
    client: Client = sign_in("editor")
    run = ImportRun.objects.filter(totals__has_key="noise").latest("pk")
    changed = ImportRun.objects.filter(totals__fields__has_key="quality").latest("pk")
    batch = freeze(client.get("/").wsgi_request.user)
    expected = {
        "/": ["upstream", "collection", "noise"],
        "/queue/": ["collection", "outranked"],
        "/queue/?status=all": ["collection", "outranked", "send back", "upstream"],
        "/queue/?status=rejected": ["collection", "outranked", "send back"],
        desk.get_absolute_url(): ["upstream", "collection", "heat"],
        "/review/": ["upstream"],
        "/conflicts/": ["upstream"],
        "/history/": ["collection"],
        "/imports/": ["noise"],
        run.get_absolute_url(): ["noise"],
        changed.get_absolute_url(): [],
        batch.get_absolute_url(): ["upstream"],
        "/preferences/": [],
    }
    shown = {address: explained(client.get(address).content.decode()) for address in expected}
    assert shown == expected


def test_an_import_that_changes_heat_explains_it(
    sign_in: Any, write_document: Callable[..., Path]
) -> None:
    for quality in (38, 39):
        path = write_document("a.md", quality=quality, heat=quality)
        import_target(targets([str(path.parent)])[0])
    page = sign_in("editor").get(ImportRun.objects.latest("pk").get_absolute_url())
    assert explained(page.content.decode()) == ["heat"]


def test_a_view_ordered_by_quality_explains_what_outranked_is(sign_in: Any, desk: Article) -> None:
    client = sign_in("editor")
    client.post("/views/", {"name": "Best", "query": "status=waiting&order=quality"})
    assert explained(client.get("/preferences/").content.decode()) == ["outranked"]


def test_a_row_that_replaces_another_explains_nothing_again(
    sign_in: Any, make_article: Callable[..., Article]
) -> None:
    article, client = make_article(quality=80), sign_in("editor")
    page = client.get("/queue/", {"status": "published"}).content.decode()
    assert explained(page)[-1] == "upstream"
    address = reverse("row", args=[article.pk])
    row = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Published by upstream" in row
    assert explained(row) == []


def test_the_page_of_a_decided_article_says_what_send_back_does(
    sign_in: Any, make_article: Callable[..., Article]
) -> None:
    published, waiting, client = make_article(quality=80), make_article(), sign_in("editor")
    sentence = "Send back lets it wait again, for anybody to decide."
    assert sentence in page_text(client, published.get_absolute_url())
    assert sentence not in page_text(client, waiting.get_absolute_url())


def test_each_explanation_is_one_sentence_with_its_term() -> None:
    for term, sentence in GLOSSARY.items():
        assert re.fullmatch(r"[^.]+\.", sentence), term
        assert term in sentence.lower()
