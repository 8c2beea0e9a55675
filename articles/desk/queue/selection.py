"""The selection of articles for a batch: ticked rows, all rows shown, or the first that match."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import QueryDict

from articles import moderation, permissions
from articles.desk.article.cards import VerbButton
from articles.desk.filters import Chip
from articles.desk.forms import INCOMPLETE, TokenForm
from articles.desk.pagination import Page
from articles.desk.queue.filters import TABS, ListQuery, parse_list_query
from articles.desk.request import parse_id
from articles.models import Act, Article
from articles.models.sort_orders import SORTINGS
from articles.moderation import batches
from articles.moderation.decision_requests import Seen
from articles.moderation.verbs import BATCH_KINDS
from articles.rules import Kind

#: The kinds of decision offered on each tab; those that don't publish come first.
OFFERED_KINDS: Final = {
    "waiting": (Kind.REJECT, Kind.APPROVE),
    "rejected": (Kind.REOPEN, Kind.APPROVE),
    "taken-down": (Kind.REOPEN, Kind.APPROVE),
    "published": (Kind.UNPUBLISH, Kind.REOPEN, Kind.CONFIRM),
    "all": (Kind.REJECT, Kind.UNPUBLISH, Kind.REOPEN, Kind.APPROVE),
}
NO_VERB: Final = "Nothing was chosen to be done: press one of the buttons."


@dataclass(frozen=True, slots=True)
class SelectBar:
    """The bar above the rows: what the user may do with the selection, and how many rows there are.

    `shown` counts the rows of this page. Setting the quality is no verb: see `may_set_quality`.
    """

    verbs: list[VerbButton]
    may_set_quality: bool
    shown: int
    #: How many match, where the list has more pages than one and the query is valid; else ''.
    matching: str
    query: str


def select_bar(
    user: User, list_query: ListQuery, page: Page[Article], query: str, matching: object
) -> SelectBar | None:
    """Return the bar for selecting; None without rows or without the permission for batches.

    It offers the tab's kinds of decision, and setting the quality, as far as the user has the
    permissions. `matching` is the number of articles that match, perhaps lazy: it is turned into
    text only where the bar shows it. `query` is the list's query string without `?`.
    """
    if not page.rows or not user.has_perm(permissions.DECIDE_MANY):
        return None
    tab = QueryDict(query).get("status", "waiting")
    is_one_page = not (page.before or page.after)
    has_more = not is_one_page and not list_query.problems
    return SelectBar(
        [VerbButton(kind) for kind in OFFERED_KINDS[tab] if moderation.may(user, kind)],
        moderation.may(user, Kind.SET_QUALITY),
        len(page.rows),
        str(matching) if has_more else "",
        query,
    )


class BatchForm(TokenForm):
    """The form for a batch: a kind of decision on articles of a list; quality, reason and note.

    The articles' ids and snapshots are no fields: `batch_request` reads them from the posted data,
    or finds the articles of the list by `query`, its query string.
    Permissions, the reason and the range of the quality are checked by moderation.
    """

    place = forms.ChoiceField(choices=[(Act.Place.QUEUE, Act.Place.QUEUE)])
    verb = forms.ChoiceField(choices=[(kind, kind) for kind in BATCH_KINDS], required=False)
    quality = forms.IntegerField(required=False, label="Quality")
    reason = forms.CharField(required=False, max_length=40, label="Reason")
    query = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """Return the cleaned data; if the form is valid, its `verb` is a kind of decision.

        A quality without a kind, as the Enter key sends it, gives the kind *set quality*. Where no
        field has an error: raise ValidationError with neither kind nor quality; *set quality*
        without a quality becomes an error of the field `quality`.
        """
        cleaned = super().clean() or {}
        has_quality = cleaned.get("quality") is not None
        if not self.errors and not cleaned["verb"]:
            if not has_quality:
                raise ValidationError(NO_VERB)
            cleaned["verb"] = Kind.SET_QUALITY
        if cleaned.get("verb") == Kind.SET_QUALITY and not has_quality and not self.errors:
            self.add_error("quality", "Type a quality, a whole number of points.")
        return cleaned

    def batch_request(self, posted: QueryDict, back_to: str) -> batches.BatchRequest:
        """Return the request of a batch by the valid form; `back_to` is the list's address.

        Its articles are: if `all` is posted, the first `batches.LIMIT` that match the form's query
        now, with current snapshots; else if `shown` is posted, all rows shown, else the ticked
        ones, with posted snapshots. There may be none. Raise ValidationError where what is used of
        these is invalid (the query, or ids and snapshots), or a ticked row has no snapshot.
        """
        cleaned = self.cleaned_data
        quality = cleaned["quality"]
        if posted.get("all"):
            seen, source = _all_matching(cleaned["query"])
        else:
            seen, source = _selected_rows(posted)
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

    def request_parts(self, posted: QueryDict) -> list[Any]:
        """Return the parts of a request for `batches.request_token`: token, fields and posted rows.

        A form that is sent again has equal parts, even where other articles match its query by
        then. Parts with another decision, query or other posted rows differ.
        """
        lists = [posted.getlist(name) for name in ("ids", "seen", "shown", "all")]
        names = ("verb", "quality", "reason", "note", "query")
        fields = [self.cleaned_data[name] for name in names]
        return [self.cleaned_data["token"], *fields, *lists]


def _selected_rows(posted: QueryDict) -> tuple[dict[int, Seen], str]:
    """Return posted snapshots by primary key, in the list's order, and a label of the selection.

    The rows are all rows shown if `shown` is posted, else the ticked ones, perhaps none. Raise
    ValidationError for a malformed id or snapshot, or a ticked row without a snapshot.
    """
    shown = dict(_parse_snapshots(posted.getlist("seen")))
    if posted.get("shown"):
        which = "the one article" if len(shown) == 1 else f"all {len(shown)}"
        return shown, f"{which} of a page of the queue"
    ticked = {_parse_pk(text) for text in posted.getlist("ids")}
    if not shown.keys() >= ticked:
        raise ValidationError(INCOMPLETE)
    # The rows' order, which a browser need not keep among the ticks.
    seen = {pk: shown[pk] for pk in shown if pk in ticked}
    return seen, f"{len(seen)} ticked in the queue"


def _parse_snapshots(texts: list[str]) -> Iterator[tuple[int, Seen]]:
    """Yield the primary key and the snapshot in each text, such as `12:3 published=2`.

    Raise ValidationError for a malformed one.
    """
    for text in texts:
        pk, _, seen = text.partition(":")
        yield _parse_pk(pk), Seen.parse(seen)


def _parse_pk(text: str) -> int:
    pk = parse_id(text)
    if pk is None:
        raise ValidationError(INCOMPLETE)
    return pk


def _all_matching(query: str) -> tuple[dict[int, Seen], str]:
    """Return current snapshots, by primary key, of the articles matching a query, and a label.

    The articles are those of the first `batches.LIMIT` rows, in the list's order. The label names
    the list in words. Raise ValidationError for an unknown status, parameter or order, or an
    invalid filter.
    """
    parameters = QueryDict(query)
    tab = parameters.get("status", "waiting")
    if tab not in TABS:
        raise ValidationError(f"Unknown status: “{tab}”. Nothing was chosen.")
    list_query = parse_list_query(parameters, TABS[tab].articles())
    if list_query.problems or not list_query.filters.is_valid():
        raise ValidationError("The filters make no sense as they are, so nothing was chosen.")
    sorting = SORTINGS[list_query.order]
    seen, is_cut = batches.current_versions(list_query.filters.rows().order_by(*sorting.columns))
    name = _list_name(TABS[tab].label, list(list_query.filters.chips()))
    if is_cut:
        first = f"the first {batches.LIMIT:,} ({sorting.label.lower()})"
        return seen, f"{first} of more in the list {name}"
    return seen, f"all in the list {name}"


def _list_name(label: str, chips: list[Chip]) -> str:
    """Return a list's name: `“Waiting”, Topic: AI; Type: Video`."""
    filtered = "; ".join(f"{chip.label}: {chip.value}" for chip in chips)
    return f"“{label}”, {filtered}" if filtered else f"“{label}”"
