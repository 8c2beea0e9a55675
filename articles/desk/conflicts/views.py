"""The page of open conflicts, and the form that resolves them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import formatting, moderation, permissions
from articles.desk.conflicts.confirmation import question, would_publish
from articles.desk.messages import add_act_message
from articles.desk.request import DeskRequest, parse_id, post_only, return_url
from articles.documents.decidable import FIELDS, Value
from articles.formatting import doubts, fields
from articles.formatting.inline_diff import TEXT_FIELDS, InlineDiff, inline_diff
from articles.models import Act, Article, Decision
from articles.models.decision import WITHDRAWN, new_token
from articles.moderation.decision_requests import DecisionRequest, Seen
from articles.rules import Kind

PAGE_SIZE: Final = 50
#: The kinds of decision, by the value of the form's buttons.
VERBS: Final = {"keep": Kind.KEEP_OURS, "take": Kind.TAKE_THEIRS}


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """An open conflict on one field of one article, with its values as a page shows them."""

    article: Article
    name: str
    #: The value decided here, compared with upstream's current one.
    ours: InlineDiff
    #: The upstream value at the decision, or at the last *keep ours* since, compared with the
    #: current one.
    then: InlineDiff
    #: The current upstream value, compared with ours.
    now: InlineDiff
    decision: Decision
    #: Why upstream's word is in doubt, as a sentence, or ''.
    doubt: str = ""

    @property
    def pick(self) -> str:
        """The value of the conflict's checkbox: the article's primary key and field, `12:title`."""
        return f"{self.article.pk}:{self.name}"

    @property
    def subject(self) -> str:
        """The field's name in sentences: `quality`, `publishing`."""
        return fields.subject(self.name)

    @property
    def is_of_words(self) -> bool:
        """Whether the field is a text or topics, whose values pages show on lines of their own."""
        return self.name in TEXT_FIELDS

    @property
    def decided(self) -> str:
        """The standing decision as a sentence, without changes and full stop: `Edited by editor`.

        Of an import that found the story replaced, it is `Replaced by the import`.
        """
        return formatting.decided(self.decision, briefly=True)


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def conflicts(request: DeskRequest) -> HttpResponse:
    """Show the open conflicts of the first PAGE_SIZE articles that have any, by primary key.

    Articles whose documents are gone are included. The parameter `after`, a whole number, limits
    them to greater primary keys, and redirects to the first page where there is none; any other
    text is ignored. Raise PermissionDenied without
    VIEW_ARTICLE.
    """
    rows = Article.objects.in_conflict().order_by("id").select_related("provider")
    rows = rows.prefetch_related("filed_topics__topic")
    after = parse_id(request.GET.get("after", ""))
    if after is not None:
        rows = rows.filter(pk__gt=after)
    fetched = list(rows[: PAGE_SIZE + 1])
    if after is not None and not fetched:
        return redirect("conflicts")
    articles = fetched[:PAGE_SIZE]
    context = {
        "disputes": list(_field_conflicts(articles)),
        "articles": [(article.pk, str(Seen.of(article))) for article in articles],
        "token": new_token(),
        "shown_after": after,
        "after": articles[-1].pk if len(fetched) > PAGE_SIZE else None,
        "may_resolve": request.user.has_perm(permissions.RESOLVE_CONFLICT),
        "back_to": return_url(request),
        "here": "conflicts",
    }
    return render(request, "desk/conflicts/conflicts.html", context)


@post_only
@permission_required([permissions.VIEW_ARTICLE, permissions.RESOLVE_CONFLICT], raise_exception=True)
def settle(request: DeskRequest) -> HttpResponse:
    """Resolve one conflict, or all ticked ones, as one act: keep ours, or take theirs.

    Where more than one article would be published, first respond with a page that asks for their
    number. Then redirect to the same page of conflicts, at the next one, with a message on what
    was recorded (with a button to undo) and one on each article skipped; or with one on an error,
    where nothing is recorded. A token that has served this form records nothing again. Raise
    PermissionDenied without VIEW_ARTICLE or RESOLVE_CONFLICT, for several articles without
    DECIDE_MANY, and for another user's token.
    """
    one = request.POST.get("one", "")
    verb, _, rest = one.partition(":") if one else (request.POST.get("all", ""), "", "")
    picks = [rest.partition("#")[0]] if one else request.POST.getlist("pick")
    after = parse_id(request.POST.get("after", ""))
    query = {"after": after} if after is not None else None
    response = HttpResponseRedirect(reverse("conflicts", query=query, fragment=_place(one)))
    articles = {pick.partition(":")[0] for pick in picks}
    if len(articles) > 1 and not request.user.has_perm(permissions.DECIDE_MANY):
        raise PermissionDenied(f"This needs the right {permissions.DECIDE_MANY}.")
    try:
        if not verb:
            raise ValidationError("Nothing was settled: press a button, or tick some first.")
        requests = list(_decision_requests(request, verb, picks))
        if not requests:
            raise ValidationError("Nothing was ticked.")
        asked = question(request, would_publish(requests))
        if asked:
            return asked
        outcome = moderation.decide(
            requests,
            by=request.user,
            token=request.POST.get("token", ""),
            place=Act.Place.CONFLICTS,
        )
    except ValidationError as error:
        messages.error(request, " ".join(map(str, error.messages)))
        return response
    if outcome.act:
        add_act_message(request, formatting.recorded(outcome.decisions), outcome.act)
    for skip in outcome.skips:
        title = formatting.shortened(skip.article.headline)
        messages.warning(request, f"“{title}”: {formatting.skipped(skip)}")
    return response


def _place(one: str) -> str | None:
    """Return the fragment of the conflict that follows the settled one, or None without a place.

    `one` is the value of the pressed button, `keep:12:title#3`: the next conflict takes its place.
    """
    place = parse_id(one.partition("#")[2])
    return None if place is None else f"conflict-{place}"


def _field_conflicts(articles: list[Article]) -> Iterator[FieldConflict]:
    """Yield the open conflicts of the articles, in their order and that of FIELDS.

    One query finds the standing decisions.
    """
    numbers = {number for article in articles for number in article.standing.values()}
    rows = Decision.objects.filter(article__in=articles, number__in=numbers)
    decisions = {
        (row.article_id, row.number): row for row in rows.select_related("act__by", WITHDRAWN)
    }
    for article in articles:
        values = article.values
        for name in FIELDS:
            if name in article.conflicts:
                ours, upstream = values[name], article.conflicts[name]
                yield FieldConflict(
                    article,
                    name,
                    ours=inline_diff(name, ours, upstream["now"]),
                    then=inline_diff(name, upstream["seen"], upstream["now"]),
                    now=inline_diff(name, upstream["now"], ours),
                    decision=decisions[article.pk, article.standing[name]],
                    doubt=doubts.why_in_doubt(name, article),
                )


def _decision_requests(
    request: DeskRequest, verb: str, picks: list[str]
) -> Iterator[DecisionRequest]:
    """Yield a request for each article among `picks` (`12:title`), on all of its picked fields.

    `verb` is a key of VERBS. Without picks, yield nothing. Raise ValidationError for another verb,
    a malformed pick, or an article without its posted snapshot.
    """
    kind = VERBS.get(verb)
    values_by_article: dict[int, dict[str, Value]] = {}
    for pick in picks:
        pk_text, _, name = pick.partition(":")
        pk = parse_id(pk_text)
        if pk is None or name not in FIELDS:
            raise ValidationError("The form is not one of this desk's. Reload the page.")
        values_by_article.setdefault(pk, {})[name] = None
    for article, values in values_by_article.items():
        if kind is None:
            raise ValidationError("The form says neither keep nor take. Reload the page.")
        seen = Seen.parse(request.POST.get(f"seen-{article}", ""))
        yield moderation.make_decision_request(kind, article, seen, values)
