"""Keep the best copy of a story: the form on its page, an article's and review."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from articles import formatting, permissions
from articles.desk.forms import INCOMPLETE, TokenForm
from articles.desk.messages import add_act_message
from articles.desk.request import DeskRequest, parse_id, post_only, return_url
from articles.models import Article
from articles.moderation import Outcome, Stale
from articles.moderation import keep_best as kept
from articles.moderation.decision_requests import Seen
from articles.rules import Kind


@post_only
@permission_required([permissions.VIEW_ARTICLE, permissions.REJECT], raise_exception=True)
def keep_best(request: DeskRequest, pk: int) -> HttpResponse:
    """Keep the article `pk` as the best copy of its story: approve it, reject the posted others.

    The form has a snapshot of each (`seen-12`), so that what arrived later is not decided. Redirect
    to the posted `next`, else the queue, with a message on what was recorded (with a button to
    undo) and one on each article skipped; or with an error, where nothing is recorded. Raise
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
        seen = _snapshots(request)
        if pk not in seen:
            raise ValidationError(INCOMPLETE)
        outcome = kept.keep_best(best, seen, by=request.user, token=token, place=place)
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
            snapshots[pk] = Seen.parse(str(text))
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
    for skip in outcome.skips:
        title = formatting.shortened(skip.article.headline)
        messages.warning(request, f"“{title}”: {formatting.skipped(skip)}")
