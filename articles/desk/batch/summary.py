"""A batch as its page shows it: consequences, progress, and articles skipped by reason."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.contrib.auth.models import User
from django.db.models import Count

from articles import formatting, permissions
from articles.desk.batch.chosen import Chosen, decided_articles
from articles.desk.history.entries import entries_for_acts
from articles.models import Article, Batch, BatchItem, Decision
from articles.models.decision import WITHDRAWN
from articles.moderation import batches
from articles.moderation.batch_confirmation import needs_number
from articles.moderation.batch_requests import articles_that_keep_quality
from articles.moderation.decision_requests import SkippedRequest, SkipReason
from articles.moderation.verbs import KINDS_WITH_REASON, VERBS
from articles.rules import Kind, Status

#: How many skipped articles of a reason are listed at first, and on one page of all of them.
LISTED_AT_FIRST, LISTED_PER_PAGE = 5, 100
#: The text after the number of articles skipped for a reason. `note` and `right` concern decisions
#: of other people.
SKIP_TEXTS: Final[Mapping[SkipReason, str]] = {
    "decided": "decided since the list was shown",
    "text": "changed upstream since the list was shown",
    "status": "can’t be",
    "note": "decided by somebody else",
    "right": "decided by somebody else",
    "duplicate": "duplicating another article",
}


@dataclass(frozen=True, slots=True)
class SkippedGroup:
    """Articles that a batch skips for one reason: their number, and those listed on a page."""

    why: SkipReason
    kind: Kind
    count: int
    skips: list[SkippedRequest]
    #: The position in the batch after which the next page begins; None on the last page.
    after: int | None = None

    @property
    def words(self) -> str:
        """The number and the reason: `3 decided since the list was shown`, `2 not waiting`."""
        text = VERBS[self.kind].status_fault if self.why == "status" else SKIP_TEXTS[self.why]
        return f"{self.count:,} {text}"

    def named(self) -> list[tuple[Article, str]]:
        """Return the listed articles, each with sentences on why it was skipped.

        For the reasons `status` and `duplicate`, instead the listed article's own current status
        and who decided it, as `formatting.status`.
        """
        if self.why in ("status", "duplicate"):
            return [(skip.article, f"{formatting.status(skip.article)}.") for skip in self.skips]
        return [(skip.article, formatting.skipped(skip)) for skip in self.skips]

    @property
    def more(self) -> int:
        """The number of the group's articles that this page doesn't list; earlier pages may."""
        return self.count - len(self.skips)


class BatchSummary:
    """A batch as its page shows it to one user; it reads the counts by outcome once, when made.

    `runs`: the page asks for the next chunk by itself, unless there is a `fault` (why the last
    request failed, else '') or the batch has not begun, is stopped or is finished. `is_mine`: the
    user made the batch and has the permission for batches.
    """

    def __init__(self, batch: Batch, user: User, *, runs: bool = False, fault: str = "") -> None:
        self.batch = batch
        self.kind = Kind(batch.kind)
        self.fault = fault
        rows = batch.items.order_by().values_list("outcome").annotate(count=Count("pk"))
        #: The number of items by outcome; '' of those not decided yet.
        self.counts: Counter[str] = Counter(dict(rows))
        self.is_mine = batch.by_id == user.pk and user.has_perm(permissions.DECIDE_MANY)
        self.runs = runs and self.state == "begun" and not batch.stopped_at and not fault

    @property
    def state(self) -> str:
        """`chosen` (frozen only), `begun` (running or stopped) or `finished`, also by an undo."""
        if not self.batch.begun_at:
            return "chosen"
        return "finished" if self.batch.finished_at else "begun"

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        """The number of articles neither decided nor skipped, also if an undo ended the batch."""
        return self.counts[""]

    @property
    def passed(self) -> int:
        """The number of the `planned` articles that were decided or skipped so far."""
        return self.batch.planned - self.left

    @property
    def done(self) -> int:
        """The number of articles that the batch decided, undone or not."""
        return self.counts[batches.DONE]

    @property
    def same(self) -> int:
        """The number of articles skipped because the decision would change nothing."""
        return self.counts["same"]

    @property
    def skipped(self) -> int:
        """The number of articles skipped or left out so far, for any reason but `same`."""
        return sum(self.counts[why] for why in SKIP_TEXTS)

    @property
    def progress(self) -> str:
        """The result so far, of the articles to change: `Rejected 247; 3 skipped; 147 left`.

        Articles that a chunk found to be `same` count as skipped; 0 skipped is left out.
        """
        skipped = self.passed - self.done
        parts = [self.did, f"{skipped:,} skipped" if skipped else "", f"{self.left:,} left"]
        return "; ".join(filter(None, parts))

    @property
    def heading(self) -> str:
        """The heading once it has begun: `Rejecting: 250 of 397`, or `Stopped at 250 of 397`."""
        position = f"{self.passed:,} of {self.batch.planned:,}"
        if self.batch.stopped_at:
            return f"Stopped at {position}"
        return f"{VERBS[self.kind].doing}: {position}"

    @property
    def order(self) -> str:
        """The heading before it begins: `Reject 397 of 412 articles`, or `Reject 412 articles`."""
        of = f" of {self.total:,}" if self.total != self.batch.planned else ""
        noun = "article" if self.total == 1 else "articles"
        return VERBS[self.kind].order.format(f"{self.batch.planned:,}{of} {noun}")

    @property
    def button(self) -> str:
        """The label of the button that begins it: `Reject 397 articles`."""
        return VERBS[self.kind].order.format(formatting.articles(self.batch.planned))

    @property
    def did(self) -> str:
        """The result without skipped articles, with undone ones: `Rejected 250`."""
        return VERBS[self.kind].done.format(f"{self.done:,}")

    @property
    def said(self) -> str:
        """The message for screen readers on what was done, or before that on what would be."""
        if self.state == "begun":
            return f"{self.heading}. {self.progress}."
        is_finished = self.state == "finished"
        return f"{self.did}; {self.skipped:,} skipped." if is_finished else f"{self.order}."

    @property
    def lacks_note(self) -> bool:
        """Whether articles that others decided are skipped because the batch has no note."""
        return self.counts["note"] > 0

    @property
    def may_begin(self) -> bool:
        """Whether a batch that has not begun would change any article, or might with a note."""
        return self.batch.planned > 0 or self.lacks_note

    @property
    def needs_number(self) -> bool:
        """Whether the number of articles has to be typed to begin; at most one query at each call.

        True for over NUMBER_TYPED_ABOVE, to approve or take down, or if one to decide is published.
        """
        return needs_number(self.batch)

    def consequences(self) -> list[str]:
        """Return sentences on what a batch that has not begun would change; one or two queries.

        They count the articles to decide by current status, and say which quality they get, if the
        batch has one; where it approves, how many keep a higher one. [] if none is to decide.
        """
        rows = self.batch.items.filter(outcome="").order_by().values_list("article__status")
        by_status: Counter[str] = Counter(dict(rows.annotate(count=Count("pk"))))
        quality = self.batch.values.get("quality")
        sentences = []
        if self.kind == Kind.APPROVE and by_status[Status.PUBLISHED]:
            count = by_status.pop(Status.PUBLISHED)
            published = _count_articles(count, "published")
            sentences.append(f"{published} will stay so, whatever upstream says.")
        if by_status:
            parts = [
                _count_articles(by_status[status], status.replace("-", " "))
                for status in Status
                if by_status[status]
            ]
            become = VERBS[self.kind].consequence.format(quality=quality)
            sentences.insert(0, f"{formatting.listed(parts)} {become}.")
        if quality is not None and self.kind != Kind.SET_QUALITY and self.batch.planned:
            kept = articles_that_keep_quality(self.batch).values("pk")
            higher = self.batch.items.filter(outcome="", article__in=kept).count()
            sentences += _quality_sentences(quality, self.batch.planned, higher)
        return sentences

    @cached_property
    def chosen(self) -> Chosen:
        """The articles still to decide, and the duplicates among them."""
        return Chosen(self.batch)

    @cached_property
    def decided(self) -> list[Article]:
        """The first LISTED_DECIDED articles that it decided, undone since or not; one query."""
        return decided_articles(self.batch)

    @property
    def to_decide(self) -> str:
        """The heading of the list before the batch begins: `The 12 articles`, `The article`."""
        noun = "article" if self.batch.planned == 1 else f"{self.batch.planned:,} articles"
        return f"The {noun}"

    @property
    def first_control(self) -> str:
        """The control of the preview that gets the focus: `leave-out`, `typed` or `begin`.

        The first where there are duplicates and no `fault`, else the second if `needs_number`.
        """
        if self.chosen.duplicate_count and not self.fault:
            return "leave-out"
        return "typed" if self.needs_number else "begin"

    @property
    def takes_reason(self) -> bool:
        """Whether the kind of decision takes a reason."""
        return self.kind in KINDS_WITH_REASON

    def left_out(self) -> list[SkippedGroup]:
        """Return a group of skipped articles for each of SKIP_TEXTS that has any, in that order."""
        return [self.skipped_group(why) for why in SKIP_TEXTS if self.counts[why]]

    def skipped_group(
        self, why: SkipReason, *, after: int = -1, size: int = LISTED_AT_FIRST
    ) -> SkippedGroup:
        """Return a page of the articles skipped for this reason, in the batch's order.

        They are the first `size` after the position `after` in the batch.
        """
        rows = self.batch.items.filter(outcome=why, position__gt=after).order_by("position")
        joined = ("article__decided_by", "in_the_way__act__by", f"in_the_way__{WITHDRAWN}")
        items: list[BatchItem] = list(rows.select_related(*joined)[: size + 1])
        skips = [
            SkippedRequest(item.article, why, self.kind, item.in_the_way) for item in items[:size]
        ]
        next_after = items[size - 1].position if len(items) > size else None
        return SkippedGroup(why, self.kind, self.counts[why], skips, next_after)

    @cached_property
    def undone(self) -> int:
        """The number of the batch's decisions that are undone now; 0 without any decision.

        An undo counts as undone as a whole if its first decision is.
        """
        act = self.batch.act
        return entries_for_acts([act], self.batch.by)[0].undone if act else 0

    @property
    def still_stands(self) -> int:
        """The number of the batch's decisions that are not undone."""
        return self.done - self.undone

    @property
    def ended_by_undo(self) -> bool:
        """Whether the finished batch has articles left and some of its decisions were withdrawn.

        That undo ended the batch; it may itself be undone since. Only meaningful if finished.
        """
        return bool(self.left) and Decision.objects.filter(withdraws__act=self.batch.act).exists()


def _quality_sentences(quality: int, planned: int, higher: int) -> list[str]:
    """Return the sentences on the quality of `planned` articles, `higher` of which keep theirs."""
    if not higher:
        return [f"Their quality becomes {quality}."]
    kept = f"{higher:,} {'keeps its' if higher == 1 else 'keep their'} higher quality."
    changed = planned - higher
    return [f"The quality of {changed:,} becomes {quality}.", kept] if changed else [kept]


def _count_articles(count: int, status: str) -> str:
    return f"{count:,} {status} article{'' if count == 1 else 's'}"
