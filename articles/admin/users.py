"""Users and groups: for superusers alone. People are deactivated, never deleted."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

admin.site.unregister([User, Group])


class ForSuperusers:
    """No page of this model, and no mention of it, for anybody but a superuser."""

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
class PersonAdmin(ForSuperusers, UserAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Group)
class RightsAdmin(ForSuperusers, GroupAdmin):
    pass
