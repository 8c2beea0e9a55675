"""The admin site, which leaves signing in to the desk.

Its pages, Django's own included, work under the desk's Content Security Policy.
"""

from functools import wraps
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

#: The ends of parameters that Django would take as filters of any list.
REGULAR_EXPRESSIONS: Final = ("__regex", "__iregex")


class NewsroomAdminSite(admin.AdminSite):
    """Django's admin site, with this project's titles and the desk's sign-in page.

    Some look-ups and methods that none of its pages asks for are refused (see `admin_view`).
    """

    site_header = "Newsroom admin"
    site_title = "Newsroom admin"
    index_title = "Admin"
    # The index lists the few pages there are; the list of articles needs the width.
    enable_nav_sidebar = False

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Return the view with Django's checks of access, and before them checks of the request.

        Methods other than GET, HEAD and POST are refused (405), as Django takes any for GET. The
        view raises BadRequest for two kinds of look-up that no page of the admin asks for: by a
        field other than `id` (`_to_field`), since Django fails on an empty name and on relations;
        and by a regular expression (a GET parameter that ends in `__regex` or `__iregex`), since
        the database fails on an invalid one, and takes any time for others.
        """
        inner = super().admin_view(view, cacheable)

        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(inner)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            fields = {request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)}
            if not fields <= {None, "id"}:
                raise BadRequest("Rows are looked up by id.")
            if any(name.endswith(REGULAR_EXPRESSIONS) for name in request.GET):
                raise BadRequest("No list is filtered by a regular expression.")
            return inner(request, *args, **kwargs)

        return checked

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Redirect to the desk's sign-in page, or on to `next` where the user may use the admin.

        `next` is a GET parameter, which the sign-in page gets too; a missing one, or an address of
        another site, counts as the admin's index. Raises PermissionDenied for signed-in users
        without access to the admin.
        """
        next_url = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(next_url, {request.get_host()}, request.is_secure()):
            next_url = reverse("admin:index")
        if self.has_permission(request):
            return HttpResponseRedirect(next_url)
        if request.user.is_authenticated:
            raise PermissionDenied("The admin is for editors.")
        return redirect_to_login(next_url)

    def password_change(  # type: ignore[override]  # a redirect, not a page
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponseRedirect:
        """Redirect to the desk's page for a new password of one's own, which limits wrong tries."""
        return HttpResponseRedirect(reverse("password"))
