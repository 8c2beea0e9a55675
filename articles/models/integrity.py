"""Records that the checks of history read: texts taken out, and what became of the triggers.

Rows are added, never changed or deleted; triggers enforce it (see `articles.models.triggers`).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.collection import DocumentText


class Redaction(models.Model):
    """The removal of a kept text for the law's sake: which, by whom, when (UTC) and why.

    `text` is the row that kept it, whose own `text` is empty since. The digest of the removed text
    stays in that row and is here too, so that check_history can compare the two.
    """

    text = models.OneToOneField(DocumentText, models.PROTECT, related_name="redaction")
    article = models.ForeignKey(Article, models.PROTECT, related_name="redactions")
    sha256 = models.CharField("SHA-256 of the text", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="redaction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"text {self.sha256[:12]} taken out, {self.at:%Y-%m-%d}"


class TriggerEvent(models.Model):
    """An event of the triggers that guard the record: installed, found at fault, or reviewed.

    Of kind `installed`, `triggers` has the digest of each trigger's definition, by name; such a row
    is added where the digests differ from those of the last one. Of `fault` it has the Fault by
    name (`missing`, `changed`, `unknown`), as found before triggers were installed again. A row
    `reviewed` says that a person looked into the faults recorded before it.
    """

    class Kind(models.TextChoices):
        """The kinds of event."""

        INSTALLED = "installed", "installed"
        FAULT = "fault", "found missing or changed"
        REVIEWED = "reviewed", "looked into"

    kind = models.CharField(max_length=9, choices=Kind)
    at = models.DateTimeField()
    triggers = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = "trigger event"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"triggers {self.get_kind_display()}, {self.at:%Y-%m-%d %H:%M %Z}"
