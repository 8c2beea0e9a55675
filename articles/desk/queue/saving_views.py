"""Save a list of the queue under a name, for oneself or for all, and delete a saved view."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from articles import permissions
from articles.desk.queue.filters import TABS, parse_list_query
from articles.desk.queue.saved_views import (
    DEFAULT_STATUS,
    canonical_query,
    describe_query,
    may_delete,
    shown_view,
    visible_views,
)
from articles.desk.request import DeskRequest, post_only, return_url
from articles.models import Article, SavedView

VIEWS_PER_USER: Final = 50
#: The most characters of a query.
QUERY_LENGTH: Final = 8000


class ReplacesAnother(Exception):
    """The error where saving would replace the contents of the user's view of the same name.

    That view is the attribute `view`, unchanged. No error where the form's `replaces` equals its
    `contents`, or these would stay the same.
    """

    def __init__(self, view: SavedView) -> None:
        super().__init__(view.name)
        self.view = view


class SaveViewForm(forms.Form):
    """The form that saves a list (`query`, with or without `?`) under a name, for its user `by`.

    White space in the name becomes single spaces. Where the user has a view of this name, saving
    replaces it if `replaces` is its `contents`, else may raise ReplacesAnother. Errors are a name
    without a printable character, and `for_all` without the permission SHARE_VIEW.
    """

    name = forms.CharField(max_length=60, error_messages={"required": "Give the view a name."})
    query = forms.CharField(max_length=QUERY_LENGTH, required=False, strip=False)
    for_all = forms.BooleanField(required=False)
    replaces = forms.CharField(required=False, strip=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not any(char.isprintable() for char in name):
            raise ValidationError("Nothing of that name can be seen. Give the view another.")
        return name

    def clean_query(self) -> str:
        """Return the query in canonical form, by `canonical_query`.

        Raise ValidationError for an unknown parameter, an unknown or empty order or status, or an
        invalid filter.
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

        The form must be valid. Raise ValidationError where the view is shared and another user's
        shared one has the name, or it is new and the user has VIEWS_PER_USER already;
        ReplacesAnother where the contents of the user's view of this name differ both from those
        of the new one and from `replaces`. Lock the user's row meanwhile.
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
        contents = SavedView(**values).contents
        if replaced and replaced.contents not in (contents, self.cleaned_data["replaces"]):
            raise ReplacesAnother(replaced)
        view, _ = SavedView.objects.update_or_create(by=self.by, name=name, defaults=values)
        return view, replaced


@post_only
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def save_view(request: DeskRequest) -> HttpResponse:
    """Save the posted list as a view, and redirect to the posted `next`, else to the view.

    The next page has a message. Show the form with its errors (422) where the view can't be saved,
    and a page that asks for confirmation (200) where `save` raises ReplacesAnother. Raise
    PermissionDenied without VIEW_ARTICLE.
    """
    form = SaveViewForm(request.POST, by=request.user)
    if form.is_valid():
        try:
            view, replaced = form.save()
        except ValidationError as error:
            form.add_error(None, error)
        except ReplacesAnother as question:
            return _ask_to_replace(request, form, question.view)
        else:
            messages.success(request, _saved_message(view, replaced))
            shown = shown_view(view, request.user)
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
    Http404 for a view not in `visible_views`, PermissionDenied for a shared one that the user may
    not delete, and without VIEW_ARTICLE.
    """
    view = get_object_or_404(visible_views(request.user), pk=pk)
    if not may_delete(request.user, view):
        raise PermissionDenied("This view is for all; an editor can delete it.")
    next_page = return_url(request, reverse("preferences"))
    if request.POST.get("sure") != "yes":
        context = {"view": view, "words": describe_query(view.query), "back_to": next_page}
        return render(request, "desk/queue/delete_view.html", context)
    view.delete()
    messages.success(request, f"View “{view.name}” deleted.")
    return HttpResponseRedirect(next_page)


def _ask_to_replace(request: DeskRequest, form: SaveViewForm, old: SavedView) -> HttpResponse:
    context = {
        "form": form,
        "old": old,
        "old_words": describe_query(old.query),
        "new_words": describe_query(form.cleaned_data["query"]),
        "next": request.POST.get("next", ""),
        "back_to": return_url(request),
    }
    return render(request, "desk/queue/replace_view.html", context)


def _saved_message(view: SavedView, replaced: SavedView | None) -> str:
    audience = "all" if view.is_for_all else "you"
    message = f"View “{view.name}” saved for {audience}."
    if replaced and replaced.contents != view.contents:
        message += f" It replaces what you had under that name: {describe_query(replaced.query)}."
        if replaced.is_for_all and not view.is_for_all:
            message += " The others no longer have it."
    return message
