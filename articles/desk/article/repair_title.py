"""The view that replaces a wrongly decoded headline by its repaired form."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from articles import moderation, permissions
from articles.desk.article.cards import with_card_parts
from articles.desk.article.decide import http_status, result_message
from articles.desk.article.views import article_page
from articles.desk.forms import SnapshotField, TokenForm
from articles.desk.messages import add_act_message
from articles.desk.request import DeskRequest, post_only, return_url
from articles.documents.text_repair import repaired_title
from articles.models import Article
from articles.moderation.decision_requests import Outcome


class RepairForm(TokenForm):
    """The form with the repaired headline that the page offered, and the snapshot (`Seen`).

    `note`, a field of its base, is not used.
    """

    title = forms.CharField(strip=False)
    seen = SnapshotField()


@post_only
@permission_required(permissions.EDIT, raise_exception=True)
def repair_title(request: DeskRequest, pk: int) -> HttpResponse:
    """Set the article's headline to the repaired one in the form, as an edit, and redirect.

    The redirect is to the posted `next`, else the article. The next page has a message: with a
    button to undo, or why nothing was recorded: no change, or a refused form, token or title (one
    that is neither the article's title nor its repaired form now). Any other refusal, such as for a
    document that changed since, shows the article with the reason (409; 422 where another person
    decided the headline and the user may override). Raise Http404 for an unknown article,
    PermissionDenied without EDIT, or where the token is another user's.
    """
    article = get_object_or_404(with_card_parts(Article.objects.all()), pk=pk)
    form = RepairForm(request.POST)
    try:
        outcome = _repair(request, article, form) if form.is_valid() else None
    except ValidationError as error:
        form.add_error(None, error)
        outcome = None
    if outcome is None:
        add_act_message(request, " ".join(form.faults()), None, messages.ERROR)
    elif outcome.blocked:
        return article_page(
            request,
            with_card_parts(Article.objects.all()).get(pk=pk),
            notice=result_message(outcome),
            status=http_status(outcome),
        )
    else:
        level = messages.SUCCESS if outcome.act else messages.INFO
        add_act_message(request, result_message(outcome), outcome.act, level)
    return HttpResponseRedirect(return_url(request, article.get_absolute_url()))


def _repair(request: DeskRequest, article: Article, form: RepairForm) -> Outcome:
    """Set the article's headline to the form's title, as an edit, and return the outcome.

    Raise ValidationError where the title is neither the repaired headline nor the current one, or
    moderation refuses it or the token.
    """
    cleaned = form.cleaned_data
    if cleaned["title"] not in (repaired_title(article.title), article.title):
        raise ValidationError("The headline has changed since. Look again, then decide.")
    return moderation.edit(
        [article],
        {"title": cleaned["title"]},
        by=request.user,
        token=cleaned["token"],
        place=cleaned["place"],
        seen={article.pk: cleaned["seen"]},
    )
