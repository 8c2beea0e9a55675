"""Providers and topics of articles."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from articles.documents import limits
from articles.documents.folding import decoded
from articles.documents.invisible import visible
from articles.models.folded import FoldedField, SortKeyField, folded_domain


class Provider(models.Model):
    """A publisher of articles, identified by name and domain: several may share one domain."""

    name = models.CharField(max_length=limits.PROVIDER_NAME[1])
    domain = models.CharField(max_length=limits.DOMAIN[1])
    folded_name = FoldedField(of="name")
    folded_domain = FoldedField(of="domain", by=folded_domain)
    sort_name = SortKeyField(of="name")

    class Meta:
        ordering = ["sort_name", "domain"]
        constraints = [
            models.UniqueConstraint("name", "domain", name="one_provider_per_name_and_domain"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(domain=""), name="provider_has_name_and_domain"
            ),
        ]
        indexes = [
            models.Index(fields=["domain"], name="provider_by_domain"),
            models.Index(fields=["folded_name"], name="provider_by_folded_name"),
            models.Index(fields=["folded_domain"], name="provider_by_folded_domain"),
            models.Index(fields=["sort_name", "domain"], name="provider_by_sort_name"),
        ]

    def __str__(self) -> str:
        # A name may be white space as HTML entities; a link to its page needs words.
        return visible(decoded(self.name) or self.domain)

    def get_absolute_url(self) -> str:
        return reverse("provider", args=[self.pk])


class Topic(models.Model):
    """A subject that upstream, or a person, files articles under.

    `name` is as stored, and unique; `str()` is the name to show: HTML entities decoded, hidden
    characters written out. Several topics may have the same name to show.
    """

    name = models.CharField(max_length=limits.TOPIC[1], unique=True)
    folded_name = FoldedField(of="name")
    sort_name = SortKeyField(of="name")

    class Meta:
        ordering = ["sort_name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="topic_has_a_name")]
        indexes = [
            models.Index(fields=["folded_name"], name="topic_by_folded_name"),
            models.Index(fields=["sort_name"], name="topic_by_sort_name"),
        ]

    def __str__(self) -> str:
        return visible(decoded(self.name))
