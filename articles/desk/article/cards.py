"""Cards: an article for one user, with the buttons and facts that lists and pages show."""

from dataclasses import dataclass, field
from typing import Final

from django.contrib.auth.models import User
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from articles import moderation, permissions
from articles.desk.article.owned_fields import OwnedField, owned_fields
from articles.desk.article.refusals import refused_keys
from articles.desk.article.row_mark import row_mark
from articles.desk.article.snapshot import Difference, snapshot_of
from articles.desk.stories.other_copies import OtherCopies, other_copies
from articles.documents.decidable import FIELDS
from articles.formatting import fields
from articles.formatting.values import listed, shortened
from articles.hints import Hint, row_hints
from articles.hints.since_decided import SinceDecided, changes_since_decided
from articles.models import Article, ArticleQuerySet, Decision, RelatedLink
from articles.models.decision import new_token
from articles.moderation.decision_requests import Seen
from articles.moderation.leases import holders
from articles.moderation.publish_threshold import would_publish
from articles.moderation.verbs import VERBS
from articles.rules import Kind, Status

#: The kinds of decision that are offered in each status. The most important are first and last.
OFFERED_KINDS: Final = {
    Status.WAITING: (Kind.REJECT, Kind.APPROVE),
    Status.PUBLISHED: (Kind.UNPUBLISH, Kind.REOPEN),
    Status.REJECTED: (Kind.REOPEN, Kind.APPROVE),
    Status.TAKEN_DOWN: (Kind.REOPEN, Kind.APPROVE),
}
#: The key of a button with a warning, which the verb's own key must not press.
KEY_AGAINST: Final = "D"


@dataclass(frozen=True, slots=True)
class VerbButton:
    """A button for a kind of decision, on one article or on selected ones."""

    kind: Kind
    #: A warning, shown on the button: why it may be wrong to press it.
    but: str = ""

    @property
    def label(self) -> str:
        return VERBS[self.kind].label

    @property
    def key(self) -> str:
        """The key that presses it, or ''; a capital is with shift; KEY_AGAINST with a warning."""
        return KEY_AGAINST if self.but else VERBS[self.kind].key


@dataclass(slots=True)
class Card:
    """An article as a list or a page shows it to one user, with what this user may do."""

    article: Article
    verbs: list[VerbButton]
    may_set_quality: bool
    may_release: bool
    #: The names of other users by the number of their decision on the article: of all standing
    #: decisions of theirs, perhaps of some that don't stand.
    others: dict[int, str]
    #: The name of the other user whose decision on the status stands, to decide against which needs
    #: a permission (`may_override`) and a note; '' without one, and while the article waits.
    decided_by_other: str
    may_override: bool
    #: The snapshot for the form, as `Seen` writes it, and an idempotency token.
    seen: str
    token: str
    #: The reviewer who holds a lease on the article, if that is another user, or ''.
    reader: str = ""
    #: The short hints of a row.
    hints: list[Hint] = field(default_factory=list)
    #: The message on what this user just did, the primary key of the act to undo, and whether the
    #: message is an error or a warning.
    notice: str = ""
    undo: int | None = None
    is_problem: bool = False
    #: Whether the act to undo set the quality alone, so that the status may still be decided.
    is_open: bool = False
    #: What changed, or that upstream withdrew it, since a person last decided; None if neither.
    since_decided: SinceDecided | None = None
    #: The other copies of its story, or None without any.
    story: OtherCopies | None = None
    #: For a refused form, the fields that changed since its page was made (`changes_since`).
    differences: list[Difference] | None = None

    @property
    def mark(self) -> str:
        """The mark of its row, as `row_mark`."""
        return row_mark(self.article.changed_at, self.story.changed_at if self.story else None)

    @property
    def shown(self) -> str:
        """What the page shows of the article, as `snapshot_of`, for a hidden field of the form."""
        return snapshot_of(self.article)

    @property
    def is_decided(self) -> bool:
        """Whether a row shows only the result: there is an act to undo, and nothing more to decide.

        Not where the article waits, or the button was that of *set quality*: the row stays open.
        """
        may_go_on = self.article.status == Status.WAITING or self.is_open
        return self.undo is not None and not may_go_on

    @property
    def outcome(self) -> str:
        """The `notice` without the headline in quotes that begins it or follows a colon."""
        title = f"“{shortened(self.article.headline)}”"
        return self.notice.replace(f": {title}", "", 1).removeprefix(f"{title}: ")

    @property
    def conflict(self) -> str:
        """Upstream's current values of fields in conflict: `quality 45 and title “…”`; or ''."""
        conflicts = self.article.conflicts
        return listed([fields.stated(n, conflicts[n]["now"]) for n in FIELDS if n in conflicts])

    @property
    def speaks_against(self) -> str:
        """The first warning on a button, or ''; the key of a button with one is KEY_AGAINST."""
        return next((verb.but for verb in self.verbs if verb.but), "")

    @property
    def may_approve_at_threshold(self) -> bool:
        """Whether to offer approving at the publish threshold: the article waits and is below it.

        The user must have the permissions to approve and to set quality. Without a quality it is
        below.
        """
        is_below = self.article.status == Status.WAITING and not would_publish(self.article.quality)
        may_approve = any(verb.kind == Kind.APPROVE for verb in self.verbs)
        return is_below and may_approve and self.may_set_quality

    def refusals(self) -> list[tuple[str, str]]:
        """Return keys that decide on other articles but not on this one, as `refused_keys`."""
        kinds = {verb.kind for verb in self.verbs}
        by = "" if self.may_override else self.decided_by_other
        return refused_keys(self.article, kinds, self.may_set_quality, decided_by=by)

    @property
    def may_decide(self) -> bool:
        """Whether the user may decide: a button is offered, or they may set the quality."""
        return bool(self.verbs) or self.may_set_quality

    @property
    def is_sent_back(self) -> bool:
        """Whether the article waits by a decision: it was sent back, or its story was replaced."""
        return self.article.status == Status.WAITING and "published" in self.article.standing

    def subjects_from_upstream(self) -> list[str]:
        """Return the names, for sentences, of the fields without owner, in the order of FIELDS."""
        return [fields.subject(name) for name in FIELDS if name not in self.article.standing]

    def fields_set_here(self) -> list[OwnedField]:
        """Return the fields that standing decisions own, in the order of FIELDS."""
        return owned_fields(self.article, self.others)


def with_card_parts(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Return the queryset, set to read parts of a card along with the articles.

    They are provider, collection, `decided_by`, topics and images, and as `related_count` the
    number of related links. Nothing is read yet; reading takes at most four queries.
    """
    links = RelatedLink.objects.filter(article=OuterRef("pk")).order_by().values("article")
    counted = Subquery(links.annotate(count=Count("pk")).values("count"))
    return (
        articles.select_related("provider", "collection", "decided_by")
        .prefetch_related("filed_topics__topic", "images")
        .annotate(related_count=Coalesce(counted, 0, output_field=IntegerField()))
    )


def cards(articles: list[Article], user: User) -> list[Card]:
    """Return a card for each article, in order, with what this user may do.

    The articles have to be read with `with_card_parts`. The number of queries has a fixed maximum.
    """
    deciders, stories = _deciders(articles), other_copies(articles)
    listed = {pk: [copy.article.pk for copy in story.listed] for pk, story in stories.items()}
    hints = row_hints(articles, listed)
    # A lease may outlast the decision.
    waiting = [article.pk for article in articles if article.status == Status.WAITING]
    readers = holders(waiting, exclude=user) if articles else {}
    result = [
        _card(article, user, deciders.get(article.pk, {}), hints[article.pk])
        for article in articles
    ]
    changes = changes_since_decided(articles)
    for each in result:
        each.reader = str(readers.get(each.article.pk, ""))
        each.since_decided = changes.get(each.article.pk)
        each.story = stories.get(each.article.pk)
    return result


def card(article: Article, user: User) -> Card:
    """Return the card of one article, read with `with_card_parts`, with what the user may do."""
    return cards([article], user)[0]


def _deciders(articles: list[Article]) -> dict[int, dict[int, User]]:
    """Return the users who made standing decisions, by the article's key and the decision's number.

    Numbers of standing decisions are collected from all articles, so an article's other decisions
    with these numbers are included. Decisions of imports are not. At most one query.
    """
    decided = [article for article in articles if article.standing]
    deciders: dict[int, dict[int, User]] = {}
    if decided:
        numbers = {number for article in decided for number in article.standing.values()}
        rows = Decision.objects.filter(article__in=decided, number__in=numbers)
        for row in rows.select_related("act__by").order_by():
            if row.act.by:
                deciders.setdefault(row.article_id, {})[row.number] = row.act.by
    return deciders


def _card(article: Article, user: User, deciders: dict[int, User], hints: list[Hint]) -> Card:
    warning = next((hint.button_warning for hint in hints if hint.published_duplicate), "")
    verbs = [
        VerbButton(kind, warning if kind == Kind.APPROVE else "")
        for kind in OFFERED_KINDS[Status(article.status)]
        if moderation.may(user, kind)
    ]
    # Upstream published it. To approve it keeps it published whatever upstream does later.
    follows_upstream = article.status == Status.PUBLISHED and "published" not in article.standing
    if follows_upstream and moderation.may(user, Kind.APPROVE):
        verbs.append(VerbButton(Kind.APPROVE))
    # It goes against no decision, so it needs no permission to override one.
    is_unseen = article.unseen_since or article.withdrawn_since
    confirming = (
        [VerbButton(Kind.CONFIRM)] if is_unseen and moderation.may(user, Kind.CONFIRM) else []
    )
    others = {number: str(by) for number, by in deciders.items() if by.pk != user.pk}
    number = article.standing.get("published", 0) if article.status != Status.WAITING else 0
    may_override = user.has_perm(permissions.OVERRIDE)
    return Card(
        article,
        verbs=([] if number in others and not may_override else verbs) + confirming,
        may_set_quality=moderation.may(user, Kind.SET_QUALITY),
        may_release=moderation.may(user, Kind.RELEASE),
        others=others,
        decided_by_other=others.get(number, ""),
        may_override=may_override,
        seen=str(Seen.of(article)),
        token=new_token(),
        hints=hints,
    )
