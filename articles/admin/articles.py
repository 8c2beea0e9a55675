"""Articles in the admin: the list and the page, both of which decide by `moderation`."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.admin.actions import DecidesMany
from articles.admin.base import KnownByImportAdmin
from articles.admin.changelist import ArticleChangeList, dressed
from articles.admin.columns import ArticleColumns
from articles.admin.filters import ProviderFilter, QualityFilter, TopicFilter, TypeFilter
from articles.admin.forms import (
    ArticleForm,
    DecidingActionForm,
    RowForm,
    RowFormSet,
    seen_text,
)
from articles.admin.inlines import PictureInline, RelatedLinkInline
from articles.admin.submissions import ListSubmission, PageSubmission, as_page_request, told
from articles.models import Article
from articles.models.decision import new_token
from articles.moderation.orders import Outcome


@admin.register(Article)
class ArticleAdmin(ArticleColumns, DecidesMany, KnownByImportAdmin[Article]):
    form = ArticleForm
    action_form = DecidingActionForm
    list_display = (
        "thumbnail", "headline", "source", "appeared", "badge",
        "published", "quality", "heat", "desk",
    )  # fmt: skip
    list_display_links = ("headline",)
    list_editable = ("published", "quality")
    list_filter = (
        "status", "collection", ProviderFilter, TopicFilter, TypeFilter, QualityFilter,
        ("published_at", admin.DateFieldListFilter),
    )  # fmt: skip
    # Last arrived first; with a status or without, there is an index.
    ordering = ["-arrived_at", "-id"]
    sortable_by = ("appeared", "quality")
    sorts = {"published_at": "published_at", "quality": "rank"}
    search_fields = (
        "title", "excerpt", "original_url", "web_url", "amp_web_url", "cdn_amp_web_url",
    )  # fmt: skip
    search_help_text = "Words in title, excerpt or an address; all of them have to occur."
    inlines = (PictureInline, RelatedLinkInline)
    save_on_top = True
    readonly_fields = (
        "state", "upstream_would", "original", "provider_link", "appeared", "category", "heat",
        "web_address", "amp_address", "cdn_address", "featured", "collection_link", "path",
        "version", "arrived", "document",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("state", "published", "quality", "upstream_would", "note")}),
        ("What it says", {"fields": ("title", "excerpt", "type", "topic_names")}),
        ("Source", {"fields": ("original", "provider_link", "appeared", "category", "heat")}),
        (
            "More addresses and embedded content",
            {
                "classes": ("collapse",),
                "fields": ("web_address", "amp_address", "cdn_address", "featured"),
            },
        ),
        (
            "Document",
            {"fields": ("collection_link", "path", "arrived", "version", "document")},
        ),
    )

    # -- The list -------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ArticleChangeList

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        mine = type("RowForm", (RowForm,), {"by": request.user})
        return super().get_changelist_form(
            request, form=mine, fields=list(self.list_editable), **kwargs
        )

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_formset(request, formset=RowFormSet, **kwargs)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, with what was seen of each row; save its changed rows as one act."""
        sheet = None
        if request.method == "POST" and "_save" in request.POST:
            if not self.has_change_permission(request):
                raise PermissionDenied
            formset_class = self.get_changelist_formset(request)
            sent = self._get_list_editable_queryset(request, formset_class.get_default_prefix())
            sheet = ListSubmission(request, formset_class, dressed(sent))
            outcome = sheet.save()
            if outcome:
                self._tell(request, outcome)
                return HttpResponseRedirect(request.get_full_path())
            request = as_page_request(request)
        response = super().changelist_view(request, extra_context)
        context = response.context_data if isinstance(response, TemplateResponse) else None
        if context and "cl" in context:
            if sheet:
                sheet.show_in(context["cl"])
                response.status_code = 409 if sheet.refusal.is_stale else 200
            context["seen"] = seen_text(context["cl"].result_list)
            context["token"] = new_token()
            context["save_note"] = sheet.note if sheet else ""
        return response

    # -- The page -------------------------------------------------------------------------------

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        mine = type("ArticleForm", (ArticleForm,), {"by": request.user})
        return super().get_form(request, obj, change, form=mine, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show an article's page; save what was changed as one act."""
        sheet = None
        article = self.get_object(request, unquote(object_id)) if object_id else None
        if request.method == "POST" and article:
            if not self.has_change_permission(request, article):
                raise PermissionDenied
            fields = flatten_fieldsets(self.get_fieldsets(request, article))
            sheet = PageSubmission(
                request, self.get_form(request, article, change=True, fields=fields), article
            )
            outcome = sheet.save()
            if outcome:
                self._tell(request, outcome)
                if "_continue" in request.POST:
                    return HttpResponseRedirect(request.get_full_path())
                return self.response_post_save_change(request, article)
            request = as_page_request(request)
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data and article:
            context = response.context_data
            if sheet:
                sheet.show_in(context, context["adminform"])
                response.status_code = 409 if sheet.is_stale else 200
            context |= self._around(sheet.form.instance if sheet else context["original"])
        return response

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Lead to the history on the article's page: the record is the history."""
        page = reverse("admin:articles_article_change", args=[object_id])
        return HttpResponseRedirect(f"{page}#history")

    def save_model(self, request: Any, obj: Article, form: Any, change: bool) -> None:
        raise NotImplementedError("Articles are decided by moderation, never saved.")

    def _around(self, article: Article) -> dict[str, Any]:
        """Return what the page shows around its form."""
        decisions = article.decisions.select_related("act__by", "withdraws").order_by("-number")
        return {
            "seen": seen_text([article]),
            "token": new_token(),
            "article": article,
            "decisions": decisions,
            "show_save_and_add_another": False,
        }

    def _tell(self, request: HttpRequest, outcome: Outcome) -> None:
        """Say what was recorded, and what was skipped and why."""
        done, skipped = told(outcome)
        if done:
            messages.success(request, done)
        level = messages.WARNING if outcome.blocked else messages.INFO
        for sentence in skipped:
            messages.add_message(request, level, sentence)
        if not (done or skipped):
            messages.info(request, "Nothing was changed, so nothing was recorded.")
