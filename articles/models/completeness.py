"""What the database lacks of what this code needs: migrations, tables, columns, triggers."""

from typing import Final

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from articles.models import triggers

_COLUMNS: Final = {
    "sqlite": "SELECT tables.name, columns.name FROM sqlite_master AS tables "
    "JOIN pragma_table_xinfo(tables.name) AS columns WHERE tables.type = 'table'",
    "postgresql": "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = ANY (current_schemas(false))",
}


def missing_parts(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of what is missing, such as `column articles_article.title`; [] for nothing.

    Named are unapplied migrations of all apps, tables, columns of tables that exist, and the
    triggers of `triggers.missing`, also those that were changed or switched off. Raises
    django.db.Error where the database doesn't answer.
    """
    return [
        *(f"migration {name}" for name in _unapplied_migrations(connection)),
        *_missing_columns(connection),
        *(f"trigger {name}" for name in triggers.missing(connection)),
    ]


def _unapplied_migrations(connection: BaseDatabaseWrapper) -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _missing_columns(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS[connection.vendor])
        existing = set(cursor.fetchall())
    tables = {table for table, _ in existing}
    missing = []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if not model._meta.managed or model._meta.proxy:
            continue
        if table not in tables:
            missing.append(f"table {table}")
            continue
        columns = [field.column for field in model._meta.local_concrete_fields]
        missing += [f"column {table}.{name}" for name in columns if (table, name) not in existing]
    return missing
