"""Apply the repaired form of a headline that was decoded wrongly."""

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
from articles.desk.forms import TokenForm
from articles.desk.messages import add_act_message
from articles.desk.request import DeskRequest, back_to, post_only
from articles.documents.text_repair import repaired_title
from articles.models import Article
from articles.moderation.orders import Outcome, Seen


class RepairForm(TokenForm):
    """The headline that was offered, and what was seen of the article."""

    title = forms.CharField(strip=False)
    seen = forms.CharField(max_length=400)

    def clean_seen(self) -> Seen:
        return Seen.parse(self.cleaned_data["seen"])


@post_only
@permission_required(permissions.EDIT, raise_exception=True)
def repair_title(request: DeskRequest, pk: int) -> HttpResponse:
    """Make the repaired headline that the form shows the article's own, as an edit."""
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
    return HttpResponseRedirect(back_to(request, article.get_absolute_url()))


def _repair(request: DeskRequest, article: Article, form: RepairForm) -> Outcome:
    """Raises ValidationError where the form shows a headline that nobody offered."""
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
