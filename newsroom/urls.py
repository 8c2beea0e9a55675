"""The root URL configuration: the desk's pages at the root, the admin under /admin/."""

from django.contrib import admin
from django.urls import include, path

handler400 = "articles.desk.busy.bad_request"
handler403 = "articles.desk.busy.permission_denied"
handler404 = "articles.desk.busy.page_not_found"
handler500 = "articles.desk.busy.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("articles.desk.urls")),
]
