"""Moderation: decisions, undo, batches, leases and skips.

All decisions of people are recorded by way of `decide` or `undo`; batches, and the functions for
one kind of decision such as `approve`, call `decide`.
"""

from articles.moderation.by_kind import (
    approve,
    edit,
    keep_ours,
    reject,
    release,
    reopen,
    set_quality,
    take_theirs,
    unpublish,
)
from articles.moderation.decision_requests import (
    DecisionRequest,
    Outcome,
    Seen,
    SkippedRequest,
    SkipReason,
    Stale,
    make_decision_request,
)
from articles.moderation.decisions import check_permissions, decide, may, preview
from articles.moderation.undoing import undo

__all__ = [
    "DecisionRequest",
    "Outcome",
    "Seen",
    "SkipReason",
    "SkippedRequest",
    "Stale",
    "approve",
    "check_permissions",
    "decide",
    "edit",
    "keep_ours",
    "make_decision_request",
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
