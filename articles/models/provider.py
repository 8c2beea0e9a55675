"""Providers and topics of articles."""

from django.db import models
from django.db.models import Q

from articles.documents import limits


class Provider(models.Model):
    """A publisher of articles, identified by name and domain: several share one domain."""

    name = models.CharField(max_length=limits.PROVIDER_NAME[1])
    domain = models.CharField(max_length=limits.DOMAIN[1])

    class Meta:
        ordering = ["name", "domain"]
        constraints = [
            models.UniqueConstraint("name", "domain", name="one_provider_per_name_and_domain"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(domain=""), name="provider_has_name_and_domain"
            ),
        ]
        indexes = [models.Index(fields=["domain"], name="provider_by_domain")]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """A subject that upstream files articles under."""

    name = models.CharField(max_length=limits.TOPIC[1], unique=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="topic_has_a_name")]

    def __str__(self) -> str:
        return self.name
