"""Chain a digest to each decision; record texts taken out and what becomes of the triggers.

The functions are copies of those of `articles.models.chain`, whose digests never change their form.
"""

import hashlib
import json

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: How many articles are read and written at a time.
CHUNK = 500
DECISION_COLUMNS = (
    "pk",
    "article_id",
    "number",
    "kind",
    "reason",
    "note",
    "changes",
    "upstream_seen",
    "version",
)
ACT_COLUMNS = ("pk", "by_id", "place", "token")


def start_chains(apps, schema_editor):
    """Store the digests of all decisions that there are."""
    alias = schema_editor.connection.alias
    articles = apps.get_model("articles", "Article").objects.using(alias)
    decided = articles.filter(decisions__isnull=False).distinct().order_by("pk")
    last = 0
    while chunk := list(decided.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        last = chunk[-1]
        _store_digests(apps, alias, chunk)


def _store_digests(apps, alias, articles):
    digests = apps.get_model("articles", "DecisionDigest").objects.using(alias)
    decisions = apps.get_model("articles", "Decision").objects.using(alias)
    rows = decisions.filter(article__in=articles).select_related("act", "withdraws")
    texts = dict(rows.order_by().values_list("text_id", "text__sha256"))
    newest = {}
    created = []
    for each in rows.order_by("article_id", "number"):
        entry = {
            "decision": {name: getattr(each, name) for name in DECISION_COLUMNS},
            "act": {name: getattr(each.act, name) for name in ACT_COLUMNS},
            "at": each.act.at.strftime("%Y-%m-%dT%H:%M:%S.%f"),
            "text": texts[each.text_id],
            "withdraws": each.withdraws.number if each.withdraws else None,
        }
        previous = newest.get(each.article_id, "")
        text = json.dumps([previous, entry], sort_keys=True, separators=(",", ":"))
        newest[each.article_id] = hashlib.sha256(text.encode()).hexdigest()
        created.append(digests.model(decision=each, digest=newest[each.article_id]))
    digests.bulk_create(created, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0012_second_factor"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            "DecisionDigest",
            [
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="digest",
                        serialize=False,
                        to="articles.decision",
                    ),
                ),
                ("digest", models.CharField(help_text="SHA-256, in hexadecimal.", max_length=64)),
            ],
            {"verbose_name": "decision digest"},
        ),
        migrations.CreateModel(
            "TriggerEvent",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("installed", "installed"),
                            ("fault", "found missing or changed"),
                            ("reviewed", "looked into"),
                        ],
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("triggers", models.JSONField(default=dict)),
                ("note", models.TextField(blank=True)),
            ],
            {"verbose_name": "trigger event", "ordering": ["-id"]},
        ),
        migrations.CreateModel(
            "Redaction",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the text")),
                ("at", models.DateTimeField()),
                ("reason", models.TextField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redactions",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "text",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redaction",
                        to="articles.documenttext",
                    ),
                ),
            ],
            {
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="redaction_has_a_reason",
                    )
                ],
            },
        ),
        migrations.RunPython(start_chains, migrations.RunPython.noop),
    ]
