"""What a person reads on a page of the desk, and the forms they send."""

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from articles.hints import row_hints
from articles.models import Act, Article
from articles.models.decision import new_token
from articles.moderation.orders import Seen

QUEUE = "/queue/"


def text_of(response: Any) -> str:
    """Return what a person reads on the page, on one line."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def told(client: Client, address: str) -> str:
    """Return what a person reads at the address, on one line."""
    return text_of(client.get(address))


def in_row(article: Article) -> list[str]:
    """Return the hints that a row of the queue shows, in words."""
    article = Article.objects.get(pk=article.pk)
    return [each.words for each in row_hints([article])[article.pk]]


def link(client: Client, address: str, words: str) -> str:
    """Return where the first link at the address leads that says these words."""
    body = client.get(address).content.decode()
    for target, inner in re.findall(r'<a\b[^>]*? ?href="([^"]*)"[^>]*>(.*?)</a>', body, re.S):
        if words in re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", inner))):
            return unescape(target)
    raise AssertionError(f"no link at {address} says {words!r}")


def headlines(response: Any) -> list[str]:
    found = re.findall(r'<h2 id="title-\d+"><a[^>]*><bdi>(.*?)</bdi>', response.content.decode())
    return [unescape(each) for each in found]


def ids(response: Any) -> list[int]:
    """Return the articles in the list."""
    return [int(pk) for pk in re.findall(r'id="row-(\d+)"', response.content.decode())]


def form_of(response: Any, article: Article, verb: str) -> dict[str, str]:
    """Return what the page's form on the article would send, by the button of this verb."""
    action = re.escape(reverse("decide", args=[article.pk]))
    found = re.search(rf'<form[^>]*action="{action}".*?</form>', response.content.decode(), re.S)
    assert found, "no form on the article"
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0])
    quality = re.search(r'name="quality"[^>]*value="([^"]*)"', found[0])
    fields = {name: unescape(value) for name, value in hidden}
    return {**fields, "verb": verb, "quality": quality[1] if quality else ""}


def decide(client: Client, article: Article, verb: str, **fields: Any) -> Any:
    """Send the form as the page that shows the article now would."""
    form = {
        "verb": verb, "seen": str(Seen.of(Article.objects.get(pk=article.pk))),
        "token": new_token(), "place": "queue", "next": QUEUE,
        "quality_was": article.quality if article.quality is not None else "", **fields,
    }  # fmt: skip
    headers = {"HX-Request": "true"} if form.pop("htmx", False) else {}
    return client.post(reverse("decide", args=[article.pk]), form, headers=headers)


def undo(client: Client, **fields: Any) -> Any:
    act = Act.objects.latest("pk")
    form = {"token": new_token(), "place": "queue", "next": QUEUE, **fields}
    return client.post(reverse("undo", args=[act.pk]), form, follow=True)


def copies(article: Article, count: int) -> list[Article]:
    """Return so many more articles like it, for bulk_create."""
    kept = {
        field.attname: getattr(article, field.attname)
        for field in Article._meta.concrete_fields
        if not field.generated and field.attname not in ("id", "path")
    }
    return [Article(**kept, path=f"copy-{number}.md") for number in range(count)]
