"""Admin pages of users and groups, for superusers only. Users are deactivated, never deleted.

django-otp's page of authenticator apps is removed: it shows secrets.
"""

from typing import Any, Final

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.accounts import sign_in_log
from articles.admin.base import NamesChangeList
from articles.admin.filters import NamesFilter
from articles.admin.person_pages import end_view, reset_view
from articles.models import SignInEvent
from articles.search.names import order_of_names

#: Shown where people are deactivated.
LEAVING: Final = format_html(
    "Who leaves is not deleted, for the record names them: untick <em>active</em>. To take their "
    "name away as well, run <code>{} forget_person NAME</code> on the server.",
    settings.PROGRAM,
)

admin.site.unregister([User, Group, TOTPDevice])


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


class NamesMixin:
    """Sort texts in the list of an admin as people sort names; the table must be short."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NamesChangeList


@admin.register(User)
class NewsroomUserAdmin(
    NamesMixin,
    SuperuserOnlyMixin,
    UserAdmin,  # type: ignore[type-arg]  # generic in the stubs alone
):
    """Django's pages of users, without deletion: acts and decisions refer to users.

    The page of a user says what to do instead. That of another user also has links to the pages
    that reset the second factor and end all sessions.
    """

    list_filter = ("is_staff", "is_superuser", "is_active", ("groups", NamesFilter))

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Return Django's sections; that with *active* says what to do when a person leaves."""
        return [
            (
                name,
                {**options, "description": LEAVING}
                if "is_active" in options["fields"]
                else options,
            )
            for name, options in super().get_fieldsets(request, obj)
        ]

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        """Return Django's field; that of the groups has them sorted as people sort names."""
        if db_field.name == "groups":
            groups = Group.objects.all()
            kwargs["queryset"] = groups.order_by(order_of_names(groups, "name"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Show Django's page for another user's password; for one's own redirect to the desk's.

        The desk's asks for the old password, and keeps the session. That a password was set, or
        taken away, is recorded in the log of sign-ins. For another user's, raises PermissionDenied
        unless a superuser asks; for an unknown user, Http404.
        """
        # Not the texts: the admin finds the person of `03` and of `_2B3` too.
        person = self.get_object(request, unquote(id))
        if person == request.user:
            return HttpResponseRedirect(reverse("password"))
        response = super().user_change_password(request, id, form_url)
        if person and User.objects.exclude(password=person.password).filter(pk=person.pk).exists():
            sign_in_log.record(SignInEvent.Kind.PASSWORD_SET, person, request)
        return response

    def get_urls(self) -> list[URLPattern]:
        """Return Django's addresses, and before them those of our own pages on a person."""
        wrap = self.admin_site.admin_view
        reset, end = wrap(reset_view(self)), wrap(end_view(self))
        return [
            path("<int:pk>/second-factor/", reset, name="auth_user_reset_second_factor"),
            path("<int:pk>/sessions/", end, name="auth_user_end_sessions"),
            *super().get_urls(),
        ]


@admin.register(Group)
class NewsroomGroupAdmin(NamesMixin, SuperuserOnlyMixin, GroupAdmin):
    """Django's pages of groups and their permissions."""
