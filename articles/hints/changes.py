"""What happened to an article since people decided on it, and whether what they decided agrees."""

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from articles import formatting
from articles.documents import NewsDocument, read
from articles.documents.decidable import FIELDS
from articles.documents.schema import KEYS
from articles.hints.hint import Hint
from articles.models import Article, Decision, StoryChange
from articles.rules import Status

#: What a reviewer calls the fields of a document.
NAMES: Final = {
    "publishedDateTime": "date", "originalUrl": "address", "webUrl": "address",
    "ampWebUrl": "AMP address", "cdnAmpWebUrl": "AMP address", "featuredContent": "embed",
    "related": "related coverage",
}  # fmt: skip
_TURNS: Final = (StoryChange.Kind.SOURCE_CHANGE, StoryChange.Kind.REPLACED)


def since_decided(article: Article) -> Iterator[Hint]:
    """Tell of another source, another story or another text since a person last decided.

    At most three queries.
    """
    latest = _latest_of_a_person(article)
    story_changes = article.story_changes.filter(kind__in=_TURNS).order_by("-at", "-id")
    turn = (story_changes.filter(at__gt=latest.act.at) if latest else story_changes).first()
    if turn:
        yield _turned(article, turn)
    is_replaced = turn is not None and turn.kind == StoryChange.Kind.REPLACED
    if latest and not is_replaced and latest.text_id != article.newest_text_id:
        changed = _changed(article, latest)
        if changed:
            age, who = formatting.age(latest.act.at), formatting.person(latest.act.by)
            yield Hint(
                "changed-since",
                f"Changed since {who} decided, {age} ago: {', '.join(changed)}.",
                link=_texts(article, f"decision-{latest.number}", "newest"),
                link_words="Compare the texts",
                at=latest.act.at,
            )


def contradiction(article: Article) -> Hint | None:
    """Tell where people decided on publishing one way and on quality the other.

    A query only where it is so.
    """
    if not is_contradictory(article):
        return None
    numbers = {name: article.standing[name] for name in ("published", "quality")}
    rows = article.decisions.filter(number__in=numbers.values()).select_related("act__by")
    people = {row.number: formatting.person(row.act.by) for row in rows.order_by()}
    publisher, scorer = (people.get(number, "somebody") for number in numbers.values())
    status = formatting.STATUS[Status(article.status)]
    quality = formatting.from_threshold(article.quality)
    return Hint(
        "contradiction",
        f"{status} by {publisher}, with the quality set by {scorer}: {article.quality}, {quality}.",
        is_warning=True,
        link=f"{article.get_absolute_url()}#decision-{max(numbers.values())}",
        link_words="The decisions",
    )


def is_contradictory(article: Article) -> bool:
    """Whether people published what they score below the threshold, or turned away what isn't."""
    quality = article.quality
    if quality is None or not {"published", "quality"} <= article.standing.keys():
        return False
    is_high = quality >= settings.PUBLISH_THRESHOLD
    return not is_high if article.published else is_high and article.status != Status.WAITING


def _latest_of_a_person(article: Article) -> Decision | None:
    if not article.decision_count:
        return None
    theirs = article.decisions.filter(act__by__isnull=False)
    return theirs.select_related("act__by", "text").order_by("-number").first()


def _turned(article: Article, turn: StoryChange) -> Hint:
    told = {
        StoryChange.Kind.SOURCE_CHANGE: "Source changed {} ago: the same story at another site or"
        " address.",
        StoryChange.Kind.REPLACED: "Replaced {} ago: the document tells another story now.",
    }[StoryChange.Kind(turn.kind)]
    return Hint(
        turn.kind,
        told.format(formatting.age(turn.at)),
        is_warning=turn.kind == StoryChange.Kind.REPLACED,
        link=_texts(article, f"turn-{turn.pk}-before", f"turn-{turn.pk}-after"),
        link_words="Both texts",
        at=turn.at,
    )


def _changed(article: Article, decision: Decision) -> list[str]:
    """Return what of the document differs from what was decided on, in a reviewer's words.

    Heat and what upstream encrypts say nothing. On a field that a person decided, upstream's new
    word is a conflict, which is told elsewhere, and our own may be the export's echo.
    """
    now = timezone.now()
    old, new = (
        read(text.text.encode(), now=now).document for text in (decision.text, article.newest_text)
    )
    if old is None or new is None:
        return []
    names = (name for name in KEYS if name != "heat" and not (
        name in FIELDS and name in article.standing
    ))  # fmt: skip
    return list(dict.fromkeys(
        NAMES.get(KEYS[name], KEYS[name]) for name in names if _differs(name, old, new)
    ))  # fmt: skip


def _differs(name: str, old: NewsDocument, new: NewsDocument) -> bool:
    return bool(getattr(old, name) != getattr(new, name))


def _texts(article: Article, left: str, right: str) -> str:
    return f"{reverse('texts', args=[article.pk])}?{urlencode({'a': left, 'b': right})}"
