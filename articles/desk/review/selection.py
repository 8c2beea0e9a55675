"""What a reviewer works through, and what a page shows of it: a card, or the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import blake2b
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from articles.desk.article.cards import card
from articles.desk.article.forms import DecisionForm
from articles.desk.article.snapshot import Difference
from articles.desk.article.views import story_of
from articles.desk.context import capped, in_words
from articles.desk.filters import Chip
from articles.desk.queue.filters import Choice, choice
from articles.desk.request import DeskRequest
from articles.hints import hints_for
from articles.models import Article, ArticleQuerySet
from articles.models.ordering import SORTINGS, Sorting
from articles.moderation import leases
from articles.moderation.leases import Deal
from articles.rules import Status
from articles.stats import counts

#: Parameters of the address that are no filters.
PLACES: Final = ("status", "order", "skipped")
#: Filters whose value says enough.
PLAIN: Final = ("collection", "provider", "topic", "type", "image")
#: How far the slider reaches, in points, unless the value lies beyond.
SLIDER: Final = 200


@dataclass(frozen=True, slots=True)
class ReviewSelection:
    """The waiting articles that an address chooses, and their order."""

    query: str
    chosen: Choice
    problems: list[str]
    with_skipped: bool

    @property
    def sorting(self) -> Sorting:
        return SORTINGS[self.chosen.order]

    @property
    def scope(self) -> str:
        """A digest of the filters: what is skipped in one is not skipped in another."""
        chosen = sorted((chip.name, chip.value) for chip in self._chips())
        return blake2b(repr(chosen).encode(), digest_size=16).hexdigest()

    @property
    def address(self) -> str:
        return f"{reverse('review')}?{self.query}" if self.query else reverse("review")

    @property
    def queue_address(self) -> str:
        """The same articles as a list."""
        query = QueryDict(self.query, mutable=True)
        query["status"] = Status.WAITING
        query.pop("skipped", None)
        return f"{reverse('queue')}?{query.urlencode()}"

    @property
    def skipped_address(self) -> str:
        """The same articles with what was skipped among them."""
        query = QueryDict(self.query, mutable=True)
        query["skipped"] = "yes"
        return f"{reverse('review')}?{query.urlencode()}"

    @property
    def is_filtered(self) -> bool:
        return bool(self._chips())

    def articles(self) -> ArticleQuerySet:
        return self.chosen.filters.articles()

    def skipped_at(self, user: User, article: Article) -> datetime | None:
        """Return when the person skipped the article today, among these."""
        return leases.skipped_at(user, article.pk, self.scope)

    def __str__(self) -> str:
        """Say what it is of: `Computer Vision, quality from 30`."""
        return ", ".join(map(_said, self._chips())) or "the queue"

    def _chips(self) -> Sequence[Chip]:
        return list(self.chosen.filters.chips()) if self.chosen.filters.is_valid() else []


def selection_from(query: QueryDict) -> ReviewSelection:
    """Read an address's query; problems say what in it makes no sense."""
    chosen = choice(query, Article.objects.waiting(), places=PLACES)
    problems = list(chosen.problems)
    status, skipped = query.get("status", Status.WAITING), query.get("skipped", "")
    if status != Status.WAITING:
        problems.append(f"Review is of what waits; “{status}” is reviewed by nobody.")
    if skipped not in ("", "yes"):
        problems.append(f"Unknown filter: “skipped={skipped}”.")
    for name, faults in chosen.filters.errors.items():
        label = chosen.filters.form.fields[name].label if name in chosen.filters.form.fields else ""
        problems += [f"{label}: {fault}" if label else str(fault) for fault in faults]
    return ReviewSelection(query.urlencode(), chosen, problems, skipped == "yes")


def card_context(
    request: DeskRequest,
    pile: ReviewSelection,
    article: Article,
    *,
    until: datetime | None = None,
    form: DecisionForm | None = None,
    notice: str = "",
    differences: list[Difference] | None = None,
) -> dict[str, Any]:
    """Return what a card is made of; with what changed, where the text did since it was shown."""
    shown = card(article, request.user)
    shown.notice, shown.is_problem, shown.differences = notice, bool(notice), differences
    return {
        "part": "articles/_review_card.html",
        "pile": pile,
        "card": shown,
        "article": article,
        "form": form or DecisionForm(),
        "place": "review",
        "back_to": pile.address,
        "left": capped(pile.articles()),
        "until": until,
        "passed_at": pile.skipped_at(request.user, article),
        "is_waiting": article.status == Status.WAITING and article.gone_at is None,
        **_quality(article, form),
        "hints": hints_for(article, request.user),
        **story_of(article, request.user),
    }


def _quality(article: Article, form: DecisionForm | None) -> dict[str, Any]:
    """Return the pending quality, as typed, and how the slider shows it."""
    was = "" if article.quality is None else str(article.quality)
    typed = str(form["quality"].value() or "") if form else was
    points = int(typed) if typed.isdecimal() and len(typed) < 9 else None
    line = settings.PUBLISH_THRESHOLD
    reach = max(SLIDER, line, points or 0)
    at = round(100 * line / reach, 2)
    return {
        "typed": typed, "points": points, "line": line, "reach": reach,
        "line_at": f"{at}%", "line_is_right": at > 50,
    }  # fmt: skip


def end_context(request: DeskRequest, pile: ReviewSelection, dealt: Deal | None) -> dict[str, Any]:
    """Return what the end is made of; None where nothing could be dealt from such an address."""
    midnight = datetime.combine(
        timezone.localdate(), time.min, tzinfo=timezone.get_current_timezone()
    )
    return {
        "part": "articles/_review_end.html",
        "pile": pile,
        "dealt": dealt,
        "decided": counts.decided(midnight, request.user).own,
        "skipped": in_words(dealt.skipped if dealt else 0),
        "with_others": in_words(dealt.with_others if dealt else 0),
    }


def _said(chip: Chip) -> str:
    if chip.name == "q":
        return f"“{chip.value}”"
    return chip.value if chip.name in PLAIN else f"{chip.label.lower()} {chip.value}"
