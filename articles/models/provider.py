"""What surrounds an article: who published it, what it is about, its pictures and its relations."""

from django.db import models
from django.db.models import Q

URL_LENGTH = 2000


class Provider(models.Model):
    """A publisher. Several share one domain, so a provider is known by name and domain."""

    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=253)

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

    name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="topic_has_a_name")]

    def __str__(self) -> str:
        return self.name
