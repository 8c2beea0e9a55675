"""The kinds of decision and the statuses of an article, with what follows from a kind alone."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """The kinds of decision; `articles.moderation.verbs` has their permissions and words."""

    APPROVE = "approve"
    REJECT = "reject"
    UNPUBLISH = "unpublish"
    REOPEN = "reopen"
    SET_QUALITY = "set-quality"
    EDIT = "edit"
    RELEASE = "release"
    KEEP_OURS = "keep-ours"
    TAKE_THEIRS = "take-theirs"
    CONFIRM = "confirm"
    UNDO = "undo"
    REPLACED = "replaced"


class Status(StrEnum):
    """The status of an article: exactly one at a time."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REJECTED = "rejected"
    TAKEN_DOWN = "taken-down"


#: Besides those of decidable fields, upstream values and decisions hold a digest of upstream's
#: title and URL under this name; `field_values` leaves it out, and DOUBTS of upstream values.
STORY: Final = "story"
#: The value of `published` that a decision of these kinds sets.
PUBLISHES: Final[Mapping[Kind, bool]] = {
    Kind.APPROVE: True,
    Kind.REJECT: False,
    Kind.UNPUBLISH: False,
    Kind.REOPEN: False,
}
#: The kinds that end the ownership of their fields, so that these follow upstream.
RELEASES: Final = frozenset({Kind.RELEASE, Kind.TAKE_THEIRS})
#: The kinds that concern fields without a value chosen by a person.
WITHOUT_VALUES: Final = RELEASES | {Kind.KEEP_OURS}
#: The kinds that leave everything that is public as it was.
KEEPS_CONTENT: Final = frozenset({Kind.CONFIRM, Kind.KEEP_OURS})
