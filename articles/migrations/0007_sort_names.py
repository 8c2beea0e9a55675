"""Store a sort key of each name, an index of the waiting longest, and what an import changed."""

from django.db import migrations, models

from articles.documents.collation import sort_key

#: How many rows are read and written at a time.
CHUNK = 2000


def store_sort_keys(apps, schema_editor):
    """Compute the sort key of every name."""
    connection = schema_editor.connection
    quoted = connection.ops.quote_name
    for model in ("Collection", "Provider", "Topic"):
        rows = apps.get_model("articles", model).objects.using(connection.alias)
        table, field = quoted(rows.model._meta.db_table), rows.model._meta.get_field("sort_name")
        # The statement holds no value from outside: the names are those of the model.
        update = f"UPDATE {table} SET sort_name = %s WHERE id = %s"  # noqa: S608
        last = 0
        while chunk := list(
            rows.filter(pk__gt=last).order_by("pk").values_list("pk", "name")[:CHUNK]
        ):
            last = chunk[-1][0]
            keys = [(field.get_db_prep_save(sort_key(name), connection), pk) for pk, name in chunk]
            with connection.cursor() as cursor:
                cursor.executemany(update, keys)


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_feed_ids")]
    operations = [
        migrations.AlterModelOptions("collection", {"ordering": ["sort_name"]}),
        migrations.AlterModelOptions("provider", {"ordering": ["sort_name", "domain"]}),
        migrations.AlterModelOptions("topic", {"ordering": ["sort_name"]}),
        migrations.AddField("collection", "sort_name", models.BinaryField(default=b""), False),
        migrations.AddField("provider", "sort_name", models.BinaryField(default=b""), False),
        migrations.AddField("topic", "sort_name", models.BinaryField(default=b""), False),
        migrations.RunPython(store_sort_keys, migrations.RunPython.noop),
        migrations.AddField(
            "importentry",
            "differences",
            models.JSONField(
                default=dict,
                help_text="For each changed key, its value before and after, as a page shows.",
            ),
        ),
        migrations.AddIndex(
            "article", models.Index(fields=["status_since", "id"], name="article_by_since")
        ),
        migrations.AddIndex(
            "collection", models.Index(fields=["sort_name"], name="collection_by_sort_name")
        ),
        migrations.AddIndex(
            "provider", models.Index(fields=["sort_name", "domain"], name="provider_by_sort_name")
        ),
        migrations.AddIndex("topic", models.Index(fields=["sort_name"], name="topic_by_sort_name")),
    ]
