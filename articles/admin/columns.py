"""What the list of articles and an article's page show of one."""

from django.contrib import admin

from articles import formatting
from articles.admin import display
from articles.models import Article


class ArticleColumns:
    """The columns and read-only fields of an article."""

    @admin.display(description="picture")
    def thumbnail(self, article: Article) -> str:
        return display.thumbnail(article.images.all(), article.collection)

    @admin.display(description="title")
    def headline(self, article: Article) -> str:
        return article.title

    @admin.display(description="provider")
    def source(self, article: Article) -> str:
        return article.provider.name

    @admin.display(description="appeared", ordering="published_at")
    def appeared(self, article: Article) -> str:
        return display.moment(article.published_at)

    @admin.display(description="status")
    def badge(self, article: Article) -> str:
        return display.badge(article)

    @admin.display(description="desk")
    def desk(self, article: Article) -> str:
        return display.inside("article", "Open on the desk", article.pk)

    @admin.display(description="status")
    def state(self, article: Article) -> str:
        return display.badge(article)

    @admin.display(description="upstream's rule")
    def upstream_would(self, article: Article) -> str:
        return formatting.upstream_would(article)

    @admin.display(description="original")
    def original(self, article: Article) -> str:
        return display.original(article.url)

    @admin.display(description="web URL")
    def web_address(self, article: Article) -> str:
        return display.original(article.web_url)

    @admin.display(description="AMP URL")
    def amp_address(self, article: Article) -> str:
        return display.original(article.amp_web_url)

    @admin.display(description="AMP URL at the CDN")
    def cdn_address(self, article: Article) -> str:
        return display.original(article.cdn_amp_web_url)

    @admin.display(description="provider")
    def provider_link(self, article: Article) -> str:
        name = "admin:articles_provider_change"
        text = f"{article.provider.name} ({article.provider.domain})"
        return display.inside(name, text, article.provider_id)

    @admin.display(description="collection")
    def collection_link(self, article: Article) -> str:
        name = "admin:articles_collection_change"
        return display.inside(name, article.collection, article.collection_id)

    @admin.display(description="arrived")
    def arrived(self, article: Article) -> str:
        return display.moment(article.arrived_at)

    @admin.display(description="embedded content")
    def featured(self, article: Article) -> str:
        return display.box(article.featured_content)

    @admin.display(description="text as it came last")
    def document(self, article: Article) -> str:
        return display.box(article.newest_text.text)

    @admin.display(description="topics")
    def topic_names(self, article: Article) -> str:
        """Show the topics to those who may not edit them."""
        return ", ".join(article.topic_names)
