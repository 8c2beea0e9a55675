"""Turns of a story: another source, another story, another place."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from articles.models import Act, Decision, DocumentText, ImportRun, StoryChange
from articles.rules import Kind, Ruling, effective_state
from articles.sync.changes import Change


def record_story_changes(
    run: ImportRun,
    changes: Sequence[Change],
    texts_before: Mapping[int, DocumentText],
    now: datetime,
) -> None:
    """Keep each turn with the texts on both sides of it."""
    StoryChange.objects.bulk_create(
        StoryChange(
            article=change.article,
            run=run,
            kind=change.merged.story_change or StoryChange.Kind.MOVED,
            at=now,
            before=texts_before[change.article.pk],
            after=change.article.newest_text,
            path_before=change.moved_from,
        )
        for change in changes
        if change.is_story_change
    )


def replace_story(
    changes: Sequence[Change], rulings: Mapping[int, list[Ruling]], now: datetime
) -> dict[int, list[Ruling]]:
    """Record that another story stands in a document that somebody had decided.

    What stood no longer stands; the article is unpublished and waits. Where nothing stood any
    more it follows upstream, and so does what nobody had decided; of the former the record keeps
    that the story ended, or what is taken back later would bring a decision on the old one back.
    Returns the rulings of the articles decided, this one included.
    """
    decisions, told = [], {}
    for change in changes:
        article, before = change.article, rulings.get(change.article.pk, [])
        stood = effective_state(article.upstream, before)
        if change.merged.story_change != "replaced" or not (stood.owners or _may_come_back(before)):
            continue
        words = change.merged.upstream
        number = article.decision_count + 1
        ruling = Ruling(number, Kind.REPLACED)
        if stood.owners:
            seen = {"published": words["published"]}
            ruling = Ruling(number, Kind.REPLACED, {"published": False}, seen)
        told[article.pk] = [*before, ruling]
        after = effective_state(words, told[article.pk])
        fields = {*ruling.sets, *stood.owners}
        article.decision_count = ruling.number
        decisions.append(
            Decision(
                article=article,
                number=ruling.number,
                kind=Kind.REPLACED,
                changes={name: [stood.values[name], after.values[name]] for name in sorted(fields)},
                upstream_seen=dict(ruling.upstream_seen),
                text=article.newest_text,
            )
        )
    if decisions:
        act = Act.objects.create(at=now, place=Act.Place.IMPORT)
        for decision in decisions:
            decision.act = act
        Decision.objects.bulk_create(decisions)
    return told


def _may_come_back(rulings: Sequence[Ruling]) -> bool:
    """Whether any was made on the story that stands there, be it withdrawn or let go by now."""
    latest = max(rulings, key=lambda ruling: ruling.number, default=None)
    return latest is not None and latest.kind != Kind.REPLACED
