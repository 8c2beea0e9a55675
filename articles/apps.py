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
        from articles.models.trigrams import check_trigrams
        from articles.sign_in_log import connect

        post_migrate.connect(_guard_record, sender=self)
        post_migrate.connect(_index_words, sender=self)
        checks.register(check_trigrams, checks.Tags.database)
        checks.register(check_guard, checks.Tags.database)
        checks.register(check_yaml)
        connect()


def _guard_record(*, using: str, plan: Any = None, **kwargs: Any) -> None:
    from articles.models import guard

    connection = connections[using]
    if set(guard.GUARDED) <= set(connection.introspection.table_names()):
        guard.install(connection)


def _index_words(*, using: str, plan: Any = None, **kwargs: Any) -> None:
    from articles.models import trigrams

    connection = connections[using]
    if trigrams.TABLE in connection.introspection.table_names():
        trigrams.install(connection)
