"""The record: what people did, and what it decided. Rows are added, never changed or removed.

The database itself refuses to change them: see `articles.models.triggers`.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from articles.models.article import Article
from articles.models.collection import DocumentText
from articles.rules import Kind, Ruling


def new_token() -> str:
    """Return a one-time token; a form carries one, so that sending it twice is one act."""
    return uuid.uuid4().hex


class Act(models.Model):
    """What a person did at once: who, when, where. Its decisions say what came of it."""

    class Place(models.TextChoices):
        QUEUE = "queue", "in the queue"
        ARTICLE = "article", "on the article's page"
        REVIEW = "review", "in review"
        ADMIN = "admin", "in the admin"
        CONFLICTS = "conflicts", "on the page of conflicts"
        HISTORY = "history", "on the page of history"
        DESK = "desk", "elsewhere on the desk"
        COMMAND = "command", "by a command"
        IMPORT = "import", "by an import"

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="acts"
    )
    at = models.DateTimeField()
    place = models.CharField(max_length=10, choices=Place)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(token=""), name="act_has_a_token"),
        ]
        indexes = [
            models.Index(fields=["by", "-at", "-id"], name="act_by_person"),
            models.Index(fields=["-at", "-id"], name="act_newest_first"),
        ]

    def __str__(self) -> str:
        who = self.by.get_username() if self.by else "import"
        return f"{who}, {self.at:%Y-%m-%d %H:%M %Z}, {self.get_place_display()}"

    def get_absolute_url(self) -> str:
        return reverse("act", args=[self.pk])


class DecisionQuerySet(models.QuerySet["Decision"]):
    def rulings(self) -> dict[int, list[Ruling]]:
        """Return these decisions as `standing` sees them, by article; one query."""
        found: dict[int, list[Ruling]] = {}
        for article, number, kind, changes, seen, withdraws, by in self.order_by().values_list(
            "article_id",
            "number",
            "kind",
            "changes",
            "upstream_seen",
            "withdraws__number",
            "act__by",
        ):
            sets = {name: after for name, (_, after) in changes.items()}
            found.setdefault(article, []).append(
                Ruling(number, Kind(kind), sets, seen, withdraws, by)
            )
        return found


class Decision(models.Model):
    """One article's part of an act; `number` counts within the article from 1."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="decisions", db_index=False)
    article = models.ForeignKey(Article, models.PROTECT, related_name="decisions", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(
        max_length=12, choices=[(kind, kind.replace("-", " ")) for kind in Kind]
    )
    reason = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    changes = models.JSONField(help_text="For each field: [before, after].")
    upstream_seen = models.JSONField(default=dict, help_text="What upstream said then, by field.")
    text = models.ForeignKey(DocumentText, models.PROTECT, related_name="+")
    withdraws = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="withdrawn_by"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint("article", "number", name="decision_number_once_per_article"),
            models.CheckConstraint(condition=Q(number__gte=1), name="decision_numbers_from_one"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="decision_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=Kind.UNDO, withdraws__isnull=False)
                | ~Q(kind=Kind.UNDO) & Q(withdraws=None),
                name="decision_undo_withdraws_one",
            ),
        ]
        indexes = [models.Index(fields=["act", "id"], name="decision_by_act")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.number}"

    def get_absolute_url(self) -> str:
        return f"{reverse('article', args=[self.article_id])}#decision-{self.number}"
