"""The groups Readers, Reviewers and Editors, as the architecture page's table of rights has them.

The migration `0002_groups` makes them once; from then on a site may cut rights as it likes.
"""

from collections.abc import Mapping
from typing import Any, Final

_SEE: Final = (
    "view_article", "view_provider", "view_topic", "view_collection", "view_image",
    "view_relatedlink", "view_act", "view_decision", "view_importrun", "view_invaliddocument",
    "view_documenttext",
)  # fmt: skip
_DECIDE: Final = ("approve_article", "reject_article", "set_quality_article")
_EDIT: Final = (
    "unpublish_article", "reopen_article", "edit_article", "release_article",
    "decide_many_articles", "resolve_conflict", "override_decision",
    "change_article", "change_provider", "change_topic", "change_collection",
    "view_savedview", "add_savedview", "change_savedview", "delete_savedview",
)  # fmt: skip

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "Readers": _SEE,
    "Reviewers": _SEE + _DECIDE,
    "Editors": _SEE + _DECIDE + _EDIT,
}


def install_groups(apps: Any) -> None:
    """Make each group that is missing, with its rights.

    `apps` is a migration's registry or the real one. Permissions come after all migrations
    otherwise, so the few that are needed here are made as Django would make them.
    """
    content_types = apps.get_model("contenttypes", "ContentType")
    for name, codenames in GROUPS.items():
        group, is_new = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        if not is_new:
            continue
        for codename in codenames:
            label, model_name = _named(apps, codename)
            kind, _ = content_types.objects.get_or_create(app_label="articles", model=model_name)
            permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": label}
            )
            group.permissions.add(permission)


def _named(apps: Any, codename: str) -> tuple[str, str]:
    """Return a permission's name and the model it belongs to."""
    special = dict(apps.get_model("articles", "Article")._meta.permissions)
    if codename in special:
        return special[codename], "article"
    action, model_name = codename.split("_", 1)
    verbose = apps.get_model("articles", model_name)._meta.verbose_name_raw
    return f"Can {action} {verbose}", model_name
