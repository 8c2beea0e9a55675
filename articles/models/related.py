"""Related links and images of articles."""

from django.db import models
from django.db.models import Q

from articles.documents import limits
from articles.documents.folding import decoded
from articles.documents.invisible import visible
from articles.models.provider import Provider


class RelatedLink(models.Model):
    """A link of a document to other coverage of the same story."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="related_links")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=limits.TITLE[1])
    excerpt = models.TextField(blank=True)
    published_at = models.DateTimeField("appeared", null=True, blank=True)
    web_url = models.CharField("web URL", max_length=limits.URL[1], blank=True)
    amp_web_url = models.CharField("AMP URL", max_length=limits.URL[1], blank=True)
    cdn_amp_web_url = models.CharField("AMP URL at the CDN", max_length=limits.URL[1], blank=True)
    type = models.CharField(max_length=limits.TYPE[1])
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, related_name="related_links")
    quality = models.PositiveIntegerField("quality (points)", null=True, blank=True)

    class Meta:
        verbose_name = "related link"
        ordering = ["article", "position"]

    def __str__(self) -> str:
        return self.headline

    @property
    def headline(self) -> str:
        """The title for display: HTML entities decoded, one line, hidden characters written out.

        '' without a title, which a link with a web URL may lack. One of nothing but HTML entities
        for white space is returned unchanged.
        """
        return visible(decoded(self.title)) or self.title

    @property
    def url(self) -> str:
        """The first of the link's URLs that isn't empty: web, AMP, AMP at the CDN; else ''."""
        return self.web_url or self.amp_web_url or self.cdn_amp_web_url


class Image(models.Model):
    """A picture of an article, a provider or a related link: its URL and data, not the file."""

    article = models.ForeignKey("Article", models.CASCADE, null=True, related_name="images")
    provider = models.ForeignKey(Provider, models.CASCADE, null=True, related_name="images")
    related_link = models.ForeignKey(RelatedLink, models.CASCADE, null=True, related_name="images")
    position = models.PositiveSmallIntegerField()
    url = models.CharField("URL", max_length=limits.URL[1])
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
