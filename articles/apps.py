from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self) -> None:
        from articles.checks import check_yaml
        from articles.models.guard import check_guard

        post_migrate.connect(_guard_record, sender=self)
        checks.register(check_guard, checks.Tags.database)
        checks.register(check_yaml)


def _guard_record(*, using: str, plan: Any = None, **kwargs: Any) -> None:
    from articles.models import guard

    connection = connections[using]
    if set(guard.GUARDED) <= set(connection.introspection.table_names()):
        guard.install(connection)
