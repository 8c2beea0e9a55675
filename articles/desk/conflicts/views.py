"""Conflicts: upstream has said something new about what a person decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import formatting, moderation, permissions
from articles.desk.article.inline_diff import TEXTS, InlineDiff, inline_diff
from articles.desk.messages import add_act_message
from articles.desk.request import DeskRequest, post_only
from articles.documents.decidable import FIELDS, Value
from articles.models import Act, Article, Decision
from articles.models.decision import new_token
from articles.moderation.orders import Order, Seen
from articles.rules import Kind

PAGE_SIZE: Final = 50
VERBS: Final = {"keep": Kind.KEEP_OURS, "take": Kind.TAKE_THEIRS}


@dataclass(frozen=True, slots=True)
class Dispute:
    """One field of one article in conflict, in words."""

    article: Article
    name: str
    ours: InlineDiff
    then: InlineDiff
    now: InlineDiff
    decision: Decision

    @property
    def pick(self) -> str:
        return f"{self.article.pk}:{self.name}"

    @property
    def is_of_words(self) -> bool:
        """Whether it takes lines to read, rather than a word or a number."""
        return self.name in TEXTS

    @property
    def decided(self) -> str:
        """What was decided, and by whom: an import decides too, where a story is replaced."""
        return formatting.decided(self.decision, briefly=True)


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def conflicts(request: DeskRequest) -> HttpResponse:
    """Show the open conflicts, those of the oldest articles first."""
    rows = Article.objects.in_conflict().order_by("id").prefetch_related("filed_topics__topic")
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__gt=int(after))
    found = list(rows[: PAGE_SIZE + 1])
    articles = found[:PAGE_SIZE]
    context = {
        "disputes": list(_disputes(articles)),
        "articles": [(article.pk, str(Seen.of(article))) for article in articles],
        "token": new_token(),
        "after": articles[-1].pk if len(found) > PAGE_SIZE else None,
        "may_resolve": request.user.has_perm(permissions.RESOLVE_CONFLICT),
        "here": "conflicts",
    }
    return render(request, "articles/conflicts.html", context)


@post_only
@permission_required([permissions.VIEW_ARTICLE, permissions.RESOLVE_CONFLICT], raise_exception=True)
def settle(request: DeskRequest) -> HttpResponse:
    """Keep ours, or take upstream's, on the fields that were picked, or on the one pressed."""
    one = request.POST.get("one", "")
    verb, _, pick = one.partition(":") if one else (request.POST.get("all", ""), "", "")
    picks = [pick] if one else request.POST.getlist("pick")
    back = HttpResponseRedirect(reverse("conflicts"))
    try:
        if not verb:
            raise ValidationError("Nothing was settled: press a button, or tick some first.")
        orders = list(_orders(request, verb, picks))
        if not orders:
            raise ValidationError("Nothing was ticked.")
        outcome = moderation.decide(
            orders, by=request.user, token=request.POST.get("token", ""), place=Act.Place.CONFLICTS
        )
    except ValidationError as error:
        messages.error(request, " ".join(map(str, error.messages)))
        return back
    if outcome.act:
        add_act_message(request, formatting.recorded(outcome.decisions), outcome.act)
    for skip in outcome.skips:
        title = formatting.shortened(skip.article.title)
        messages.warning(request, f"“{title}”: {formatting.skipped(skip)}")
    return back


def _disputes(articles: list[Article]) -> Iterator[Dispute]:
    numbers = {number for article in articles for number in article.standing.values()}
    rows = Decision.objects.filter(article__in=articles, number__in=numbers)
    decisions = {
        (row.article_id, row.number): row for row in rows.select_related("act__by", "withdraws")
    }
    for article in articles:
        values = article.values
        for name in FIELDS:
            if name in article.conflicts:
                ours, said = values[name], article.conflicts[name]
                yield Dispute(
                    article,
                    name,
                    inline_diff(name, ours, said["now"]),
                    inline_diff(name, said["seen"], said["now"]),
                    inline_diff(name, said["now"], ours),
                    decisions[article.pk, article.standing[name]],
                )


def _orders(request: DeskRequest, verb: str, picks: list[str]) -> Iterator[Order]:
    """Yield an order for each article picked. Raises ValidationError for what no form sends."""
    kind = VERBS.get(verb)
    names: dict[int, dict[str, Value]] = {}
    for pick in picks:
        pk, _, name = pick.partition(":")
        if not pk.isdecimal() or len(pk) > 18 or name not in FIELDS:
            raise ValidationError("The form is not one of this desk's. Reload the page.")
        names.setdefault(int(pk), {})[name] = None
    for article, values in names.items():
        if kind is None:
            raise ValidationError("The form says neither keep nor take. Reload the page.")
        seen = Seen.parse(request.POST.get(f"seen-{article}", ""))
        yield moderation.make_order(kind, article, seen, values)
