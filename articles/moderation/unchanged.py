"""Leave out of a request what it would not change, which may change its kind."""

from collections.abc import Callable
from dataclasses import replace

from articles.moderation.decision_requests import DecisionRequest
from articles.moderation.verbs import VERBS
from articles.rules import PUBLISHES, WITHOUT_VALUES, EffectiveState, Kind, Owner


def without_unchanged(
    requested: DecisionRequest, before: EffectiveState, may_settle: Callable[[Owner], bool]
) -> DecisionRequest:
    """Return the request without the fields that it would not change; its kind may change too.

    For *release*, fields without owner are left out, and the value of any other is the one in
    `chosen`, else None; for *keep ours* and *take theirs*, fields without conflict. For other
    kinds, fields whose standing decision set the same value (and, of `published`, led to the same
    status), but not those in conflict whose owner passes `may_settle`: with these alone, the kind
    becomes *keep ours*. A kind that sets `published`, without it left, and *confirm* with values
    become *edit*, or *set quality* where no field but quality is left; *confirm* without values is
    returned as it is.
    """
    if requested.kind == Kind.RELEASE:
        chosen = requested.chosen
        owned = {name: chosen.get(name) for name in requested.values if name in before.owners}
        return replace(requested, values=owned)
    if requested.kind in WITHOUT_VALUES:
        in_conflict = {
            name: before.values[name] for name in requested.values if name in before.conflicts
        }
        return replace(requested, values=in_conflict)
    if requested.kind == Kind.CONFIRM and not requested.values:
        return requested
    changed = {
        name: value
        for name, value in requested.values.items()
        if not (name in before.owners and before.values[name] == value)
        or (name == "published" and before.status != VERBS[requested.kind].leads_to)
    }
    settled = {
        name: value
        for name, value in requested.values.items()
        if name not in changed and name in before.conflicts and may_settle(before.owners[name])
    }
    if settled and not changed:
        return replace(requested, kind=Kind.KEEP_OURS, values=settled)
    values = {
        name: requested.values[name] for name in requested.values if name in changed | settled
    }
    kind = requested.kind
    if kind in (*PUBLISHES, Kind.CONFIRM) and "published" not in values:
        kind = Kind.EDIT if values.keys() - {"quality"} else Kind.SET_QUALITY
    return replace(requested, kind=kind, values=values)
