"""The audit log: acts of people and imports, and their decisions on articles.

Rows are added, never changed or deleted; triggers in the database enforce it (see
`articles.models.triggers`).
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import IntegerField, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.urls import reverse

from articles.models import chain
from articles.models.article import Article
from articles.models.collection import DocumentText
from articles.rules import Kind, Ruling

#: Characters of an idempotency token, at most.
TOKEN_LENGTH: Final = 64
#: Characters of a reason's key, at most.
REASON_LENGTH: Final = 40
#: For `select_related`: what an undo withdraws, and what that one undid. Where undo and redo
#: went on longer, `undo_depth` queries once for each further decision.
WITHDRAWN: Final = "withdraws__withdraws__withdraws"


def new_token() -> str:
    """Return a new random idempotency token, 32 hexadecimal digits.

    A form sent twice with one token is recorded once.
    """
    return uuid.uuid4().hex


class Act(models.Model):
    """An act of a person or an import: who, when (UTC) and where, with one or more decisions.

    `by` is None for an import. `at` is the time of the first decisions: those of a batch's later
    chunks are added to the same act. `token` is an idempotency token, a random one for an import.
    """

    class Place(models.TextChoices):
        """Where an act happens: on a page of the desk or the admin, by a command or an import."""

        QUEUE = "queue", "in the queue"
        ARTICLE = "article", "on the article's page"
        REVIEW = "review", "in review"
        ADMIN = "admin", "in the admin"
        CONFLICTS = "conflicts", "on the page of conflicts"
        HISTORY = "history", "in History"
        DESK = "desk", "on another page of the desk"
        COMMAND = "command", "by a command"
        IMPORT = "import", "by an import"

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="acts"
    )
    at = models.DateTimeField()
    place = models.CharField(max_length=10, choices=Place)
    token = models.CharField(
        max_length=TOKEN_LENGTH, unique=True, default=new_token, editable=False
    )

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(token=""), name="act_has_a_token"),
        ]
        indexes = [
            models.Index(fields=["by", "-at", "-id"], name="act_by_person"),
            models.Index(fields=["-at", "-id"], name="act_newest_first"),
        ]

    def __str__(self) -> str:
        who = self.by.get_username() if self.by else "import"
        return f"{who}, {self.at:%Y-%m-%d %H:%M %Z}, {self.get_place_display()}"

    def get_absolute_url(self) -> str:
        return reverse("act", args=[self.pk])


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions; `rulings` converts them to the input of `articles.rules`."""

    def bulk_create(
        self, objs: Iterable["Decision"], *args: Any, **kwargs: Any
    ) -> list["Decision"]:
        """Store the decisions, and for each the digest chained to the article's decision before it.

        Decisions on one article must have higher numbers than its stored ones, and be in the order
        of their numbers. Needs saved acts (`at` in UTC), and a transaction in which the articles
        are locked, or new.
        """
        decisions = super().bulk_create(objs, *args, **kwargs)
        _record_digests(decisions)
        return decisions

    def rulings(self) -> dict[int, list[Ruling]]:
        """Return these decisions as rulings, unordered, by the article's primary key; one query.

        Articles without a decision among them are not included. A version of None becomes 0.
        """
        by_article: dict[int, list[Ruling]] = {}
        columns = ("kind", "changes", "upstream_seen", "withdraws__number", "act__by", "version")
        rows = self.order_by().values_list("article_id", "number", *columns)
        for article, number, kind, changes, seen, withdraws, by, version in rows:
            sets = {name: after for name, (_, after) in changes.items()}
            by_article.setdefault(article, []).append(
                Ruling(number, Kind(kind), sets, seen, withdraws, by, version or 0)
            )
        return by_article


class Decision(models.Model):
    """A decision on one article, part of an act; `number` counts within the article from 1.

    `changes` has [before, after], the effective values, for each field that the decision concerns,
    also where they are equal; `upstream_seen` has the upstream values of these fields then, and,
    since release 0.3.0, that of `articles.rules.STORY`. For `replaced`, `upstream_seen` has at most
    `published` and STORY; for an undo it is empty. `withdraws` is the decision that an undo
    withdraws. `text` and `version` are the article's newest text and version then; `version` is
    None for `replaced`, and for decisions of releases before 0.3.0.
    """

    act = models.ForeignKey(Act, models.PROTECT, related_name="decisions", db_index=False)
    article = models.ForeignKey(Article, models.PROTECT, related_name="decisions", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(
        max_length=12, choices=[(kind, kind.replace("-", " ")) for kind in Kind]
    )
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    note = models.TextField(blank=True)
    changes = models.JSONField(help_text="For each field: [before, after].")
    upstream_seen = models.JSONField(default=dict, help_text="What upstream said then, by field.")
    text = models.ForeignKey(DocumentText, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of the text it was made on."
    )
    withdraws = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="withdrawn_by"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint("article", "number", name="decision_number_once_per_article"),
            models.CheckConstraint(condition=Q(number__gte=1), name="decision_numbers_from_one"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="decision_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=Kind.UNDO, withdraws__isnull=False)
                | ~Q(kind=Kind.UNDO) & Q(withdraws=None),
                name="decision_undo_withdraws_one",
            ),
        ]
        indexes = [models.Index(fields=["act", "id"], name="decision_by_act")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new decision, and its digest chained to the article's decision before it.

        One that is stored already is refused with a database error. Needs a saved act, and a
        transaction in which the article is locked, or new.
        """
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if is_new:
            _record_digests([self])

    def get_absolute_url(self) -> str:
        return f"{reverse('article', args=[self.article_id])}#decision-{self.number}"

    @property
    def undone_in_the_end(self) -> "Decision":
        """The decision that an undo or redo concerns in the end; for other kinds, itself."""
        return self.withdraws.undone_in_the_end if self.withdraws else self

    @property
    def undo_depth(self) -> int:
        """How often `withdraws` can be followed: 0 for kinds other than undo.

        1 for the undo of another kind, 2 for a redo, 3 for the undo of a redo.
        """
        return self.withdraws.undo_depth + 1 if self.withdraws else 0

    @property
    def is_undo(self) -> bool:
        """Whether the decision is an undo and no redo: its `undo_depth` is odd."""
        return self.undo_depth % 2 == 1

    @property
    def is_redo(self) -> bool:
        """Whether the decision withdraws an undo: its `undo_depth` is even, and not 0."""
        return self.undo_depth > 0 and not self.is_undo


def reason_of_status() -> Subquery:
    """Return an expression for articles: the reason of the decision by which the status stands.

    It is the key of a reason, or '' where none was given; NULL where no decision on `published`
    stands.
    """
    number = Cast(KeyTextTransform("published", OuterRef("standing")), IntegerField())
    decisions = Decision.objects.filter(article=OuterRef("pk"), number=number).order_by()
    return Subquery(decisions.values("reason")[:1])


class DecisionDigest(models.Model):
    """The digest of a decision and its act, chained to that of the article's decision before it.

    A decision that is changed later doesn't fit its digest; where one is put in or taken out, the
    digest of the next one, if any, doesn't fit (`articles.models.chain`). The chain is an article's
    own: acts on different articles wait for no common row.
    """

    # The triggers refuse the deletion of a decision; Django need not look for its digest first.
    decision = models.OneToOneField(
        Decision, models.DO_NOTHING, related_name="digest", primary_key=True
    )
    digest = models.CharField(max_length=64, help_text="SHA-256, in hexadecimal.")

    class Meta:
        verbose_name = "decision digest"

    def __str__(self) -> str:
        return f"digest {self.digest[:12]} of decision {self.decision_id}"


def _record_digests(decisions: Sequence[Decision]) -> None:
    """Store the digests of decisions that were stored just now, in their articles' transaction.

    The articles are locked, or new: nobody adds another decision on them meanwhile. Two queries
    read the digests before them and those of their texts.
    """
    before = DecisionDigest.objects.filter(
        decision__article__in={each.article_id for each in decisions}
    ).order_by("decision__number")
    # Of several the newest comes last.
    newest = dict(before.values_list("decision__article", "digest"))
    texts = dict(
        DocumentText.objects.filter(pk__in={each.text_id for each in decisions}).values_list(
            "pk", "sha256"
        )
    )
    rows = []
    for each in decisions:
        withdraws = each.withdraws.number if each.withdraws else None
        entry = chain.entry_of(each, each.act, text_sha256=texts[each.text_id], withdraws=withdraws)
        digest = chain.digest(newest.get(each.article_id, chain.START), entry)
        newest[each.article_id] = digest
        rows.append(DecisionDigest(decision=each, digest=digest))
    DecisionDigest.objects.bulk_create(rows)
