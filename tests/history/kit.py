"""Helpers for tests of history: entries of the list, and acts that it shows."""

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
    """Return the ids of the acts in the list, from the top."""
    return [int(pk) for pk in re.findall(r'<li class="line" id="act-(\d+)"', body_of(response))]


def line_of(response: Any, act: Act) -> str:
    """Return the HTML of the act's entry in the list."""
    line = re.search(rf'<li class="line" id="act-{act.pk}".*?</li>', body_of(response), re.S)
    assert line, "no such line"
    return line[0]


def text_of_html(markup: str) -> str:
    """Return the visible text of HTML, on one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", markup)))


def undo_form(act: Act) -> str:
    """Return the attribute that the form which undoes the act has."""
    return f'action="{reverse("undo", args=[act.pk])}"'


def body_of(response: Any) -> str:
    """Return the HTML of a response."""
    return str(response.content.decode())


def reject_one(make_article: Any, users: Any, act_parameters: Any) -> Act:
    """Have the reviewer reject “A story”, with a reason and a note."""
    article = make_article(title="A story")
    form = act_parameters(users.reviewer, article, note="An advert.")
    act = moderation.reject([article], reason="promotional", **form).act
    assert act
    return act


def reject_many(write_document: Any, users: Any, act_parameters: Any) -> Act:
    """Have the editor reject 60 articles at once."""
    for n in range(60):
        path = write_document(title=f"Story {n:02}", folder="batch")
    (target,) = targets([str(path.parent)])
    import_target(target)
    articles = list(Article.objects.filter(title__startswith="Story "))
    act = moderation.reject(
        articles, **act_parameters(users.editor, *articles, note="All adverts.")
    ).act
    assert act
    return act
