"""Default permissions of the groups: on a new desk, after an upgrade, and from a later release."""

from pathlib import Path
from typing import Any, cast

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connection

from articles.permissions import GROUPS, grant_defaults
from tests.upgrades.kit import (
    Upgraded,
    copy_of,
    is_migrated,
    migrate,
    permissions_of_groups,
    restore,
)

DEFAULTS = {name: set(permissions) for name, permissions in GROUPS.items()}


def test_on_an_empty_database_the_groups_have_exactly_the_default_permissions(
    new_desk: str, folder: Path
) -> None:
    with copy_of(new_desk, folder):
        assert permissions_of_groups() == DEFAULTS
        assert is_migrated()


def test_a_permission_or_group_that_a_site_removed_before_the_upgrade_stays_removed(
    upgraded: Upgraded, folder: Path
) -> None:
    with copy_of("", folder):
        restore(upgraded.version)
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM auth_group_permissions WHERE group_id IN (SELECT id FROM auth_group "
                "WHERE name = 'Editors') AND permission_id IN (SELECT id FROM auth_permission "
                "WHERE codename IN ('edit_article', 'decide_many_articles'))"
            )
        Group.objects.get(name="Readers").delete()
        for _ in range(2):
            migrate()
            expected = {name: DEFAULTS[name] for name in DEFAULTS if name != "Readers"}
            expected["Editors"] = expected["Editors"] - {
                "articles.edit_article",
                "articles.decide_many_articles",
            }
            assert permissions_of_groups() == expected


def test_a_permission_that_a_site_added_is_kept_though_its_model_was_renamed(
    folder: Path,
) -> None:
    with copy_of("", folder):
        restore("0.1.0")
        reviewers = Group.objects.get(name="Reviewers")
        reviewers.permissions.add(
            *Permission.objects.filter(codename__in=["view_storyturn", "view_articlewords"])
        )
        migrate()
        assert permissions_of_groups()["Reviewers"] - DEFAULTS["Reviewers"] == {
            "articles.view_storychange", "articles.view_searchtext",
        }  # fmt: skip


def test_a_permission_that_a_later_release_adds_is_granted_once(
    desk: Upgraded, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert permissions_of_groups() == DEFAULTS
    editors = (*GROUPS["Editors"], "articles.view_lease")
    monkeypatch.setitem(cast(dict[str, Any], GROUPS), "Editors", editors)
    monkeypatch.setitem(cast(dict[str, Any], GROUPS), "Archivists", ("articles.view_article",))
    granted = {**DEFAULTS, "Archivists": {"articles.view_article"}}
    granted["Editors"] = {*editors}
    migrate()
    assert permissions_of_groups() == granted
    permission = Permission.objects.get(codename="view_lease")
    Group.objects.get(name="Editors").permissions.remove(permission)
    Group.objects.get(name="Archivists").delete()
    migrate()
    assert permissions_of_groups() == DEFAULTS


def test_a_permission_that_does_not_exist_yet_is_granted_by_a_later_migrate(
    desk: Upgraded,
) -> None:
    later = {**GROUPS, "Readers": (*GROUPS["Readers"], "articles.view_archive")}
    grant_defaults(apps, "default", later)
    assert permissions_of_groups() == DEFAULTS
    kind = Permission.objects.get(codename="view_article").content_type
    Permission.objects.create(content_type=kind, codename="view_archive", name="Can view archive")
    grant_defaults(apps, "default", later)
    assert "articles.view_archive" in permissions_of_groups()["Readers"]
