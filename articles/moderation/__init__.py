"""Moderation: decisions, undo, batches and leases.

`decide` and `undo` are the only functions that record what people decide; batches call `decide`.
"""

from articles.moderation.decisions import (
    approve,
    check_permissions,
    decide,
    edit,
    keep_ours,
    may,
    preview,
    reject,
    release,
    reopen,
    set_quality,
    take_theirs,
    unpublish,
)
from articles.moderation.orders import (
    Order,
    Outcome,
    Seen,
    SkippedOrder,
    SkipReason,
    Stale,
    make_order,
)
from articles.moderation.undoing import undo

__all__ = [
    "Order",
    "Outcome",
    "Seen",
    "SkipReason",
    "SkippedOrder",
    "Stale",
    "approve",
    "check_permissions",
    "decide",
    "edit",
    "keep_ours",
    "make_order",
    "may",
    "preview",
    "reject",
    "release",
    "reopen",
    "set_quality",
    "take_theirs",
    "undo",
    "unpublish",
]
