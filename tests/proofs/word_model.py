"""The model of the proof of upstream's word: a document, its bot, the desk and a person.

`World` is a document with a bot that writes it, a desk that imports and exports it by the rules of
`articles.rules`, and a person who decides. It records who wrote which byte, which the desk can't
know. Events lead from one world to the next; `check` has the invariants.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final, NamedTuple

from articles.rules import Kind, Ruling, Status, effective_state, upstream_word
from articles.rules.upstream_word import DOUBTS, Known

#: The values that the bot writes; a person sets the second quality, or the third.
QUALITIES: Final = (45, 50, 80)
OUR_QUALITY: Final = 80
FLAGS_AND_POINTS: Final = ("published", "quality")
TITLES: Final = ("One", "Two")
FIXED: Final = {"title": "A title", "excerpt": "", "type": "article", "topics": []}


class Violation(Exception):
    """A sequence of events that breaks an invariant."""


class File(NamedTuple):
    """What the document holds: two decidable keys, and another one that nobody decides."""

    published: bool | None
    quality: int
    other: str


@dataclass(frozen=True, slots=True)
class World:
    """A document, the desk's knowledge of it, and what really happened; compared by value."""

    file: File
    #: The desk: the last text known, the own words, doubts, confirmed and announced values.
    last: File
    own: tuple[bool | None, int]
    doubts: tuple[tuple[str, Any, str], ...] = ()
    written: tuple[tuple[str, Any], ...] = ()
    writing: tuple[tuple[str, Any], ...] = ()
    #: The decided values, by field, and the chosen word of a released quality.
    decided: tuple[tuple[str, Any], ...] = ()
    answer: tuple[Any, ...] = ()
    #: What happened: whether the bot wrote the byte of `published`, and that of `quality`.
    is_bots: tuple[bool, bool] = (True, True)
    #: The texts that the desk may take for unchanged: last read or written, and announced.
    left: frozenset[File] = frozenset()
    #: The bot's newest word on `published` that a text told, and whether any text told anything.
    word: bool | None = False
    has_told: bool = False
    #: Whether the desk can't know what it left: it was killed twice.
    is_blurred: bool = False

    @property
    def upstream(self) -> dict[str, Any]:
        values = {**FIXED, "published": self.own[0], "quality": self.own[1]}
        if self.doubts:
            values[DOUBTS] = {n: {"value": v, "why": why} for n, v, why in self.doubts}
        return values

    @property
    def known(self) -> Known:
        return Known(self.upstream, dict(self.written), dict(self.writing))

    @property
    def state(self) -> Any:
        kinds = {True: Kind.APPROVE, False: Kind.UNPUBLISH}
        rulings = [
            Ruling(number, kinds[value] if name == "published" else Kind.SET_QUALITY, {name: value})
            for number, (name, value) in enumerate(self.decided, 1)
        ]
        if self.answer:
            rulings.append(Ruling(9, Kind.RELEASE, {"quality": self.answer[0]}))
        return effective_state(self.upstream, rulings)


def begin(published: bool | None, quality: int) -> World:
    """Return the world after the first import of a document with these values."""
    file = File(published, quality, TITLES[0])
    return World(file, file, (published, quality), left=frozenset({file}), word=published)


def values_of(file: File) -> dict[str, Any]:
    return {**FIXED, "published": file.published, "quality": file.quality}


Event = Callable[[World], World | None]

# The events: each returns the world after it, or None where nothing would happen.


def overwritten(world: World, file: File) -> World:
    """The bot writes the whole text, and so every byte."""
    return replace(world, file=file, is_bots=(True, True))


def patched(world: World, name: str, value: Any) -> World | None:
    """The bot sets one key in the file as it is."""
    if getattr(world.file, name) == value:
        return None
    file = world.file._replace(**{name: value})
    is_bots = (world.is_bots[0] or name == "published", world.is_bots[1] or name == "quality")
    return replace(world, file=file, is_bots=is_bots)


def imported(world: World) -> World:
    """The desk reads the file, and stores what it tells."""
    reading = _read(world)
    told = world.file not in world.left or world.file.other != world.last.other
    after = replace(
        _with_reading(world, reading),
        last=world.file, writing=(), left=frozenset({world.file}),
        word=world.file.published if told and world.is_bots[0] else world.word,
        has_told=world.has_told or told or world.is_blurred,
        is_blurred=False,
    )  # fmt: skip
    _check_import(world, after)
    return after


def differs(one: File, other: File, name: str) -> bool:
    return bool(getattr(one, name) != getattr(other, name))


def exported(world: World, *, until: str, checked: bool) -> World | None:
    """The desk exports: until "announced", "written" or "confirmed", where it is killed.

    `checked`: the other key is a field of the article, so that its change has to be imported first.
    """
    reading = _read(world)
    moved = world.file.other != world.last.other
    if reading.changed or reading.upstream != world.upstream or (moved and checked):
        return None  # import first
    read = replace(world, written=_items({**reading.written, **reading.restored}))
    state = read.state
    owned = dict(read.decided)
    values, written = upstream_word.values_to_write(
        read.known, values_of(world.file), state.values, owned
    )
    if not values and (not world.writing or until != "confirmed"):
        return None
    file = world.file._replace(**values)
    if moved:
        written |= {n: getattr(file, n) for n in FLAGS_AND_POINTS if differs(file, world.last, n)}
    if moved and values.get("published") is False and world.own[0] is not False:
        return None  # import first: what the file told would be lost
    is_bots = tuple(
        mine and name not in values
        for mine, name in zip(world.is_bots, ("published", "quality"), strict=True)
    )
    if until != "confirmed":
        killed = replace(
            read,
            writing=_items(values),
            left=frozenset({world.file, file}),
            is_blurred=world.is_blurred or bool(world.writing),
        )
        return killed if until == "announced" else replace(killed, file=file, is_bots=is_bots)
    after = replace(
        world, file=file, written=_items(written), writing=(), is_bots=is_bots,
        # Of a text with changes that no import has taken, the next import takes them.
        last=world.last if moved else file, left=frozenset({file}),
    )  # fmt: skip
    if "published" not in owned and after.file.published and not after.word:
        raise Violation("the file is published after the export")
    if state.waits_in_doubt and file.published is not False:
        raise Violation("in doubt the file does not say false after the export")
    return after


def decided(world: World, name: str, value: Any) -> World | None:
    if (name, value) in world.decided:
        return None
    rest = {key: each for key, each in world.decided if key != name}
    answer = () if name == "quality" else world.answer
    return replace(world, decided=_items({**rest, name: value}), answer=answer)


def released(world: World, name: str, *, doubtful: bool = False) -> World | None:
    """A decision is undone or released; of two words of quality the doubtful one is chosen."""
    rest = {key: each for key, each in world.decided if key != name}
    if len(rest) == len(world.decided):
        return None
    doubt = {each[0]: each[1] for each in world.doubts}.get(name)
    if doubtful and (name == "published" or doubt is None):
        return None
    answer = (doubt,) if doubtful else world.answer
    return replace(world, decided=_items(rest), answer=answer)


def events(*, narrow: bool, missing: bool, checked: bool) -> dict[str, Event]:
    """Return all events by their names.

    `narrow`: one overwriting, one patch, no kill. `missing`: the bot may leave `published` out.
    `checked`: see `exported`.
    """
    found: dict[str, Event] = {}
    flags = (True, False, None) if missing else (True, False)
    files = [File(*each, TITLES[0]) for each in product(flags, QUALITIES)]
    keys: dict[str, tuple[Any, ...]] = {
        "published": flags, "quality": QUALITIES, "other": TITLES,
    }  # fmt: skip
    if narrow:
        files, keys = [File(False, QUALITIES[1], TITLES[0])], {"quality": QUALITIES[1:2]}
    for file in files:
        found[f"bot overwrites with {file}"] = lambda world, file=file: overwritten(world, file)
    for name, values in keys.items():
        for value in values:
            found[f"bot sets {name} to {value}"] = lambda world, name=name, value=value: patched(
                world, name, value
            )
    found["import"] = imported
    for until in ("confirmed",) if narrow else ("announced", "written", "confirmed"):
        found[f"export until {until}"] = lambda world, until=until: exported(
            world, until=until, checked=checked
        )
    found["approve"] = lambda world: decided(world, "published", True)
    found["take down"] = lambda world: decided(world, "published", False)
    found[f"set quality {OUR_QUALITY}"] = lambda world: decided(world, "quality", OUR_QUALITY)
    found["undo publishing"] = lambda world: released(world, "published")
    found["undo quality"] = lambda world: released(world, "quality")
    found["release quality to the doubtful word"] = lambda world: released(
        world, "quality", doubtful=True
    )
    return found


# The invariants.


def check(world: World) -> None:
    """Raise Violation where an article that nobody decided is public without upstream's yes."""
    owned = dict(world.decided)
    state = world.state
    in_doubt = any(name == "published" for name, _, _ in world.doubts)
    if "published" not in owned:
        if state.values["published"] and not world.word:
            raise Violation("it is public without a known yes of upstream's")
        if in_doubt and state.status != Status.WAITING:
            raise Violation("in doubt it does not wait")
    if not world.has_told:
        if world.doubts:
            raise Violation("a doubt, though every text was as the desk left it")
        if "published" not in owned and state.values["published"] != bool(world.word):
            raise Violation("the older word does not stand, though no text told another")


def _check_import(before: World, after: World) -> None:
    """Raise Violation where an import takes our own quality for upstream's, or misses a word."""
    if not before.is_bots[1] and after.own[1] != before.own[1]:
        raise Violation("our own quality became upstream's word")
    if (
        not before.is_blurred
        and _is_shown(before)
        and ("quality", after.own[1]) not in before.written
    ):
        ours = ("quality", before.file.quality) in before.written
        if ours and "quality" not in {name for name, _, _ in after.doubts}:
            raise Violation("the bot overwrote, and its quality is not kept beside the own word")
    if not before.is_blurred and before.file.published not in {p for p, *_ in before.left}:
        doubts = {name for name, _, _ in after.doubts}
        if after.own[0] != before.file.published or "published" in doubts:
            raise Violation("a new value of published was not taken for upstream's word")


def _is_shown(world: World) -> bool:
    """Tell whether the text holds another value of ours than the one that was confirmed."""
    written = dict(world.written)
    is_other = written.get("published", world.file.published) != world.file.published
    return is_other and not world.writing


def _read(world: World) -> Any:
    return upstream_word.read_text(
        world.known, values_of(world.last), values_of(world.file),
        others_changed=world.file.other != world.last.other,
    )  # fmt: skip


def _with_reading(world: World, reading: Any) -> World:
    doubts = reading.upstream.get(DOUBTS, {})
    return replace(
        world,
        own=(reading.upstream["published"], reading.upstream["quality"]),
        doubts=tuple(sorted((n, each["value"], str(each["why"])) for n, each in doubts.items())),
        written=_items(reading.written),
    )


def _items(values: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(values.items()))
