"""The configuration of the admin app: Django's, with this project's site class and pages."""

from importlib import import_module
from typing import Final

from django.contrib.admin.apps import AdminConfig

#: The modules that register pages.
PAGES: Final = ("articles", "history", "imports", "sources", "users", "saved_views")


class NewsroomAdminConfig(AdminConfig):
    """Django's admin app with `NewsroomAdminSite` as its site."""

    default_site = "articles.admin.site.NewsroomAdminSite"

    def ready(self) -> None:
        """Import the modules of PAGES, which register this project's pages of the admin.

        Django's autodiscovery would import `articles.admin`, which importing this module has done
        already, before models were loaded; so the modules are listed. They come after those of
        other apps, and may unregister what these registered.
        """
        super().ready()
        for page in PAGES:
            import_module(f"articles.admin.{page}")
