"""An article as a list or a page shows it to one person: what they may do with it, and why not."""

from dataclasses import dataclass, field
from typing import Final

from django.contrib.auth.models import User
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from articles import moderation, permissions
from articles.desk.article.inline_diff import InlineDiff, inline_diff
from articles.desk.article.snapshot import Difference, shown_of
from articles.documents.decidable import FIELDS
from articles.hints import Hint, row_hints
from articles.models import Article, ArticleQuerySet, Decision, RelatedLink
from articles.models.decision import new_token
from articles.moderation.leases import holders
from articles.moderation.orders import Seen
from articles.moderation.verbs import VERBS
from articles.rules import Kind, Status

#: The verbs that lead on from each status; the two that weigh most stand first and last.
OFFERED: Final = {
    Status.WAITING: (Kind.REJECT, Kind.APPROVE),
    Status.PUBLISHED: (Kind.UNPUBLISH, Kind.REOPEN),
    Status.REJECTED: (Kind.REOPEN, Kind.APPROVE),
    Status.TAKEN_DOWN: (Kind.REOPEN, Kind.APPROVE),
}


@dataclass(frozen=True, slots=True)
class VerbButton:
    """A button that decides."""

    kind: Kind
    #: What speaks against pressing it, shown on the button.
    but: str = ""

    @property
    def label(self) -> str:
        return VERBS[self.kind].label

    @property
    def key(self) -> str:
        """The key that presses it, or ''; with shift where something speaks against it."""
        key = VERBS[self.kind].key
        return key.upper() if self.but else key


@dataclass(frozen=True, slots=True)
class SetHere:
    """A field that a person decided, and what upstream says of it."""

    name: str
    #: As it differs from what was decided here.
    upstream: InlineDiff
    #: Who set it, where that was somebody else, whom letting go of it overrides.
    decided_by: str


@dataclass(slots=True)
class Card:
    """An article for a person; `notice` says what came of what they just did."""

    article: Article
    verbs: list[VerbButton]
    may_set_quality: bool
    may_release: bool
    #: By number, who made the standing decisions that aren't this person's own.
    others: dict[int, str]
    #: Who decided the status, where this person needs the right, and a note, to decide otherwise.
    decided_by_other: str
    may_override: bool
    seen: str
    token: str
    #: Who else has it before them in review, or ''.
    reader: str = ""
    #: What a row says is worth knowing, in short words.
    hints: list[Hint] = field(default_factory=list)
    notice: str = ""
    undo: int | None = None
    is_problem: bool = False
    #: What the text says now that it didn't when the page was made, where it changed meanwhile.
    differences: list[Difference] | None = None

    @property
    def shown(self) -> str:
        """What the page shows of the article, for the hidden field of a form."""
        return shown_of(self.article)

    @property
    def speaks_against(self) -> str:
        """What is said on a button here: then plain keys don't press it."""
        return next((verb.but for verb in self.verbs if verb.but), "")

    @property
    def may_approve_at_threshold(self) -> bool:
        return self.may_set_quality and any(
            verb.kind == Kind.APPROVE and self.article.status == Status.WAITING
            for verb in self.verbs
        )

    @property
    def may_decide(self) -> bool:
        """Whether there is anything here that this person may decide."""
        return bool(self.verbs) or self.may_set_quality

    @property
    def is_sent_back(self) -> bool:
        return self.article.status == Status.WAITING and "published" in self.article.standing

    def fields_from_upstream(self) -> list[str]:
        return [name for name in FIELDS if name not in self.article.standing]

    def fields_set_here(self) -> list[SetHere]:
        standing, upstream = self.article.standing, self.article.upstream
        values = self.article.values
        return [
            SetHere(
                name,
                inline_diff(name, upstream.get(name), values[name]),
                self.others.get(standing[name], ""),
            )
            for name in FIELDS
            if name in standing
        ]


def with_card_parts(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Fetch with the articles all that a card shows, in a fixed number of queries."""
    links = RelatedLink.objects.filter(article=OuterRef("pk")).order_by().values("article")
    counted = Subquery(links.annotate(count=Count("pk")).values("count"))
    return (
        articles.select_related("provider", "collection", "decided_by")
        .prefetch_related("filed_topics__topic", "images")
        .annotate(related_count=Coalesce(counted, 0, output_field=IntegerField()))
    )


def cards(articles: list[Article], user: User) -> list[Card]:
    """Return the articles as cards; one query asks who decided those that are decided."""
    deciders, hints = _deciders(articles), row_hints(articles)
    reading = holders((article.pk for article in articles), exclude=user) if articles else {}
    found = [
        _card(article, user, deciders.get(article.pk, {}), hints[article.pk])
        for article in articles
    ]
    for each in found:
        each.reader = str(reading.get(each.article.pk, ""))
    return found


def card(article: Article, user: User) -> Card:
    return cards([article], user)[0]


def _deciders(articles: list[Article]) -> dict[int, dict[int, User]]:
    """Return, by article and number, who made the decisions that stand."""
    decided = [article for article in articles if article.standing]
    found: dict[int, dict[int, User]] = {}
    if decided:
        numbers = {number for article in decided for number in article.standing.values()}
        rows = Decision.objects.filter(article__in=decided, number__in=numbers)
        for row in rows.select_related("act__by").order_by():
            if row.act.by:
                found.setdefault(row.article_id, {})[row.number] = row.act.by
    return found


def _card(article: Article, user: User, deciders: dict[int, User], hints: list[Hint]) -> Card:
    already = next((hint.already for hint in hints if hint.twin), "")
    verbs = [
        VerbButton(kind, already if kind == Kind.APPROVE else "")
        for kind in OFFERED[Status(article.status)]
        if moderation.may(user, kind)
    ]
    pins = article.status == Status.PUBLISHED and "published" not in article.standing
    if pins and moderation.may(user, Kind.APPROVE):
        verbs.append(VerbButton(Kind.APPROVE))
    others = {number: str(by) for number, by in deciders.items() if by.pk != user.pk}
    number = article.standing.get("published", 0) if article.status != Status.WAITING else 0
    may_override = user.has_perm(permissions.OVERRIDE)
    return Card(
        article,
        verbs=[] if number in others and not may_override else verbs,
        may_set_quality=moderation.may(user, Kind.SET_QUALITY),
        may_release=moderation.may(user, Kind.RELEASE),
        others=others,
        decided_by_other=others.get(number, ""),
        may_override=may_override,
        seen=str(Seen.of(article)),
        token=new_token(),
        hints=hints,
    )
