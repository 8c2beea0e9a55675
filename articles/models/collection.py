"""Collections of documents, the texts kept of them, and the runs that imported them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

PATH_LENGTH = 1000


class Collection(models.Model):
    """A folder of documents. A document is known by its collection and its path under the root."""

    name = models.CharField(max_length=100, unique=True)
    root = models.CharField("root folder", max_length=PATH_LENGTH, unique=True)
    site_url = models.CharField(
        "site",
        max_length=2000,
        blank=True,
        help_text="Address of the site that collects these documents; relative image addresses "
        "in them start there.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="collection_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class DocumentText(models.Model):
    """A document's text exactly as it came: byte order mark, line ends and body included."""

    sha256 = models.CharField("SHA-256 of the bytes", max_length=64)
    text = models.TextField()
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "document text"

    def __str__(self) -> str:
        return f"text {self.sha256[:12]}"


class InvalidDocument(models.Model):
    """A document that the last import of it could not take; gone as soon as it can be taken."""

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="invalid_documents")
    path = models.CharField(max_length=PATH_LENGTH)
    problems = models.JSONField(default=list)
    since = models.DateTimeField()

    class Meta:
        verbose_name = "invalid document"
        ordering = ["collection", "path"]
        constraints = [
            models.UniqueConstraint("collection", "path", name="one_invalid_document_per_path")
        ]

    def __str__(self) -> str:
        return self.path


class ImportRun(models.Model):
    """One import of one collection: who, when, what came of it. Unfinished means: running.

    A running import proves that it lives by `beat_at`; one that stopped beating was killed and
    gives way to the next (see `importing.claim`).
    """

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField("last sign of life")
    finished_at = models.DateTimeField(null=True, blank=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField("process")
    totals = models.JSONField(default=dict, help_text="How many documents came to each outcome.")
    interrupted = models.BooleanField(default=False)

    class Meta:
        verbose_name = "import"
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection"],
                condition=Q(finished_at=None),
                name="one_import_of_a_collection_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["-finished_at"], name="import_newest_first")]

    def __str__(self) -> str:
        return f"import of {self.collection} at {self.started_at:%Y-%m-%d %H:%M}"
