"""The app configuration: receivers for migrate and sign-ins, and system checks."""

from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class ArticlesConfig(AppConfig):
    """The configuration of this project's app; `ready` connects receivers and registers checks.

    Before each migrate, a receiver looks for triggers that are missing, changed or unknown. After
    it, receivers install the triggers, record them with the faults not recorded yet, install the
    search index and grant the default permissions, each where its tables exist. Other receivers log
    sign-ins, failed sign-ins and sign-outs, and begin and end the sessions of users.
    """

    name = "articles"
    verbose_name = "Articles"

    def ready(self) -> None:
        from articles.accounts import sessions
        from articles.accounts.sign_in_log import connect
        from articles.checks import check_env_files, check_trusted_proxies, check_yaml
        from articles.models.triggers import check_triggers
        from articles.search.index import check_trigrams
        from articles.second_factor.requirement import check_groups

        pre_migrate.connect(_note_trigger_faults, sender=self)
        post_migrate.connect(_install_triggers, sender=self)
        post_migrate.connect(_install_search_index, sender=self)
        post_migrate.connect(_grant_default_permissions, sender=self)
        checks.register(check_trigrams, checks.Tags.database)
        checks.register(check_triggers, checks.Tags.database)
        checks.register(check_groups, checks.Tags.database)
        checks.register(check_yaml)
        checks.register(check_trusted_proxies, deploy=True)
        checks.register(check_env_files, deploy=True)
        sessions.connect()
        connect()


def _note_trigger_faults(*, using: str, **kwargs: Any) -> None:
    from articles.models import trigger_faults

    trigger_faults.note_faults(connections[using])


def _install_triggers(*, using: str, **kwargs: Any) -> None:
    from articles.models import trigger_faults, triggers

    connection = connections[using]
    triggers.install(connection)
    trigger_faults.record_installed(connection)


def _install_search_index(*, using: str, **kwargs: Any) -> None:
    from articles.search import index

    connection = connections[using]
    if index.TABLE in connection.introspection.table_names():
        index.install(connection)


def _grant_default_permissions(*, using: str, **kwargs: Any) -> None:
    from django.contrib.auth.management import create_permissions

    from articles.models import DefaultGrant
    from articles.permissions import grant_defaults

    if DefaultGrant._meta.db_table in connections[using].introspection.table_names():
        # Django creates permissions in another receiver of this signal, which may run after this.
        create_permissions(apps.get_app_config("articles"), verbosity=0, using=using)
        grant_defaults(apps, using)
