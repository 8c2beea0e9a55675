"""Columns of the list of articles and read-only fields of an article's page, as HTML."""

from django.contrib import admin
from django.utils.html import format_html

from articles import formatting
from articles.admin import display
from articles.formatting.addresses import host_element
from articles.formatting.quality import verdict_element
from articles.models import Article


class ArticleColumns:
    """Mixin with those columns of the list, and read-only fields of the page, that take HTML.

    Values that need none, such as heat, are shown by Django from the model.
    """

    @admin.display(description="picture")
    def thumbnail(self, article: Article) -> str:
        return display.thumbnail(article.images.all(), article.collection)

    @admin.display(description="title")
    def headline(self, article: Article) -> str:
        return display.isolated(article.headline)

    @admin.display(description="provider")
    def source(self, article: Article) -> str:
        return display.isolated(article.provider)

    @admin.display(description="appeared", ordering="published_at")
    def appeared(self, article: Article) -> str:
        return display.time_tag(article.published_at)

    @admin.display(description="status")
    def status_badge(self, article: Article) -> str:
        return display.status_badge(article)

    @admin.display(description="desk")
    def desk_link(self, article: Article) -> str:
        return display.page_link("article", "Open on the desk", article.pk)

    @admin.display(description="upstream's rule")
    def upstream_would(self, article: Article) -> str:
        return verdict_element(article, article.quality)

    @admin.display(description="original")
    def original(self, article: Article) -> str:
        return display.external_link(article.url)

    @admin.display(description="web URL")
    def web_address(self, article: Article) -> str:
        return display.external_link(article.web_url)

    @admin.display(description="AMP URL")
    def amp_address(self, article: Article) -> str:
        return display.external_link(article.amp_web_url)

    @admin.display(description="AMP URL at the CDN")
    def cdn_address(self, article: Article) -> str:
        return display.external_link(article.cdn_amp_web_url)

    @admin.display(description="provider")
    def provider_link(self, article: Article) -> str:
        name = "admin:articles_provider_change"
        host = host_element(article.provider.domain)
        text = format_html("{} ({})", display.isolated(article.provider), host)
        return display.page_link(name, text, article.provider_id)

    @admin.display(description="category")
    def category_text(self, article: Article) -> str:
        return display.isolated(article.category)

    @admin.display(description="document")
    def document_path(self, article: Article) -> str:
        return display.isolated(article.path)

    @admin.display(description="collection")
    def collection_link(self, article: Article) -> str:
        name = "admin:articles_collection_change"
        return display.page_link(name, article.collection, article.collection_id)

    @admin.display(description="arrived")
    def arrived(self, article: Article) -> str:
        return display.time_tag(article.arrived_at)

    @admin.display(description="embedded content")
    def featured(self, article: Article) -> str:
        return display.text_box(article.featured_content)

    @admin.display(description="text as it came last")
    def document(self, article: Article) -> str:
        return display.text_box(formatting.document_text(article.newest_text))

    @admin.display(description="topics")
    def topic_names(self, article: Article) -> str:
        """Return the topics in their order, separated by commas, or `no topics`, as HTML.

        Shown to users without the permission to change articles, instead of the form field.
        """
        return display.isolated(formatting.value("topics", article.topic_names))
