"""Upstream values may hold doubts from here on.

Nothing is stored: of what a desk knew before, no value is known to be doubtful.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_decision_digests")]

    operations = [
        migrations.AlterField(
            model_name="article",
            name="upstream",
            field=models.JSONField(
                help_text=(
                    "Of each field that people may decide; “doubts” has words that may be our own."
                ),
                verbose_name="upstream values",
            ),
        ),
    ]
