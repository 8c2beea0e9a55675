"""Keep the best copy of a story: the form on its page, an article's and review."""

from collections.abc import Collection
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from articles import formatting, permissions
from articles.desk.forms import INCOMPLETE, SnapshotField, TokenForm
from articles.desk.messages import add_act_message
from articles.desk.request import DeskRequest, parse_id, post_only, return_url
from articles.formatting.flash_messages import MAX_NAMED
from articles.hints import row_hints
from articles.models import Article
from articles.moderation import Outcome, Stale
from articles.moderation import keep_best as kept
from articles.moderation.decision_requests import Seen
from articles.rules import Kind


@post_only
@permission_required([permissions.VIEW_ARTICLE, permissions.REJECT], raise_exception=True)
def keep_best(request: DeskRequest, pk: int) -> HttpResponse:
    """Keep the article `pk` as the best copy of its story: approve it, reject the posted others.

    The form has a snapshot of each (`seen-12`), so that what arrived later is not decided, and what
    it does with the best copy: `does` is `approve` or `leave`, where that is published. Redirect to
    the posted `next`, else the queue, with a message on what was recorded (with a button to undo)
    and one on what was skipped; or with an error, where nothing is recorded. Raise
    Http404 for an unknown article, and PermissionDenied without VIEW_ARTICLE or REJECT, and as
    `kept.keep_best`.
    """
    best = get_object_or_404(Article.objects.select_related("provider"), pk=pk)
    response = HttpResponseRedirect(return_url(request))
    form = TokenForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.faults()))
        return response
    place, token = form.cleaned_data["place"], form.cleaned_data["token"]
    try:
        seen, approves = _snapshots(request), request.POST.get("does") == "approve"
        if pk not in seen:
            raise ValidationError(INCOMPLETE)
        outcome = kept.keep_best(
            best, seen, approves=approves, by=request.user, token=token, place=place
        )
    except ValidationError as error:
        messages.error(request, " ".join(map(str, error.messages)))
        return response
    except Stale:
        title = formatting.shortened(best.headline)
        text = (
            f"Nothing was decided: “{title}” changed, or somebody decided on it. Look at it again."
        )
        messages.error(request, text)
        return response
    _add_messages(request, best, outcome)
    return response


def _snapshots(request: DeskRequest) -> dict[int, Seen]:
    """Return the posted snapshots by the article's primary key.

    Raise ValidationError where one is malformed.
    """
    snapshots = {}
    for name, text in request.POST.items():
        if name.startswith("seen-"):
            pk = parse_id(name.removeprefix("seen-"))
            if pk is None:
                raise ValidationError(INCOMPLETE)
            snapshots[pk] = SnapshotField().clean(text)
    return snapshots


def _add_messages(request: DeskRequest, best: Article, outcome: Outcome) -> None:
    """Add the message on what was recorded, and one on each article that was skipped."""
    if outcome.act:
        rejected = sum(decision.kind == Kind.REJECT for decision in outcome.decisions)
        did = "approved" if rejected < len(outcome.decisions) else "published already"
        text = (
            f"Kept “{formatting.shortened(best.headline)}”, {did}; rejected "
            f"{formatting.values.articles(rejected)} as duplicates."
        )
        add_act_message(request, text, outcome.act)
    for skip in outcome.skips[:MAX_NAMED]:
        title = formatting.shortened(skip.article.headline)
        messages.warning(request, f"“{title}”: {formatting.skipped(skip)}")
    more = len(outcome.skips) - MAX_NAMED
    if more > 0:
        messages.warning(request, f"{more} more were decided or changed meanwhile.")


class Offer(NamedTuple):
    """What a page offers to keep, and the warnings on the best copy, for which it doesn't."""

    kept: kept.BestCopy
    warnings: list[str]
    #: Whether the page lists all copies that are decided, besides the form.
    is_listed: bool = False


def offer(found: kept.BestCopy | None, listed: Collection[int] = ()) -> Offer | None:
    """Return what a page offers, or None without a best copy.

    Warnings are those of a row (`row_hints`), of a best copy that would be approved. `listed` are
    the primary keys of the copies that the page lists anyway.
    """
    if found is None:
        return None
    hints = row_hints([found.best])[found.best.pk] if found.approves else []
    warnings = [hint.words for hint in hints if hint.is_warning]
    return Offer(found, warnings, is_listed=found.seen.keys() <= set(listed))
