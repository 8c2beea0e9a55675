"""Admin pages of what documents name, and of their folders: providers, topics, collections."""

from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_protect

from articles.admin import display
from articles.admin.base import CountedAdmin, ImportedAdmin, M
from articles.admin.inlines import PictureInline
from articles.documents.folding import caseless
from articles.documents.urls import is_link
from articles.formatting.addresses import host_element
from articles.models import (
    Article,
    ArticleQuerySet,
    ArticleTopic,
    Collection,
    ImportRun,
    Provider,
    Topic,
)
from articles.sync.locks import LockHeld, LockLost
from articles.sync.missing_published import set_missing_publishes, undecided_articles

#: How many of the articles that a setting publishes are named.
LISTED: Final = 20


class ArticleCountAdmin(CountedAdmin[M]):
    """A read-only admin of rows that articles refer to, each with links to lists of its articles.

    One list is the admin's, with the capped count of the row's articles; the other is the queue.
    Both lists are filtered by the row's name: they also have the articles of others of that name,
    in any letter case; lists of a provider also those of providers with the name as their domain.
    """

    #: The query parameter by which the lists of articles filter for a row's name.
    parameter: str

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Return the rows in which each word of the term occurs in some column, in any letter case.

        `search_fields` names the columns: those that hold folded texts, and the name as it is
        stored, whose letter case the database folds. Words in quotes are looked for as one. The
        second value tells whether a row may be found twice. Without words, all rows are returned.
        """
        return super().get_search_results(request, queryset, caseless(search_term))

    @admin.display(description="name")
    def shown_name(self, row: Any) -> str:
        return display.isolated(str(row) or row.name)

    @admin.display(description="stored name")
    def stored_name(self, row: Any) -> str:
        return display.isolated(row.name)

    @admin.display(description="articles")
    def article_count(self, row: Any) -> str:
        return display.page_link(
            "admin:articles_article_changelist", row.related_count, query={self.parameter: row.name}
        )

    @admin.display(description="desk")
    def desk_link(self, row: Any) -> str:
        query = {"status": "all", self.parameter: row.name}
        return display.page_link("queue", "Open on the desk", query=query)

    @admin.display(description="articles")
    def article_links(self, row: Any) -> str:
        query = {self.parameter: row.name}
        return format_html(
            "{} · {}",
            display.page_link("admin:articles_article_changelist", "In the admin", query=query),
            self.desk_link(row),
        )


@admin.register(Provider)
class ProviderAdmin(ArticleCountAdmin[Provider]):
    """Providers; read-only, as name and domain identify a provider and come from the documents."""

    counted = (Article.objects.all(), "provider")
    parameter = "provider"
    ordering = ["sort_name", "domain"]
    list_display = ("shown_name", "host", "article_count", "desk_link")
    search_fields = ("folded_name__contains", "folded_domain__contains", "name__icontains")
    fields = readonly_fields = ("stored_name", "host", "article_links")
    inlines = (PictureInline,)

    @admin.display(description="domain")
    def host(self, provider: Provider) -> str:
        return host_element(provider.domain)


@admin.register(Topic)
class TopicAdmin(ArticleCountAdmin[Topic]):
    """Topics; read-only, as documents and edits of articles create them."""

    counted = (ArticleTopic.objects.all(), "topic")
    parameter = "topic"
    ordering = ["sort_name"]
    list_display = ("shown_name", "article_count", "desk_link")
    search_fields = ("folded_name__contains", "name__icontains")
    fields = readonly_fields = ("stored_name", "article_links")


class CollectionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A form for the site address of a collection, and for what a missing `published` means.

    A change of the latter has to be confirmed by the number of articles whose status it would
    change (perhaps 0); where that number isn't given, or is another, the error says it.
    """

    confirmed_count = forms.IntegerField(
        label="Articles that this publishes or unpublishes",
        required=False,
        min_value=0,
        help_text="Only where you change the setting above: save, and an error names the articles.",
    )

    def clean_site_url(self) -> str:
        """Return the address, which may be ''.

        Raises ValidationError for a text that isn't a safe http(s) address.
        """
        address = str(self.cleaned_data["site_url"])
        if address and not is_link(address):
            raise ValidationError("Enter an address such as https://news.example.org, or nothing.")
        return address

    def clean(self) -> dict[str, Any]:
        """Return the values; an error is `missing_publishes` changed without the right number."""
        values = super().clean() or {}
        if "missing_publishes" in self.changed_data:
            articles = undecided_articles(self.instance)
            count = articles.count()
            if values.get("confirmed_count") != count:
                self.add_error("confirmed_count", self._question(articles, count, values))
        return values

    def _question(
        self, articles: ArticleQuerySet, count: int, values: dict[str, Any]
    ) -> ValidationError:
        """Return the error that names the articles and asks for their number."""
        becomes = "published" if values.get("missing_publishes") else "unpublished"
        headlines = [f"“{article.headline}”" for article in articles.order_by("-id")[:LISTED]]
        more = f" and {count - LISTED:,} more" if count > LISTED else ""
        named = f": {', '.join(headlines)}{more}" if headlines else ""
        plural = "" if count == 1 else "s"
        return ValidationError(
            f"{count:,} article{plural} that nobody decided would be {becomes} at once{named}. "
            f"Enter {count} to confirm."
        )


@admin.register(Collection)
class CollectionAdmin(ImportedAdmin[Collection]):
    """Collections: the site address and the meaning of a missing `published` can be changed.

    Name and root can't.
    """

    form = CollectionForm
    ordering = ["sort_name"]
    list_display = ("name", "root", "site_url", "last_import", "article_list")
    fields = (
        "name",
        "root",
        "site_url",
        "missing_publishes",
        "confirmed_count",
        "last_import",
    )
    readonly_fields = ("name", "root", "last_import")

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or save a collection, without the one transaction that Django makes of a save.

        To apply a setting to many articles takes many transactions, between which others write.
        """
        view = super()._changeform_view  # type: ignore[misc]  # left out by the stubs
        return view(request, object_id, form_url, extra_context)

    def save_model(
        self, request: HttpRequest, obj: Collection, form: CollectionForm, change: bool
    ) -> None:
        """Save the address; store and apply a changed `missing_publishes`.

        A message says how many articles changed status. While another run of the collection goes
        on, the setting stays, with an error message. If one comes between, the setting is stored,
        and the next import applies it.
        """
        publishes = obj.missing_publishes
        obj.missing_publishes = form.initial["missing_publishes"]
        # No other column: an import may have written some since the form was read.
        obj.save(update_fields=["site_url"])
        if publishes == obj.missing_publishes:
            return
        try:
            count = set_missing_publishes(obj, publishes=publishes)
        except LockHeld:
            message = "An import or export is running. Save this again when it has ended."
            self.message_user(request, message, messages.ERROR)
        except LockLost:
            message = "Another run came between. The setting is stored; the next import applies it."
            self.message_user(request, message, messages.WARNING)
        else:
            becomes = "published" if publishes else "waiting again"
            plural = "article is" if count == 1 else "articles are"
            self.message_user(request, f"{count:,} {plural} {becomes} now.", messages.SUCCESS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        """Return the collections with `last_finished`: when an import of each ended last (UTC).

        Interrupted and running imports don't count; it is None where there is no other.
        """
        runs = ImportRun.objects.filter(
            collection=OuterRef("pk"), kind=ImportRun.Kind.IMPORT, interrupted=False
        )
        newest = runs.exclude(finished_at=None).order_by("-finished_at").values("finished_at")[:1]
        return super().get_queryset(request).annotate(last_finished=Subquery(newest))

    @admin.display(description="last import")
    def last_import(self, collection: Any) -> str:
        return display.time_tag(collection.last_finished)

    @admin.display(description="articles")
    def article_list(self, collection: Collection) -> str:
        query = {"collection__id__exact": collection.pk}
        return display.page_link("admin:articles_article_changelist", "Open the list", query=query)
