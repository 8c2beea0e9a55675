"""Rename models and fields to standard terms; add the table of permissions granted by default.

Of the tables, only that of story changes is renamed: the search index of SQLite refers to
`articles_articlewords` by name. Permissions of renamed models are renamed, so that groups keep them.
"""

import django.db.models.deletion
from django.db import migrations, models

from articles.migrations._groups_0_2_0 import GROUPS

#: The models' names before and after, as content types and permissions have them.
RENAMED = {("storyturn", "story turn"): ("storychange", "story change"),
           ("articlewords", "words of an article"): ("searchtext", "search text")}  # fmt: skip


def rename_permissions(apps, schema_editor):
    """Rename the content types and permissions of the renamed models, which Django leaves stale."""
    _rename_permissions(apps, schema_editor, RENAMED)


def restore_permissions(apps, schema_editor):
    """Reverse `rename_permissions`."""
    _rename_permissions(apps, schema_editor, {new: old for old, new in RENAMED.items()})


def _rename_permissions(apps, schema_editor, names):
    alias = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    for (old, _), (new, label) in names.items():
        # Django renames the content type of a model that is renamed outside of
        # SeparateDatabaseAndState, before or after this.
        of_model = content_types.filter(app_label="articles", model__in=[old, new])
        for content_type in of_model:
            for action in ("add", "change", "delete", "view"):
                permissions.filter(content_type=content_type, codename=f"{action}_{old}").update(
                    codename=f"{action}_{new}", name=f"Can {action} {label}"
                )
        of_model.update(model=new)


def record_grants(apps, schema_editor):
    """Record the permissions that 0002 granted, so that those a site removed stay removed."""
    grants = apps.get_model("articles", "DefaultGrant")
    grants.objects.using(schema_editor.connection.alias).bulk_create(
        grants(group=group, permission=codename)
        for group, codenames in GROUPS.items()
        for codename in codenames
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_groups")]
    operations = [
        migrations.RenameModel("StoryTurn", "StoryChange"),
        migrations.AlterModelOptions(
            "storychange",
            {"ordering": ["article", "-at", "-id"], "verbose_name": "story change"},
        ),
        migrations.AlterField(
            "storychange",
            "article",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="story_changes",
                to="articles.article",
            ),
        ),
        migrations.AlterField(
            "storychange",
            "run",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="story_changes",
                to="articles.importrun",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("ArticleWords", "SearchText"),
                migrations.AlterModelTable("searchtext", "articles_articlewords"),
                migrations.AlterModelOptions(
                    "searchtext",
                    {"verbose_name": "search text", "verbose_name_plural": "search texts"},
                ),
                migrations.AlterField(
                    "searchtext",
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
            ]
        ),
        migrations.AlterField(
            "article",
            "standing",
            models.JSONField(
                default=dict,
                help_text="For each field that a person decided, the number of the decision that "
                "stands.",
                verbose_name="standing decisions",
            ),
        ),
        migrations.AlterField(
            "article",
            "upstream",
            models.JSONField(
                help_text="Of each field that people may decide.", verbose_name="upstream values"
            ),
        ),
        migrations.AlterField(
            "article",
            "written",
            models.JSONField(
                default=dict,
                help_text="What an export wrote into the document, by field, until upstream "
                "changes it.",
            ),
        ),
        migrations.AlterField(
            "article",
            "title_key",
            models.CharField(
                help_text="Of the normalised title: equal for one headline.",
                max_length=32,
                verbose_name="title digest",
            ),
        ),
        migrations.AlterField(
            "article",
            "url_key",
            models.CharField(
                help_text="Of the normalised URL: equal for one address.",
                max_length=32,
                verbose_name="URL digest",
            ),
        ),
        migrations.AlterField(
            "articleaddress",
            "key",
            models.CharField(
                help_text="Of the address's lookup form.",
                max_length=32,
                verbose_name="address digest",
            ),
        ),
        migrations.AlterField(
            "importrun", "beat_at", models.DateTimeField(verbose_name="last heartbeat")
        ),
        migrations.CreateModel(
            "DefaultGrant",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("group", models.CharField(max_length=150)),
                ("permission", models.CharField(help_text="Its codename.", max_length=100)),
            ],
            options={
                "verbose_name": "default grant",
                "ordering": ["group", "permission"],
                "constraints": [
                    models.UniqueConstraint("group", "permission", name="default_granted_once")
                ],
            },
        ),
        migrations.RunPython(record_grants, migrations.RunPython.noop),
        migrations.RunPython(rename_permissions, restore_permissions),
    ]
