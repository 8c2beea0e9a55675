"""Note which articles changed since a person decided, and recompute conflicts.

This imports today's rules instead of a copy of them: the columns of conflicts are derived, and must
agree with the code that runs after the migration.

Of articles that exist already, those are listed as changed since a person decided of which an
import reported a change after that decision. That is not exact: the change may be of a field that
a person has decided. What upstream withdrew is listed from the next import on.
"""

from django.db import migrations, models
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery

from articles.rules import Kind, Ruling, effective_state

#: How many rows are read and written at a time.
CHUNK = 1000
KINDS = (
    "approve", "reject", "unpublish", "reopen", "set-quality", "edit", "release", "keep-ours",
    "take-theirs", "confirm", "undo", "replaced",
)  # fmt: skip


def close_answered_conflicts(apps, schema_editor):
    """Close the open conflicts about values that a person had looked at before."""
    alias = schema_editor.connection.alias
    articles = apps.get_model("articles", "Article").objects.using(alias)
    decisions = apps.get_model("articles", "Decision").objects.using(alias)
    in_conflict = articles.filter(conflict_count__gt=0)
    for rows in _chunks(in_conflict.only("upstream", "conflicts", "conflict_count")):
        rulings = {article.pk: [] for article in rows}
        for row in decisions.filter(article__in=rulings).values_list(
            "article", "number", "kind", "changes", "upstream_seen", "withdraws__number", "act__by"
        ):
            article, number, kind, changes, *rest = row
            sets = {name: after for name, (_, after) in changes.items()}
            rulings[article].append(Ruling(number, Kind(kind), sets, *rest))
        changed = []
        for article in rows:
            opened = effective_state(article.upstream, rulings[article.pk]).conflicts
            still_open = {n: each for n, each in article.conflicts.items() if n in opened}
            if len(still_open) < len(article.conflicts):
                article.conflicts, article.conflict_count = still_open, len(still_open)
                changed.append(article)
        articles.bulk_update(changed, ["conflicts", "conflict_count"], batch_size=100)


def note_changes_since_decided(apps, schema_editor):
    """Mark the articles that people published and of which an import reported a change since."""
    alias = schema_editor.connection.alias
    articles = apps.get_model("articles", "Article").objects.using(alias)
    decisions = apps.get_model("articles", "Decision").objects.using(alias)
    entries = apps.get_model("articles", "ImportEntry").objects.using(alias)
    by_people = decisions.filter(article=OuterRef("pk"), act__by__isnull=False).order_by()
    latest = by_people.values("article").annotate(latest=Max("act__at")).values("latest")
    published = articles.filter(status="published", decided_by__isnull=False)
    later = entries.filter(
        article=OuterRef("pk"),
        status__in=["changed", "moved"],
        run__started_at__gt=OuterRef("decided_at"),
    )
    changed = published.annotate(decided_at=Subquery(latest)).filter(Exists(later.order_by()))
    for rows in _chunks(changed.only("pk")):
        articles.filter(pk__in=[row.pk for row in rows]).update(
            changed_version=F("version"), unseen_since=F("changed_at")
        )


def _chunks(articles):
    """Yield the articles in lists of at most CHUNK; memory doesn't grow with the table."""
    last = 0
    while rows := list(articles.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield rows
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_plain_names")]
    operations = [
        migrations.RemoveConstraint("decision", "decision_kind_known"),
        migrations.AddField(
            "article",
            "changed_version",
            models.PositiveIntegerField(
                default=0,
                help_text="The version in which a field last changed that nobody had decided.",
            ),
        ),
        migrations.AddField(
            "article",
            "returns",
            models.JSONField(
                default=dict,
                help_text="For each field that a person decided, how often upstream went back to a "
                "value that had been looked at.",
                verbose_name="returns to earlier values",
            ),
        ),
        migrations.AddField(
            "article",
            "unseen_since",
            models.DateTimeField(
                blank=True,
                help_text="A person published it, and it changed then; nobody has looked since.",
                null=True,
                verbose_name="changed since decided",
            ),
        ),
        migrations.AddField(
            "article",
            "withdrawn_since",
            models.DateTimeField(
                blank=True,
                help_text="A person published it, and upstream withdrew it then; nobody has looked "
                "since.",
                null=True,
                verbose_name="withdrawn upstream since",
            ),
        ),
        migrations.AddField(
            "article",
            "withdrawn_version",
            models.PositiveIntegerField(
                default=0,
                help_text="The version in which upstream ceased to publish it; 0: it has not.",
            ),
        ),
        migrations.AddField(
            "decision",
            "version",
            models.PositiveIntegerField(
                blank=True, help_text="Of the text it was made on.", null=True
            ),
        ),
        migrations.AlterField(
            "articleaddress",
            "key",
            models.CharField(
                help_text="Of the normalised address.",
                max_length=32,
                verbose_name="address digest",
            ),
        ),
        migrations.AlterField(
            "batch",
            "kind",
            models.CharField(choices=[(kind, kind) for kind in KINDS], max_length=12),
        ),
        migrations.AlterField(
            "decision",
            "kind",
            models.CharField(
                choices=[(kind, kind.replace("-", " ")) for kind in KINDS], max_length=12
            ),
        ),
        migrations.AddConstraint(
            "decision",
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="decision_kind_known"),
        ),
        migrations.AddIndex(
            "article",
            models.Index(
                condition=Q(unseen_since__isnull=False),
                fields=["status", "-rank", "-id", "gone_at"],
                name="article_changed_since",
            ),
        ),
        migrations.AddIndex(
            "article",
            models.Index(
                condition=Q(withdrawn_since__isnull=False),
                fields=["status", "-rank", "-id", "gone_at"],
                name="article_withdrawn",
            ),
        ),
        migrations.RunPython(close_answered_conflicts, migrations.RunPython.noop),
        migrations.RunPython(note_changes_since_decided, migrations.RunPython.noop),
    ]
