"""Views: a filter and an order of the queue under a name, for oneself or for all."""

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
from articles.desk.queue.filters import PLACES, TABS, ArticleFilter, choice
from articles.desk.request import DeskRequest, back_to, post_only
from articles.models import Article, SavedView
from articles.models.ordering import SORTINGS

VIEWS_A_PERSON: Final = 50
#: A page lists no more than this, whatever many people share.
VIEWS_LISTED: Final = 200
#: So many stand beside the tabs; the rest is a press away.
VIEWS_AT_HAND: Final = 4
QUERY_LENGTH: Final = 8000
DEFAULTS: Final = {"status": "waiting", "order": "quality"}


@dataclass(frozen=True, slots=True)
class ShownView:
    """A view as one person sees it."""

    view: SavedView
    is_current: bool
    is_own: bool
    may_delete: bool
    #: Where its articles are reviewed, or '' where they don't wait or the person reviews none.
    review: str

    @property
    def address(self) -> str:
        return f"{reverse('queue')}?{self.view.query}"

    @property
    def words(self) -> str:
        """What it shows, and whose it is where it isn't the reader's alone."""
        whose = "" if self.is_own else f", by {self.view.by}"
        return view_words(self.view.query) + (f" (for all{whose})" if self.view.is_for_all else "")


@dataclass(frozen=True, slots=True)
class Views:
    """The views that the queue offers: some beside the tabs, the rest in a menu."""

    at_hand: list[ShownView]
    more: list[ShownView]
    #: Where what the queue shows is reviewed, by the same rule.
    review: str

    @property
    def current(self) -> ShownView | None:
        return next((each for each in self.at_hand if each.is_current), None)

    def own_names(self) -> list[str]:
        return [each.view.name for each in (*self.at_hand, *self.more) if each.is_own]


class SaveViewForm(forms.Form):
    """A name for what the queue shows. Saving again under a name replaces what one had there."""

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
        """Return the query as a view keeps it; what the queue would refuse is no view."""
        asked = QueryDict(self.cleaned_data["query"].removeprefix("?"))
        chosen = choice(asked, Article.objects.all())
        faults = list(chosen.problems)
        if asked.get("status", DEFAULTS["status"]) not in TABS:
            faults.append(f"Unknown status: “{asked['status']}”.")
        if not chosen.filters.is_valid():
            faults += [str(fault) for each in chosen.filters.errors.values() for fault in each]
        if faults:
            raise ValidationError(faults)
        return kept_query(asked)

    def clean_for_all(self) -> bool:
        for_all: bool = self.cleaned_data["for_all"]
        if for_all and not self.by.has_perm(permissions.SHARE_VIEW):
            raise ValidationError("Only editors keep views for all. Keep it for yourself.")
        return for_all

    def save(self) -> tuple[SavedView, SavedView | None]:
        """Keep the view; returns it and what the person had under its name before.

        Raises ValidationError where the name is taken for all, or the person keeps too many.
        """
        name = self.cleaned_data["name"]
        try:
            with transaction.atomic():
                # One person's saves queue here, so that none counts, or replaces, past another.
                User.objects.select_for_update().get(pk=self.by.pk)
                return self._save(name)
        except IntegrityError:  # the constraint that a name is for all once
            taken = f"“{name}” is a view for all already. Choose another."
            raise ValidationError({"name": taken}) from None

    def _save(self, name: str) -> tuple[SavedView, SavedView | None]:
        own = SavedView.objects.filter(by=self.by)
        before = own.filter(name=name).first()
        if not before and own.count() >= VIEWS_A_PERSON:
            raise ValidationError(f"You keep {VIEWS_A_PERSON} views already. Delete one first.")
        values = {
            "query": self.cleaned_data["query"],
            "is_for_all": self.cleaned_data["for_all"],
        }
        view, _ = SavedView.objects.update_or_create(by=self.by, name=name, defaults=values)
        return view, before


@post_only
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def save_view(request: DeskRequest) -> HttpResponse:
    """Keep what the queue shows under a name."""
    form = SaveViewForm(request.POST, by=request.user)
    if form.is_valid():
        try:
            view, before = form.save()
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _saved(view, before))
            shown = _shown(view, request.user)
            return HttpResponseRedirect(back_to(request, shown.address))
    context = {
        "form": form,
        "back_to": back_to(request),
        "may_share": request.user.has_perm(permissions.SHARE_VIEW),
    }
    return render(request, "articles/save_view.html", context, status=422)


@post_only
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def delete_view(request: DeskRequest, pk: int) -> HttpResponse:
    """Delete a view, once asked whether that is meant."""
    view = get_object_or_404(views_for(request.user), pk=pk)
    if not _may_delete(request.user, view):
        raise PermissionDenied("This view is for all; an editor can delete it.")
    onward = back_to(request, reverse("preferences"))
    if request.POST.get("sure") != "yes":
        context = {"view": view, "words": view_words(view.query), "back_to": onward}
        return render(request, "articles/delete_view.html", context)
    view.delete()
    messages.success(request, f"View “{view.name}” deleted.")
    return HttpResponseRedirect(onward)


def views_of(request: DeskRequest) -> Views:
    """Return the views that the queue offers, and which of them it shows."""
    asked = kept_query(request.GET)
    shown = [_shown(each, request.user, asked) for each in views_for(request.user)[:VIEWS_LISTED]]
    at_hand = [each for place, each in enumerate(shown) if place < VIEWS_AT_HAND or each.is_current]
    return Views(
        at_hand, [each for each in shown if each not in at_hand], _review(request.user, asked)
    )


def manageable_views(user: User) -> list[ShownView]:
    """Return the views that the person may delete."""
    shown = [_shown(view, user) for view in views_for(user)[:VIEWS_LISTED]]
    return [each for each in shown if each.may_delete]


def views_for(user: User) -> QuerySet[SavedView]:
    """Return a person's own views, and those for all, by name."""
    found = SavedView.objects.filter(Q(by=user) | Q(is_for_all=True))
    return found.select_related("by").order_by("name", "id")


def kept_query(asked: QueryDict) -> str:
    """Return an address's query as a view keeps it: one way to write each filter and order."""
    values = {name: asked.get(name, "").strip() for name in sorted(asked)}
    places = {name: values.get(name) or default for name, default in DEFAULTS.items()}
    filters = {name: value for name, value in values.items() if value and name not in PLACES}
    return urlencode(places | filters)


def view_words(query: str) -> str:
    """Return what a view shows: `Waiting, Topic: AI, Newest first`; asks the database nothing."""
    asked = QueryDict(query)
    words = [TABS[_status(query)].label if _status(query) in TABS else _status(query)]
    for name in asked:
        if name not in PLACES:
            known = ArticleFilter.base_filters.get(name)
            choices = dict(known.extra.get("choices", ())) if known else {}
            label = known.label if known else name
            words.append(f"{label}: {choices.get(asked[name], asked[name])}")
    order = SORTINGS.get(asked.get("order", ""))
    return ", ".join([*words, order.label] if order else words)


def _shown(view: SavedView, user: User, asked: str = "") -> ShownView:
    return ShownView(
        view,
        is_current=view.query == asked,
        is_own=view.by_id == user.pk,
        may_delete=_may_delete(user, view),
        review=_review(user, view.query),
    )


def _may_delete(user: User, view: SavedView) -> bool:
    return view.by_id == user.pk or (view.is_for_all and user.has_perm(permissions.DELETE_VIEW))


def _review(user: User, query: str) -> str:
    waits = _status(query) == DEFAULTS["status"]
    reviews = waits and may_review(user)
    return f"{reverse('review')}?{query}" if reviews else ""


def _status(query: str) -> str:
    return QueryDict(query).get("status", DEFAULTS["status"])


def _saved(view: SavedView, before: SavedView | None) -> str:
    whom = "all" if view.is_for_all else "you"
    said = f"View “{view.name}” saved for {whom}."
    if before:
        said += f" It replaces what you had under that name: {view_words(before.query)}."
        if before.is_for_all and not view.is_for_all:
            said += " The others no longer have it."
    return said
