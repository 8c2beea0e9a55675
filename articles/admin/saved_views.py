"""Views for all, as editors look after them; a view of one's own is nobody else's to see."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict

from articles.admin import display
from articles.admin.base import LargeTableAdmin
from articles.desk.queue.saved_views import view_words
from articles.models import SavedView


class ViewForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """Django passes over the constraints here: their other columns aren't on the form."""

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        taken = SavedView.objects.filter(Q(is_for_all=True) | Q(by=self.instance.by), name=name)
        if taken.exclude(pk=self.instance.pk).exists():
            raise ValidationError(f"“{name}” is another view’s name already. Choose another.")
        return name


@admin.register(SavedView)
class SavedViewAdmin(LargeTableAdmin[SavedView]):
    """Views for all: rename, delete. They are made in the queue, where one sees what they show."""

    form = ViewForm
    ordering = ["name", "id"]
    list_display = ("name", "what", "by", "made", "desk")
    list_select_related = ("by",)
    search_fields = ("name",)
    fields = ("name", "what", "by", "made", "desk")
    readonly_fields = ("what", "by", "made", "desk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SavedView]:
        return super().get_queryset(request).filter(is_for_all=True)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: SavedView | None = None) -> bool:
        """Views are no part of the record: whoever has the right may delete one."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    @admin.display(description="shows")
    def what(self, view: SavedView) -> str:
        return view_words(view.query)

    @admin.display(description="saved")
    def made(self, view: SavedView) -> str:
        return display.moment(view.made_at)

    @admin.display(description="desk")
    def desk(self, view: SavedView) -> str:
        return display.inside("queue", "Open in the queue", query=QueryDict(view.query).dict())
