"""Collections of documents, and the document texts that imports and exports store."""

import hashlib
from collections.abc import Mapping

from django.db import models
from django.db.models import Q

from articles.documents import limits
from articles.documents.decidable import Value
from articles.models.folded import SortKeyField
from articles.rules.upstream_word import MISSING_PUBLISHES

#: Characters of a path, at most.
PATH_LENGTH = 1000


class Collection(models.Model):
    """A folder of documents; collection and path under its root identify a document."""

    name = models.CharField(max_length=100, unique=True)
    sort_name = SortKeyField(of="name")
    root = models.CharField("root folder", max_length=PATH_LENGTH, unique=True)
    site_url = models.CharField(
        "site",
        max_length=limits.URL[1],
        blank=True,
        help_text="Address of the site that collects these documents; relative image addresses "
        "in them start there.",
    )
    missing_publishes = models.BooleanField(
        "documents without “published” are published",
        default=False,
        help_text="Sites of this format, and Jekyll, publish a document unless its “published” "
        "says false. Without this, such a document waits here, though its site shows it.",
    )

    stories_complete = models.BooleanField(
        default=False, help_text="Each of its articles that isn't gone is in a story or alone."
    )
    stories_version = models.PositiveIntegerField(
        default=0, help_text="Moves when a person changes which copies are one story."
    )

    class Meta:
        ordering = ["sort_name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="collection_has_a_name"),
        ]
        indexes = [models.Index(fields=["sort_name"], name="collection_by_sort_name")]

    def __str__(self) -> str:
        return self.name

    def marks(self, upstream: Mapping[str, Value]) -> dict[str, Value]:
        """Return {MISSING_PUBLISHES: True} to store beside an article's upstream values, or {}.

        {} unless `missing_publishes` is set; {} also where `upstream` has a value of `published`.
        """
        is_yes = self.missing_publishes and upstream.get("published") is None
        return {MISSING_PUBLISHES: True} if is_yes else {}


class DocumentText(models.Model):
    """A version of a document's whole text, byte order mark and line ends too; '' if redacted.

    A row is kept for good where its text is an article's first, one that a decision was made on,
    one side of a story change, or a redacted one. Imports and exports overwrite any other row that
    is an article's newest by the next text, and add a row where it is kept.
    """

    sha256 = models.CharField("SHA-256 of the bytes", max_length=64)
    text = models.TextField()
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "document text"

    def __str__(self) -> str:
        return f"text {self.sha256[:12]}"

    @property
    def is_redacted(self) -> bool:
        """Whether the text was redacted: then `text` is empty, as no document is."""
        return not self.text

    @property
    def has_own_digest(self) -> bool:
        """Whether `sha256` is the digest of `text` in UTF-8; False for a redacted text."""
        return hashlib.sha256(self.text.encode()).hexdigest() == self.sha256
