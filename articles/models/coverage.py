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


class RelatedLink(models.Model):
    """Another site's coverage of the same story, as the document lists it."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="related_links")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=500)
    excerpt = models.TextField(blank=True)
    published_at = models.DateTimeField("appeared", null=True, blank=True)
    web_url = models.CharField("web URL", max_length=URL_LENGTH, blank=True)
    amp_web_url = models.CharField("AMP URL", max_length=URL_LENGTH, blank=True)
    cdn_amp_web_url = models.CharField("AMP URL at the CDN", max_length=URL_LENGTH, blank=True)
    type = models.CharField(max_length=40)
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, related_name="related_links")
    quality = models.PositiveIntegerField("quality (points)", null=True, blank=True)

    class Meta:
        verbose_name = "related link"
        ordering = ["article", "position"]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        """The best address to open, or ''."""
        return self.web_url or self.amp_web_url or self.cdn_amp_web_url


class Image(models.Model):
    """A picture of an article, of a provider or of a related link; only its address is kept."""

    article = models.ForeignKey("Article", models.CASCADE, null=True, related_name="images")
    provider = models.ForeignKey(Provider, models.CASCADE, null=True, related_name="images")
    related_link = models.ForeignKey(RelatedLink, models.CASCADE, null=True, related_name="images")
    position = models.PositiveSmallIntegerField()
    url = models.CharField("URL", max_length=URL_LENGTH)
    width = models.PositiveIntegerField("width (px)", null=True, blank=True)
    height = models.PositiveIntegerField("height (px)", null=True, blank=True)
    is_cached = models.BooleanField(default=False)
    title = models.TextField(blank=True)
    attribution = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, provider=None, related_link=None)
                | Q(article=None, provider__isnull=False, related_link=None)
                | Q(article=None, provider=None, related_link__isnull=False),
                name="image_has_exactly_one_owner",
            ),
            models.CheckConstraint(condition=~Q(url=""), name="image_has_a_url"),
        ]

    def __str__(self) -> str:
        return self.url
