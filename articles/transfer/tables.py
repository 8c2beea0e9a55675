"""The tables that an export has, and their columns; why the others are left out."""

from collections.abc import Mapping
from typing import Any, Final

from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from articles.models import TriggerEvent
from articles.models.folded import FoldedField, SortKeyField

#: Tables of other apps that are part of a desk; those of `articles` are, unless left out.
OF_OTHER_APPS: Final = (
    "auth.group",
    "auth.group_permissions",
    "auth.user",
    "auth.user_groups",
    "auth.user_user_permissions",
    "admin.logentry",
)
_FACTOR: Final = "is a second factor: people enrol again"
#: Tables that an export leaves out, and why.
LEFT_OUT: Final[Mapping[str, str]] = {
    "articles.lease": "ends within minutes",
    "articles.signintry": "ends within minutes",
    "articles.usersession": "people sign in again",
    "articles.recoverycodes": _FACTOR,
    "articles.recoverycode": _FACTOR,
    "otp_totp.totpdevice": _FACTOR,
    "django_otp_webauthn.webauthncredential": _FACTOR,
    "django_otp_webauthn.webauthnattestation": _FACTOR,
    "django_otp_webauthn.webauthnuserhandle": _FACTOR,
    "articles.searchtext": "is computed from the articles",
    "auth.permission": "comes with the migrations",
    "contenttypes.contenttype": "comes with the migrations",
    "sessions.session": "people sign in again",
}
#: Columns that an export leaves out.
SECRET: Final = frozenset({"auth.user.password"})
#: What `migrate` puts into a new database; a restore replaces it.
MADE_BY_MIGRATE: Final = ("auth.group_permissions", "auth.group", "articles.defaultgrant")
#: The row of a database's own triggers is not another database's.
TRIGGERS: Final = TriggerEvent._meta.label_lower


def exported_models() -> list[type[models.Model]]:
    """Return the models of the tables that an export has, those of other apps first."""
    by_label = {
        model._meta.label_lower: model for model in apps.get_models(include_auto_created=True)
    }
    own = [
        label
        for label, model in by_label.items()
        if model._meta.app_label == "articles" and label not in LEFT_OUT
    ]
    return [by_label[label] for label in (*OF_OTHER_APPS, *own)]


def columns(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Return the fields of a table's columns that an export has.

    Left out are generated fields, FoldedField, SortKeyField, those of SECRET, and the primary key
    of a trigger event: the database that it is restored into has its own events.
    """
    label = model._meta.label_lower
    return [
        field
        for field in model._meta.local_concrete_fields
        if not isinstance(field, models.GeneratedField | FoldedField | SortKeyField)
        and f"{label}.{field.name}" not in SECRET
        and not (label == TRIGGERS and field.primary_key)
    ]


def rows(model: type[models.Model]) -> models.QuerySet[models.Model]:
    """Return the rows that an export has of one of its tables, by primary key: all of them.

    Only of trigger events those of kind INSTALLED are left out: they are of this database's
    triggers.
    """
    objects = model._default_manager.order_by("pk")
    if model is TriggerEvent:
        return objects.exclude(kind=TriggerEvent.Kind.INSTALLED)
    return objects


def schema() -> dict[str, str]:
    """Return the newest applied migration of each app that an export has tables of, by app.

    Migrations are numbered, so the newest is the last by name.
    """
    labels = {model._meta.app_label for model in exported_models()}
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    return {label: name for label, name in applied if label in labels}
