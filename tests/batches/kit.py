"""Helpers that freeze, begin, run and read batches, directly and through the pages."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.models import Article, Batch
from articles.models.decision import new_token
from articles.moderation import batches
from articles.rules import Kind
from articles.sync.importer import import_target
from articles.sync.targets import targets


def import_many(write_document: Callable[..., Path], count: int, **fields: Any) -> list[Article]:
    """Write this many documents, import them in one run, and return all articles by id."""
    paths = [write_document(**fields) for _ in range(count)]
    import_target(targets([str(paths[0].parent)])[0])
    return list(Article.objects.order_by("id"))


def freeze(by: User, kind: Kind = Kind.REJECT, *articles: Article, **more: Any) -> Batch:
    """Freeze a batch of these articles, or of all, with their current snapshots."""
    rows = Article.objects.order_by("id")
    seen, _ = batches.current_versions(
        rows.filter(pk__in=[each.pk for each in articles]) if articles else rows
    )
    request = batches.BatchRequest(
        kind, seen, "all in the list “Waiting”", "/queue/", "queue", **more
    )
    return batches.freeze(request, by=by, token=new_token())


def begin(batch: Batch, **more: Any) -> Batch:
    """Begin the batch with the values that its page would send, updated by `more`."""
    number = {"typed": str(batch.planned), "shown": batch.planned}
    texts = {"reason": batch.reason, "note": batch.note}
    return batches.begin(batch.pk, by=batch.by, **{**number, **texts, **more})


def finish(batch: Batch) -> Batch:
    """Run chunks until the batch is finished."""
    while not batch.finished_at:
        batch = batches.run(batch.pk, by=batch.by)
    return batch


def only_batch() -> Batch:
    return Batch.objects.get()


def statuses() -> list[str]:
    """Return the status of each article, by id."""
    return list(Article.objects.order_by("id").values_list("status", flat=True))


def outcomes(batch: Batch) -> dict[int, str]:
    """Return the outcome of each article of the batch, by its id."""
    return dict(batch.items.values_list("article_id", "outcome"))


def many_form(page: Any) -> dict[str, Any]:
    """Return the fields of the bulk selection in the queue, without a ticked row."""
    html = page.content.decode()
    form = re.search(r'<form[^>]*id="many".*?</form>', html, re.S)
    assert form, "no bulk selection on the page"
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0])
    seen = re.findall(r'form="many" name="seen" value="([^"]*)"', html)
    return {**{name: unescape(value) for name, value in hidden}, "seen": seen}


def choose(client: Client, verb: str, *articles: Article, at: str = "", **fields: Any) -> Any:
    """Select the articles in the queue, press the verb's button, and return the next page."""
    form = many_form(client.get(f"/queue/{at}"))
    form |= {"verb": verb, "ids": [article.pk for article in articles], **fields}
    return client.post(reverse("batches"), form, follow=True)


def confirm(client: Client, batch: Batch, *, htmx: bool = False, **fields: Any) -> Any:
    """Send the batch page's form that begins or resumes it, with the number typed if asked."""
    page = client.get(batch.get_absolute_url()).content.decode()
    form = re.search(r'<form[^>]*action="[^"]*/run/".*?</form>', page, re.S)
    assert form, "no button that begins or resumes"
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    typed = {"typed": str(batch.planned)} if 'name="typed"' in form[0] else {}
    headers = {"HX-Request": "true"} if htmx else {}
    address = reverse("batch-run", args=[batch.pk])
    return client.post(address, {**hidden, **typed, **fields}, headers=headers, follow=True)
