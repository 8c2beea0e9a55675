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

    Left out are: fields that a decision has set to the same value (and status) already, which keep
    their owner; for *release*, fields without owner (the others get the word chosen); for *keep
    ours* and *take theirs*, fields without conflict. An equal field in conflict stays if its owner
    passes `may_settle`; if no other is left, the request becomes *keep ours*. A decision on the
    status without `published` left, and *confirm* with values, becomes *edit*, or without fields
    but quality *set quality*.
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
