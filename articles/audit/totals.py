"""Check the acts, and columns computed from others."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from django.db.models import Model, QuerySet
from django.utils import timezone

from articles.audit.finding import Finding, shown
from articles.audit.guarded import guarded, keys, parts, readable
from articles.models import (
    Act,
    Collection,
    Provider,
    Topic,
)
from articles.models.folded import FoldedField, SortKeyField

CHUNK: Final = 500
Computed = FoldedField | SortKeyField
#: How far a clock may be ahead of this one.
AHEAD: Final = timedelta(days=1)


def act_findings() -> Iterator[Finding]:
    """Yield a finding for each act without a decision, then for each more than AHEAD in the future.

    Both by primary key.
    """
    for pk, at in _times(Act.objects.filter(decisions=None)):
        yield Finding(f"act {pk}", "decisions", "one or more", f"none ({at})")
    for pk, at in _times(Act.objects.filter(at__gt=timezone.now() + AHEAD)):
        yield Finding(f"act {pk}", "at", "a time that has come", at)


def _times(acts: QuerySet[Act]) -> Iterator[tuple[int, str]]:
    """Yield primary key and time, in words, of each act by primary key; a time may be malformed."""
    for pks in keys(acts, CHUNK):
        times = {act.pk: act.at for act in readable(Act.objects.all(), pks)}
        for pk in pks:
            at = times.get(pk)
            yield pk, f"{at:%Y-%m-%d %H:%M %Z}" if at else "no time"


def name_findings() -> Iterator[Finding]:
    """Yield computed columns of names and domains that aren't as computed from these now.

    They serve to find and sort providers, topics and collections. All can be repaired, but an error
    of a malformed value.
    """
    for model in (Provider, Topic, Collection):
        computed = _computed_fields(model)
        for chunk in parts(model._default_manager.all(), CHUNK):
            for row in chunk:
                place = f"{model._meta.verbose_name} {row.pk}"
                yield from guarded(place, _of_name(row, computed))


def _of_name(row: Model, computed: Sequence[Computed]) -> Iterator[Finding]:
    for field in computed:
        stored = getattr(row, field.attname)
        stored = bytes(stored) if isinstance(stored, memoryview) else stored
        expected = field.pre_save(row, add=False)
        if stored != expected:
            yield Finding(
                f"{row._meta.verbose_name} {row.pk} ({shown(str(row))})",
                field.attname,
                shown(expected),
                shown(stored),
                is_repairable=True,
            )


def repair_names() -> None:
    """Compute and store the columns of `name_findings` anew, in all rows, and no other columns."""
    for model in (Provider, Topic, Collection):
        columns = [field.name for field in _computed_fields(model)]
        for row in model._default_manager.order_by("pk").iterator(CHUNK):
            row.save(update_fields=columns)


def _computed_fields(model: type[Model]) -> list[Computed]:
    fields = model._meta.local_concrete_fields
    return [field for field in fields if isinstance(field, FoldedField | SortKeyField)]
