"""Store a row for each skip, with its place among the person's acts and what took it back."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_unseen_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RemoveConstraint("skip", "skip_once_a_day"),
        migrations.AlterField(
            "skip",
            "times",
            models.PositiveSmallIntegerField(
                default=1,
                help_text="1 for the first skip of the article on that day, 2 for the second.",
            ),
        ),
        migrations.AddField(
            "skip",
            "after_act",
            models.PositiveBigIntegerField(
                default=0, help_text="The number of the person's latest act at that time; 0: none."
            ),
        ),
        migrations.AddField(
            "skip",
            "undo_token",
            models.CharField(
                blank=True,
                help_text="The token of the form that took it back, if one did.",
                max_length=64,
            ),
        ),
        migrations.AddConstraint(
            "skip",
            models.UniqueConstraint(
                condition=models.Q(("undo_token", "")),
                fields=("by", "scope", "day", "article", "times"),
                name="skip_counted_once",
            ),
        ),
        migrations.AddIndex("skip", models.Index(fields=["by", "-id"], name="skip_by_person")),
    ]
