"""What is chosen to be decided at once: the rows ticked, those shown, or all that match."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import QueryDict

from articles import moderation, permissions
from articles.desk.article.cards import VerbButton
from articles.desk.context import capped
from articles.desk.filters import Chip
from articles.desk.forms import INCOMPLETE, TokenForm
from articles.desk.pagination import Page
from articles.desk.queue.filters import TABS, Choice, choice
from articles.models import Act, Article
from articles.models.ordering import SORTINGS
from articles.moderation import batches
from articles.moderation.orders import Seen
from articles.moderation.verbs import BATCH_KINDS
from articles.rules import Kind

#: What is offered above each list; the one that says no stands first.
OFFERED: Final = {
    "waiting": (Kind.REJECT, Kind.APPROVE),
    "rejected": (Kind.REOPEN, Kind.APPROVE),
    "taken-down": (Kind.REOPEN, Kind.APPROVE),
    "published": (Kind.UNPUBLISH, Kind.REOPEN),
    "all": (Kind.REJECT, Kind.UNPUBLISH, Kind.REOPEN, Kind.APPROVE),
}
NO_VERB: Final = "Nothing was chosen to be done: press one of the buttons."


@dataclass(frozen=True, slots=True)
class SelectBar:
    """The bar above the rows: how many can be chosen, and what can be done with them."""

    verbs: list[VerbButton]
    may_set_quality: bool
    shown: int
    #: How many match, where the list has more than this page and makes sense; else ''.
    matching: str
    query: str


def select_bar(user: User, chosen: Choice, page: Page[Article], query: str) -> SelectBar | None:
    """Return the bar for whoever may decide on many; None without rows or without the right."""
    if not page.rows or not user.has_perm(permissions.DECIDE_MANY):
        return None
    tab = QueryDict(query).get("status", "waiting")
    is_all = not (page.before or page.after)
    there_is_more = not is_all and not chosen.problems
    return SelectBar(
        [VerbButton(kind) for kind in OFFERED[tab] if moderation.may(user, kind)],
        moderation.may(user, Kind.SET_QUALITY),
        len(page.rows),
        capped(chosen.filters.articles()) if there_is_more else "",
        query,
    )


class ManyForm(TokenForm):
    """A verb on the articles chosen in a list, each as it was shown."""

    place = forms.ChoiceField(choices=[(Act.Place.QUEUE, Act.Place.QUEUE)])
    verb = forms.ChoiceField(choices=[(kind, kind) for kind in BATCH_KINDS], required=False)
    quality = forms.IntegerField(required=False, label="Quality")
    reason = forms.CharField(required=False, max_length=40)
    query = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """Enter in the field of the quality sends no verb, and means this one."""
        cleaned = super().clean() or {}
        has_quality = cleaned.get("quality") is not None
        if not self.errors and not cleaned["verb"]:
            if not has_quality:
                raise ValidationError(NO_VERB)
            cleaned["verb"] = Kind.SET_QUALITY
        if cleaned.get("verb") == Kind.SET_QUALITY and not has_quality and not self.errors:
            self.add_error("quality", "Type a quality, a whole number of points.")
        return cleaned

    def wanted(self, posted: QueryDict, back_to: str) -> batches.BatchRequest:
        """Return what the valid form asks for. Raises ValidationError for what no page sends."""
        cleaned = self.cleaned_data
        quality = cleaned["quality"]
        seen, source = _all(cleaned["query"]) if posted.get("all") else _ticked(posted)
        return batches.BatchRequest(
            Kind(cleaned["verb"]),
            seen,
            source,
            back_to,
            cleaned["place"],
            values={} if quality is None else {"quality": quality},
            reason=cleaned["reason"],
            note=cleaned["note"],
        )

    def asked(self, posted: QueryDict) -> list[Any]:
        """Return all that tells this question from another one asked with the same form."""
        lists = [posted.getlist(name) for name in ("ids", "seen", "shown", "all")]
        said = [self.cleaned_data[name] for name in ("verb", "quality", "reason", "note", "query")]
        return [self.cleaned_data["token"], *said, *lists]


def _ticked(posted: QueryDict) -> tuple[dict[int, Seen], str]:
    shown = dict(_shown(posted.getlist("seen")))
    if posted.get("shown"):
        which = "the one article" if len(shown) == 1 else f"all {len(shown)}"
        return shown, f"{which} of a page of the queue"
    ticked = [_number(text) for text in posted.getlist("ids")]
    if not shown.keys() >= set(ticked):
        raise ValidationError(INCOMPLETE)
    # In the list's order, which is that of the rows and not always that of the ticks.
    seen = {pk: shown[pk] for pk in shown if pk in set(ticked)}
    return seen, f"{len(seen)} ticked in the queue"


def _shown(texts: list[str]) -> Iterator[tuple[int, Seen]]:
    for text in texts:
        pk, _, seen = text.partition(":")
        yield _number(pk), Seen.parse(seen)


def _number(text: str) -> int:
    # Longer numbers are nobody's, and more than a database takes.
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise ValidationError(INCOMPLETE)
    return int(text)


def _all(query: str) -> tuple[dict[int, Seen], str]:
    """Return all that match an address's query, as they are now, and what they are in words.

    Nothing is guessed: what makes no sense in the address chooses no article at all.
    """
    parameters = QueryDict(query)
    tab = parameters.get("status", "waiting")
    if tab not in TABS:
        raise ValidationError(f"Unknown status: “{tab}”. Nothing was chosen.")
    chosen = choice(parameters, TABS[tab].articles())
    if chosen.problems or not chosen.filters.is_valid():
        raise ValidationError("The filters make no sense as they are, so nothing was chosen.")
    sorting = SORTINGS[chosen.order]
    seen, there_are_more = batches.current_versions(
        chosen.filters.articles().order_by(*sorting.columns)
    )
    what = _in_words(TABS[tab].label, list(chosen.filters.chips()))
    if there_are_more:
        first = f"the first {batches.LIMIT:,} ({sorting.label.lower()})"
        return seen, f"{first} of more in the list {what}"
    return seen, f"all in the list {what}"


def _in_words(label: str, chips: list[Chip]) -> str:
    filtered = "; ".join(f"{chip.label}: {chip.value}" for chip in chips)
    return f"“{label}”, {filtered}" if filtered else f"“{label}”"
