"""Since when articles have had the status that an undo restores, from the audit log and imports."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from articles.documents.schema import KEYS
from articles.models import Article, Decision, ImportEntry
from articles.rules import EffectiveState, Kind, Ruling, effective_state, withdrawn
from articles.rules.upstream_word import publishes

_PUBLISHED: Final = KEYS["published"]


class _Event(NamedTuple):
    """A time at which the status may have changed: by upstream, or by a ruling.

    `published` is upstream's value from then on, at the arrival or by an import; None for a ruling.
    Undos and what they undo are no events. To be sorted by `at` alone.
    """

    at: datetime
    published: bool | None = None
    ruling: Ruling | None = None


def status_times(
    results: Iterable[tuple[Article, EffectiveState]],
) -> dict[int, datetime]:
    """Return since when each article would have its new status, had what is undone never been.

    `results` has each article with its new state; the decisions, undos too, must be stored. The
    times (UTC) are by primary key; the same status by another person is another one. They follow
    from the decisions not undone, the arrival, and the entries of runs that name `published`, as of
    the run's beginning. An entry without its values is taken for a change; a missing `published`
    before an entry is taken for false. An article is left out where this record doesn't give the
    new status; one without any decision raises KeyError. Three queries.
    """
    by_pk = {article.pk: (article, state) for article, state in results}
    rows = Decision.objects.filter(article__in=by_pk)
    rulings = rows.rulings()
    made = rows.order_by().values_list("article", "number", "act__at")
    times = {(article, number): at for article, number, at in made}
    imports: dict[int, list[tuple[datetime, object]]] = {}
    entries = ImportEntry.objects.filter(article__in=by_pk).order_by("-run_id")
    for pk, at, keys, differences in entries.values_list(
        "article", "run__started_at", "changes", "differences"
    ):
        if _PUBLISHED in keys:
            imports.setdefault(pk, []).append((at, differences.get(_PUBLISHED)))
    result = {}
    for pk, (article, state) in by_pk.items():
        events = _upstream_events(article, imports.get(pk, []))
        undone = withdrawn(rulings[pk])
        events += [
            _Event(times[pk, each.number], ruling=each)
            for each in sorted(rulings[pk], key=lambda each: each.number)
            if each.number not in undone and each.kind != Kind.UNDO
        ]
        since = _since(sorted(events, key=lambda event: event.at), state)
        if since:
            result[pk] = since
    return result


def _upstream_events(
    article: Article, newest_first: Sequence[tuple[datetime, object]]
) -> list[_Event]:
    """Return upstream's values of `published`: the one at the arrival, then those of imports.

    `newest_first` has the time of each import that changed it, with the stored [before, after] or
    None. From the current value they lead back to the first.
    """
    events = []
    published = publishes(article.upstream)
    for at, values in newest_first:
        events.append(_Event(at, published=published))
        published = bool(values[0]) if isinstance(values, list) else not published
    return [_Event(article.arrived_at, published=published), *reversed(events)]


def _since(events: Sequence[_Event], state: EffectiveState) -> datetime | None:
    """Return the time of the event since which the status and its decider are those of `state`.

    None where they aren't after the last event. The events are in the order of time.
    """
    since, published = None, False
    rulings: list[Ruling] = []
    for event in events:
        if event.ruling:
            rulings.append(event.ruling)
        else:
            published = bool(event.published)
        then = effective_state({"published": published}, rulings)
        if (then.status, then.decided_by) != (state.status, state.decided_by):
            since = None
        elif since is None:
            since = event.at
    return since
