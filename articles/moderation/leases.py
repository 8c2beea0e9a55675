"""Leases: keep others from being dealt an article that a reviewer has, for some minutes.

An article has at most one lease, a row that is taken by a conditional write, so the same code keeps
two reviewers apart on both databases. A lease expires: nothing has to clean up after a reviewer who
left.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import DateTimeField, F, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from articles.models import Article, Lease, Story, StoryCopy

#: The length of a lease; activity renews it.
LEASE_LENGTH: Final = timedelta(minutes=2)
#: The length after the reviewer opened the original.
LEASE_LENGTH_READING_ORIGINAL: Final = timedelta(minutes=10)


def renew(user: User, article_id: int, *, opened: bool = False, page: str = "") -> Lease | None:
    """Extend the reviewer's lease, or lease the article where they have none; return the lease.

    It lasts LEASE_LENGTH from now, or LEASE_LENGTH_READING_ORIGINAL if they `opened` the original,
    and is never shortened. It belongs to `page` from then on, if one is given. A lease of theirs
    that has expired is taken anew, also where the article waits no longer. Returns None where they
    have none, and the article doesn't wait (or is gone), and as `claim`. A lease that was taken is
    returned with the values stored, but without its primary key.
    """
    now = timezone.now()
    until = now + (LEASE_LENGTH_READING_ORIGINAL if opened else LEASE_LENGTH)
    own = Lease.objects.filter(article=article_id, by=user)
    later = Greatest("until", Value(until, output_field=DateTimeField()))
    if own.filter(until__gt=now).update(until=later, **({"page": page} if page else {})):
        return own.first()
    expired = own.first()
    if expired is None and not Article.objects.waiting().filter(pk=article_id).exists():
        return None
    copy = StoryCopy.objects.filter(article=article_id).first()
    page = page or (expired.page if expired else "")
    return claim(user, article_id, until - now, page, story=copy.story_id if copy else None)


def holder(article_id: int) -> User | None:
    """Return the reviewer with an unexpired lease on the article, or None."""
    return holders([article_id]).get(article_id)


def holders(article_ids: Iterable[int], *, exclude: User | None = None) -> dict[int, User]:
    """Return the reviewer who holds each article now, by its primary key; at most two queries.

    Who holds a copy of a story holds all its copies. Articles without unexpired lease, and those
    that `exclude` holds, are left out.
    """
    wanted = set(article_ids)
    leases = Lease.objects.filter(until__gt=timezone.now())
    if exclude:
        leases = leases.exclude(by=exclude)
    leases = leases.annotate(story=F("article__story_copy__story")).select_related("by").order_by()
    by_article: dict[int, User] = {}
    by_story: dict[int, User] = {}
    for lease in leases:
        by_article[lease.article_id] = lease.by
        if lease.story:
            by_story[lease.story] = lease.by
    found = {pk: by for pk, by in by_article.items() if pk in wanted}
    if by_story:
        copies = StoryCopy.objects.filter(article__in=wanted, story__in=by_story)
        for pk, story in copies.values_list("article", "story"):
            found.setdefault(pk, by_story[story])
    return found


def release(user: User, article_ids: Iterable[int], *, page: str = "") -> int:
    """Delete the reviewer's leases on the articles, expired ones too; return how many were deleted.

    If `page` is given, only those of that page: the request of a page that is left may arrive after
    the next page was dealt the same articles, whose leases then belong to the next page.
    """
    leases = Lease.objects.filter(by=user, article__in=list(article_ids))
    count, _ = (leases.filter(page=page) if page else leases).delete()
    return count


def claim(
    user: User, article_id: int, length: timedelta, page: str, *, story: int | None
) -> Lease | None:
    """Lease the article for `length` from now, or return None where another reviewer holds it.

    `story` is the primary key of its story, or None: also where another holds a copy of that, the
    result is None. Of two at once, on one article or on copies of one story, one gets the lease:
    the write is conditional, and the story's row is locked. An expired or own lease is replaced.
    Whether the article waits isn't checked. The lease is returned without its primary key.
    """
    if story is None:
        return _claim_article(user, article_id, length, page)
    with transaction.atomic():
        list(Story.objects.select_for_update(no_key=True).filter(pk=story).values("pk"))
        is_held = bool(holders([article_id], exclude=user))
        return None if is_held else _claim_article(user, article_id, length, page)


def _claim_article(user: User, article_id: int, length: timedelta, page: str) -> Lease | None:
    now = timezone.now()
    columns = {"by": user, "claimed_at": now, "until": now + length, "page": page}
    Lease.objects.bulk_create([Lease(article_id=article_id, **columns)], ignore_conflicts=True)
    claimable = Lease.objects.filter(article=article_id).filter(Q(by=user) | Q(until__lte=now))
    return Lease(article_id=article_id, **columns) if claimable.update(**columns) == 1 else None
