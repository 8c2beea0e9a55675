"""Record what becomes of the triggers, so that one that was dropped shows after a later migrate.

`migrate` installs the triggers again. What it finds missing, changed or unknown before that is
recorded as a TriggerEvent: between the event before it and this one, rows of the audit log may have
been changed.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from articles.models import triggers
from articles.models.integrity import TriggerEvent

#: What a migrate found before its table of events existed, by alias of the database.
_unrecorded: Final[dict[str, dict[str, triggers.Fault]]] = {}


def note_faults(connection: BaseDatabaseWrapper) -> None:
    """Record the triggers that are missing, changed or unknown, before others are installed.

    The triggers are compared with those recorded as installed last: a release may change them.
    Where none is recorded, or the table of events doesn't exist, they are compared with this code's
    (`triggers.faults`), and the faults are kept in memory until `record_installed` of the same
    process records them. Without faults, nothing is recorded.
    """
    if not _has_table(connection):
        _unrecorded[connection.alias] = triggers.faults(connection)
        return
    last = _last_installed(connection)
    if last is None:
        _unrecorded[connection.alias] = triggers.faults(connection)
        return
    actual = _digests(connection)
    found: dict[str, triggers.Fault] = {
        name: "missing" if name not in actual else "changed"
        for name, digest in last.items()
        if actual.get(name) != digest
    }
    found |= {name: "unknown" for name in actual if name not in last}
    _record(connection, TriggerEvent.Kind.FAULT, found)


def record_installed(connection: BaseDatabaseWrapper) -> None:
    """Record the triggers that the database has now, if they differ from those recorded last.

    Records nothing of them if there are none. Before that, records the faults that `note_faults`
    kept in memory, if any. Without the table of events, does nothing.
    """
    if not _has_table(connection):
        return
    _record(connection, TriggerEvent.Kind.FAULT, _unrecorded.pop(connection.alias, {}))
    installed = _digests(connection)
    if installed != _last_installed(connection):
        _record(connection, TriggerEvent.Kind.INSTALLED, installed)


def _has_table(connection: BaseDatabaseWrapper) -> bool:
    return TriggerEvent._meta.db_table in connection.introspection.table_names()


def _last_installed(connection: BaseDatabaseWrapper) -> dict[str, str] | None:
    """Return the digests of the triggers installed last, by name; None where none is recorded."""
    rows = TriggerEvent.objects.using(connection.alias).filter(kind=TriggerEvent.Kind.INSTALLED)
    return rows.order_by("-pk").values_list("triggers", flat=True).first()


def _digests(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the digest of each trigger's definition, by name."""
    return {
        name: hashlib.sha256(definition.encode()).hexdigest()
        for name, definition in triggers.definitions(connection).items()
    }


def _record(connection: BaseDatabaseWrapper, kind: str, found: Mapping[str, str]) -> None:
    """Store an event with these triggers, if there are any."""
    if found:
        TriggerEvent.objects.using(connection.alias).create(
            kind=kind, at=timezone.now(), triggers=dict(found)
        )
