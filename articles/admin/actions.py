"""The list's actions: what was ticked, or all of the list, as one batch on the desk's own page."""

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_plus

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from articles import moderation, permissions
from articles.admin.forms import INCOMPLETE, seen_in, token_in
from articles.models import Act, Article
from articles.models.article import ArticleQuerySet
from articles.moderation import batches
from articles.moderation.orders import Seen
from articles.rules import Kind

if TYPE_CHECKING:

    class _ModelAdmin(admin.ModelAdmin[Article]): ...

else:
    _ModelAdmin = admin.ModelAdmin

#: The verbs that take a reason.
REASONED: Final = (Kind.REJECT, Kind.UNPUBLISH)


class DecidesMany(_ModelAdmin):
    """The actions of the list of articles; each leads to the page that says what will change."""

    actions = ("approve", "reject", "take_down", "reopen")

    def response_action(  # type: ignore[override]  # the stubs are of a newer Django
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> Any:
        """Act on the rows that were seen, whether or not the filters still find them.

        Across all pages it is what the list finds now; the batch's page says what that is.
        """
        if _is_across(request):
            return super().response_action(request, queryset)
        try:
            seen = seen_in(request.POST)
            if not set(request.POST.getlist(ACTION_CHECKBOX_NAME)) <= {str(pk) for pk in seen}:
                raise ValidationError(INCOMPLETE)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return None
        return super().response_action(request, Article.objects.filter(pk__in=seen))

    @admin.action(description="Approve", permissions=["approve"])
    def approve(self, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse | None:
        return _frozen(request, queryset, Kind.APPROVE)

    @admin.action(description="Reject", permissions=["reject"])
    def reject(self, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse | None:
        return _frozen(request, queryset, Kind.REJECT)

    @admin.action(description="Take down", permissions=["unpublish"])
    def take_down(self, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse | None:
        return _frozen(request, queryset, Kind.UNPUBLISH)

    @admin.action(description="Send back to waiting", permissions=["reopen"])
    def reopen(self, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse | None:
        return _frozen(request, queryset, Kind.REOPEN)

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return _may(request, Kind.APPROVE)

    def has_reject_permission(self, request: HttpRequest) -> bool:
        return _may(request, Kind.REJECT)

    def has_unpublish_permission(self, request: HttpRequest) -> bool:
        return _may(request, Kind.UNPUBLISH)

    def has_reopen_permission(self, request: HttpRequest) -> bool:
        return _may(request, Kind.REOPEN)


def _frozen(request: HttpRequest, articles: ArticleQuerySet, kind: Kind) -> HttpResponse | None:
    """Freeze the articles and lead to their batch; None where that can't be, and why is said."""
    by: Any = request.user
    reason = request.POST.get("reason", "") if kind in REASONED else ""
    note = request.POST.get("note", "").strip()
    try:
        seen, source = _chosen(request, articles)
        asked = [kind, reason, note, source, *([] if _is_across(request) else seen)]
        token = batches.token_of(by, token_in(request.POST), *asked)
        wanted = batches.BatchRequest(
            kind, seen, source, request.get_full_path(), Act.Place.ADMIN, reason=reason, note=note
        )
        batch = batches.known(token) or batches.freeze(wanted, by=by, token=token)
    except ValidationError as error:
        messages.error(request, " ".join(["Nothing was done.", *error.messages]))
        return None
    return HttpResponseRedirect(batch.get_absolute_url())


def _chosen(request: HttpRequest, articles: ArticleQuerySet) -> tuple[dict[int, Seen], str]:
    """Return the articles as the page showed them, and what was chosen in words.

    What lies on other pages was not shown: that is taken as it is now.
    """
    if not _is_across(request):
        shown, ticked = seen_in(request.POST), set(articles.values_list("pk", flat=True))
        return {pk: shown[pk] for pk in shown if pk in ticked}, f"{len(ticked)} ticked in the admin"
    seen, there_are_more = batches.current_versions(articles)
    which = f"the first {batches.LIMIT:,} of more" if there_are_more else "all"
    filtered = unquote_plus(request.GET.urlencode())
    return seen, f"{which} in the admin’s list" + (f" ({filtered})" if filtered else "")


def _is_across(request: HttpRequest) -> bool:
    return request.POST.get("select_across") == "1"


def _may(request: HttpRequest, kind: Kind) -> bool:
    user = request.user
    return (
        isinstance(user, User)
        and moderation.may(user, kind)
        and user.has_perm(permissions.DECIDE_MANY)
    )
