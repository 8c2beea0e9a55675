"""The admin site: signing in happens on the desk.

Its pages, the stock ones too, need nothing beyond the desk's Content Security Policy.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme


class NewsroomAdminSite(admin.AdminSite):
    site_header = "Newsroom admin"
    site_title = "Newsroom admin"
    index_title = "Admin"
    # The few pages are on the index; the list of articles needs the width.
    enable_nav_sidebar = False

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send a stranger to the desk's sign-in, and tell a reviewer that this isn't theirs."""
        onward = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()):
            onward = reverse("admin:index")
        if self.has_permission(request):
            return HttpResponseRedirect(onward)
        if request.user.is_authenticated:
            raise PermissionDenied("The admin is for editors.")
        return redirect_to_login(onward)
