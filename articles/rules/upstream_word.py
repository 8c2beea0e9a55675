"""Tell upstream's own values in a document, its words, from values that exports wrote there; pure.

An export announces the values that it is about to write, writes them, and confirms them. A later
text that holds such a value holds either our own, left there by a bot that patches single keys, or
the bot's, equal to ours by chance: the bytes can't tell. The rules:

1. A value equal to one announced or confirmed leaves upstream's own last word as it is. Only a
   confirmed one shows, where the text holds another value than we wrote, that the bot overwrote:
   then every other value of ours in that text may be upstream's own, and is in doubt; but a
   `published: true` equal to ours never becomes an upstream yes.
2. Where our `published: false` still stands but any other byte of the text than those of `secured`
   and `heat` has changed since, an older word of upstream's that publishes is in doubt.
3. While `published` is in doubt, an article without a decision on it waits, and an export leaves
   `false` in its document and turns `true` into `false`. A field's doubt ends when its key next
   differs from what we wrote.
4. Upstream's own last word is kept beside the doubtful one. Conflicts follow the own last word
   alone; a release of another field than `published` is told which of the two to follow.
5. A text equal to what we wrote but for `secured` and `heat` can't be told at all: the own last
   word stands.
"""

from collections.abc import Container, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from articles.documents.decidable import DECIDABLE, FIELDS, Value

#: Upstream values hold the doubts under this name, where there are any: by field,
#: {"value": the doubtful word, "why": Why}.
DOUBTS: Final = "doubts"
#: Upstream values hold True under this name where the collection's sites publish documents without
#: `published`: None is then upstream's yes.
MISSING_PUBLISHES: Final = "missing_publishes"
#: No document gives this value.
_NONE: Final = object()


class Why(StrEnum):
    """Why upstream's value of a field is in doubt.

    OVERWRITTEN: in some field the text holds another value than we wrote (rule 1 of this module).
    MOVED: in none, but other bytes than our `published: false` have changed (rule 2).
    """

    OVERWRITTEN = "overwritten"
    MOVED = "moved"


class Doubt(NamedTuple):
    """A value in a document that may be upstream's word or our own export's, and why."""

    value: Value
    why: Why


class Known(NamedTuple):
    """What is known of a document, by field.

    `upstream` has upstream's own last values, with the doubts. `written` has the document's values
    that count as our exports': upstream may still have written an equal one itself, and one in
    doubt may be its own word. They are `Reading.written` of the last import, or the second result
    of `values_to_write` of a later export. `writing` has the announced values, which an interrupted
    export may have left in the document; {} without such an export.
    """

    upstream: Mapping[str, Any]
    written: Mapping[str, Value]
    writing: Mapping[str, Value]


class Reading(NamedTuple):
    """The result of `read_text`, by field.

    `upstream` has upstream's own last values of FIELDS, with doubts if any; neither STORY nor
    MISSING_PUBLISHES. `written` has the values in the text that our exports may have written and
    that differ from upstream's own last ones or are in doubt; `restored` those that our exports may
    have written, that equal upstream's and differ from the last known text's. `changed` are the
    fields whose value is not the confirmed one or, without one, the last known text's; () where all
    are as an interrupted export would have left them or, without such an export, where all texts
    and lists of texts equal the last known text's and no other field has changed.
    """

    upstream: dict[str, Any]
    written: dict[str, Value]
    restored: dict[str, Value]
    changed: tuple[str, ...]


def doubts_in(upstream: Mapping[str, Any]) -> dict[str, Doubt]:
    """Return the doubts that upstream values hold under DOUBTS, by field; {} for none."""
    doubts = upstream.get(DOUBTS) or {}
    return {name: Doubt(each["value"], Why(each["why"])) for name, each in doubts.items()}


def publishes(upstream: Mapping[str, Any]) -> bool:
    """Tell whether upstream publishes a document with these upstream values; doubts don't count.

    Without `published` (None or absent) only with MISSING_PUBLISHES.
    """
    published = upstream.get("published")
    return bool(upstream.get(MISSING_PUBLISHES) if published is None else published)


def followed_word(
    name: str, upstream: Mapping[str, Any], answers: Mapping[str, Value] = MappingProxyType({})
) -> Value:
    """Return the effective value of a field without owner.

    Of `published` it is a boolean: `publishes`, False in doubt. Of another field in doubt it is the
    doubtful value if `answers`, what the last release of each field chose, has the same; in all
    other cases upstream's own last value, None where there is none.
    """
    doubt = doubts_in(upstream).get(name)
    if name == "published":
        return publishes(upstream) and doubt is None
    is_chosen = doubt and answers.get(name, _NONE) == doubt.value
    word: Value = doubt.value if doubt and is_chosen else upstream.get(name)
    return word


def read_text(
    known: Known, before: Mapping[str, Value], given: Mapping[str, Value], *, others_changed: bool
) -> Reading:
    """Return the Reading of a document's text whose values are `given`, by this module's rules.

    `before` are the values of the last text that is known; empty where that can't be read any more.
    `others_changed` tells whether anything else of the text than the values of FIELDS, `secured`
    and `heat` differs from the last one, or may: another key, a comment, a quote. A value equal to
    the confirmed one (else to that of `before`), or to an announced one, leaves upstream's own last
    word as it is, and may be put in doubt beside it; any other becomes upstream's word, but for a
    text or list equal to that of `before` where no export was interrupted and no doubt stood.
    `given` and `known.upstream` have a value for each of FIELDS.
    """
    text = _Text(known, before, given)
    upstream, written, restored = {}, {}, {}
    doubts: dict[str, Doubt] = {}
    changed = text.changed_since_left()
    is_as_left = not others_changed and not changed
    is_overwritten = not is_as_left and any(map(text.shows_overwriting, FIELDS))
    for name in FIELDS:
        value, is_ours = given[name], text.may_be_ours(name)
        kept = is_ours or text.is_as_before(name)
        doubt = None
        if kept and not is_as_left:
            doubt = _new_doubt(name, known.upstream[name], value, is_ours, is_overwritten)
        if doubt is None and not text.differs_from_ours(name):
            doubt = doubts_in(known.upstream).get(name)
        if doubt:
            doubts[name] = doubt
        is_told = not doubt and name in doubts_in(known.upstream)
        upstream[name] = known.upstream[name] if kept and not is_told else value
        if is_ours and (value != upstream[name] or doubt):
            written[name] = value
        elif is_ours and before.get(name, _NONE) != value:
            restored[name] = value
    if doubts:
        upstream[DOUBTS] = {n: {"value": d.value, "why": str(d.why)} for n, d in doubts.items()}
    return Reading(upstream, written, restored, changed)


def values_to_write(
    known: Known,
    current: Mapping[str, Value],
    effective: Mapping[str, Any],
    owned: Container[str],
) -> tuple[dict[str, Value], dict[str, Value]]:
    """Return the values that an export is to write, and those of ours in the document afterwards.

    Both are by field; `current` has the values of the document, `owned` the fields with a standing
    decision. To write, where the document has another value, are the effective values of fields
    that are owned or in doubt, and upstream's own last word of others in `known.written`. Ours are
    the effective values of those fields, written now or not, that differ from upstream's own last
    word or are in doubt. `published` true is neither where the document lacks the key and upstream
    publishes it so.
    """
    doubts = doubts_in(known.upstream)
    values: dict[str, Value] = {}
    written: dict[str, Value] = {}
    for name in FIELDS:
        if name not in owned and name not in doubts:
            if name in known.written and current[name] != known.upstream[name]:
                values[name] = known.upstream[name]
            continue
        value = effective[name]
        # Its site publishes a document without `published` with no line that says so.
        is_missing = name == "published" and current[name] is None
        if is_missing and value and publishes(known.upstream):
            continue
        if current[name] != value:
            values[name] = value
        if value != known.upstream[name] or name in doubts:
            written[name] = value
    return values, written


def _new_doubt(
    name: str, own: Value, value: Value, is_ours: bool, is_overwritten: bool
) -> Doubt | None:
    """Return the doubt that a text which is not as we left it casts on a value kept in it.

    `own` is upstream's own last word.
    """
    if name == "published" and value is False and own is not False:
        return Doubt(value, Why.OVERWRITTEN if is_overwritten else Why.MOVED)
    if is_ours and value != own and is_overwritten:
        return Doubt(value, Why.OVERWRITTEN)
    return None


class _Text(NamedTuple):
    """A text's values, compared with what is known of the document; see `read_text`."""

    known: Known
    before: Mapping[str, Value]
    given: Mapping[str, Value]

    def changed_since_left(self) -> tuple[str, ...]:
        """Return the fields whose value is not the known one: confirmed, else that of `before`.

        () where all values are as an interrupted export would have left them. Without one, also ()
        where texts and lists of texts are as in `before` and all others known: where releases read
        documents differently, a confirmed text may not be read as the same.
        """
        left = {name: self._left(name) for name in FIELDS}
        after = {**left, **(self.known.writing or self._texts_before())}
        possible: list[Mapping[str, object]] = [left, after]
        changed = [
            tuple(name for name in FIELDS if each.get(name, _NONE) != self.given[name])
            for each in possible
        ]
        return changed[0] if all(changed) else ()

    def is_as_before(self, name: str) -> bool:
        """Tell whether the value is the known one: confirmed, else that of `before`.

        Without an interrupted export, a text or list of texts may be that of `before` in any case.
        """
        texts = {} if self.known.writing else self._texts_before()
        return self.given[name] in [self._left(name), texts.get(name, _NONE)]

    def may_be_ours(self, name: str) -> bool:
        """Tell whether the value is one that was announced or confirmed."""
        return any(
            name in each and each[name] == self.given[name]
            for each in (self.known.written, self.known.writing)
        )

    def shows_overwriting(self, name: str) -> bool:
        """Tell whether the text holds another value than the confirmed one, and not an announced.

        False where none is confirmed. Only we would have written the announced one.
        """
        return name in self.known.written and not self.may_be_ours(name)

    def differs_from_ours(self, name: str) -> bool:
        """Tell whether the value is neither the known one (`is_as_before`) nor an announced one.

        Then upstream wrote it.
        """
        return self.given[name] not in [self._left(name), self.known.writing.get(name, _NONE)]

    def _texts_before(self) -> dict[str, Value]:
        """Return the values that are texts, or lists of texts, in the last text known."""
        prose = (name for name in FIELDS if DECIDABLE[name].is_prose)
        return {name: self.before[name] for name in prose if name in self.before}

    def _left(self, name: str) -> object:
        """Return the value that the file held before an interrupted export.

        That is the confirmed one: the last text known may be older, where an export wrote into a
        text with changes that no import had taken, or was killed.
        """
        return self.known.written.get(name, self.before.get(name, _NONE))
