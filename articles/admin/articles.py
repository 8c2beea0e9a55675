"""Admin pages of articles: the editable list and the change form, which decide by `moderation`."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.admin.actions import BatchActionsMixin
from articles.admin.base import ImportedAdmin
from articles.admin.changelist import ArticleChangeList, with_row_data
from articles.admin.columns import ArticleColumns
from articles.admin.deciding_form import EDITABLE_NAMES
from articles.admin.filters import ProviderFilter, QualityFilter, TopicFilter, TypeFilter
from articles.admin.forms import ArticleForm, DecidingActionForm, RowForm, RowFormSet
from articles.admin.hidden_fields import snapshots_as_text
from articles.admin.inlines import PictureInline, RelatedLinkInline
from articles.admin.submissions import (
    SAVE_NOTE,
    ChangeFormSubmission,
    ChangeListSubmission,
    as_get_request,
    outcome_messages,
)
from articles.desk.messages import add_act_message
from articles.desk.request import local_path
from articles.models import Article
from articles.models.decision import WITHDRAWN, new_token
from articles.moderation.decision_requests import Outcome


@admin.register(Article)
class ArticleAdmin(ArticleColumns, BatchActionsMixin, ImportedAdmin[Article]):
    """The list of articles, with filters, editable rows and actions, and a page for each article.

    What users change is decided by `moderation`, never saved. Nobody may add or delete articles.
    """

    form = ArticleForm
    action_form = DecidingActionForm
    list_display = (
        "thumbnail",
        "headline",
        "source",
        "appeared",
        "status_badge",
        "published",
        "quality",
        "heat",
        "desk_link",
    )
    list_display_links = ("headline",)
    list_editable = ("published", "quality")
    list_filter = (
        "status",
        "collection",
        ProviderFilter,
        TopicFilter,
        TypeFilter,
        QualityFilter,
        ("published_at", admin.DateFieldListFilter),
    )
    # An index has this order, with a filter by status and without.
    ordering = ["-arrived_at", "-id"]
    sortable_by = ("appeared", "quality")
    sort_columns = {"published_at": "published_at", "quality": "rank"}
    search_fields = (
        "title",
        "excerpt",
        "original_url",
        "web_url",
        "amp_web_url",
        "cdn_amp_web_url",
    )
    search_help_text = "Words in title, excerpt or an address; all of them have to occur."
    inlines = (PictureInline, RelatedLinkInline)
    save_on_top = True
    readonly_fields = (
        "status_badge",
        "upstream_would",
        "original",
        "provider_link",
        "appeared",
        "category_text",
        "heat",
        "web_address",
        "amp_address",
        "cdn_address",
        "featured",
        "collection_link",
        "document_path",
        "version",
        "arrived",
        "document",
    )
    fieldsets = (
        (None, {"fields": ("status_badge", "published", "quality", "upstream_would", "note")}),
        ("What it says", {"fields": EDITABLE_NAMES}),
        ("Source", {"fields": ("original", "provider_link", "appeared", "category_text", "heat")}),
        (
            "More addresses and embedded content",
            {
                "classes": ("collapse",),
                "fields": ("web_address", "amp_address", "cdn_address", "featured"),
            },
        ),
        (
            "Document",
            {"fields": ("collection_link", "document_path", "arrived", "version", "document")},
        ),
    )

    # -- The list -------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ArticleChangeList

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        form = type("RowForm", (RowForm,), {"by": request.user})
        return super().get_changelist_form(
            request, form=form, fields=list(self.list_editable), **kwargs
        )

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_formset(request, formset=RowFormSet, **kwargs)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list with snapshots of its rows; on save, decide all changed rows or none.

        After a save, redirect to the list, with messages on what was recorded and what was so
        already. Where nothing could be saved, show the posted rows with errors: with status 409
        where a changed row's article has another text, or another decision on a changed field, than
        the list showed, or needs a note or the permission to override, else with status 200. Other
        POST requests run the chosen action.
        Raises PermissionDenied for a save without the permission to change articles, and for any
        request of a user who may not view them; BadRequest for a posted row whose article doesn't
        exist.
        """
        submission = None
        if request.method == "POST" and "_save" in request.POST:
            if not self.has_change_permission(request):
                raise PermissionDenied
            formset_class = self.get_changelist_formset(request)
            posted = self._get_list_editable_queryset(request, formset_class.get_default_prefix())
            submission = ChangeListSubmission(request, formset_class, with_row_data(posted))
            outcome = submission.save()
            if outcome:
                self._add_messages(request, outcome)
                return HttpResponseRedirect(request.get_full_path())
            request = as_get_request(request)
        response = super().changelist_view(request, extra_context)
        context = response.context_data if isinstance(response, TemplateResponse) else None
        if context and "cl" in context:
            if submission:
                submission.show_errors_in(context["cl"])
                response.status_code = 409 if submission.refusal.is_stale else 200
            context["seen"] = snapshots_as_text(context["cl"].result_list)
            context["token"] = new_token()
            context["save_note"] = submission.note if submission else ""
            context["save_note_label"] = SAVE_NOTE
            context["focuses_note"] = bool(submission and submission.is_note_at_fault)
        return response

    # -- The page -------------------------------------------------------------------------------

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = type("ArticleForm", (ArticleForm,), {"by": request.user})
        return super().get_form(request, obj, change, form=form, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show an article's page; on POST, decide all changed fields in one decision.

        After a save, redirect to the query's `next`, an address of this site, else to the list, or
        for *save and continue* to the page again, with messages on what was recorded and what was
        so already. Where nothing could be saved, show the page with what was typed and with errors:
        with status 409 where the article has another text, or another decision on a changed field,
        than the page showed, or needs a note or the permission to override, else with status 200.
        For an unknown article, redirect to the admin's index with a warning. Raises
        PermissionDenied for a POST without the permission to change articles, for any request of a
        user who may not view them, and without `object_id`, as nobody may add articles.
        """
        submission = None
        article = self.get_object(request, unquote(object_id)) if object_id else None
        if request.method == "POST" and article:
            if not self.has_change_permission(request, article):
                raise PermissionDenied
            fields = flatten_fieldsets(self.get_fieldsets(request, article))
            form_class = self.get_form(request, article, change=True, fields=fields)
            submission = ChangeFormSubmission(request, form_class, article)
            outcome = submission.save()
            if outcome:
                self._add_messages(request, outcome)
                if "_continue" in request.POST:
                    return HttpResponseRedirect(request.get_full_path())
                page = local_path(request, request.GET.get("next", ""))
                if page:
                    return HttpResponseRedirect(page)
                return self.response_post_save_change(request, article)
            request = as_get_request(request)
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data and article:
            context = response.context_data
            if submission:
                submission.show_errors_in(context)
                response.status_code = 409 if submission.is_stale else 200
            shown = submission.form.instance if submission else context["original"]
            context |= self._extra_context(shown)
        return response

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Redirect to `#history` on the article's admin page, where its decisions are listed."""
        page = reverse("admin:articles_article_change", args=[object_id])
        return HttpResponseRedirect(f"{page}#history")

    def save_model(self, request: Any, obj: Article, form: Any, change: bool) -> None:
        """Raise NotImplementedError: `moderation` decides articles, and no form saves them."""
        raise NotImplementedError("Articles are decided by moderation, never saved.")

    def _extra_context(self, article: Article) -> dict[str, Any]:
        """Return what the page's template needs besides the form.

        That is: the article's current snapshot as text, a new idempotency token, the article, and
        its decisions, the newest first; and that there is no *save and add another*.
        """
        decisions = article.decisions.select_related("act__by", WITHDRAWN).order_by("-number")
        return {
            "seen": snapshots_as_text([article]),
            "token": new_token(),
            "article": article,
            "decisions": decisions,
            "show_save_and_add_another": False,
        }

    def _add_messages(self, request: HttpRequest, outcome: Outcome) -> None:
        """Add a message on what was recorded, and one for each reason of skipped requests.

        A page of the desk shows the first with a button that undoes the act.
        Those on skipped requests are warnings where one of them has to be decided again, else for
        information. Where nothing was recorded or skipped, add a message that nothing was changed.
        """
        recorded, skipped = outcome_messages(outcome)
        if recorded:
            add_act_message(request, recorded, outcome.act)
        level = messages.WARNING if outcome.blocked else messages.INFO
        for message in skipped:
            messages.add_message(request, level, message)
        if not (recorded or skipped):
            messages.info(request, "Nothing was changed, so nothing was recorded.")
