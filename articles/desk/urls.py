"""The desk's addresses. A new one needs a row in the table of rights in tests/test_access.py."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.generic import RedirectView

from articles.desk.access import SignIn, post_only
from articles.desk.article import article
from articles.desk.conflicts import conflicts, settle
from articles.desk.deciding import decide, undo
from articles.desk.feeds import published_atom, published_json
from articles.desk.health import healthz
from articles.desk.imports import imports, one_import
from articles.desk.queue import queue
from articles.desk.texts import download, texts

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="queue"), name="home"),
    path("queue/", queue, name="queue"),
    path("articles/<int:pk>/", article, name="article"),
    path("articles/<int:pk>/texts/", texts, name="texts"),
    path("articles/<int:pk>/document/", download, name="download"),
    path("conflicts/", conflicts, name="conflicts"),
    path("conflicts/settle/", settle, name="settle"),
    path("imports/", imports, name="imports"),
    path("imports/<int:pk>/", one_import, name="import"),
    path("articles/<int:pk>/decide/", decide, name="decide"),
    path("acts/<int:pk>/undo/", undo, name="undo"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", login_not_required(post_only(LogoutView.as_view())), name="sign-out"),
    path("healthz", healthz, name="healthz"),
    path("feeds/published.atom", published_atom, name="published-atom"),
    path("feeds/published.json", published_json, name="published-json"),
]
