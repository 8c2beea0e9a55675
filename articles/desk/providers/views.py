"""The pages of providers: the list by what waits, and one provider with its record."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from articles import formatting, permissions
from articles.desk.filters import has_too_long_value
from articles.desk.pagination import BAD_CURSOR_NOTICE
from articles.desk.providers.listing import PAGE_SIZE, ProviderSearch, requested_page
from articles.desk.request import DeskRequest
from articles.models import Article, Provider
from articles.search.names import providers_named
from articles.stats.counts import LIMIT, Count
from articles.stats.provider_record import MONTHS, NEWEST, Record, record_of
from articles.stats.providers import (
    WAITING_LIMIT,
    Figures,
    figures_of,
    newest_arrivals,
    waiting_by_provider,
)
from articles.stats.trends import MIN_SAMPLE

#: The most other providers of the name or the domain that a provider's page links to.
MOST_OTHERS: Final = 20


class ListedProvider(NamedTuple):
    """A row of the list: a provider, how many of its articles wait, its figures, `queue_query`."""

    provider: Provider
    waiting: int
    figures: Figures
    query: str


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many articles a provider has of a status, with the status's label and key."""

    status: str
    label: str
    count: Count


class RejectedArticle(NamedTuple):
    """A rejected article, and the label of the reason, or ''."""

    article: Article
    reason: str


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def providers(request: DeskRequest) -> HttpResponse:
    """Show at most PAGE_SIZE providers, those with the most waiting articles first.

    The parameter `q` chooses those with the text in their name or domain. An error in it is shown,
    and matches none (400 for too long a text). Pages and notices are those of `requested_page`; the
    status is 400 for a bad cursor. Of more than WAITING_LIMIT waiting articles, those that have
    waited longest are counted. Raise PermissionDenied without VIEW_ARTICLE.
    """
    form = ProviderSearch(request.GET)
    waiting = waiting_by_provider()
    pks = list(form.providers().order_by("sort_name", "domain", "pk").values_list("pk", flat=True))
    page, notice = requested_page(request, pks, waiting.by_provider)
    figures = figures_of(page.pks)
    by_pk = Provider.objects.in_bulk(page.pks)
    rows = [
        ListedProvider(by_pk[pk], waiting.by_provider[pk], figures[pk], queue_query(by_pk[pk]))
        for pk in page.pks
        if pk in by_pk and pk in figures
    ]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "notice": notice,
        "page_size": PAGE_SIZE,
        "count": len(pks),
        "counted": WAITING_LIMIT if waiting.is_more else None,
        "is_empty": not pks and not Provider.objects.exists(),
        "here": "providers",
    }
    is_bad = notice == BAD_CURSOR_NOTICE or has_too_long_value(form)
    return render(request, "desk/providers/providers.html", context, status=400 if is_bad else 200)


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def provider(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a provider: how many articles it has of each status, and what people decided on them.

    Also its newest published and rejected articles. Articles whose documents are gone count only in
    what people decided and as newest arrival. Months are those of the reader's time zone. Raise
    Http404 for an unknown provider, PermissionDenied without VIEW_ARTICLE.
    """
    shown = get_object_or_404(Provider, pk=pk)
    record = record_of(shown.pk, timezone.now())
    counts = _counts(shown)
    context = {
        "provider": shown,
        "query": queue_query(shown),
        "newest": newest_arrivals([shown.pk]).get(shown.pk),
        "counts": counts,
        "waiting": counts[0].count,
        "record": record,
        "months": MONTHS,
        "fewest": MIN_SAMPLE,
        "counted": LIMIT,
        "published": _newest_published(shown),
        "rejected": _newest_rejected(record),
        "here": "providers",
        **_others(shown),
    }
    return render(request, "desk/providers/provider.html", context)


def queue_query(shown: Provider) -> str:
    """Return the query, without `?`, that filters the queue by a provider: `provider=Name`.

    It has the domain instead of a blank name. The queue finds a text as name or domain, so it also
    lists the articles of other providers that have it.
    """
    return urlencode({"provider": shown.name if shown.name.strip() else shown.domain})


def _counts(shown: Provider) -> list[StatusCount]:
    """Return the counts of the queue's lists by status, what waits first; a query each."""
    articles = Article.objects.filter(provider=shown, gone_at=None)
    return [
        StatusCount(status, label, Count.of(articles.filter(status=status)))
        for status, label in formatting.STATUS.items()
    ]


def _newest_published(shown: Provider) -> list[Article]:
    """Return the NEWEST articles that were published last, with who decided so."""
    published = Article.objects.published().filter(provider=shown).select_related("decided_by")
    return list(published.order_by("-public_since", "-id")[:NEWEST])


def _newest_rejected(record: Record) -> list[RejectedArticle]:
    """Return the record's newest rejected articles, in its order, with who decided so and why."""
    by_pk = Article.objects.select_related("decided_by").in_bulk(record.rejected)
    return [
        RejectedArticle(by_pk[pk], reason) for pk, reason in record.rejected.items() if pk in by_pk
    ]


def _others(shown: Provider) -> dict[str, Any]:
    """Return the context on other providers, MOST_OTHERS of each sort, by name.

    `namesakes` are those that the queue finds by the same name, `same_domain` others of the domain.
    """
    namesakes = providers_named(shown.name).exclude(pk=shown.pk)
    same_domain = Provider.objects.filter(folded_domain=shown.folded_domain).exclude(
        pk__in=[shown.pk, *namesakes.order_by().values_list("pk", flat=True)]
    )
    return {
        "namesakes": list(namesakes[:MOST_OTHERS]),
        "same_domain": list(same_domain[:MOST_OTHERS]),
    }
