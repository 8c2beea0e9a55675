"""Helpers for dealing: deal an article, make leases expire, read a lease's remaining time."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Article, ArticleQuerySet, Lease
from articles.models.sort_orders import SORTINGS
from articles.moderation import dealing
from articles.moderation.dealing import Deal

#: A part of the length of a lease.
TICK = timedelta(seconds=30)


def deal(user: User, articles: ArticleQuerySet | None = None, **more: Any) -> Deal:
    """Deal to the user from these articles, or from all that wait."""
    waiting = Article.objects.waiting() if articles is None else articles
    return dealing.deal(user, waiting, **{"sorting": SORTINGS["quality"], "scope": "all", **more})


def dealt(user: User, **more: Any) -> Article | None:
    """Deal to the user; return the article."""
    return deal(user, **more).article


def expire_leases(*articles: Article) -> None:
    """Set the end of the articles' leases to the past."""
    Lease.objects.filter(article__in=articles).update(until=timezone.now() - TICK)


def remaining_time(article: Article) -> timedelta:
    """Return the remaining time of the article's lease."""
    return Lease.objects.get(article=article).until - timezone.now()
