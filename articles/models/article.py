"""Articles, with the values of their documents and the state that decisions give them."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from articles import permissions
from articles.documents import limits
from articles.documents.decidable import DECIDABLE, FIELDS
from articles.documents.folding import decoded
from articles.documents.invisible import visible
from articles.models.article_indexes import CONSTRAINTS, INDEXES
from articles.models.collection import PATH_LENGTH, Collection, DocumentText
from articles.models.provider import Provider, Topic
from articles.rules import Status

#: The heat of an outranked story: the site shows a related one of higher quality instead.
OUTRANKED = -1
#: What the rank of an outranked article is lowered by: more than any quality, in points.
OUTRANKED_BY = 10_000_000


class ArticleQuerySet(models.QuerySet["Article"]):
    """Queries of articles, with the predicates that all other code shares."""

    def published(self) -> Self:
        """Return the articles of status published whose document isn't gone."""
        return self.filter(status=Status.PUBLISHED, gone_at=None)

    def waiting(self) -> Self:
        """Return the articles of status waiting whose document isn't gone."""
        return self.filter(status=Status.WAITING, gone_at=None)

    def in_conflict(self) -> Self:
        """Return the articles with an open conflict in any field; gone ones are included."""
        return self.filter(conflict_count__gt=0)

    def changed_since_decided(self) -> Self:
        """Return those of `published` that a person published and that upstream changed since.

        A change counts of any imported field but heat on which no decision stood then, in a version
        after the newest on which a person decided anything; undone decisions and undos don't count.
        """
        return self.published().filter(unseen_since__isnull=False)

    def withdrawn_upstream(self) -> Self:
        """Return those of `published` that a person published and upstream doesn't any longer.

        Upstream ceased to after the newest version on which a person decided anything; undone
        decisions and undos don't count.
        """
        return self.published().filter(withdrawn_since__isnull=False)

    def decided_of(self, provider: int) -> Self:
        """Return the articles of a provider whose status stands by a person's decision.

        The newest status is first. Gone ones are included; waiting ones never, even if a person
        sent them back. An undone decision doesn't count. `provider` is its primary key.
        """
        return self.filter(provider=provider, decided_by__isnull=False).order_by("-status_since")


class Article(models.Model):
    """An article of a document, with its effective values, status and standing decisions.

    The decidable fields (`articles.documents.decidable`) hold effective values. Only
    `articles.moderation.apply` assigns them, as `articles.rules` computes them from upstream values
    and decisions.
    """

    collection = models.ForeignKey(
        Collection, models.PROTECT, related_name="articles", db_index=False
    )
    path = models.CharField(
        "document", max_length=PATH_LENGTH, help_text="Under its collection's root."
    )

    category = models.CharField(max_length=limits.CATEGORY[1])
    title = models.CharField(max_length=limits.TITLE[1])
    excerpt = models.TextField(blank=True)
    published_at = models.DateTimeField(
        "appeared", help_text="When the article appeared at its source (UTC)."
    )
    original_url = models.CharField("original URL", max_length=limits.URL[1], blank=True)
    web_url = models.CharField("web URL", max_length=limits.URL[1], blank=True)
    amp_web_url = models.CharField("AMP URL", max_length=limits.URL[1], blank=True)
    cdn_amp_web_url = models.CharField("AMP URL at the CDN", max_length=limits.URL[1], blank=True)
    type = models.CharField(max_length=limits.TYPE[1])
    quality = models.PositiveIntegerField("quality (points)", null=True, blank=True)
    heat = models.IntegerField(
        "heat (points)",
        null=True,
        blank=True,
        help_text=f"{OUTRANKED}: the site shows a related story of higher quality instead.",
    )
    published = models.BooleanField(default=False)
    featured_content = models.TextField("featured content", blank=True)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="articles", db_index=False)
    topics = models.ManyToManyField(Topic, through="ArticleTopic", related_name="articles")

    first_text = models.ForeignKey(DocumentText, models.PROTECT, related_name="+")
    newest_text = models.ForeignKey(DocumentText, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(
        default=1, help_text="Moves when an imported field other than heat changes."
    )
    arrived_at = models.DateTimeField("arrived")
    gone_at = models.DateTimeField(
        "gone since", null=True, blank=True, help_text="When its document was found missing."
    )
    feed_id = models.UUIDField(
        "id in feeds",
        default=uuid4,
        unique=True,
        editable=False,
        help_text="Stays with the article; another story in its document gets a new one.",
    )
    url_key = models.CharField(
        "URL digest", max_length=32, help_text="Of the normalised URL: equal for one address."
    )
    title_key = models.CharField(
        "title digest", max_length=32, help_text="Of the normalised title: equal for one headline."
    )

    upstream = models.JSONField(
        "upstream values",
        help_text="Of each field that people may decide; “doubts” has words that may be our own.",
    )
    written = models.JSONField(
        default=dict,
        help_text="What an export wrote into the document, by field, until upstream changes it.",
    )
    writing = models.JSONField(
        default=dict, help_text="What an export is about to write; empty unless it was interrupted."
    )
    upstream_sources = models.JSONField(
        "sources of upstream",
        default=dict,
        help_text="Upstream's source of each field that an export wrote over, null for no key.",
    )

    decision_count = models.PositiveIntegerField(default=0)
    standing = models.JSONField(
        "standing decisions",
        default=dict,
        help_text="For each field that a person decided, the number of the decision that stands.",
    )
    conflicts = models.JSONField(
        default=dict, help_text="For each field in conflict: what upstream said then, and says now."
    )
    conflict_count = models.PositiveSmallIntegerField(default=0)
    returns = models.JSONField(
        "returns to earlier values",
        default=dict,
        help_text="For each field that a person decided, how often upstream went back to a value "
        "that had been looked at.",
    )
    changed_version = models.PositiveIntegerField(
        default=0, help_text="The version in which a field last changed that nobody had decided."
    )
    withdrawn_version = models.PositiveIntegerField(
        default=0, help_text="The version in which upstream ceased to publish it; 0: it has not."
    )
    unseen_since = models.DateTimeField(
        "changed since decided",
        null=True,
        blank=True,
        help_text="A person published it, and it changed then; nobody has looked since.",
    )
    withdrawn_since = models.DateTimeField(
        "withdrawn upstream since",
        null=True,
        blank=True,
        help_text="A person published it, and upstream withdrew it then; nobody has looked since.",
    )
    # A status rather than `published` leads the indexes: Django writes `NOT published` for
    # published=False, which finds no index on SQLite.
    status = models.CharField(
        max_length=10,
        choices=[(status, status.replace("-", " ").capitalize()) for status in Status],
    )
    status_since = models.DateTimeField(
        "status since", help_text="This status, by whoever made it so: pinning moves it."
    )
    public_since = models.DateTimeField(
        "public since",
        null=True,
        blank=True,
        help_text="When it was published here; whoever takes it over later doesn't move it.",
    )
    changed_at = models.DateTimeField("changed", help_text="By an import or a decision.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Lists order by this because NULLs sort first on one database and last on the other. Highest
    # first: by quality, then articles without a quality, then outranked ones.
    rank = models.GeneratedField(
        expression=Coalesce(F("quality"), Value(-1))
        - Case(When(heat=OUTRANKED, then=Value(OUTRANKED_BY)), default=Value(0)),
        output_field=models.IntegerField(),
        db_persist=True,
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = CONSTRAINTS
        indexes = INDEXES
        permissions = [
            (permissions.codename(name), label) for name, label in permissions.ARTICLE_PERMISSIONS
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.pk])

    @property
    def headline(self) -> str:
        """The title for display: HTML entities decoded, one line, hidden characters written out.

        A title of nothing but HTML entities for white space is returned unchanged.
        """
        return visible(decoded(self.title)) or self.title

    @property
    def is_outranked(self) -> bool:
        """Whether the heat is -1: the site shows a related story of higher quality instead."""
        return self.heat == OUTRANKED

    @property
    def url(self) -> str:
        """The URL of the original at its source: `original_url`, else `web_url`."""
        return self.original_url or self.web_url

    @property
    def topic_names(self) -> list[str]:
        """The stored names of the topics, in order; prefetch `filed_topics__topic` for speed."""
        return [filed.topic.name for filed in self.filed_topics.all()]

    @property
    def values(self) -> dict[str, object]:
        """The effective values of the decidable fields, topics too, by name in FIELDS' order."""
        columns = {name: getattr(self, name) for name in FIELDS if DECIDABLE[name].is_column}
        return {**columns, "topics": self.topic_names}
