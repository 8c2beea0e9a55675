"""Keep the best copy of a story: approve it, and reject the other waiting ones, as one act."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from articles.documents import limits
from articles.models import Article, StoryCopy
from articles.moderation.decision_requests import Outcome, Seen, make_decision_request
from articles.moderation.decisions import decide, may
from articles.moderation.reasons import reasons
from articles.rules import Kind, Status

#: The most copies that one act decides.
MAX_DECIDED: Final = 50
#: The most copies of a story that are read; the latest count.
MAX_READ: Final = 200
#: How many of a provider's latest decided articles make its record.
RECORD_LENGTH: Final = 100
#: How many of the copies that are otherwise equal are compared by their providers' records.
MAX_RECORDS: Final = 5
#: The reason for rejecting the other copies, where NEWSROOM_REASONS has it.
REASON: Final = "duplicate"


@dataclass(frozen=True, slots=True)
class BestCopy:
    """The best copy of a story, and what keeping it decides.

    `best` is published or waits. `duplicates` are the waiting copies that are rejected, the
    earliest first, at most MAX_DECIDED with the best; `left` is how many more wait.
    """

    best: Article
    duplicates: list[Article]
    left: int

    @property
    def is_published(self) -> bool:
        """Whether the best copy is published already, so that nothing is approved."""
        return self.best.status == Status.PUBLISHED

    @property
    def waiting(self) -> int:
        """How many copies of the story wait, the best one included."""
        return len(self.duplicates) + self.left + (not self.is_published)

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
    rows = Article.objects.filter(story_copy__story=story, gone_at=None)
    rows = rows.filter(status__in=(Status.PUBLISHED, Status.WAITING)).select_related("provider")
    copies = list(rows.order_by("-published_at", "-pk")[:MAX_READ])[::-1]
    if not copies or not may(by, Kind.REJECT):
        return None
    best = _best(copies)
    approves = best.status == Status.WAITING
    duplicates = [each for each in copies if each.status == Status.WAITING and each is not best]
    if not duplicates or (approves and not may(by, Kind.APPROVE)):
        return None
    most = MAX_DECIDED - approves
    return BestCopy(best, duplicates[:most], len(duplicates[most:]))


def best_of_article(article: Article, by: User) -> BestCopy | None:
    """Return `best_of_story` of the article's story, or None without a story; one query more."""
    story = StoryCopy.objects.filter(article=article).values_list("story", flat=True).first()
    return best_of_story(story, by) if story else None


def keep_best(
    best: Article, seen: Mapping[int, Seen], *, by: User, token: str, place: str
) -> Outcome:
    """Approve the best copy if it waits, and reject the other copies, as one act of `decide`.

    `seen` has the snapshots of the best copy and of those to reject, by primary key, as a form kept
    them: later copies are not decided. Rejected are those that still wait as seen; the others are
    in the outcome's skips. They get the reason REASON, and a note that names the best copy.

    Raises:
        Stale: the best copy is not as seen any more; nothing is recorded.
        PermissionDenied: as `decide`, but the permission to decide many is not needed.
        ValidationError: as `decide`, and where the articles are not copies of one story, or are
            more than are decided at once.
        KeyError: `seen` lacks the best copy.
    """
    _check_one_story(seen)
    note = _note(best)
    reason = REASON if REASON in reasons() else ""
    requests = [
        make_decision_request(Kind.REJECT, pk, each, {}, reason=reason, note=note)
        for pk, each in seen.items()
        if pk != best.pk
    ]
    if best.status == Status.WAITING:
        requests.insert(0, make_decision_request(Kind.APPROVE, best, seen[best.pk], {}))
    return decide(requests, by=by, token=token, place=place, duplicates_of=(best.pk, seen[best.pk]))


def _check_one_story(articles: Iterable[int]) -> None:
    """Raise ValidationError where the articles aren't copies of one story, or are too many."""
    pks = list(articles)
    if len(pks) > MAX_DECIDED + 1:
        raise ValidationError(f"At most {MAX_DECIDED} articles are decided at once.")
    stories = StoryCopy.objects.filter(article__in=pks).values_list("story", flat=True)
    if len(stories) < len(pks) or len(set(stories)) != 1 or None in stories:
        raise ValidationError("The documents are no longer one story. Look at it again.")


def _best(copies: list[Article]) -> Article:
    """Return the best of the copies, which are in the order of their dates."""

    def rank(copy: Article) -> tuple[bool, int]:
        return copy.status == Status.PUBLISHED, -1 if copy.quality is None else copy.quality

    highest = max(map(rank, copies))
    equals = [copy for copy in copies if rank(copy) == highest]
    if len(equals) == 1:
        return equals[0]
    return max(equals[:MAX_RECORDS], key=lambda copy: _record(copy.provider_id))


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
