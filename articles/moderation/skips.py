"""Skips: pass an article over in review, and take a skip back.

Skips are no decisions and no part of the audit log. `Skip` documents their order among the acts.
"""

from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Act, Article, Skip
from articles.moderation import leases


def skip(user: User, article: Article, scope: str) -> int:
    """Record a skip of the article in a filter, and end the user's lease on it.

    `scope` is the filter's digest (`ReviewSelection.scope`). Returns how often the user skipped it
    today (current time zone) in this filter, this time included; skips undone don't count. Skipped
    once, it is dealt to the user again after all others; skipped twice, not before tomorrow unless
    asked for. A form sent twice counts once: where the user has skipped it today in this filter and
    has no lease on it, not even an expired one, nothing is recorded.
    """
    is_held = leases.release(user, [article.pk]) > 0
    today = timezone.localdate()
    counted = Skip.objects.filter(by=user, article=article, scope=scope, day=today, undo_token="")
    times = counted.order_by("-times").values_list("times", flat=True).first() or 0
    # A form that is sent twice holds no lease the second time.
    if times and not is_held:
        return times
    acts = Act.objects.filter(by=user).order_by("-pk").values_list("pk", flat=True)
    row = Skip(by=user, article=article, scope=scope, day=today, at=timezone.now())
    row.times, row.after_act = times + 1, acts.first() or 0
    # Of two requests at once, one is counted.
    Skip.objects.bulk_create([row], ignore_conflicts=True)
    return row.times


def last_skip(user: User, article_id: int, scope: str) -> Skip | None:
    """Return the user's newest skip, not undone, of the article today in `scope`, or None."""
    skips = Skip.objects.filter(by=user, article=article_id, scope=scope, undo_token="")
    return skips.filter(day=timezone.localdate()).order_by("-pk").first()


def next_to_undo(user: User) -> Skip | None:
    """Return the user's newest skip of any day that was not undone, or None."""
    skips = Skip.objects.filter(by=user, undo_token="").select_related("article")
    return skips.order_by("-pk").first()


def newest(user: User) -> Skip | None:
    """Return the user's newest skip of any day, undone or not, or None."""
    return Skip.objects.filter(by=user).order_by("-pk").first()


def undone_with(token: str, user: User) -> Skip | None:
    """Return the user's skip that a form with this idempotency token, not '', undid, or None."""
    skips = Skip.objects.filter(by=user, undo_token=token).select_related("article")
    return skips.order_by().first()


def undo(skip: Skip, *, token: str) -> bool:
    """Take the skip back with an idempotency token; tell whether this token has taken it back.

    True also for the same token again; False where another token took it back before, or the skip
    was deleted. Whose skip it is isn't checked. The object `skip` itself is not changed.
    """
    rows = Skip.objects.filter(pk=skip.pk)
    return bool(
        rows.filter(undo_token="").update(undo_token=token)
        or rows.filter(undo_token=token).exists()
    )
