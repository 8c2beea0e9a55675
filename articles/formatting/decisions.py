"""Decisions and acts as sentences, for history, hints, CSV and messages."""

from collections.abc import Mapping

from django.conf import settings

from articles.formatting.values import articles, person, value
from articles.models import Decision
from articles.moderation.verbs import VERBS
from articles.rules import PUBLISHES, WITHOUT_VALUES, Kind


def changes(decision: Decision) -> str:
    """Return the values before and after a decision: `quality 38 → 70, title “…” → “…”`.

    `published` is left out where the kind of the decision implies it, as approving does.
    """
    implies_published = decision.kind in PUBLISHES
    parts = []
    for name, (before, after) in decision.changes.items():
        if name == "published":
            if before != after and not implies_published:
                parts.append(f"{value(name, before)} → {value(name, after)}")
        elif before == after:
            parts.append(f"{name} stays {value(name, after)}")
        else:
            parts.append(f"{name} {value(name, before)} → {value(name, after)}")
    return ", ".join(parts)


def past(decision: Decision) -> str:
    """Return what was done, as a participle: `approved`, `quality kept as ours`."""
    verb = VERBS[Kind(decision.kind)].past
    if decision.kind == Kind.UNDO and decision.withdraws:
        if decision.withdraws.kind == Kind.UNDO:
            return "undo taken back"
        return f"“{VERBS[Kind(decision.withdraws.kind)].past}” undone"
    if decision.kind in WITHOUT_VALUES:
        return f"{' and '.join(decision.changes)} {verb}"
    return verb


def decided(decision: Decision, *, briefly: bool = False) -> str:
    """Return a decision as a sentence: `Approved by editor: quality 38 → 70`.

    With `briefly`, the changes are left out.
    """
    verb = past(decision)
    changed = "" if briefly else changes(decision)
    by = person(decision.act.by)
    return f"{verb[0].upper()}{verb[1:]} by {by}" + (f": {changed}" if changed else "")


def reason(decision: Decision) -> str:
    """Return the label of the decision's reason, or its key where the settings lack it now."""
    return settings.NEWSROOM_REASONS.get(decision.reason, decision.reason)


def did_to_many(counts: Mapping[Kind, int]) -> str:
    """Return what an act did to many articles: `Rejected 397 articles`."""
    parts = [VERBS[kind].past_many.format(articles(count)) for kind, count in counts.items()]
    sentence = ", ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}"
