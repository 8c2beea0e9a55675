"""The chained digests of an article's decisions, by which a change of one shows later.

The form is that of the stored digests: it is never changed.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

#: What the digest of an article's first decision follows.
START: Final = ""
#: The columns of a decision and of its act that a digest covers, besides the text's own digest and
#: the number of the decision that an undo withdraws.
DECISION_COLUMNS: Final = (
    "pk", "article_id", "number", "kind", "reason", "note", "changes", "upstream_seen", "version",
)  # fmt: skip
ACT_COLUMNS: Final = ("pk", "by_id", "place", "token")


def digest(previous: str, entry: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a decision's content and of the digest before it, in hexadecimal.

    `entry` is the content as `entry_of` returns it; `previous` is the digest of the article's
    decision before, START for the first. The digest is of both as JSON.
    """
    text = json.dumps([previous, dict(entry)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def entry_of(decision: Any, act: Any, *, text_sha256: str, withdraws: int | None) -> dict[str, Any]:
    """Return the content of a saved decision that its digest covers, in types of JSON.

    `text_sha256` is the stored digest of the text it was made on, `withdraws` the number of the
    decision that it undoes, or None. `act.at` must be in UTC; it is taken to the microsecond.
    """
    return {
        "decision": {name: getattr(decision, name) for name in DECISION_COLUMNS},
        "act": {name: getattr(act, name) for name in ACT_COLUMNS},
        "at": act.at.strftime("%Y-%m-%dT%H:%M:%S.%f"),
        "text": text_sha256,
        "withdraws": withdraws,
    }
