"""Keep the best copy of a story: approve it, and reject the other waiting ones, as one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from articles.documents import limits
from articles.models import Article, StoryCopy
from articles.moderation.decision_requests import (
    OneStory,
    Outcome,
    Seen,
    make_decision_request,
)
from articles.moderation.decisions import decide, may
from articles.moderation.reasons import reasons
from articles.rules import Kind, Status

#: The most copies that one act decides.
MAX_DECIDED: Final = 50
#: The most published and the most waiting copies of a story that are read: the latest.
MAX_READ: Final = 200
#: How many of a provider's latest decided articles make its record.
RECORD_LENGTH: Final = 100
#: How many of the copies that are otherwise equal are compared by their providers' records.
MAX_RECORDS: Final = 5
#: The reason for rejecting the other copies, where NEWSROOM_REASONS has it.
REASON: Final = "duplicate"
#: Wide columns of an article that nothing here, and no list of copies, reads.
_NOT_READ: Final = (
    "featured_content", "excerpt", "written", "writing", "upstream_sources", "conflicts", "returns",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BestCopy:
    """The best copy of a story, and what keeping it decides.

    `best` is published or waits. `duplicates` are the waiting copies that are rejected, the
    earliest first, at most MAX_DECIDED with a best copy that waits. `left` is how many more wait;
    with `has_more`, at least that many.
    """

    best: Article
    duplicates: list[Article]
    left: int
    has_more: bool

    @property
    def approves(self) -> bool:
        """Whether the best copy waits, so that it is approved."""
        return self.best.status == Status.WAITING

    @property
    def waiting(self) -> int:
        """How many copies of the story wait, the best one included; see `has_more`."""
        return len(self.duplicates) + self.left + self.approves

    @property
    def seen(self) -> dict[int, Seen]:
        """The snapshots of the best copy and of the duplicates, by primary key."""
        return {each.pk: Seen.of(each) for each in (self.best, *self.duplicates)}


def best_of_story(story: int, by: User) -> BestCopy | None:
    """Return the best copy of the story with this primary key, and what keeping it decides.

    A published copy is better than a waiting one; else the higher quality counts, then the share of
    the provider's latest decided articles that is published, then the earlier date. Gone, rejected
    and taken-down copies are left out. None where no other copy waits, or where `by` may not make
    the decisions. Two queries, and one each for at most MAX_RECORDS providers.
    """
    if not may(by, Kind.REJECT):
        return None
    rows = Article.objects.filter(story_copy__story=story, gone_at=None).defer(*_NOT_READ)
    rows = rows.select_related("provider", "decided_by").order_by(
        "-story_copy__published_at", "-pk"
    )
    waiting = list(rows.filter(status=Status.WAITING)[: MAX_READ + 1])
    if not waiting:
        return None
    published = list(rows.filter(status=Status.PUBLISHED)[:MAX_READ])
    best = _best((published or waiting[:MAX_READ])[::-1])
    duplicates = [each for each in waiting[:MAX_READ][::-1] if each is not best]
    if not duplicates or not (published or may(by, Kind.APPROVE)):
        return None
    most = MAX_DECIDED - (not published)
    left = len(duplicates[most:])
    return BestCopy(best, duplicates[:most], left, has_more=len(waiting) > MAX_READ)


def best_of_article(article: Article, by: User) -> BestCopy | None:
    """Return `best_of_story` of the article's story, or None without a story; one query more."""
    story = StoryCopy.objects.filter(article=article).values_list("story", flat=True).first()
    return best_of_story(story, by) if story else None


def keep_best(
    best: Article,
    seen: Mapping[int, Seen],
    *,
    approves: bool,
    by: User,
    token: str,
    place: str,
) -> Outcome:
    """Approve the best copy, or leave a published one, and reject the other copies, as one act.

    `approves` is whether the person was shown that the best copy is approved. `seen` has the
    snapshots of it and of those to reject, by primary key, as a form kept them: later copies are
    not decided. Rejected are those that still wait as seen; the others are in the outcome's skips.
    They get the reason REASON, and a note that names the best copy. The act is one of `decide`.

    Raises:
        Stale: the condition of `OneStory` doesn't hold any more; nothing is recorded.
        PermissionDenied: as `decide`, but the permission to decide many is not needed.
        ValidationError: as `decide`, and where more than MAX_DECIDED would be decided, or none.
        KeyError: `seen` lacks the best copy.
    """
    note = _note(best)
    reason = REASON if REASON in reasons() else ""
    requests = [
        make_decision_request(Kind.REJECT, pk, each, {}, reason=reason, note=note)
        for pk, each in seen.items()
        if pk != best.pk
    ]
    if not requests:
        raise ValidationError("There is no other copy to reject. Reload the page.")
    if approves:
        requests.insert(0, make_decision_request(Kind.APPROVE, best, seen[best.pk], {}))
    if len(requests) > MAX_DECIDED:
        raise ValidationError(f"At most {MAX_DECIDED} articles are decided at once.")
    story = OneStory(best.pk, seen[best.pk], approves)
    return decide(requests, by=by, token=token, place=place, story=story)


def _best(copies: Sequence[Article]) -> Article:
    """Return the best of copies of one status, which are in the order of their dates."""
    highest = max(map(_quality, copies))
    equals = [copy for copy in copies if _quality(copy) == highest]
    if len(equals) == 1:
        return equals[0]
    providers = dict.fromkeys(copy.provider_id for copy in equals)
    records = {provider: _record(provider) for provider in list(providers)[:MAX_RECORDS]}
    return max(equals, key=lambda copy: records.get(copy.provider_id, -1.0))


def _quality(copy: Article) -> int:
    return -1 if copy.quality is None else copy.quality


def _record(provider: int) -> float:
    """Return which share of the provider's latest decided articles is published, 0 to 1."""
    statuses = Article.objects.decided_of(provider).values_list("status", flat=True)
    counted = list(statuses[:RECORD_LENGTH])
    return counted.count(Status.PUBLISHED) / len(counted) if counted else 0.0


def _note(best: Article) -> str:
    """Return the note of the rejected copies: the best copy's headline and provider."""
    note = f"Kept instead: “{best.headline}”, {best.provider}"
    longest = limits.NOTE[1]
    return note if len(note) <= longest else f"{note[: longest - 1]}…"
