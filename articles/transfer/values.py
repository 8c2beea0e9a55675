"""Values of columns as JSON has them, and back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models

from articles.transfer import checks
from articles.transfer.faults import shown


class References:
    """Rows that migrations make, whose primary keys differ between databases: named by words.

    A permission is named by app, model and codename (`articles.article.view_article`), a content
    type by app and model. Both tables are read once, when the object is made: what is stored later
    is unknown.
    """

    def __init__(self) -> None:
        types = ContentType.objects.order_by().values_list("pk", "app_label", "model")
        permissions = Permission.objects.order_by().values_list(
            "pk", "content_type__app_label", "content_type__model", "codename"
        )
        self.names: dict[type[models.Model], dict[Any, str]] = {
            ContentType: {pk: ".".join(words) for pk, *words in types},
            Permission: {pk: ".".join(words) for pk, *words in permissions},
        }
        self.keys = {
            model: {name: pk for pk, name in names.items()} for model, names in self.names.items()
        }


def as_json(field: "models.Field[Any, Any]", value: Any, references: References) -> Any:
    """Return a column's value in types of JSON: a date or datetime in ISO 8601, a UUID as text.

    The primary key of a permission or content type becomes its name (`References`). Any other value
    is returned unchanged.
    """
    names = references.names.get(field.related_model)  # type: ignore[arg-type]  # a model or None
    if names is not None and value is not None:
        return names[value]
    if isinstance(value, date):  # also a time
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def from_json(field: "models.Field[Any, Any]", value: Any, references: References) -> Any:
    """Return the column's value of which `as_json` made this one.

    Raises ValueError, with the column's name and what is wrong, for a value that is none of the
    column, and for the name of a permission or content type that isn't there.
    """
    keys: Mapping[str, Any] | None = references.keys.get(field.related_model)  # type: ignore[arg-type]
    if keys is not None and value is not None:
        if not isinstance(value, str) or value not in keys:
            raise ValueError(f"{field.name}: this desk knows no {shown(repr(value))}")
        return keys[value]
    if value is None and not field.null:
        raise ValueError(f"{field.name}: a value is needed")
    if value is None:
        return None
    wrong = f"{field.name}: {shown(repr(value))} is none of its values"
    if fault := checks.fault(field, value):
        raise ValueError(f"{wrong}: {fault}")
    try:
        result = field.to_python(value)
    except Exception as error:  # fields raise errors of many kinds
        raise ValueError(wrong) from error
    if isinstance(result, datetime) and (fault := checks.moment_fault(result)):
        raise ValueError(f"{wrong}: {fault}")
    return result
