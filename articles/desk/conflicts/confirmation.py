"""The page asking to confirm before *take theirs* would publish more than one article."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render

from articles.desk.request import DeskRequest
from articles.models import Article
from articles.moderation.batch_confirmation import digits
from articles.moderation.decision_requests import DecisionRequest
from articles.rules import Kind

#: Up to this number of articles are published without a question.
UNASKED: Final = 1


def would_publish(requests: list[DecisionRequest]) -> list[Article]:
    """Return the articles whose conflict on `published` is to be resolved by upstream's True.

    Only *take theirs* requests with this field count. Articles are included that will wait because
    the True is in doubt, and those of requests that will be skipped. In the order of primary keys;
    at most one query.
    """
    taken = [
        each.article_id
        for each in requests
        if each.kind == Kind.TAKE_THEIRS and "published" in each.values
    ]
    rows = (
        Article.objects.filter(pk__in=taken).order_by("pk").select_related("provider", "decided_by")
    )
    return [row for row in rows if row.conflicts.get("published", {}).get("now") is True]


def question(request: DeskRequest, articles: list[Article]) -> HttpResponse | None:
    """Return the page that asks to type the number of `articles`, or None without a need to ask.

    There is none for up to UNASKED articles, and where the posted `typed` is their number, with or
    without separators. The page's form has the fields that were posted, to send them again; its
    HTTP status is 200, or 422 after a wrong or empty number.
    """
    typed, count = request.POST.get("typed"), str(len(articles))
    if len(articles) <= UNASKED or (typed is not None and digits(typed) == count):
        return None
    posted = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "articles": articles,
        "kept": [(n, v) for n, v in posted if n not in ("csrfmiddlewaretoken", "typed")],
        "fault": f"Type {count} to confirm. Nothing was done." if typed is not None else "",
        "here": "confirmation",
    }
    status = 422 if typed is not None else 200
    return render(request, "desk/conflicts/confirm.html", context, status=status)
