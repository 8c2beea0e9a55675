"""Turns of a story: another source, another story, another place."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from articles.models import Act, Decision, DocumentText, ImportRun, StoryTurn
from articles.standing import Kind, Ruling, stand

if TYPE_CHECKING:
    from articles.importing.store import Change


def record_turns(
    run: ImportRun,
    changes: Sequence["Change"],
    texts_before: Mapping[int, DocumentText],
    now: datetime,
) -> None:
    """Keep each turn with the texts on both sides of it."""
    StoryTurn.objects.bulk_create(
        StoryTurn(
            article=change.article,
            run=run,
            kind=change.merged.turn or StoryTurn.Kind.MOVED,
            at=now,
            before=texts_before[change.article.pk],
            after=change.article.newest_text,
            path_before=change.moved_from,
        )
        for change in changes
        if change.is_turn
    )


def replace_story(
    changes: Sequence["Change"], rulings: Mapping[int, list[Ruling]], now: datetime
) -> dict[int, list[Ruling]]:
    """Record that another story stands in a document that somebody had decided.

    What stood no longer stands; the article is unpublished and waits. Returns the rulings of
    those articles, this one included. What nobody had decided follows upstream.
    """
    decisions, told = [], {}
    for change in changes:
        article, before = change.article, rulings.get(change.article.pk, [])
        stood = stand(article.upstream, before)
        if change.merged.turn != "replaced" or not stood.owners:
            continue
        words = change.merged.words
        ruling = Ruling(
            article.decision_count + 1, Kind.REPLACED, {"published": False},
            {"published": words["published"]},
        )  # fmt: skip
        told[article.pk] = [*before, ruling]
        after = stand(words, told[article.pk])
        fields = {"published", *stood.owners}
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
