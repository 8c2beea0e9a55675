"""Batches: frozen sets of articles to decide in chunks, and their progress."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from articles.models.article import Article
from articles.models.decision import REASON_LENGTH, TOKEN_LENGTH, Act, Decision, new_token
from articles.rules import Kind


class Batch(models.Model):
    """A decision on a frozen set of articles, carried out in chunks and recorded as one act.

    `act` is None until a chunk has recorded a decision, so it stays None where all articles were
    skipped. Deleting a batch deletes its items.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches")
    made_at = models.DateTimeField()
    place = models.CharField(max_length=10, choices=Act.Place)
    token = models.CharField(
        max_length=TOKEN_LENGTH, unique=True, default=new_token, editable=False
    )
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in Kind])
    values = models.JSONField(default=dict, help_text="The value of each field it sets.")
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    note = models.TextField(blank=True)
    source = models.TextField(help_text="What was chosen, in words.")
    back_to = models.TextField(help_text="The address of the list it was chosen from.")
    planned = models.PositiveIntegerField(
        default=0, help_text="How many it was to change when it was chosen."
    )
    begun_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    act = models.OneToOneField(
        Act,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="batch",
        help_text="The one act that all its decisions belong to.",
    )

    class Meta:
        verbose_name_plural = "batches"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.source}"

    def get_absolute_url(self) -> str:
        return reverse("batch", args=[self.pk])


class BatchItem(models.Model):
    """An article of a batch, with the snapshot (`seen`) of it that was shown.

    `outcome` is empty while the item is to do, else `done`, or the SkipReason of a skipped item; an
    item that would be skipped has its SkipReason before the batch begins. `in_the_way` is the
    decision to report with the SkipReason, or None.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items", db_index=False)
    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    seen = models.CharField(max_length=400, help_text="The text's version and what stood.")
    outcome = models.CharField(max_length=10, blank=True, help_text="done, or why it was skipped.")
    in_the_way = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "batch item"
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint("batch", "article", name="batch_names_an_article_once")
        ]
        indexes = [
            models.Index(fields=["batch", "outcome", "position"], name="batch_item_by_outcome"),
            models.Index(
                fields=["batch", "position"], condition=Q(outcome=""), name="batch_item_to_do"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.outcome or 'to do'}"
