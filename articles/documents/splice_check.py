"""Check the result of a splice: read it again and compare it with the document before."""

from collections.abc import Mapping, Sequence
from typing import Final

from .decidable import DECIDABLE
from .fields import Fields
from .frontmatter import FrontMatter, decode, parse
from .problems import DocumentError, Problem, quoted
from .yaml_write import SpliceError, entry_span

#: A value to set, or None for none.
Value = bool | int | str | Sequence[str] | None

#: The fields that can be set, by key.
FIELDS_BY_KEY: Final = {field.key: field for field in DECIDABLE.values()}
#: The value of a field that the reader refuses: equal to no value that can be set.
_FAULTY: Final = object()


def current_value(front: FrontMatter, key: str) -> object:
    """Return the value of a key of FIELDS_BY_KEY as the reader reads it, topics as a tuple.

    A missing key has its default: `article` for type, "" for the excerpt, () or None. Where reading
    adds an error, as for a missing title, return an object that is equal to no value that can be
    set.
    """
    problems: list[Problem] = []
    value = FIELDS_BY_KEY[key].read(Fields(front.root, problems))
    return _FAULTY if any(problem.level == "error" for problem in problems) else value


def verify(front: FrontMatter, result: str, changes: Mapping[str, Value]) -> None:
    """Raise SpliceError unless `result` can be read, has the changes and otherwise equals `front`.

    `front` is the document before, `result` the text after the changes. `changes` maps keys of
    FIELDS_BY_KEY to the values to be read, topics as a tuple. The order of keys, all other entries,
    comments between entries and the body must be equal. The lines of a changed entry (in a flow
    mapping its characters) are not compared, nor are comments in them. Only where topics changed
    may the front matter have additional lines, such as comments that were between old topics.
    """
    keys = ", ".join(changes)
    try:
        after = parse(result)
        decode(result.encode())
    except DocumentError as error:
        reason = f"the document could no longer be read ({error}); change it by hand"
        raise SpliceError(keys, reason) from None
    has_same_keys = _outline(after, front, changes) == _outline(front, after, changes)
    if not has_same_keys or not _is_rest_equal(front, after, changes):
        raise SpliceError(keys, "more than that would change; change it by hand")
    for key, value in changes.items():
        if current_value(after, key) != value:
            raise SpliceError(key, f"{quoted(str(value))} would not be read back as it is")


def _outline(
    front: FrontMatter, other: FrontMatter, changes: Mapping[str, Value]
) -> list[tuple[str, str]]:
    """Return (key, source of its entry) of the top-level keys in text order; "" for a changed key.

    Changed keys that `other` doesn't have are left out.
    """
    text, root, present = front.text, front.root, other.root.entries
    return [
        (key, "" if key in changes else text[slice(*entry_span(text, *entry, root))])
        for key, entry in root.entries.items()
        if key not in changes or key in present
    ]


def _is_rest_equal(before: FrontMatter, after: FrontMatter, changes: Mapping[str, Value]) -> bool:
    """Tell whether everything but the changed entries is equal, including comments and the body.

    Where topics changed, the front matter of `after` may have additional lines, such as blank lines
    and comments that were between old topics.
    """
    old, new = _rest(before, changes), _rest(after, changes)
    if "topics" not in changes:
        return old == new
    lines = iter(new.split("\n"))
    return after.body == before.body and all(line in lines for line in old.split("\n"))


def _rest(front: FrontMatter, changes: Mapping[str, Value]) -> str:
    """Return the whole text of a document without the entries of the changed keys."""
    pieces: list[str] = []
    position = 0
    for key, entry in front.root.entries.items():
        if key in changes:
            start, end = entry_span(front.text, *entry, front.root)
            pieces.append(front.text[position:start])
            position = end
    return "".join((*pieces, front.text[position:]))
