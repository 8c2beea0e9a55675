"""Rows of an article besides its own: its topics, and the digests of its URLs."""

from django.db import models

from articles.models.article import Article
from articles.models.provider import Topic


class ArticleTopic(models.Model):
    """A topic of an article, with its position in the article's list of topics."""

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="filed_topics", db_index=False
    )
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="filings")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["article", "position"]
        constraints = [
            models.UniqueConstraint("article", "topic", name="article_files_a_topic_once")
        ]

    def __str__(self) -> str:
        return str(self.topic)


class ArticleAddress(models.Model):
    """The digest of a URL of an article, by which a search for that URL finds the article.

    An article's URLs are the original, web, AMP and CDN AMP ones, as far as it has them; equal
    digests (`articles.documents.identity.url_key`) are stored once.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="addresses", db_index=False)
    key = models.CharField("address digest", max_length=32, help_text="Of the normalised address.")

    class Meta:
        verbose_name = "article address"
        verbose_name_plural = "article addresses"
        ordering = ["article", "key"]
        constraints = [
            models.UniqueConstraint("article", "key", name="article_has_an_address_once")
        ]
        indexes = [models.Index(fields=["key"], name="address_by_key")]

    def __str__(self) -> str:
        return self.key
