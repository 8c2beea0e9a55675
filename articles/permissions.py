"""Names of permissions, and the default groups; newsroom/docs/architecture.md has their table.

Groups are Django's, so a site may change their permissions. A permission that a later release adds
to a group here is granted on existing sites once, by `grant_defaults`; one that a site has removed
from a group isn't granted again.
"""

from collections.abc import Mapping
from typing import Any, Final

APPROVE: Final = "articles.approve_article"
REJECT: Final = "articles.reject_article"
SET_QUALITY: Final = "articles.set_quality_article"
UNPUBLISH: Final = "articles.unpublish_article"
REOPEN: Final = "articles.reopen_article"
EDIT: Final = "articles.edit_article"
RELEASE: Final = "articles.release_article"
DECIDE_MANY: Final = "articles.decide_many_articles"
RESOLVE_CONFLICT: Final = "articles.resolve_conflict"
OVERRIDE: Final = "articles.override_decision"

VIEW_ARTICLE: Final = "articles.view_article"
VIEW_ACT: Final = "articles.view_act"
VIEW_IMPORT: Final = "articles.view_importrun"
SHARE_VIEW: Final = "articles.change_savedview"
DELETE_VIEW: Final = "articles.delete_savedview"

#: Permissions that Django doesn't create by itself, with the names that its pages show.
ARTICLE_PERMISSIONS: Final = (
    (APPROVE, "Can approve articles"),
    (REJECT, "Can reject articles"),
    (SET_QUALITY, "Can set the quality of articles"),
    (UNPUBLISH, "Can take articles down"),
    (REOPEN, "Can send articles back to waiting"),
    (EDIT, "Can edit title, excerpt, type and topics"),
    (RELEASE, "Can let articles follow upstream again"),
    (DECIDE_MANY, "Can decide many articles at once"),
    (RESOLVE_CONFLICT, "Can resolve conflicts with upstream"),
    (OVERRIDE, "Can decide against or undo what somebody else decided"),
)

_READ: Final = (
    VIEW_ARTICLE,
    "articles.view_provider",
    "articles.view_topic",
    "articles.view_collection",
    "articles.view_image",
    "articles.view_relatedlink",
    VIEW_ACT,
    "articles.view_decision",
    VIEW_IMPORT,
    "articles.view_invaliddocument",
    "articles.view_documenttext",
)
_REVIEW: Final = (APPROVE, REJECT, SET_QUALITY)
_EDIT: Final = (
    UNPUBLISH,
    REOPEN,
    EDIT,
    RELEASE,
    DECIDE_MANY,
    RESOLVE_CONFLICT,
    OVERRIDE,
    "articles.change_article",
    "articles.change_provider",
    "articles.change_topic",
    "articles.change_collection",
    "articles.view_savedview",
    "articles.add_savedview",
    SHARE_VIEW,
    DELETE_VIEW,
)

#: The default groups, with their default permissions.
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "Readers": _READ,
    "Reviewers": _READ + _REVIEW,
    "Editors": _READ + _REVIEW + _EDIT,
}


def codename(permission: str) -> str:
    """Return a permission without its app label and dot: `view_act` of `articles.view_act`."""
    return permission.partition(".")[2]


def grant_defaults(apps: Any, using: str, groups: Mapping[str, tuple[str, ...]] = GROUPS) -> None:
    """Grant each group the default permissions that it was never granted; runs after migrate.

    Every grant is recorded in DefaultGrant and never repeated: a permission that a site removed
    from a group, and a group that it deleted, don't come back (what the group would be granted is
    recorded only). A missing group without any record is created. A permission without a row yet is
    left to a later migrate. `groups` has the permissions, of this app, by the group's name, `apps`
    is the app registry of the migration or of Django, `using` the alias of the database.
    """
    grants = apps.get_model("articles", "DefaultGrant").objects.using(using)
    group_rows = apps.get_model("auth", "Group").objects.using(using)
    permission_rows = apps.get_model("auth", "Permission").objects.using(using)
    granted = set(grants.values_list("group", "permission"))
    known_groups = {group for group, _ in granted}
    for name, permissions in groups.items():
        new = {each for each in map(codename, permissions) if (name, each) not in granted}
        if not new:
            continue
        group = group_rows.filter(name=name).first()
        if group is None and name not in known_groups:
            group = group_rows.create(name=name)
        # A permission that doesn't exist yet is granted by a later migrate.
        rows = permission_rows.filter(content_type__app_label="articles", codename__in=new)
        if group is not None:
            group.permissions.add(*rows)
        # Another process that migrates at the same time may have recorded the same.
        grants.bulk_create(
            [grants.model(group=name, permission=row.codename) for row in rows],
            ignore_conflicts=True,
        )
