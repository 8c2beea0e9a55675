"""Decisions and acts as sentences, for history, hints, CSV and messages."""

from collections.abc import Mapping
from typing import Final

from articles.documents.decidable import DECIDABLE
from articles.formatting.fields import change, stated, subject
from articles.formatting.values import articles, listed, person
from articles.models import Decision
from articles.moderation.reasons import reason_label
from articles.moderation.verbs import VERBS
from articles.rules import PUBLISHES, RELEASES, WITHOUT_VALUES, Kind

WAITS_AGAIN: Final = "waits again"


def changes(decision: Decision, *, in_full: bool = False) -> str:
    """Return the values before and after a decision: `quality 38 → 70, title “…” → “…”`, or ''.

    Of long texts the part that differs is shown, unless `in_full`. An equal value `stays`.

    `published` is left out where the kind of the decision implies its value (approve, reject, take
    down, send back), and where it stays the same, unless the kind is *release*, *keep ours* or
    *take theirs*. In a *release* or *take theirs* of an article that was and stays unpublished it
    is `waits again`.
    """
    is_implied, is_about_it = decision.kind in PUBLISHES, decision.kind in WITHOUT_VALUES
    return ", ".join(
        WAITS_AGAIN
        if name == "published" and decision.kind in RELEASES and not (before or after)
        else change(name, before, after, in_full=in_full)
        for name, (before, after) in decision.changes.items()
        if name in DECIDABLE
        and (name != "published" or (not is_implied and (before != after or is_about_it)))
    )


def past(decision: Decision) -> str:
    """Return what a decision did, to stand before a name or alone: `approved`, `kept unpublished`.

    An undo or redo names the decision that it is about in the end, which is no undo: `“rejected”
    undone`, `“rejected” redone`. *Keep ours*, *release* and *take theirs* name the fields: `kept
    quality 70`, `title follows upstream again`, `title taken from upstream`.
    """
    kind = Kind(decision.kind)
    verb = VERBS[kind].past
    if kind == Kind.UNDO:
        return f"“{past(decision.undone_in_the_end)}” {kind_name(decision)}"
    names = [name for name in decision.changes if name in DECIDABLE]
    if kind == Kind.KEEP_OURS:
        return f"kept {listed([stated(name, decision.changes[name][1]) for name in names])}"
    if kind == Kind.RELEASE:
        follow = "follow" if len(names) > 1 or names == ["topics"] else "follows"
        return f"{listed([*map(subject, names)])} {follow} upstream again"
    if kind in WITHOUT_VALUES:
        return f"{listed([*map(subject, names)])} {verb}"
    return verb


def decided(decision: Decision, *, briefly: bool = False) -> str:
    """Return a decision as a sentence without full stop: `Approved by editor: quality 38 → 70`.

    The changes are those of `changes_beyond`; with `briefly` they are left out. An import is called
    `the import`. A release has a comma: `Title follows upstream again, by editor`.
    """
    verb = past(decision)
    # A released field “follows upstream again”, which is no participle.
    comma = "," if decision.kind == Kind.RELEASE else ""
    changed = "" if briefly else changes_beyond(decision)
    by = person(decision.act.by)
    return f"{verb[0].upper()}{verb[1:]}{comma} by {by}" + (f": {changed}" if changed else "")


def changes_beyond(decision: Decision) -> str:
    """Return the text of `changes()`; '' for *keep ours*, whose values `past()` states already."""
    return "" if decision.kind == Kind.KEEP_OURS else changes(decision)


def kind_name(decision: Decision) -> str:
    """Return the participle of a decision's kind: `approved`, `undone`; of a redo, `redone`."""
    return "redone" if decision.is_redo else VERBS[Kind(decision.kind)].past


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of decision as choices of a filter; redos are of the kind undo."""
    undo = {Kind.UNDO: "Undone or redone"}
    return [(kind, undo.get(kind, VERBS[kind].past.capitalize())) for kind in Kind]


def reason(decision: Decision) -> str:
    """Return the label of the decision's reason, or '' without one.

    A reason that the setting no longer has is its own label.
    """
    return reason_label(decision.reason)


def did_to_many(counts: Mapping[Kind, int], *, is_redo: bool = False) -> str:
    """Return an act's decisions counted by kind: `Rejected 397 articles, edited 1 article`.

    The kinds are in the order of `counts`; '' without any. `is_redo`: those of kind undo are redos.
    """
    texts = {kind: VERBS[kind].past_many for kind in counts}
    if is_redo:
        texts[Kind.UNDO] = "redid what was decided on {}"
    parts = [texts[kind].format(articles(count)) for kind, count in counts.items()]
    sentence = ", ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}"
