"""The selection of articles under review, and the template context of a card or of the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import blake2b
from typing import Any, Final

from django.contrib.auth.models import User
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from articles.desk.article.cards import card
from articles.desk.article.forms import DecisionForm
from articles.desk.article.snapshot import Difference
from articles.desk.article.views import article_context
from articles.desk.context import capped_count, format_capped
from articles.desk.filters import Chip
from articles.desk.queue.filters import ListQuery, parse_list_query
from articles.desk.request import DeskRequest
from articles.desk.stories.keep_best import offer
from articles.hints import hints_for
from articles.models import Article, ArticleQuerySet, Skip
from articles.models.sort_orders import SORTINGS, Sorting
from articles.moderation import skips
from articles.moderation.dealing import Deal
from articles.moderation.keep_best import best_of_article
from articles.moderation.publish_threshold import publish_threshold
from articles.rules import Status
from articles.stats import counts

#: Parameters of the address that don't filter.
NON_FILTERS: Final = ("status", "order", "skipped")
#: Filters that the selection's name shows without their label.
VALUE_ONLY_FILTERS: Final = ("collection", "provider", "topic", "type", "image")
#: The maximum of the slider, in points, unless the quality or the threshold is higher.
SLIDER_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class ReviewSelection:
    """The waiting articles that an address's query selects, and their order.

    The order is `sorting`; `articles` doesn't apply it. `problems` are sentences on the query's
    errors; where it has any, the page deals no article. `with_skipped`: articles that the reviewer
    skipped twice or more today in this `scope` are dealt too.
    """

    query: str
    list_query: ListQuery
    problems: list[str]
    with_skipped: bool

    @property
    def sorting(self) -> Sorting:
        return SORTINGS[self.list_query.order]

    @property
    def scope(self) -> str:
        """A digest of the filters, not the order (32 hex digits); a skip counts in one scope.

        Another spelling of a provider, topic or searched text gives another scope. With an invalid
        filter it is that of no filters.
        """
        filters = sorted((chip.name, chip.value) for chip in self._chips())
        return blake2b(repr(filters).encode(), digest_size=16).hexdigest()

    @property
    def address(self) -> str:
        """The path of review with the selection's query."""
        return f"{reverse('review')}?{self.query}" if self.query else reverse("review")

    @property
    def queue_address(self) -> str:
        """The path of the queue in the tab Waiting, with the selection's query less `skipped`."""
        query = QueryDict(self.query, mutable=True)
        query["status"] = Status.WAITING
        query.pop("skipped", None)
        return f"{reverse('queue')}?{query.urlencode()}"

    @property
    def skipped_address(self) -> str:
        """The path of review with the selection's query, by which `with_skipped` is true."""
        query = QueryDict(self.query, mutable=True)
        query["skipped"] = "yes"
        return f"{reverse('review')}?{query.urlencode()}"

    @property
    def is_filtered(self) -> bool:
        return bool(self._chips())

    def articles(self) -> ArticleQuerySet:
        return self.list_query.filters.articles()

    @property
    def each_copy(self) -> bool:
        """Whether each copy of a story is dealt, not the best for all; without problems only."""
        return self.list_query.filters.has_row_of_each

    def last_skip(self, user: User, article: Article) -> Skip | None:
        """Return the last of the user's skips of the article today in this scope, or None.

        Skips that were undone don't count.
        """
        return skips.last_skip(user, article.pk, self.scope)

    def __str__(self) -> str:
        """Return the filters, in the form's order, as text: `Computer Vision, quality from 30`.

        Without filters, or with an invalid one, return `the queue`.
        """
        return ", ".join(map(_chip_text, self._chips())) or "the queue"

    def _chips(self) -> Sequence[Chip]:
        filters = self.list_query.filters
        return list(filters.chips()) if filters.is_valid() else []


def parse_selection(query: QueryDict) -> ReviewSelection:
    """Parse an address's query into a selection of waiting articles.

    `problems` has a sentence for each error: an unknown parameter or order, an invalid filter,
    another status than `waiting`, and a `skipped` other than `yes` or ''.
    """
    list_query = parse_list_query(query, Article.objects.waiting(), non_filters=NON_FILTERS)
    form, problems = list_query.filters.form, list(list_query.problems)
    status, skipped = query.get("status", Status.WAITING), query.get("skipped", "")
    if status != Status.WAITING:
        problems.append(f"Review is of what waits; “{status}” is reviewed by nobody.")
    if skipped not in ("", "yes"):
        problems.append(f"Unknown filter: “skipped={skipped}”.")
    for name, errors in list_query.filters.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        problems += [f"{label}: {error}" if label else str(error) for error in errors]
    return ReviewSelection(query.urlencode(), list_query, problems, skipped == "yes")


def card_context(
    request: DeskRequest,
    selection: ReviewSelection,
    article: Article,
    *,
    until: datetime | None = None,
    form: DecisionForm | None = None,
    notice: str = "",
    differences: list[Difference] | None = None,
) -> dict[str, Any]:
    """Return the template context of the card on which a reviewer decides on an article.

    The article must be read with `with_card_parts`. `until` (UTC) is the end of the user's lease,
    None without one. After a refusal, `form` is the form with the values sent, `notice` the reason,
    and `differences` are those of `changes_since`.
    """
    shown = card(article, request.user)
    shown.notice, shown.is_problem, shown.differences = notice, bool(notice), differences
    return {
        "part": "desk/review/_card.html",
        "pile": selection,
        "card": shown,
        "article": article,
        "form": form or DecisionForm(),
        "place": "review",
        "back_to": selection.address,
        "left": capped_count(selection.articles()),
        "until": until,
        "last_skip": selection.last_skip(request.user, article),
        "is_waiting": article.status == Status.WAITING and article.gone_at is None,
        **_quality_context(article, form),
        "hints": hints_for(article, request.user),
        "offer": offer(best_of_article(article, request.user)),
        **article_context(article, request.user),
    }


def _quality_context(article: Article, form: DecisionForm | None) -> dict[str, Any]:
    """Return the template context of the quality: pending quality, threshold, and slider.

    `typed` is the form's quality as text, without a form the article's, or ''; `points` is `typed`
    as a number, None unless it has 1 to 8 digits and nothing else. `line` is the threshold in
    points, `line_at` its place as a percentage (text) of the slider's maximum `reach`, and
    `line_is_right` tells whether that is over 50 %.
    """
    was = "" if article.quality is None else str(article.quality)
    typed = str(form["quality"].value() or "") if form else was
    points = int(typed) if typed.isdecimal() and len(typed) < 9 else None
    threshold = publish_threshold()
    maximum = max(SLIDER_MAX, threshold, points or 0)
    percent = round(100 * threshold / maximum, 2)
    return {
        "typed": typed,
        "points": points,
        "line": threshold,
        "reach": maximum,
        "line_at": f"{percent}%",
        "line_is_right": percent > 50,
    }


def end_context(
    request: DeskRequest, selection: ReviewSelection, deal: Deal | None
) -> dict[str, Any]:
    """Return the template context of the end of review, where no article is dealt.

    `decided` is the number of the reviewer's decisions, in review or elsewhere, since midnight in
    their time zone (a Count, without undos and undone ones). As texts of `format_capped`, `skipped`
    and `with_others` are the numbers of these names in the deal: articles that the reviewer skipped
    twice or more today, and those that other reviewers hold or just took. Both are `0` where
    `deal` is None, because the selection has problems. `is_empty`: no article is in the database.
    """
    midnight = datetime.combine(
        timezone.localdate(), time.min, tzinfo=timezone.get_current_timezone()
    )
    return {
        "part": "desk/review/_end.html",
        "pile": selection,
        "dealt": deal,
        "is_empty": not Article.objects.exists(),
        "decided": counts.decided(midnight, request.user).own,
        "skipped": format_capped(deal.skipped if deal else 0),
        "with_others": format_capped(deal.with_others if deal else 0),
    }


def _chip_text(chip: Chip) -> str:
    """Return a filter as a part of the selection's name: `“x”`, `AI`, `quality from 30`."""
    if chip.name == "q":
        return f"“{chip.value}”"
    return chip.value if chip.name in VALUE_ONLY_FILTERS else f"{chip.label.lower()} {chip.value}"
