"""Stories: which documents report the same, and what their comparison needs."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0017_place_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="collection",
            name="stories_complete",
            field=models.BooleanField(
                default=False,
                help_text="Each of its articles that isn't gone is in a story or alone.",
            ),
        ),
        migrations.AddField(
            model_name="collection",
            name="stories_version",
            field=models.PositiveIntegerField(
                default=0, help_text="Moves when a person changes which copies are one story."
            ),
        ),
        migrations.CreateModel(
            name="Story",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "begun_at",
                    models.DateTimeField(
                        help_text="When its first two copies were joined.", verbose_name="begun"
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to="articles.collection",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_stories",
                        to="articles.story",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "stories",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="StoryCopy",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="story_copy",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("address", "same address"),
                            ("headline", "equal headlines"),
                            ("likeness", "alike"),
                        ],
                        max_length=8,
                    ),
                ),
                ("likeness", models.FloatField(default=0.0)),
                (
                    "likeness_of",
                    models.PositiveSmallIntegerField(default=0, verbose_name="number of copies"),
                ),
                ("published_at", models.DateTimeField()),
                ("provider_key", models.CharField(max_length=32, verbose_name="provider digest")),
                ("headline_key", models.CharField(max_length=32, verbose_name="headline digest")),
                (
                    "address_key",
                    models.CharField(blank=True, max_length=32, verbose_name="address digest"),
                ),
                (
                    "other_address_key",
                    models.CharField(
                        blank=True, max_length=32, verbose_name="second address digest"
                    ),
                ),
                (
                    "compared",
                    models.JSONField(
                        help_text="Fragments of the addresses, marks of the headline, weights of the words."
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.collection",
                    ),
                ),
                (
                    "like",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="articles.story",
                    ),
                ),
            ],
            options={
                "verbose_name": "copy",
                "verbose_name_plural": "copies",
                "indexes": [
                    models.Index(fields=["collection", "published_at"], name="copy_by_date"),
                    models.Index(fields=["story", "published_at"], name="copy_by_story"),
                    models.Index(
                        fields=["collection", "headline_key", "published_at"],
                        name="copy_by_headline",
                    ),
                    models.Index(
                        fields=["collection", "address_key", "published_at"], name="copy_by_address"
                    ),
                    models.Index(
                        fields=["collection", "other_address_key", "published_at"],
                        name="copy_by_other_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoryPointer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("likeness", models.FloatField()),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="story_pointers",
                        to="articles.article",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pointed_from",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "ordering": ["-likeness", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("article"), models.F("other"), name="a_copy_is_pointed_out_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WordFrequency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(blank=True, max_length=40)),
                ("texts", models.PositiveIntegerField()),
                (
                    "collection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.collection",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "word frequencies",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("collection"), models.F("word"), name="a_words_frequency_is_one"
                    )
                ],
            },
        ),
    ]
