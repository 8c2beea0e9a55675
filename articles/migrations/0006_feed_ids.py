"""Store each article's id in feeds, and the folded names of providers and topics.

An article that exists already keeps the id that feeds gave it so far: a UUID (version 5) of its
collection's name and its document's path.
"""

import unicodedata
from uuid import UUID, uuid4, uuid5

from django.db import migrations, models

from articles.documents.urls import host_name

#: Must never change: feed readers would show every item again.
NAMESPACE = UUID("3b0f5c64-6f0e-4f0b-9d0a-5a4c8e9d7a11")
#: How many rows are read and written at a time.
CHUNK = 2000


def store_feed_ids(apps, schema_editor):
    """Give each article the id that feeds gave it so far."""
    articles = apps.get_model("articles", "Article")
    _fill(
        schema_editor,
        articles,
        "feed_id",
        ["collection__name", "path"],
        lambda collection, path: uuid5(NAMESPACE, f"{collection}\0{path}"),
    )


def store_folded_names(apps, schema_editor):
    """Fold the names of all providers and topics, and the providers' domains."""
    provider, topic = (apps.get_model("articles", name) for name in ("Provider", "Topic"))
    _fill(schema_editor, provider, "folded_name", ["name"], _caseless)
    _fill(schema_editor, topic, "folded_name", ["name"], _caseless)
    _fill(
        schema_editor,
        provider,
        "folded_domain",
        ["domain"],
        lambda domain: _caseless(host_name(domain) or domain),
    )


def _fill(schema_editor, model, column, sources, value):
    """Set the column of every row to `value` of its source columns, in chunks."""
    connection, field = schema_editor.connection, model._meta.get_field(column)
    quoted = connection.ops.quote_name
    table = quoted(model._meta.db_table)
    # The statement holds no value from outside: the names are those of the model.
    update = f"UPDATE {table} SET {quoted(column)} = %s WHERE id = %s"  # noqa: S608
    rows = model.objects.using(connection.alias).order_by("pk")
    last = 0
    while chunk := list(rows.filter(pk__gt=last).values_list("pk", *sources)[:CHUNK]):
        last = chunk[-1][0]
        with connection.cursor() as cursor:
            cursor.executemany(
                update,
                [(field.get_db_prep_save(value(*each), connection), pk) for pk, *each in chunk],
            )


def _caseless(text):
    folded = unicodedata.normalize("NFD", text).casefold()
    return unicodedata.normalize("NFC", folded)


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_skips_in_order")]
    operations = [
        migrations.AddField("article", "feed_id", models.UUIDField(editable=False, null=True)),
        migrations.AddField(
            "provider", "folded_name", models.TextField(default="", editable=False), False
        ),
        migrations.AddField(
            "provider", "folded_domain", models.TextField(default="", editable=False), False
        ),
        migrations.AddField(
            "topic", "folded_name", models.TextField(default="", editable=False), False
        ),
        migrations.RunPython(store_feed_ids, migrations.RunPython.noop),
        migrations.RunPython(store_folded_names, migrations.RunPython.noop),
        migrations.AlterField(
            "article",
            "feed_id",
            models.UUIDField(
                default=uuid4,
                editable=False,
                help_text="Stays with the article; another story in its document gets a new one.",
                unique=True,
                verbose_name="id in feeds",
            ),
        ),
        migrations.AddIndex(
            "provider", models.Index(fields=["folded_name"], name="provider_by_folded_name")
        ),
        migrations.AddIndex(
            "provider", models.Index(fields=["folded_domain"], name="provider_by_folded_domain")
        ),
        migrations.AddIndex(
            "topic", models.Index(fields=["folded_name"], name="topic_by_folded_name")
        ),
    ]
