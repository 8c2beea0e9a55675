"""The question before several conflicts are taken at once that would publish articles."""

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
    """Return the articles that taking upstream's word would publish; none for keeping ours.

    They are those whose `published` is taken, and in conflict with upstream's yes. One query.
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
    """Return the page that asks for the number of articles to publish; None where it was typed.

    None also for no more than UNASKED articles. A wrong number is answered with 422.
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
