"""Fold the names of providers and topics again, as pages show them: with their entities decoded.

This imports today's folding instead of a copy of it: the column is derived, and must agree with the
code that runs after the migration.
"""

from django.db import migrations

from articles.documents.folding import folded_name

#: How many rows are read at a time.
CHUNK = 2000


def fold_names(apps, schema_editor):
    """Fold every name, and store the folded names that differ."""
    for model in ("Provider", "Topic"):
        rows = apps.get_model("articles", model).objects.using(schema_editor.connection.alias)
        last = 0
        while chunk := list(
            rows.filter(pk__gt=last).order_by("pk").values_list("pk", "name", "folded_name")[:CHUNK]
        ):
            last = chunk[-1][0]
            for pk, name, stored in chunk:
                if stored != (folded := folded_name(name)):
                    rows.filter(pk=pk).update(folded_name=folded)


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_digests_again")]
    operations = [migrations.RunPython(fold_names, migrations.RunPython.noop)]
