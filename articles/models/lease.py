"""Leases, which keep an article from being dealt to two reviewers at once, and skips."""

from django.conf import settings
from django.db import models

from articles.models.article import Article


class Lease(models.Model):
    """A reviewer's hold on an article until a time (UTC), which activity extends.

    An article has at most one row, taken by a conditional write (see `articles.moderation.leases`).
    An expired lease keeps nobody from the article.
    """

    article = models.OneToOneField(Article, models.CASCADE, related_name="lease")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="leases")
    claimed_at = models.DateTimeField()
    until = models.DateTimeField()
    page = models.CharField(
        max_length=32, blank=True, help_text="The opened page that it was dealt to, if one was."
    )

    class Meta:
        ordering = ["until"]
        indexes = [models.Index(fields=["by", "until"], name="lease_by_person")]

    def __str__(self) -> str:
        return f"{self.by} reads {self.article_id} until {self.until:%H:%M:%S}"


class Skip(models.Model):
    """A reviewer's skip of an article, valid for one day and one filter; it is no decision.

    On that day and in that filter, an article skipped once is dealt to the reviewer again after all
    others; one skipped more often only on request. A skip that was undone (`undo_token`) doesn't
    count. Skips and acts of a person have one order that needs no clock: a skip came after their
    act with the primary key `after_act` and before their next, and of two skips after the same act
    the one with the greater primary key came later.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    scope = models.CharField(max_length=32, help_text="Digest of the filter it was skipped in.")
    day = models.DateField()
    at = models.DateTimeField()
    times = models.PositiveSmallIntegerField(
        default=1, help_text="1 for the first skip of the article on that day, 2 for the second."
    )
    after_act = models.PositiveBigIntegerField(
        default=0, help_text="The number of the person's latest act at that time; 0: none."
    )
    undo_token = models.CharField(
        max_length=64, blank=True, help_text="The token of the form that took it back, if one did."
    )

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "scope", "day", "article", "times"],
                condition=models.Q(undo_token=""),
                name="skip_counted_once",
            )
        ]
        indexes = [models.Index(fields=["by", "-id"], name="skip_by_person")]

    def __str__(self) -> str:
        return f"{self.by} skipped {self.article_id} on {self.day}"
