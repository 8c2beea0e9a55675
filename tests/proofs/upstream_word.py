"""A search by model: no sequence of events publishes what upstream's newest known word doesn't.

All sequences of events of `tests.proofs.word_model` up to a depth are tried; states that were seen
already are left out. Without any clause of the rule, a sequence must be found that breaks it.
"""

from collections.abc import Callable
from typing import Any, Final
from unittest.mock import patch

from articles.rules import upstream_word
from articles.rules.upstream_word import DOUBTS, Known
from tests.proofs.word_model import QUALITIES, Violation, World, begin, check, events

#: How deep the counter-examples are searched: with few events, and with all.
NARROW_DEPTH: Final = 9
SHORT_DEPTH: Final = 5

# The rules without one of their clauses: each must be found to break an invariant.


def _read_without(change: Callable[[Known], Known]) -> Callable[..., Any]:
    """Return a `read_text` that knows less."""

    def read(known: Known, *args: Any, **options: Any) -> Any:
        return READ_TEXT(change(known), *args, **options)

    return read


def _doubts_changed(change: Callable[[dict[str, Any], str, Any], None]) -> Callable[..., Any]:
    """Return a `read_text` after which `change` is called with the values, a field, its doubt."""

    def read(*args: Any, **options: Any) -> Any:
        reading = READ_TEXT(*args, **options)
        for name, doubt in list(reading.upstream.get(DOUBTS, {}).items()):
            change(reading.upstream, name, doubt)
        if not reading.upstream.get(DOUBTS, True):
            del reading.upstream[DOUBTS]
        return reading

    return read


def read_without_doubts(*args: Any, **options: Any) -> Any:
    """Read a text as before there were doubts."""
    reading = READ_TEXT(*args, **options)
    reading.upstream.pop(DOUBTS, None)
    return reading._replace(changed=())


def _without_doubts(upstream: Any) -> dict[str, Any]:
    return {name: value for name, value in upstream.items() if name != DOUBTS}


def _learn_yes(upstream: dict[str, Any], name: str, doubt: Any) -> None:
    if name == "published" and doubt["value"] is True:
        upstream[name] = True
        del upstream[DOUBTS][name]


def _forget_overwriting(upstream: dict[str, Any], name: str, doubt: Any) -> None:
    if doubt["why"] == "overwritten":
        del upstream[DOUBTS][name]


def _forget_moves(upstream: dict[str, Any], name: str, doubt: Any) -> None:
    if doubt["why"] == "moved":
        del upstream[DOUBTS][name]


def _replace_own(upstream: dict[str, Any], name: str, doubt: Any) -> None:
    if name == "quality":
        upstream[name] = doubt["value"]


def _write_without_doubts(known: Known, *args: Any) -> Any:
    return WRITE(known._replace(upstream=_without_doubts(known.upstream)), *args)


READ_TEXT: Final = upstream_word.read_text
WRITE: Final = upstream_word.values_to_write
FOLLOWED: Final = upstream_word.followed_word
#: By what is left out, the target and the function that replaces it.
WITHOUT: Final[dict[str, tuple[str, Any]]] = {
    "1: announced writes are echoes": (
        "articles.rules.upstream_word.read_text",
        _read_without(lambda known: known._replace(writing={})),
    ),
    "1: only a confirmed write shows overwriting": (
        "articles.rules.upstream_word.read_text",
        _read_without(
            lambda known: Known(known.upstream, {**known.written, **known.writing}, {})
        ),
    ),
    "1: a true equal to ours is no yes": (
        "articles.rules.upstream_word.read_text", _doubts_changed(_learn_yes),
    ),
    "1: the other values of ours are in doubt": (
        "articles.rules.upstream_word.read_text", _doubts_changed(_forget_overwriting),
    ),
    "2: an older yes is not trusted where others moved": (
        "articles.rules.upstream_word.read_text", _doubts_changed(_forget_moves),
    ),
    "3: in doubt it waits": (
        "articles.rules.effective.followed_word",
        lambda name, upstream, answers: FOLLOWED(name, _without_doubts(upstream), answers),
    ),
    "3: the export turns true into false": (
        "articles.rules.upstream_word.values_to_write", _write_without_doubts,
    ),
    "3: the doubt lasts until the key differs": (
        "articles.rules.upstream_word.read_text",
        _read_without(lambda known: known._replace(upstream=_without_doubts(known.upstream))),
    ),
    "4: the own word is kept beside the doubtful": (
        "articles.rules.upstream_word.read_text", _doubts_changed(_replace_own),
    ),
    "5: a text as we left it tells nothing": (
        "articles.rules.upstream_word.read_text",
        lambda *args, others_changed: READ_TEXT(*args, others_changed=True),
    ),
}  # fmt: skip


def search(depth: int, *, narrow: bool = False, missing: bool = False, checked: bool = True) -> int:
    """Try all sequences of at most `depth` events; return how many states there are.

    Raises Violation, with the shortest sequence that breaks an invariant. The options are
    those of `events`.
    """
    steps = events(narrow=narrow, missing=missing, checked=checked)
    flags = (True, False, None) if missing else (True, False)
    starts = [begin(published, quality) for published in flags for quality in QUALITIES]
    # Each state with the one that it came from and the event, to name the way.
    came_from: dict[World, tuple[World, str] | None] = dict.fromkeys(starts)
    layer = starts
    for _ in range(depth):
        following = []
        for world in layer:
            for name, event in steps.items():
                try:
                    after = event(world)
                    if after is None or after in came_from:
                        continue
                    check(after)
                except Violation as violation:
                    way = [*_way(world, came_from), name]
                    raise Violation(f"{violation}:\n  " + "\n  ".join(way)) from None
                came_from[after] = world, name
                following.append(after)
        layer = following
    return len(came_from)


def _way(world: World, came_from: dict[World, tuple[World, str] | None]) -> list[str]:
    """Return the beginning and the names of the events that lead to a state."""
    names: list[str] = []
    at = world
    while step := came_from[at]:
        at, name = step
        names.append(name)
    return [f"imported: {at.file}", *reversed(names)]


def violation_without(clause: str, depth: int, *, narrow: bool) -> str:
    """Return the shortest violation that is found without a clause of the rules, '' for none."""
    target, replacement = WITHOUT[clause]
    with patch(target, replacement):
        try:
            search(depth, narrow=narrow)
        except Violation as violation:
            return str(violation)
    return ""


def counter_example(clause: str) -> str:
    """Return the shortest violation without a clause, '' for none: of few events, of all events."""
    narrow = violation_without(clause, NARROW_DEPTH, narrow=True)
    return narrow or violation_without(clause, SHORT_DEPTH, narrow=False)


def prove(depth: int, say: Callable[[str], None]) -> bool:
    """Search to the depth, then for a counter-example without each clause; tell if all is so."""
    try:
        for missing, checked in ((False, True), (True, True), (False, False)):
            states = search(depth, missing=missing, checked=checked)
            how = ", with a missing key" * missing + ", the other key is none of ours" * (
                not checked
            )
            say(f"depth {depth}{how}: {states:,} states, no violation")
    except Violation as violation:
        say(f"VIOLATION: {violation}")
        return False
    holds = True
    for clause in WITHOUT:
        found = counter_example(clause)
        say(f"without {clause}: {found or 'NOTHING FOUND'}")
        holds &= bool(found)
    return holds
