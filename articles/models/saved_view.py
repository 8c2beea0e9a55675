"""Saved views: named filters and orders of the queue."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """A filter and an order of the queue under a name, private or shared with all users.

    The name is unique among one user's views, and among the shared ones.
    """

    name = models.CharField(max_length=60)
    query = models.TextField(help_text="The address's query: filters and order, no page.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="views")
    is_for_all = models.BooleanField("for all", default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "view"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("by", "name", name="view_name_once_a_person"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(is_for_all=True), name="view_name_once_for_all"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def contents(self) -> str:
        """A text that is equal only for views with equal `query` and equal `is_for_all`."""
        return f"{'all' if self.is_for_all else 'own'} {self.query}"
