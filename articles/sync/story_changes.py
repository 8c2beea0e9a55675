"""Record story changes: a document got another source, another story, or another path.

Also end the decisions on a replaced story, and recognise a story that an article had before, by the
texts that decisions were made on.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from articles.documents import read
from articles.documents.identity import is_same_story
from articles.models import Act, Decision, DocumentText, ImportRun, StoryChange
from articles.rules import STORY, Kind, Ruling, effective_state
from articles.sync.changes import Change


def record_story_changes(
    run: ImportRun,
    changes: Sequence[Change],
    texts_before: Mapping[int, DocumentText],
    now: datetime,
) -> None:
    """Store a StoryChange row, with the texts before and after, for each story change or move.

    Other changes are left out; a move with a story change is of the latter's kind. `texts_before`
    has the previous newest text of each article, by primary key.
    """
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


def reuse_story_keys(
    changes: Sequence[Change], rulings: Mapping[int, list[Ruling]], now: datetime
) -> None:
    """Where upstream goes back to a story that was decided on, reuse the digest of that decision.

    Of several decisions on the story (`is_same_story`) the newest counts. So values that a person
    looked at then open no conflict where the digest computed now differs: by another spelling, or a
    release that reads addresses otherwise. One query; none where every new digest is the article's
    or a decision's, or no decision has one. `rulings` has those of each article (primary key). Sets
    only `merged.upstream` of the changes, in memory.
    """
    unknown = {}
    for change in changes:
        pk, key = change.article.pk, change.merged.upstream[STORY]
        known = {ruling.upstream_seen.get(STORY) for ruling in rulings.get(pk, [])} - {None}
        if known and key not in known | {change.article.upstream.get(STORY)}:
            unknown[pk] = change
    if not unknown:
        return
    # Of several decisions on one story the newest comes last.
    rows = Decision.objects.filter(article__in=unknown).order_by("number").select_related("text")
    for decision in rows:
        change, seen = unknown[decision.article_id], decision.upstream_seen
        before = read(decision.text.text.encode(), now=now).document if STORY in seen else None
        title = str(change.merged.upstream["title"])
        if before and is_same_story(
            before, change.draft.document, str(seen.get("title", before.title)), title
        ):
            change.merged.upstream[STORY] = seen[STORY]


def record_replacements(
    changes: Sequence[Change], rulings: Mapping[int, list[Ruling]], now: datetime
) -> dict[int, list[Ruling]]:
    """Add a decision of kind `replaced` to each decided article whose story was replaced.

    It ends all standing decisions: an article that had any (that of an earlier replacement counts)
    is then unpublished and waits. One that had none any more (all undone or released) follows
    upstream; it gets the decision only so that no later undo restores one on the old story, and not
    where its newest decision is a replacement. The decisions are stored as one act of the import;
    `decision_count` is set in memory. `rulings` and the result have all rulings by article (primary
    key), the result only of articles that got a decision, and with it.
    """
    decisions: list[Decision] = []
    updated: dict[int, list[Ruling]] = {}
    for change in changes:
        before = rulings.get(change.article.pk, [])
        replacement = _replacement(change, before)
        if replacement:
            decision, ruling = replacement
            change.article.decision_count = ruling.number
            decisions.append(decision)
            updated[change.article.pk] = [*before, ruling]
    if decisions:
        act = Act.objects.create(at=now, place=Act.Place.IMPORT)
        for decision in decisions:
            decision.act = act
        Decision.objects.bulk_create(decisions)
    return updated


def _replacement(change: Change, before: Sequence[Ruling]) -> tuple[Decision, Ruling] | None:
    """Return the decision, not saved, that ends the article's rulings `before`, and its ruling.

    None where the story was not replaced, or no decision was made on the story before.
    """
    article, upstream = change.article, change.merged.upstream
    if change.merged.story_change != "replaced":
        return None
    state = effective_state(article.upstream, before)
    if not state.owners and not _has_decision_on_current_story(before):
        return None
    ruling = Ruling(article.decision_count + 1, Kind.REPLACED)
    if state.owners:
        seen = {"published": upstream["published"], STORY: upstream[STORY]}
        ruling = Ruling(ruling.number, Kind.REPLACED, {"published": False}, seen)
    after = effective_state(upstream, [*before, ruling])
    fields = sorted({*ruling.sets, *state.owners})
    decision = Decision(
        article=article,
        number=ruling.number,
        kind=Kind.REPLACED,
        changes={name: [state.values[name], after.values[name]] for name in fields},
        upstream_seen=dict(ruling.upstream_seen),
        text=article.newest_text,
    )
    return decision, ruling


def _has_decision_on_current_story(rulings: Sequence[Ruling]) -> bool:
    """Tell whether the newest decision, also an undone one or an undo, is no replacement.

    False without decisions.
    """
    latest = max(rulings, key=lambda ruling: ruling.number, default=None)
    return latest is not None and latest.kind != Kind.REPLACED
