"""The admin page of saved views shared with all users; private views are not listed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict

from articles.admin import display
from articles.admin.base import LargeTableAdmin, NamesChangeList
from articles.desk.queue.saved_views import describe_query
from articles.models import SavedView


class ViewForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A form to rename a shared view."""

    def clean_name(self) -> str:
        """Return the name.

        Raises ValidationError for the name of another shared view, or of another view of this
        view's author. Django skips the unique constraints here, because their other columns aren't
        on the form.
        """
        name = str(self.cleaned_data["name"])
        taken = SavedView.objects.filter(Q(is_for_all=True) | Q(by=self.instance.by), name=name)
        if taken.exclude(pk=self.instance.pk).exists():
            raise ValidationError(f"“{name}” is another view’s name already. Choose another.")
        return name


@admin.register(SavedView)
class SavedViewAdmin(LargeTableAdmin[SavedView]):
    """Shared views, to rename or delete; they are made, and used, in the queue."""

    form = ViewForm
    ordering = ["name", "id"]
    list_display = ("name", "description", "by", "made", "desk_link")
    list_select_related = ("by",)
    search_fields = ("name",)
    fields = ("name", "description", "by", "made", "desk_link")
    readonly_fields = ("description", "by", "made", "desk_link")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NamesChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[SavedView]:
        return super().get_queryset(request).filter(is_for_all=True)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: SavedView | None = None) -> bool:
        """Tell whether the user has Django's permission to delete saved views.

        They are not part of the audit log, so that the base class's refusal doesn't apply.
        """
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    @admin.display(description="shows")
    def description(self, view: SavedView) -> str:
        return describe_query(view.query)

    @admin.display(description="saved")
    def made(self, view: SavedView) -> str:
        return display.time_tag(view.made_at)

    @admin.display(description="desk")
    def desk_link(self, view: SavedView) -> str:
        return display.page_link("queue", "Open in the queue", query=QueryDict(view.query).dict())
