"""Create the groups with their permissions, as in release 0.2.0.

Frozen; `articles.permissions.grant_defaults` grants what later releases add.
"""

from django.db import migrations

from articles.migrations._groups_0_2_0 import GROUPS


def make_groups(apps, schema_editor):
    """Create each missing group with its permissions.

    Django creates permissions after all migrations, so those needed here are created the same way.
    """
    database = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    for name, codenames in GROUPS.items():
        group, is_new = groups.get_or_create(name=name)
        if not is_new:
            continue
        for codename in codenames:
            label, model_name = describe(apps, codename)
            content_type, _ = content_types.get_or_create(app_label="articles", model=model_name)
            permission, _ = permissions.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": label}
            )
            group.permissions.add(permission)


def describe(apps, codename):
    """Return the name of a permission and its model's name."""
    special = dict(apps.get_model("articles", "Article")._meta.permissions)
    if codename in special:
        return special[codename], "article"
    action, model_name = codename.split("_", 1)
    verbose = apps.get_model("articles", model_name)._meta.verbose_name_raw
    return f"Can {action} {verbose}", model_name


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
