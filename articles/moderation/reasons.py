"""The reasons that a person may give for a decision, from the setting NEWSROOM_REASONS."""

from django.conf import settings


def reasons() -> dict[str, str]:
    """Return the label of each reason by its key, in the order in which forms offer them."""
    return dict(settings.NEWSROOM_REASONS)


def reason_choices(empty_label: str | None = None) -> list[tuple[str, str]]:
    """Return the reasons as a form's choices (key, label), after an empty one with this label."""
    empty = [] if empty_label is None else [("", empty_label)]
    return [*empty, *reasons().items()]


def reason_label(key: str) -> str:
    """Return a reason's label; a key that the setting no longer has is its own label."""
    return reasons().get(key, key)
