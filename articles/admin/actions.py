"""Actions of the list of articles: freeze ticked ones, or all, as a batch and redirect to it.

"All" are those that the list's filters find now, the first `batches.LIMIT` at most.

The batch's page on the desk previews the decisions and asks for confirmation.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_plus

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from articles import moderation, permissions
from articles.admin.hidden_fields import INCOMPLETE, posted_snapshots, posted_token
from articles.models import Act, Article
from articles.models.article import ArticleQuerySet
from articles.moderation import batches
from articles.moderation.decision_requests import Seen
from articles.moderation.verbs import KINDS_WITH_REASON, VERBS
from articles.rules import Kind

if TYPE_CHECKING:

    class _ModelAdmin(admin.ModelAdmin[Article]): ...

else:
    _ModelAdmin = admin.ModelAdmin

#: The kinds of decision that an action makes: those that need no value.
ACTION_KINDS: Final = (Kind.APPROVE, Kind.REJECT, Kind.UNPUBLISH, Kind.REOPEN)


def _batch_action(kind: Kind) -> Callable[..., HttpResponse | None]:
    """Return an admin action that freezes the selected articles as a batch of decisions of a kind.

    The action is named after the kind and labelled with the kind's verb. It redirects to the
    batch's page; where the form or the batch is invalid, it adds an error message and returns None.
    It raises PermissionDenied without a permission that the batch needs.
    """

    def action(
        model_admin: Any, request: HttpRequest, queryset: ArticleQuerySet
    ) -> HttpResponse | None:
        return _redirect_to_batch(request, queryset, kind)

    action.__name__ = kind
    return admin.action(description=VERBS[kind].label)(action)


class BatchActionsMixin(_ModelAdmin):
    """Mixin with an action for each of ACTION_KINDS, which stores the chosen articles as a batch.

    It decides nothing: the batch's page asks for confirmation. Users without the permission for
    batches get none of the actions, those without the permission for a kind not the one of that
    kind. The batch has the posted snapshots of ticked rows; with all pages selected, the current
    ones of the first `batches.LIMIT` articles that the filters find.
    """

    actions = [_batch_action(kind) for kind in ACTION_KINDS]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        denied = {kind for kind in ACTION_KINDS if not _may_decide_many(request, kind)}
        return {name: action for name, action in actions.items() if name not in denied}

    def response_action(  # type: ignore[override]  # the stubs are of a newer Django
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> Any:
        """Run the chosen action on the ticked rows, even if the filters no longer find them.

        With all pages selected, run it on what the filters find now. Where the posted snapshots are
        invalid or lack a ticked row, add an error message and return None, upon which Django
        redirects to the list. Django does so too, with a warning that no action is selected, where
        the action or the reason is none of the choices.
        """
        if _selects_all_pages(request):
            return super().response_action(request, queryset)
        try:
            seen = posted_snapshots(request.POST)
            if not set(request.POST.getlist(ACTION_CHECKBOX_NAME)) <= {str(pk) for pk in seen}:
                raise ValidationError(INCOMPLETE)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return None
        return super().response_action(request, Article.objects.filter(pk__in=seen))


def _redirect_to_batch(
    request: HttpRequest, articles: ArticleQuerySet, kind: Kind
) -> HttpResponse | None:
    """Freeze the articles as a batch with the posted reason and note; redirect to the batch's page.

    The reason counts only for KINDS_WITH_REASON. A form that is sent again unchanged redirects to
    the batch that it made first. Where the form or the batch is invalid, add an error message and
    return None, upon which Django redirects to the list. Raises PermissionDenied without a
    permission that the batch needs.
    """
    by: Any = request.user
    reason = request.POST.get("reason", "") if kind in KINDS_WITH_REASON else ""
    note = request.POST.get("note", "").strip()
    try:
        seen, source = _selection(request, articles)
        choice = [kind, reason, note, source, *([] if _selects_all_pages(request) else seen)]
        token = batches.request_token(by, posted_token(request.POST), *choice)
        batch_request = batches.BatchRequest(
            kind, seen, source, request.get_full_path(), Act.Place.ADMIN, reason=reason, note=note
        )
        batch = batches.find_by_token(token, by) or batches.freeze(
            batch_request, by=by, token=token
        )
    except ValidationError as error:
        messages.error(request, " ".join(["Nothing was done.", *error.messages]))
        return None
    return HttpResponseRedirect(batch.get_absolute_url())


def _selection(request: HttpRequest, articles: ArticleQuerySet) -> tuple[dict[int, Seen], str]:
    """Return the snapshots of the selected articles by primary key, and a text on the selection.

    For ticked rows these are the posted snapshots, in their order. Raises ValidationError where
    they are invalid. With all pages selected, they are current snapshots of the first
    `batches.LIMIT` articles in the list's order, because other pages were not shown; the text then
    has the list's query string, if any.
    """
    if not _selects_all_pages(request):
        shown, ticked = posted_snapshots(request.POST), set(articles.values_list("pk", flat=True))
        return {pk: shown[pk] for pk in shown if pk in ticked}, f"{len(ticked)} ticked in the admin"
    seen, has_more = batches.current_versions(articles)
    which = f"the first {batches.LIMIT:,} of more" if has_more else "all"
    filters = unquote_plus(request.GET.urlencode())
    return seen, f"{which} in the admin’s list" + (f" ({filters})" if filters else "")


def _selects_all_pages(request: HttpRequest) -> bool:
    return request.POST.get("select_across") == "1"


def _may_decide_many(request: HttpRequest, kind: Kind) -> bool:
    user = request.user
    return (
        isinstance(user, User)
        and moderation.may(user, kind)
        and user.has_perm(permissions.DECIDE_MANY)
    )
