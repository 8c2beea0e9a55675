"""The text of each article for full-text search, in a table of its own."""

from django.db import models

from articles.models.article import Article


class SearchText(models.Model):
    """An article's folded title, excerpt, provider's name and URLs; see `articles.search.index`."""

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="search_text"
    )
    text = models.TextField()

    class Meta:
        db_table = "articles_articlewords"
        verbose_name = "search text"
        verbose_name_plural = "search texts"

    def __str__(self) -> str:
        return f"search text of article {self.article_id}"
