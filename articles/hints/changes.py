"""Hints on changes since a person decided, and on contradictory decisions."""

from collections.abc import Iterator
from typing import Final

from articles import formatting
from articles.hints.hint import Hint
from articles.hints.since_decided import changed_fields, comparison_url
from articles.models import Article, Decision, StoryChange
from articles.moderation.publish_threshold import would_publish
from articles.rules import Status

#: The kinds of story change that have a hint.
_HINTED_KINDS: Final = (StoryChange.Kind.SOURCE_CHANGE, StoryChange.Kind.REPLACED)


def since_decided(article: Article) -> Iterator[Hint]:
    """Yield up to two hints on changes since a person last decided on the article.

    They are the newest story change since then (another source or story; a change counts from the
    beginning of its import) and, unless it is a replacement, the fields of `changed_fields`, if
    any. Undos and undone decisions count as decisions. Without a decision of a person, only the
    newest story change of any time. At most three queries.
    """
    latest = _latest_by_person(article)
    story_changes = article.story_changes.filter(kind__in=_HINTED_KINDS).order_by("-at", "-id")
    change = (story_changes.filter(at__gt=latest.act.at) if latest else story_changes).first()
    if change:
        yield _story_change_hint(article, change)
    is_replaced = change is not None and change.kind == StoryChange.Kind.REPLACED
    if latest and not is_replaced and latest.text_id != article.newest_text_id:
        fields = [
            change.label
            for change in changed_fields(article, latest, latest.text, article.newest_text)
        ]
        if fields:
            age, who = formatting.age(latest.act.at), formatting.person(latest.act.by)
            yield Hint(
                "changed-since",
                f"Changed since {who} decided, {age} ago: {', '.join(fields)}.",
                link=comparison_url(article, f"decision-{latest.number}", "newest"),
                link_words="Compare the texts",
                at=latest.act.at,
            )


def contradiction(article: Article) -> Hint | None:
    """Return a warning where people's decisions on publishing and quality contradict, or None.

    The condition is `is_contradictory`. The warning names who decided each. One query; none where
    they don't contradict.
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
    """Tell whether people published below the threshold, or rejected or took down above it.

    A quality exactly at the threshold counts as above. False where no decision stands on publishing
    or none on quality, where the article waits, and where it has no quality.
    """
    quality = article.quality
    if quality is None or not {"published", "quality"} <= article.standing.keys():
        return False
    is_high = would_publish(quality)
    return not is_high if article.published else is_high and article.status != Status.WAITING


def _latest_by_person(article: Article) -> Decision | None:
    """Return the latest decision that a person, not an import, made on the article, or None.

    Undos, and decisions that are undone, count too. No query where nothing was decided.
    """
    if not article.decision_count:
        return None
    by_people = article.decisions.filter(act__by__isnull=False)
    return by_people.select_related("act__by", "text").order_by("-number").first()


def _story_change_hint(article: Article, change: StoryChange) -> Hint:
    text = {
        StoryChange.Kind.SOURCE_CHANGE: "Source changed {} ago: the same story at another site or"
        " address.",
        StoryChange.Kind.REPLACED: "Replaced {} ago: the document tells another story now.",
    }[StoryChange.Kind(change.kind)]
    return Hint(
        change.kind,
        text.format(formatting.age(change.at)),
        is_warning=change.kind == StoryChange.Kind.REPLACED,
        link=comparison_url(article, f"turn-{change.pk}-before", f"turn-{change.pk}-after"),
        link_words="Both texts",
        at=change.at,
    )
