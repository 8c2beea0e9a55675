"""Decidable fields in sentences: what a field is called, its value, and how that changed.

A field's name is never read as its value: `published` is the name of a field of unpublished
articles too, so that sentences say `publishing`, or the value itself.
"""

from articles.documents.decidable import DECIDABLE, Value
from articles.formatting.inline_diff import text_diff
from articles.formatting.values import TITLE_LENGTH, isolated_text, value


def subject(name: str) -> str:
    """Return the name by which a sentence calls a field or key: `quality`, `publishing`, `heat`.

    A name that is not one of a decidable field is returned unchanged.
    """
    return DECIDABLE[name].subject if name in DECIDABLE else name


def stated(name: str, field_value: Value) -> str:
    """Return a decidable field with its value: `quality 70`, `unpublished`, `title “…”`.

    Without a value: `not scored`, `no topics`, `no excerpt`, of publishing `unpublished`. Texts are
    shortened.
    """
    field = DECIDABLE[name]
    if field.form == "flag":
        return field.states[bool(field_value)]
    if field_value in (None, "", []):
        return field.unset if field.unset.startswith(("no ", "not ")) else f"no {name}"
    return f"{name} {value(name, field_value)}"


def set_here(name: str, field_value: Value) -> str:
    """Return a field with the value that a decision set: `Unpublished here`, `Quality 70 set here`.

    Texts are shortened.
    """
    text = stated(name, field_value)
    verb = "" if DECIDABLE[name].form == "flag" else "set "
    return f"{text[0].upper()}{text[1:]} {verb}here"


def change(name: str, before: Value, after: Value, *, in_full: bool = False) -> str:
    """Return a field's values before and after: `quality 38 → 70`, `not published → published`.

    Equal ones: `quality stays 70`, `stays published`. Unless `in_full`, of texts of which one is
    over TITLE_LENGTH the part that differs is shown, with words around it: `title “… from the
    island to the quay” → “… from the island to the old quay”`. HTML entities are decoded; where the
    two then look alike, the entities are shown as stored.
    """
    is_flag = DECIDABLE[name].form == "flag"
    if before == after:
        kept = value(name, after, in_full=in_full)
        return f"stays {stated(name, after)}" if is_flag else f"{name} stays {kept}"
    old, new = value(name, before, in_full=True), value(name, after, in_full=True)
    if old == new:
        old = value(name, before, in_full=True, as_stored=True)
        new = value(name, after, in_full=True, as_stored=True)
    if isinstance(before, str) and isinstance(after, str) and not in_full:
        old, new = _excerpts(old[1:-1], new[1:-1])
    return f"{old} → {new}" if is_flag else f"{name} {old} → {new}"


def _excerpts(old: str, new: str) -> tuple[str, str]:
    """Return two different texts in quotes, of long ones what differs; each isolated."""
    if max(len(old), len(new)) > TITLE_LENGTH:
        old, new = text_diff(old, new).excerpt, text_diff(new, old).excerpt
    return f"“{isolated_text(old)}”", f"“{isolated_text(new)}”"
