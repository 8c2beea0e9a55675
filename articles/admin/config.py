"""The admin site as an installed app: Django's, with our site class and our pages."""

from importlib import import_module
from typing import Final

from django.contrib.admin.apps import AdminConfig

#: The modules that register pages.
PAGES: Final = ("articles", "history", "sources", "users", "saved_views")


class NewsroomAdminConfig(AdminConfig):
    default_site = "articles.admin.site.NewsroomAdminSite"

    def ready(self) -> None:
        """Register all pages.

        Discovery would import `articles.admin`, which this module's own import did before there
        were models; so the pages are named. Ours come last and may replace what apps registered.
        """
        super().ready()
        for page in PAGES:
            import_module(f"articles.admin.{page}")
