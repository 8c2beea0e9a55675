"""The table of the kinds of decision: permission, statuses and texts of each.

Other code looks them up here. .github/CONTRIBUTING.md lists what else a new kind needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from articles import permissions
from articles.rules import Kind, Status


@dataclass(frozen=True, slots=True)
class Verb:
    """A kind of decision with its permission, statuses and texts.

    In texts, `{}` stands for the number of articles, with the noun or without: `3 articles`, `397`;
    `{quality}` in `consequence` for the quality that is set.
    """

    kind: Kind
    #: The permission that it needs; '' for kinds that only undo and imports record.
    permission: str
    #: The participle in "editor …" and "… by editor".
    past: str
    #: The sentence on many articles, without its subject.
    past_many: str
    #: The label of its button.
    label: str = ""
    #: The heading of a batch before, while and after it runs.
    order: str = ""
    doing: str = ""
    done: str = ""
    #: What will happen to a batch's articles, after "3 waiting articles …".
    consequence: str = ""
    #: The statuses that it applies to, and the one that it leads to (None: the status stays).
    applies_from: frozenset[Status] = frozenset(Status)
    leads_to: Status | None = None
    #: Why it doesn't apply: of articles in a list, and in the sentence "It is …, so …".
    status_fault: str = ""
    because: str = ""
    #: The key that presses its button in queue and review.
    key: str = ""


_TABLE: Final = (
    Verb(
        Kind.APPROVE,
        permissions.APPROVE,
        past="approved",
        past_many="approved {}",
        label="Approve",
        order="Approve {}",
        doing="Approving",
        done="Approved {}",
        consequence="will be published, whatever upstream says: in the feeds at once, on the site "
        "after the next export",
        leads_to=Status.PUBLISHED,
        key="a",
    ),
    Verb(
        Kind.REJECT,
        permissions.REJECT,
        past="rejected",
        past_many="rejected {}",
        label="Reject",
        order="Reject {}",
        doing="Rejecting",
        done="Rejected {}",
        consequence="will be rejected, whatever upstream says",
        applies_from=frozenset({Status.WAITING}),
        leads_to=Status.REJECTED,
        status_fault="not waiting",
        because="it can't be rejected (a published article is taken down)",
        key="r",
    ),
    Verb(
        Kind.UNPUBLISH,
        permissions.UNPUBLISH,
        past="taken down",
        past_many="took down {}",
        label="Take down",
        order="Take down {}",
        doing="Taking down",
        done="Took down {}",
        consequence="will be taken down: out of the feeds at once, off the site after the next "
        "export",
        applies_from=frozenset({Status.PUBLISHED}),
        leads_to=Status.TAKEN_DOWN,
        status_fault="not published",
        because="there is nothing to take down",
    ),
    Verb(
        Kind.REOPEN,
        permissions.REOPEN,
        past="sent back to waiting",
        past_many="sent {} back to waiting",
        label="Send back",
        order="Send back {}",
        doing="Sending back",
        done="Sent back {}",
        consequence="will wait, unpublished, until somebody decides, whatever upstream says",
        applies_from=frozenset(Status) - {Status.WAITING},
        leads_to=Status.WAITING,
        status_fault="waiting already",
        because="there is nothing to send back",
    ),
    Verb(
        Kind.SET_QUALITY,
        permissions.SET_QUALITY,
        past="quality set",
        past_many="set the quality of {}",
        label="Set quality",
        order="Set quality of {}",
        doing="Setting quality",
        done="Set quality of {}",
        consequence="will have quality {quality}; whether they are published stays as it is",
    ),
    Verb(Kind.EDIT, permissions.EDIT, past="edited", past_many="edited {}"),
    Verb(
        Kind.RELEASE,
        permissions.RELEASE,
        past="set to follow upstream",
        past_many="let {} follow upstream",
    ),
    Verb(
        Kind.KEEP_OURS,
        permissions.RESOLVE_CONFLICT,
        past="kept as ours",
        past_many="kept ours on {}",
    ),
    Verb(
        Kind.TAKE_THEIRS,
        permissions.RESOLVE_CONFLICT,
        past="taken from upstream",
        past_many="took upstream’s word on {}",
    ),
    Verb(
        Kind.CONFIRM,
        permissions.APPROVE,
        past="seen and left published",
        past_many="saw {} and left them published",
        label="Seen, stays",
        order="Leave {} published",
        doing="Leaving published",
        done="Left {} published",
        consequence="will stay published as they are now, and leave the list of what changed",
        applies_from=frozenset({Status.PUBLISHED}),
        status_fault="not published",
        because="it can't stay published",
        key="c",
    ),
    Verb(Kind.UNDO, "", past="undone", past_many="undid what was decided on {}"),
    Verb(Kind.REPLACED, "", past="replaced", past_many="found {} replaced"),
)

VERBS: Final[Mapping[Kind, Verb]] = {verb.kind: verb for verb in _TABLE}
#: The kinds of decision that a batch can make.
BATCH_KINDS: Final = tuple(verb.kind for verb in _TABLE if verb.order)
#: The kinds of decision that take a reason.
KINDS_WITH_REASON: Final = (Kind.REJECT, Kind.UNPUBLISH)
