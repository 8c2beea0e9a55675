"""What the page of a batch says: what would change, how far it has come, what was left out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.contrib.auth.models import User
from django.db.models import Count

from articles import formatting, permissions
from articles.desk.history.entries import entries_of
from articles.models import Article, Batch, BatchItem, Decision
from articles.moderation import batches
from articles.moderation.orders import SkippedOrder, SkipReason
from articles.moderation.verbs import VERBS
from articles.rules import Kind, Status

#: How many of each group are named at first, and on one page of all of them.
NAMED, NAMED_ON_A_PAGE = 5, 100
#: Why some are left out, after their number; `note` and `right` are about other people's.
LEFT_OUT: Final[Mapping[SkipReason, str]] = {
    "decided": "decided since the list was shown",
    "text": "changed upstream since the list was shown",
    "status": "can’t be",
    "note": "decided by somebody else",
    "right": "decided by somebody else",
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Articles that are left out for one reason: the first of them by name, and how many."""

    why: SkipReason
    kind: Kind
    count: int
    skips: list[SkippedOrder]
    #: Where the page of all of them goes on; '' at its end.
    after: int | None = None

    @property
    def words(self) -> str:
        told = VERBS[self.kind].status_fault if self.why == "status" else LEFT_OUT[self.why]
        return f"{self.count:,} {told}"

    def named(self) -> list[tuple[Article, str]]:
        """Return the articles, each with why it is left out and by whom."""
        if self.why == "status":
            return [(skip.article, f"{formatting.status(skip.article)}.") for skip in self.skips]
        return [(skip.article, formatting.skipped(skip)) for skip in self.skips]

    @property
    def more(self) -> int:
        return self.count - len(self.skips)


class BatchSummary:
    """A batch as its page shows it to one person."""

    def __init__(self, batch: Batch, user: User, *, runs: bool = False, fault: str = "") -> None:
        self.batch = batch
        self.kind = Kind(batch.kind)
        self.fault = fault
        counted = batch.items.order_by().values_list("outcome").annotate(count=Count("pk"))
        self.counts: Counter[str] = Counter(dict(counted))
        self.is_mine = batch.by_id == user.pk and user.has_perm(permissions.DECIDE_MANY)
        #: Whether the page goes on by itself.
        self.runs = runs and not batch.stopped_at and not batch.finished_at and not fault

    @property
    def state(self) -> str:
        if not self.batch.begun_at:
            return "chosen"
        return "finished" if self.batch.finished_at else "begun"

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        """How many have not had their turn."""
        return self.counts[""]

    @property
    def passed(self) -> int:
        """How many of those that were to change have had their turn."""
        return self.batch.planned - self.left

    @property
    def done(self) -> int:
        return self.counts[batches.DONE]

    @property
    def same(self) -> int:
        return self.counts["same"]

    @property
    def skipped(self) -> int:
        """How many were left out or skipped, from the beginning or since."""
        return sum(self.counts[why] for why in LEFT_OUT)

    @property
    def progress(self) -> str:
        """Return `Rejected 247; 3 skipped; 147 left`, of those that were to change."""
        skipped = self.passed - self.done
        parts = [self.did, f"{skipped:,} skipped" if skipped else "", f"{self.left:,} left"]
        return "; ".join(filter(None, parts))

    @property
    def heading(self) -> str:
        """Return `Rejecting: 250 of 412`, or where it was stopped."""
        far = f"{self.passed:,} of {self.batch.planned:,}"
        return f"Stopped at {far}" if self.batch.stopped_at else f"{VERBS[self.kind].doing}: {far}"

    @property
    def order(self) -> str:
        """Return `Reject 397 of 412 articles`."""
        of = f" of {self.total:,}" if self.total != self.batch.planned else ""
        noun = "article" if self.total == 1 else "articles"
        return VERBS[self.kind].order.format(f"{self.batch.planned:,}{of} {noun}")

    @property
    def button(self) -> str:
        """Return `Reject 397 articles`."""
        return VERBS[self.kind].order.format(formatting.articles(self.batch.planned))

    @property
    def did(self) -> str:
        """Return `Rejected 250`."""
        return VERBS[self.kind].done.format(f"{self.done:,}")

    @property
    def said(self) -> str:
        """Return what is read out once it stands still."""
        if self.state == "begun":
            return f"{self.heading}. {self.progress}."
        return f"{self.did}; {self.skipped:,} skipped." if self.state == "finished" else ""

    @property
    def lacks_note(self) -> bool:
        """Whether a note would include what somebody else decided."""
        return self.counts["note"] > 0

    @property
    def may_begin(self) -> bool:
        """Whether there is anything to begin, or would be with a note."""
        return self.batch.planned > 0 or self.lacks_note

    @property
    def needs_number(self) -> bool:
        return batches.needs_number(self.batch)

    def consequences(self) -> list[str]:
        """Return in words what would change; one query counts by status."""
        rows = self.batch.items.filter(outcome="").order_by().values_list("article__status")
        by_status: Counter[str] = Counter(dict(rows.annotate(count=Count("pk"))))
        quality = self.batch.values.get("quality")
        told = []
        if self.kind == Kind.APPROVE and by_status[Status.PUBLISHED]:
            count = by_status.pop(Status.PUBLISHED)
            told.append(f"{_articles(count, 'published')} will stay so, whatever upstream says.")
        if by_status:
            parts = [_articles(by_status[s], s.replace("-", " ")) for s in Status if by_status[s]]
            become = VERBS[self.kind].consequence.format(quality=quality)
            told.insert(0, f"{formatting.listed(parts)} {become}.")
        if quality is not None and self.kind != Kind.SET_QUALITY and self.batch.planned:
            told.append(f"Their quality becomes {quality}.")
        return told

    def left_out(self) -> list[LeftOut]:
        """Return what is left out, by reason, with the first of each by name.

        Two queries for each reason, of which there are five.
        """
        return [self.named(why) for why in LEFT_OUT if self.counts[why]]

    def named(self, why: SkipReason, *, after: int = -1, most: int = NAMED) -> LeftOut:
        """Return some of those left out for this reason, in the list's order."""
        rows = self.batch.items.filter(outcome=why, position__gt=after).order_by("position")
        parts = ("article__decided_by", "in_the_way__act__by", "in_the_way__withdraws")
        found: list[BatchItem] = list(rows.select_related(*parts)[: most + 1])
        skips = [
            SkippedOrder(item.article, why, self.kind, item.in_the_way) for item in found[:most]
        ]
        onward = found[most - 1].position if len(found) > most else None
        return LeftOut(why, self.kind, self.counts[why], skips, onward)

    @cached_property
    def undone(self) -> int:
        """How many of its decisions are undone now."""
        act = self.batch.act
        return entries_of([act], self.batch.by)[0].undone if act else 0

    @property
    def still_stands(self) -> int:
        return self.done - self.undone

    @property
    def ended_by_undo(self) -> bool:
        """Whether some of it was never tried: nothing is added to an act that was undone."""
        return bool(self.left) and Decision.objects.filter(withdraws__act=self.batch.act).exists()


def _articles(count: int, status: str) -> str:
    return f"{count:,} {status} article{'' if count == 1 else 's'}"
