"""Saved views of the queue: named filters and orders, own or for all, as pages list them."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from articles import permissions
from articles.desk.context import may_review
from articles.desk.queue.filters import NON_FILTERS, TABS, ArticleFilter, default_order
from articles.desk.request import DeskRequest
from articles.documents.collation import sort_key
from articles.models import SavedView
from articles.models.sort_orders import SORTINGS

#: The most that a page lists, however many are shared.
VIEWS_LISTED: Final = 200
#: How many are shown next to the tabs; the rest is in a menu.
VIEWS_SHOWN: Final = 4
#: The status, a key of TABS, of a query that names none.
DEFAULT_STATUS: Final = "waiting"


@dataclass(frozen=True, slots=True)
class ShownView:
    """A saved view with what one user may do with it."""

    view: SavedView
    is_current: bool
    is_own: bool
    may_delete: bool
    #: The address that reviews its articles; '' if they don't wait or the user may not review.
    review: str

    @property
    def address(self) -> str:
        return f"{reverse('queue')}?{self.view.query}"

    @property
    def words(self) -> str:
        """The text of `describe_query`; for a shared view of the user's own, ` (for all)` follows.

        For a shared view of another user, whose username is `anna`, ` (for all, by anna)` follows.
        """
        author = "" if self.is_own else f", by {self.view.by}"
        shared = f" (for all{author})" if self.view.is_for_all else ""
        return describe_query(self.view.query) + shared


@dataclass(frozen=True, slots=True)
class QueueViews:
    """The saved views on a page of the queue: a few next to the tabs, the rest in a menu."""

    at_hand: list[ShownView]
    more: list[ShownView]
    #: The address that reviews the list shown, or ''; see `ShownView.review`.
    review: str

    @property
    def current(self) -> ShownView | None:
        """The first view with `is_current`, or None."""
        return next((each for each in self.at_hand if each.is_current), None)

    def own_names(self) -> list[str]:
        """Return the names of the user's own views among those of this object."""
        return [each.view.name for each in (*self.at_hand, *self.more) if each.is_own]


def queue_views(request: DeskRequest) -> QueueViews:
    """Return the saved views for a page of the queue: the user's own and all shared ones, by name.

    Of the first VIEWS_LISTED, the first VIEWS_SHOWN and those with the page's status, filters and
    order are `at_hand`, the others `more`. Views beyond VIEWS_LISTED are left out.
    """
    current = canonical_query(request.GET)
    views = [shown_view(view, request.user, current) for view in _listed_views(request.user)]
    at_hand = [view for n, view in enumerate(views) if n < VIEWS_SHOWN or view.is_current]
    more = [view for view in views if view not in at_hand]
    return QueueViews(at_hand, more, _review_url(request.user, current))


def manageable_views(user: User) -> list[ShownView]:
    """Return the views that the user may delete, by name.

    These are their own views and, with the permission DELETE_VIEW, the shared ones; but only those
    among the first VIEWS_LISTED of their own and all shared views.
    """
    views = [shown_view(view, user) for view in _listed_views(user)]
    return [view for view in views if view.may_delete]


def visible_views(user: User) -> QuerySet[SavedView]:
    """Return the user's own views and all shared ones, with their authors, in no order."""
    views = SavedView.objects.filter(Q(by=user) | Q(is_for_all=True))
    return views.select_related("by").order_by()


def _listed_views(user: User) -> list[SavedView]:
    """Return the first VIEWS_LISTED of `visible_views`, sorted by the collation key of the name."""
    views = sorted(visible_views(user), key=lambda view: (sort_key(view.name), view.pk))
    return views[:VIEWS_LISTED]


def canonical_query(query: QueryDict) -> str:
    """Return an address's query in canonical form, without `?`, so that pages can compare them.

    Status and order come first, the queue's defaults where missing or empty, then the other
    parameters, sorted by name. Empty values, cursors, and white space around values are left out.
    Of a repeated parameter the last one counts. Values that differ only in spelling, such as the
    topics `AI` and `ai`, still give different texts.
    """
    values = {name: query.get(name, "").strip() for name in sorted(query)}
    status_and_order = {
        "status": values.get("status") or DEFAULT_STATUS,
        "order": values.get("order") or default_order(query),
    }
    filters = {name: value for name, value in values.items() if value and name not in NON_FILTERS}
    return urlencode(status_and_order | filters)


def describe_query(query: str) -> str:
    """Return an address's query, given without `?`, as text: `Waiting, Topic: AI, Newest first`.

    The status comes first, `Waiting` where the query has none. Names and values that the queue
    doesn't know stand as they are; without an order, or with an unknown one, none is named.
    """
    parameters = QueryDict(query)
    parts = [TABS[_status(query)].label if _status(query) in TABS else _status(query)]
    for name in parameters:
        if name not in NON_FILTERS:
            known = ArticleFilter.base_filters.get(name)
            choices = dict(known.extra.get("choices", ())) if known else {}
            label = known.label if known else name
            parts.append(f"{label}: {choices.get(parameters[name], parameters[name])}")
    order = SORTINGS.get(parameters.get("order", ""))
    return ", ".join([*parts, order.label] if order else parts)


def shown_view(view: SavedView, user: User, current: str = "") -> ShownView:
    """Return the view with what the user may do with it.

    It is the current one if its query equals `current`, the page's query in canonical form.
    """
    return ShownView(
        view,
        is_current=view.query == current,
        is_own=view.by_id == user.pk,
        may_delete=may_delete(user, view),
        review=_review_url(user, view.query),
    )


def may_delete(user: User, view: SavedView) -> bool:
    """Tell whether the user may delete a view: their own, and with DELETE_VIEW a shared one."""
    return view.by_id == user.pk or (view.is_for_all and user.has_perm(permissions.DELETE_VIEW))


def _review_url(user: User, query: str) -> str:
    """Return the address that reviews a query's articles.

    Return '' where its status isn't DEFAULT_STATUS, or the user may not review.
    """
    is_reviewed = _status(query) == DEFAULT_STATUS and may_review(user)
    return f"{reverse('review')}?{query}" if is_reviewed else ""


def _status(query: str) -> str:
    return QueryDict(query).get("status", DEFAULT_STATUS)
