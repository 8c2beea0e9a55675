"""The reasons that a person may give for a decision, from the setting NEWSROOM_REASONS."""

from django.conf import settings


def reasons() -> dict[str, str]:
    """Return the label of each reason by its key, in the order of the setting."""
    return dict(settings.NEWSROOM_REASONS)


def reason_choices(empty_label: str | None = None) -> list[tuple[str, str]]:
    """Return the reasons as a form's choices (key, label), in the order of the setting.

    With `empty_label`, a choice with the key '' and this label comes first.
    """
    empty = [] if empty_label is None else [("", empty_label)]
    return [*empty, *reasons().items()]


def reason_label(key: str) -> str:
    """Return a reason's label, or the key itself where the setting does not have it."""
    return reasons().get(key, key)
