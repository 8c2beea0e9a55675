"""Admin pages of users and groups, for superusers only. Users are deactivated, never deleted."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

admin.site.unregister([User, Group])


class SuperuserOnlyMixin:
    """Hide the model and deny all its pages for everybody but active superusers."""

    def has_module_permission(self, request: Any) -> bool:
        return self._is_superuser(request)

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return self._is_superuser(request)

    def has_add_permission(self, request: Any) -> bool:
        return self._is_superuser(request)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return self._is_superuser(request)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return self._is_superuser(request)

    def _is_superuser(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)


@admin.register(User)
class NewsroomUserAdmin(SuperuserOnlyMixin, UserAdmin):  # type: ignore[type-arg]  # generic in stubs
    """Django's pages of users, without deletion: acts and decisions refer to users."""

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Group)
class NewsroomGroupAdmin(SuperuserOnlyMixin, GroupAdmin):
    """Django's pages of groups and their permissions."""
