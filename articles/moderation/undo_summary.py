"""Summary of what undoing an act would change now, in numbers of articles."""

from collections import Counter
from dataclasses import dataclass, field

from articles.documents.decidable import Value
from articles.models import Act
from articles.moderation.undo_preview import undo_effects
from articles.rules import Kind, Status


@dataclass(slots=True)
class UndoSummary:
    """The effect that undoing an act would have now, in numbers of articles."""

    #: Articles whose status would change, by the new status.
    by_status: Counter[Status] = field(default_factory=Counter)
    #: Articles that would keep their status, by the fields whose values would change.
    by_fields: Counter[tuple[str, ...]] = field(default_factory=Counter)
    #: Articles that would keep status and values, by status: only an owner, or the version last
    #: decided on, would change.
    unchanged: Counter[Status] = field(default_factory=Counter)
    #: The qualities that those in `by_fields` would get, where that is among their fields.
    qualities: set[Value] = field(default_factory=set)
    #: Articles that would not change, because other decisions were made since.
    decided_since: int = 0
    #: Articles that would not change, because the act is undone there.
    undone_already: int = 0
    #: Articles among those that would change that would wait, as upstream's word is in doubt.
    in_doubt: int = 0
    #: The kinds of the act's decisions; of an undo, of what it undoes in the end.
    kinds: set[Kind] = field(default_factory=set)

    @property
    def restored(self) -> int:
        """The number of articles that would change, also of those in `unchanged`."""
        return self.by_status.total() + self.by_fields.total() + self.unchanged.total()

    @property
    def total(self) -> int:
        """The number of the act's articles."""
        return self.restored + self.decided_since + self.undone_already


def undo_summary(act: Act) -> UndoSummary:
    """Return how many articles undoing the act now would change, and how many not and why."""
    summary = UndoSummary()
    for effect in undo_effects(act):
        summary.kinds.add(effect.kind)
        summary.in_doubt += effect.has_effect and effect.after.waits_in_doubt
        if not effect.has_effect:
            summary.undone_already += effect.is_withdrawn
            summary.decided_since += not effect.is_withdrawn
        elif effect.before.status != effect.after.status:
            summary.by_status[effect.after.status] += 1
        else:
            before, after = effect.before.values, effect.after.values
            names = tuple(name for name in effect.changed if before[name] != after[name])
            if names:
                summary.by_fields[names] += 1
            else:
                summary.unchanged[effect.after.status] += 1
            if "quality" in names:
                summary.qualities.add(after["quality"])
    return summary
