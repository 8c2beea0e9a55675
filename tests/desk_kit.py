"""Helpers for the desk over HTTP: read the text and forms of a page, and send its forms."""

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from articles.hints import row_hints
from articles.models import Act, Article
from articles.models.decision import new_token
from articles.moderation.decision_requests import Seen

QUEUE = "/queue/"


def text_of(response: Any) -> str:
    """Return the visible text of the page, on one line."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def page_text(client: Client, address: str) -> str:
    """Return the visible text of the page at an address, on one line."""
    return text_of(client.get(address))


def row_hint_texts(article: Article) -> list[str]:
    """Return the texts of the hints in the article's row of the queue."""
    article = Article.objects.get(pk=article.pk)
    return [each.words for each in row_hints([article])[article.pk]]


def link(client: Client, address: str, text: str) -> str:
    """Return the target of the page's first link with this text."""
    body = client.get(address).content.decode()
    for target, inner in re.findall(r'<a\b[^>]*? ?href="([^"]*)"[^>]*>(.*?)</a>', body, re.S):
        if text in re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", inner))):
            return unescape(target)
    raise AssertionError(f"no link at {address} has the text {text!r}")


def headlines(response: Any) -> list[str]:
    """Return the headlines of the rows, in order."""
    rows = re.findall(r'<h2 id="title-\d+"><a[^>]*><bdi>(.*?)</bdi>', response.content.decode())
    return [unescape(headline) for headline in rows]


def ids(response: Any) -> list[int]:
    """Return the articles of the rows, in order."""
    return [int(pk) for pk in re.findall(r'id="row-(\d+)"', response.content.decode())]


def form_of(response: Any, article: Article, verb: str) -> dict[str, str]:
    """Return the fields of the page's form on the article, with the button of this verb."""
    action = re.escape(reverse("decide", args=[article.pk]))
    form = re.search(rf'<form[^>]*action="{action}".*?</form>', response.content.decode(), re.S)
    assert form, "no form on the article"
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0])
    quality = re.search(r'name="quality"[^>]*value="([^"]*)"', form[0])
    fields = {name: unescape(value) for name, value in hidden}
    return {**fields, "verb": verb, "quality": quality[1] if quality else ""}


def decide(client: Client, article: Article, verb: str, **fields: Any) -> Any:
    """Send the queue's form on the article with its current snapshot."""
    form = {
        "verb": verb,
        "seen": str(Seen.of(Article.objects.get(pk=article.pk))),
        "token": new_token(),
        "place": "queue",
        "next": QUEUE,
        "quality_was": article.quality if article.quality is not None else "",
        **fields,
    }
    headers = {"HX-Request": "true"} if form.pop("htmx", False) else {}
    return client.post(reverse("decide", args=[article.pk]), form, headers=headers)


def undo(client: Client, **fields: Any) -> Any:
    """Undo the latest act, and return the page that follows."""
    act = Act.objects.latest("pk")
    form = {"token": new_token(), "place": "queue", "next": QUEUE, **fields}
    return client.post(reverse("undo", args=[act.pk]), form, follow=True)


def copies(article: Article, count: int) -> list[Article]:
    """Return this many unsaved copies of the article, for bulk_create."""
    values = {
        field.attname: getattr(article, field.attname)
        for field in Article._meta.concrete_fields
        if not field.generated and field.attname not in ("id", "path", "feed_id")
    }
    return [Article(**values, path=f"copy-{number}.md") for number in range(count)]
