"""The desk's addresses. A new one needs a row in the table of rights in tests/test_access.py."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from articles.desk.article import article
from articles.desk.deciding import decide, undo
from articles.desk.queue import queue


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers; for whoever watches the service."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("", RedirectView.as_view(pattern_name="queue"), name="home"),
    path("queue/", queue, name="queue"),
    path("articles/<int:pk>/", article, name="article"),
    path("articles/<int:pk>/decide/", decide, name="decide"),
    path("acts/<int:pk>/undo/", undo, name="undo"),
    path(
        "sign-in/",
        LoginView.as_view(template_name="sign_in.html", redirect_authenticated_user=True),
        name="sign-in",
    ),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("healthz", healthz, name="healthz"),
]
