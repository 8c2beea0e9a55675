"""Check the triggers that guard the record, as they stand and as migrations found them."""

from collections.abc import Iterator
from typing import Final

from django.db import connection
from django.utils import timezone

from articles.audit.finding import Finding
from articles.audit.guarded import guarded, parts
from articles.models import TriggerEvent, triggers
from articles.search.index import trigger_statements

#: How many events are read at a time.
CHUNK: Final = 200


def trigger_findings() -> Iterator[Finding]:
    """Yield triggers of the record that are, or at a migrate or repair were, at fault.

    They are missing, changed or unknown. Unknown now is also a trigger on any other table that
    isn't exactly one of this release's. Only those missing or changed now can be repaired. What was
    recorded before the last review (`record_review`) is left out.
    """
    for name, fault in triggers.faults(connection).items():
        expected = "no such trigger" if fault == "unknown" else "the one of this release"
        yield Finding(
            f"trigger {name}", "definition", expected, fault, is_repairable=fault != "unknown"
        )
    for (table, name), statement in triggers.elsewhere(connection).items():
        if trigger_statements().get((table, name)) != statement:
            yield Finding(f"trigger {name} on {table}", "definition", "no such trigger", "unknown")
    last: TriggerEvent | None = None
    for chunk in parts(TriggerEvent.objects.all(), CHUNK):
        for event in chunk:
            if event.kind != TriggerEvent.Kind.FAULT:
                last = event
            else:
                yield from guarded(f"trigger event {event.pk}", _of_fault(event, last))


def _of_fault(event: TriggerEvent, last: TriggerEvent | None) -> Iterator[Finding]:
    """Yield what a migrate found, unless somebody looked into it; `last` is the event before it."""
    if TriggerEvent.objects.filter(kind=TriggerEvent.Kind.REVIEWED, pk__gt=event.pk).exists():
        return
    begin = f"{last.at:%Y-%m-%d %H:%M %Z}" if last else "the beginning"
    for name, fault in event.triggers.items():
        yield Finding(
            f"trigger {name}",
            f"before the migrate of {event.at:%Y-%m-%d %H:%M %Z}",
            "the one installed",
            f"{fault}: rows may have been changed since {begin}",
        )


def record_review(note: str) -> None:
    """Record that a person looked into the faults recorded so far, so that they are listed no more.

    What is at fault now is listed still. `note` says what was found out; it isn't checked.
    """
    TriggerEvent.objects.create(kind=TriggerEvent.Kind.REVIEWED, at=timezone.now(), note=note)
