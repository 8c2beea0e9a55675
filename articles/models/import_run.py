"""Runs of imports, exports and changes of a setting; invalid documents; story changes."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from articles.documents.invisible import visible
from articles.models.collection import PATH_LENGTH, Collection, DocumentText


class InvalidDocument(models.Model):
    """A path that the last import of it refused: a document, link or folder, with the problems.

    An import deletes the row when the document is valid again. One of the whole folder also deletes
    it when the path is missing, but not where a folder above it can't be read, or where so many
    articles' documents are missing that the import marks none as gone.
    """

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="invalid_documents")
    path = models.CharField(max_length=PATH_LENGTH)
    problems = models.JSONField(default=list)
    since = models.DateTimeField()
    run = models.ForeignKey(
        "ImportRun",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="The import that met it last.",
    )

    class Meta:
        verbose_name = "invalid document"
        ordering = ["collection", "path"]
        constraints = [
            models.UniqueConstraint("collection", "path", name="one_invalid_document_per_path")
        ]

    def __str__(self) -> str:
        return visible(self.path)


class ImportRun(models.Model):
    """An import, export or change of a setting of one collection: its times (UTC) and its totals.

    The unfinished run of a collection is its lock; a constraint allows only one. A running process
    updates `beat_at`, its heartbeat. An unfinished one whose heartbeat has expired, or whose
    process on the same host has ended, is ended by the collection's next run as interrupted
    (`articles.sync.locks`). `by` is the system account of the process.
    """

    class Kind(models.TextChoices):
        """What a run does with the documents, or the articles, of its collection."""

        IMPORT = "import", "import"
        EXPORT = "export", "export"
        SETTING = "set", "change of a setting"

    collection = models.ForeignKey(
        Collection, models.PROTECT, related_name="imports", db_index=False
    )
    by = models.CharField(
        max_length=150, help_text="The account of the machine that ran the command."
    )
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.IMPORT)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField("last heartbeat")
    finished_at = models.DateTimeField(null=True, blank=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField("process")
    totals = models.JSONField(default=dict, help_text="How many documents came to each outcome.")
    interrupted = models.BooleanField(default=False)
    waiting = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many articles waited, over all, when it had ended."
    )

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
        indexes = [
            models.Index(fields=["kind", "-finished_at"], name="import_newest_first"),
            models.Index(fields=["collection", "kind", "-id"], name="import_by_collection"),
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_kind_display()} of {self.collection} at {self.started_at:%Y-%m-%d %H:%M %Z}"
        )

    def get_absolute_url(self) -> str:
        return reverse("import", args=[self.pk])


class ImportEntry(models.Model):
    """The result of an import, or a change of a setting, for one document, also a missing one.

    Documents that the import reports as `unchanged` or `noise`, or that are still invalid, have no
    row; its totals count them. A change of a setting has rows only of articles whose status it
    changed.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="entries", db_index=False)
    status = models.CharField(max_length=10)
    path = models.CharField(max_length=PATH_LENGTH)
    article = models.ForeignKey("Article", models.PROTECT, null=True, related_name="import_entries")
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    conflicts = models.JSONField(default=list, help_text="Fields in which it opened a conflict.")
    differences = models.JSONField(
        default=dict, help_text="For each changed key, its value before and after, as a page shows."
    )

    class Meta:
        verbose_name = "import entry"
        verbose_name_plural = "import entries"
        ordering = ["run", "status", "id"]
        indexes = [models.Index(fields=["run", "status", "id"], name="import_entry_by_status")]

    def __str__(self) -> str:
        return f"{visible(self.path)}: {self.status}"


class StoryChange(models.Model):
    """A change of an article's source, story or path that an import found.

    `before` and `after` are the document's texts; where only the path changed, they may be one row.

    `path_before` is '' where the path did not change. Where path and source or story changed, the
    kind is that of the source or story.
    """

    class Kind(models.TextChoices):
        """The kinds of story change."""

        SOURCE_CHANGE = "source-change", "found at another source"
        REPLACED = "replaced", "replaced by another story"
        MOVED = "moved", "moved to another path"

    article = models.ForeignKey("Article", models.PROTECT, related_name="story_changes")
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="story_changes")
    kind = models.CharField(max_length=13, choices=Kind)
    at = models.DateTimeField()
    before = models.ForeignKey(DocumentText, models.PROTECT, related_name="+")
    after = models.ForeignKey(DocumentText, models.PROTECT, related_name="+")
    path_before = models.CharField(max_length=PATH_LENGTH, blank=True)

    class Meta:
        verbose_name = "story change"
        ordering = ["article", "-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"
