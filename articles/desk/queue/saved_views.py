"""Saved views of the queue: save, list and delete named filters and orders, own or for all."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from articles import permissions
from articles.desk.context import may_review
from articles.desk.queue.filters import (
    NON_FILTERS,
    TABS,
    ArticleFilter,
    default_order,
    parse_list_query,
)
from articles.desk.request import DeskRequest, post_only, return_url
from articles.documents.collation import sort_key
from articles.models import Article, SavedView
from articles.models.sort_orders import SORTINGS

VIEWS_PER_USER: Final = 50
#: The most that a page lists, however many are shared.
VIEWS_LISTED: Final = 200
#: How many are shown next to the tabs; the rest is in a menu.
VIEWS_SHOWN: Final = 4
#: The most characters of a query.
QUERY_LENGTH: Final = 8000
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
        """The text of `describe_query`; a shared view's ends with ` (for all)`.

        Another user's shared view's ends with ` (for all, by editor)`.
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
        """The first view whose filters and order the queue shows now, or None."""
        return next((each for each in self.at_hand if each.is_current), None)

    def own_names(self) -> list[str]:
        """Return the names of the user's own views among those listed."""
        return [each.view.name for each in (*self.at_hand, *self.more) if each.is_own]


class SaveViewForm(forms.Form):
    """The form that saves the list shown under a name; white space in it becomes single spaces.

    Saving under a name that the user has used before replaces that view. A name without a printable
    character is an error, so is `for_all` without the permission SHARE_VIEW.
    """

    name = forms.CharField(max_length=60, error_messages={"required": "Give the view a name."})
    query = forms.CharField(max_length=QUERY_LENGTH, required=False, strip=False)
    for_all = forms.BooleanField(required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not any(char.isprintable() for char in name):
            raise ValidationError("Nothing of that name can be seen. Give the view another.")
        return name

    def clean_query(self) -> str:
        """Return the query in canonical form.

        Raise ValidationError for an unknown parameter, order or status, or an invalid filter.
        """
        query = QueryDict(self.cleaned_data["query"].removeprefix("?"))
        parsed = parse_list_query(query, Article.objects.all())
        problems = list(parsed.problems)
        if query.get("status", DEFAULT_STATUS) not in TABS:
            problems.append(f"Unknown status: “{query['status']}”.")
        if not parsed.filters.is_valid():
            problems += [str(error) for each in parsed.filters.errors.values() for error in each]
        if problems:
            raise ValidationError(problems)
        return canonical_query(query)

    def clean_for_all(self) -> bool:
        for_all: bool = self.cleaned_data["for_all"]
        if for_all and not self.by.has_perm(permissions.SHARE_VIEW):
            raise ValidationError("Only editors keep views for all. Keep it for yourself.")
        return for_all

    def save(self) -> tuple[SavedView, SavedView | None]:
        """Store the view; return it, and the user's view of this name as it was before, or None.

        Raise ValidationError where the view is shared and another user's shared one has the name,
        or it is new and the user has VIEWS_PER_USER already. Lock the user's row meanwhile.
        """
        name = self.cleaned_data["name"]
        try:
            with transaction.atomic():
                # The lock serialises one user's saves: none counts or replaces past another.
                User.objects.select_for_update().get(pk=self.by.pk)
                return self._save(name)
        except IntegrityError:  # the constraint on names of shared views
            message = f"“{name}” is a view for all already. Choose another."
            raise ValidationError({"name": message}) from None

    def _save(self, name: str) -> tuple[SavedView, SavedView | None]:
        own = SavedView.objects.filter(by=self.by)
        replaced = own.filter(name=name).first()
        if not replaced and own.count() >= VIEWS_PER_USER:
            raise ValidationError(f"You keep {VIEWS_PER_USER} views already. Delete one first.")
        values = {
            "query": self.cleaned_data["query"],
            "is_for_all": self.cleaned_data["for_all"],
        }
        view, _ = SavedView.objects.update_or_create(by=self.by, name=name, defaults=values)
        return view, replaced


@post_only
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def save_view(request: DeskRequest) -> HttpResponse:
    """Save the posted list as a view, and redirect to the posted `next`, else to the view.

    The next page has a message. Show the form with its errors (422) where the view can't be saved.
    """
    form = SaveViewForm(request.POST, by=request.user)
    if form.is_valid():
        try:
            view, replaced = form.save()
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _saved_message(view, replaced))
            shown = _shown_view(view, request.user)
            return HttpResponseRedirect(return_url(request, shown.address))
    context = {
        "form": form,
        "back_to": return_url(request),
        "may_share": request.user.has_perm(permissions.SHARE_VIEW),
    }
    return render(request, "desk/queue/save_view.html", context, status=422)


@post_only
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def delete_view(request: DeskRequest, pk: int) -> HttpResponse:
    """Delete a view if the form has `sure=yes`; else show a page that asks for confirmation.

    After deleting it, redirect to the posted `next`, else to the preferences, with a message. Raise
    Http404 for one not in `visible_views`, PermissionDenied for a shared one they may not delete.
    """
    view = get_object_or_404(visible_views(request.user), pk=pk)
    if not _may_delete(request.user, view):
        raise PermissionDenied("This view is for all; an editor can delete it.")
    next_page = return_url(request, reverse("preferences"))
    if request.POST.get("sure") != "yes":
        context = {"view": view, "words": describe_query(view.query), "back_to": next_page}
        return render(request, "desk/queue/delete_view.html", context)
    view.delete()
    messages.success(request, f"View “{view.name}” deleted.")
    return HttpResponseRedirect(next_page)


def queue_views(request: DeskRequest) -> QueueViews:
    """Return the saved views for a page of the queue: own and shared ones, by name.

    Of the first VIEWS_LISTED, the first VIEWS_SHOWN and those with the page's filters and order are
    `at_hand`, the others `more`.
    """
    current = canonical_query(request.GET)
    views = [_shown_view(view, request.user, current) for view in _listed_views(request.user)]
    at_hand = [view for n, view in enumerate(views) if n < VIEWS_SHOWN or view.is_current]
    more = [view for view in views if view not in at_hand]
    return QueueViews(at_hand, more, _review_url(request.user, current))


def manageable_views(user: User) -> list[ShownView]:
    """Return those of the first VIEWS_LISTED views, by name, that the user may delete.

    These are their own views and, with the permission DELETE_VIEW, the shared ones.
    """
    views = [_shown_view(view, user) for view in _listed_views(user)]
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
    """Return an address's query in the one form that equal filters and orders share, without `?`.

    Status and order come first, the queue's defaults where missing, then the other parameters by
    name. Empty values, cursors, and white space around values are left out. Of a repeated parameter
    the last one counts.
    """
    values = {name: query.get(name, "").strip() for name in sorted(query)}
    status_and_order = {
        "status": values.get("status") or DEFAULT_STATUS,
        "order": values.get("order") or default_order(query),
    }
    filters = {name: value for name, value in values.items() if value and name not in NON_FILTERS}
    return urlencode(status_and_order | filters)


def describe_query(query: str) -> str:
    """Return a query as text: `Waiting, Topic: AI, Newest first`. An unknown order is left out."""
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


def _shown_view(view: SavedView, user: User, current: str = "") -> ShownView:
    return ShownView(
        view,
        is_current=view.query == current,
        is_own=view.by_id == user.pk,
        may_delete=_may_delete(user, view),
        review=_review_url(user, view.query),
    )


def _may_delete(user: User, view: SavedView) -> bool:
    return view.by_id == user.pk or (view.is_for_all and user.has_perm(permissions.DELETE_VIEW))


def _review_url(user: User, query: str) -> str:
    """Return the address that reviews a query's articles.

    Return '' where its status isn't DEFAULT_STATUS, or the user may not review.
    """
    is_reviewed = _status(query) == DEFAULT_STATUS and may_review(user)
    return f"{reverse('review')}?{query}" if is_reviewed else ""


def _status(query: str) -> str:
    return QueryDict(query).get("status", DEFAULT_STATUS)


def _saved_message(view: SavedView, replaced: SavedView | None) -> str:
    audience = "all" if view.is_for_all else "you"
    message = f"View “{view.name}” saved for {audience}."
    if replaced:
        message += f" It replaces what you had under that name: {describe_query(replaced.query)}."
        if replaced.is_for_all and not view.is_for_all:
            message += " The others no longer have it."
    return message
