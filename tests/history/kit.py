"""Lines of history as a test reads them, and acts to tell."""

import re
from html import unescape
from typing import Any

from django.urls import reverse

from articles import moderation
from articles.models import Act, Article
from articles.sync.importer import import_target
from articles.sync.targets import targets

HISTORY = "/history/"


def acts_in(response: Any) -> list[int]:
    """Return the acts in the list, from the top."""
    return [int(pk) for pk in re.findall(r'<li class="line" id="act-(\d+)"', body_of(response))]


def line_of(response: Any, act: Act) -> str:
    found = re.search(rf'<li class="line" id="act-{act.pk}".*?</li>', body_of(response), re.S)
    assert found, "no such line"
    return found[0]


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", markup)))


def undo_form(act: Act) -> str:
    return f'action="{reverse("undo", args=[act.pk])}"'


def body_of(response: Any) -> str:
    return str(response.content.decode())


def reject_one(make_article: Any, cast: Any, act_words: Any) -> Act:
    """Have the reviewer reject “A story”, with a reason and a note."""
    article = make_article(title="A story")
    form = act_words(cast.reviewer, article, note="An advert.")
    act = moderation.reject([article], reason="promotional", **form).act
    assert act
    return act


def reject_many(write_document: Any, cast: Any, act_words: Any) -> Act:
    """Have the editor reject 60 articles at once."""
    for n in range(60):
        path = write_document(title=f"Story {n:02}", folder="batch")
    (target,) = targets([str(path.parent)])
    import_target(target)
    articles = list(Article.objects.filter(title__startswith="Story "))
    act = moderation.reject(articles, **act_words(cast.editor, *articles, note="All adverts.")).act
    assert act
    return act
