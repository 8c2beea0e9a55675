"""Read-only inlines of an article's page: pictures and related links."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin import display
from articles.models import Image, RelatedLink

if TYPE_CHECKING:

    class _TabularInline(admin.TabularInline[Any, Any]): ...

else:
    _TabularInline = admin.TabularInline


class ReadOnlyInline(_TabularInline):
    """A table of related rows without any form: nobody may add, change or delete rows in it."""

    template = "admin/articles/read_only_inline.html"
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PictureInline(ReadOnlyInline):
    """The pictures of an article or of a provider."""

    model = Image
    verbose_name = "picture"
    verbose_name_plural = "pictures"
    fields = readonly_fields = ("picture", "address", "size", "title_text", "attribution_text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return super().get_queryset(request).select_related("article__collection")

    @admin.display(description="picture")
    def picture(self, image: Image) -> str:
        return display.thumbnail([image], image.article.collection if image.article else None)

    @admin.display(description="address")
    def address(self, image: Image) -> str:
        return display.external_link(image.url)

    @admin.display(description="size (px)")
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}" if image.width and image.height else "–"

    @admin.display(description="title")
    def title_text(self, image: Image) -> str:
        return display.isolated(image.title or "–")

    @admin.display(description="attribution")
    def attribution_text(self, image: Image) -> str:
        return display.isolated(image.attribution or "–")


class RelatedLinkInline(ReadOnlyInline):
    """The related links of an article."""

    model = RelatedLink
    fields = readonly_fields = ("picture", "headline", "source", "appeared", "kind", "quality")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RelatedLink]:
        links = super().get_queryset(request)
        return links.select_related("provider", "article__collection").prefetch_related("images")

    @admin.display(description="picture")
    def picture(self, link: RelatedLink) -> str:
        return display.thumbnail(link.images.all(), link.article.collection)

    @admin.display(description="title")
    def headline(self, link: RelatedLink) -> str:
        return display.external_link(link.url, link.headline)

    @admin.display(description="provider")
    def source(self, link: RelatedLink) -> str:
        return display.isolated(link.provider or "–")

    @admin.display(description="type")
    def kind(self, link: RelatedLink) -> str:
        return display.isolated(link.type)

    @admin.display(description="appeared")
    def appeared(self, link: RelatedLink) -> str:
        return display.time_tag(link.published_at)
