"""Columns computed from another one, by which rows are found in any letter case, and sorted."""

from collections.abc import Callable
from typing import Any

from django.db import models

from articles.documents.collation import sort_key
from articles.documents.folding import caseless, folded_name
from articles.documents.urls import host_name


def folded_domain(domain: str) -> str:
    """Return a domain for comparison: in Unicode (IDNA), folded in case (`caseless`).

    White space around it and final dots are left out. A text that is no host name, as with a port
    or a path, is only folded in case.
    """
    return caseless(host_name(domain) or domain)


class FoldedField(models.TextField):  # type: ignore[type-arg]  # generic in the stubs alone
    """The text of the column `of`, folded by the function `by`.

    `save` and `bulk_create` compute it, but not a `save` whose `update_fields` leave this column
    out; `QuerySet.update` and `bulk_update` don't.
    """

    def __init__(
        self, *, of: str = "", by: Callable[[str], str] = folded_name, **options: Any
    ) -> None:
        self.of, self.by = of, by
        super().__init__(**{"editable": False, **options})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Compute the folded text from the column `of`, set it on the row, and return it."""
        folded = self.by(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, folded)
        return folded

    def deconstruct(self) -> Any:
        """Return what migrations store: a TextField with its options, without `of` and `by`."""
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.TextField", arguments, options


class SortKeyField(models.BinaryField):  # type: ignore[type-arg]  # generic in the stubs alone
    """The sort key (`collation.sort_key`) of the column `of`: bytes, sorted alike by each database.

    `save` and `bulk_create` compute it, but not a `save` whose `update_fields` leave this column
    out; `QuerySet.update` and `bulk_update` don't.
    """

    def __init__(self, *, of: str = "", **options: Any) -> None:
        self.of = of
        super().__init__(**options)

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        """Compute the sort key from the column `of`, set it on the row, and return it."""
        key = sort_key(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, key)
        return key

    def deconstruct(self) -> Any:
        """Return what migrations store: a BinaryField with its options, without `of`."""
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.BinaryField", arguments, options
