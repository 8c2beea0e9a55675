"""The decision requests of a batch's items, and the permissions that these need."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from articles import permissions
from articles.documents.decidable import Value
from articles.models import Article, ArticleQuerySet, Batch, BatchItem
from articles.moderation.decision_requests import DecisionRequest, Seen, make_decision_request
from articles.moderation.decisions import check_permissions
from articles.rules import Kind


def articles_that_keep_quality(batch: Batch) -> ArticleQuerySet:
    """Return all articles whose quality is higher than the one with which the batch approves.

    A batch never lowers a quality by approving. They are not only the batch's articles. Empty for
    other kinds, and for a batch without quality; nothing is read yet.
    """
    quality = batch.values.get("quality")
    if batch.kind != Kind.APPROVE or quality is None:
        return Article.objects.none()
    return Article.objects.filter(quality__gt=quality)


def decision_requests(batch: Batch, items: Sequence[BatchItem]) -> list[DecisionRequest]:
    """Return the request for each item, in order; at most one query.

    In a batch that approves, requests for articles whose quality is higher now than the batch's
    are without quality.
    """
    kept = articles_that_keep_quality(batch).filter(pk__in=[item.article_id for item in items])
    keep_quality = set(kept.values_list("pk", flat=True))
    others = {name: value for name, value in batch.values.items() if name != "quality"}
    return [
        _request(batch, item, others if item.article_id in keep_quality else batch.values)
        for item in items
    ]


def check_batch_permissions(batch: Batch, by: User, item: BatchItem) -> None:
    """Raise PermissionDenied where the user lacks a permission for the item's decision.

    All items of a batch need the same ones: those of `check_permissions`, and the permission to
    decide many, also for a batch of one.
    """
    check_permissions([_request(batch, item, batch.values)], by)
    if not by.has_perm(permissions.DECIDE_MANY):
        raise PermissionDenied(f"This needs the right {permissions.DECIDE_MANY}.")


def _request(batch: Batch, item: BatchItem, values: Mapping[str, Value]) -> DecisionRequest:
    return make_decision_request(
        Kind(batch.kind),
        item.article_id,
        Seen.parse(item.seen),
        values,
        reason=batch.reason,
        note=batch.note,
    )
