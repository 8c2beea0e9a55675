"""The constraints and indexes of the table of articles."""

from typing import Final

from django.db import models
from django.db.models import Q

from articles.documents import limits
from articles.rules import Status

CONSTRAINTS: Final[list[models.BaseConstraint]] = [
    models.UniqueConstraint("collection", "path", name="one_article_per_document"),
    models.CheckConstraint(condition=~Q(title=""), name="article_has_a_title"),
    models.CheckConstraint(
        condition=Q(quality=None) | Q(quality__lte=limits.QUALITY[1]),
        name="article_quality_range",
    ),
    models.CheckConstraint(
        condition=Q(heat=None) | Q(heat__gte=limits.HEAT[0], heat__lte=limits.HEAT[1]),
        name="article_heat_range",
    ),
    models.CheckConstraint(condition=Q(status__in=list(Status)), name="article_status_known"),
    models.CheckConstraint(
        condition=Q(published=True, status=Status.PUBLISHED)
        | Q(published=False) & ~Q(status=Status.PUBLISHED),
        name="article_status_agrees_with_published",
    ),
    models.CheckConstraint(
        condition=Q(status=Status.PUBLISHED, public_since__isnull=False)
        | ~Q(status=Status.PUBLISHED) & Q(public_since=None),
        name="article_is_public_since_published",
    ),
    models.CheckConstraint(
        condition=~Q(original_url="") | ~Q(web_url=""), name="article_has_a_url"
    ),
]

INDEXES: Final[list[models.Index]] = [
    models.Index(fields=["status", "-rank", "-id"], name="article_by_status_quality"),
    models.Index(fields=["status", "-published_at", "-id"], name="article_by_status_date"),
    models.Index(fields=["status", "-arrived_at", "-id"], name="article_by_status_arrival"),
    models.Index(fields=["status", "-status_since", "-id"], name="article_by_status_since"),
    models.Index(
        fields=["status", "-public_since", "-id"],
        condition=Q(status=Status.PUBLISHED),
        name="article_by_public_since",
    ),
    models.Index(fields=["url_key"], name="article_by_url"),
    # Finds published articles with the same headline, however many are waiting.
    models.Index(fields=["title_key", "status", "-id"], name="article_by_title"),
    models.Index(fields=["provider", "status", "-public_since"], name="article_by_provider"),
    models.Index(
        fields=["provider", "-status_since"],
        condition=Q(decided_by__isnull=False),
        name="article_decided_by_provider",
    ),
    models.Index(fields=["id"], condition=Q(conflict_count__gt=0), name="article_in_conflict"),
    models.Index(
        fields=["status", "-rank", "-id", "gone_at"],
        condition=Q(unseen_since__isnull=False),
        name="article_changed_since",
    ),
    models.Index(
        fields=["status", "-rank", "-id", "gone_at"],
        condition=Q(withdrawn_since__isnull=False),
        name="article_withdrawn",
    ),
    # For counts: where many articles are gone, or upstream decides most, the indexes by
    # status alone scan too many rows. These two cover the columns that counts read.
    models.Index(
        fields=["status", "status_since", "id", "collection", "gone_at"],
        condition=Q(status=Status.WAITING, gone_at=None),
        name="article_waiting_since",
    ),
    models.Index(
        fields=["status", "quality", "decided_by", "gone_at"],
        condition=Q(decided_by__isnull=False),
        name="article_decided_by_people",
    ),
    models.Index(fields=["-rank", "-id"], name="article_by_quality"),
    models.Index(fields=["-published_at", "-id"], name="article_by_date"),
    models.Index(fields=["-arrived_at", "-id"], name="article_by_arrival"),
    models.Index(fields=["status_since", "id"], name="article_by_since"),
]
