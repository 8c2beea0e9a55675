"""What a search looks through, beside the articles, so that it is found without reading them."""

from collections.abc import Iterable

from django.db import models

from articles.documents.folding import searched
from articles.models.article import Article
from articles.models.coverage import Provider


class ArticleWords(models.Model):
    """An article's title, excerpt, provider and addresses, folded; `models.trigrams` index it."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="words")
    text = models.TextField()

    class Meta:
        verbose_name = "words of an article"
        verbose_name_plural = "words of articles"

    def __str__(self) -> str:
        return f"words of article {self.article_id}"


def keep_words(articles: Iterable[Article]) -> None:
    """Store what a search is to find the articles by, writing no row that is right already."""
    by_pk = {article.pk: article for article in articles}
    if not by_pk:
        return
    names = dict(
        Provider.objects.filter(pk__in={article.provider_id for article in by_pk.values()})
        .order_by()
        .values_list("pk", "name")
    )
    wanted = {pk: _words_of(each, names[each.provider_id]) for pk, each in by_pk.items()}
    there = dict(ArticleWords.objects.filter(article__in=by_pk).values_list("article_id", "text"))
    rows = [ArticleWords(article_id=pk, text=text) for pk, text in wanted.items()]
    ArticleWords.objects.bulk_create([row for row in rows if row.article_id not in there])
    ArticleWords.objects.bulk_update(
        [row for row in rows if there.get(row.article_id, row.text) != row.text],
        ["text"],
        batch_size=100,
    )


def _words_of(article: Article, provider: str) -> str:
    return searched(
        article.title, article.excerpt, provider,
        article.original_url, article.web_url, article.amp_web_url, article.cdn_amp_web_url,
    )  # fmt: skip
