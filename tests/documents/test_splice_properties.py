"""Properties of `splice` that hold for every document and value that Hypothesis generates."""

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.documents import DocumentError, NewsDocument, SpliceError, restore, source_of, splice
from tests.documents_kit import FIELDS, document, read_text, read_valid

KEYS = ("title", "excerpt", "type", "quality", "published", "topics")
#: The line breaks of YAML 1.1.
BREAKS = "\n\r\x85\u2028\u2029"
# Characters with a meaning in YAML, line breaks, and some that are merely not ASCII.
CHARACTERS = st.sampled_from("abN01 -?:,[]{}#&*!|>'\"%@`~=<.\\\t\ufeff\xa0\u200bé日😀" + BREAKS)
texts = st.text(CHARACTERS, min_size=1, max_size=12).map(str.strip).filter(bool)
lines = texts.filter(lambda text: len(text.splitlines()) == 1)
type_names = st.text("abcXYZ019-_", min_size=1, max_size=6).filter(lambda text: text.strip("-_"))
topic_lists = st.lists(lines, max_size=5, unique=True)
values = st.fixed_dictionaries(
    {},
    optional={
        "title": lines.filter(lambda text: any(char.isalnum() for char in text)),
        "excerpt": texts | st.just(""),
        "type": type_names,
        "quality": st.none() | st.integers(0, 1_000_000),
        "published": st.none() | st.booleans(),
        "topics": topic_lists,
    },
)
simple_texts = st.text("abc XYZ", min_size=1, max_size=8).map(str.strip).filter(bool)
suffixes = st.sampled_from(["", " ", "   # a comment", " # published: true"])


@st.composite
def text_entries(draw: st.DrawFn, key: str) -> str:
    """Draw a key with a text in any style: quoted, block, on several lines, empty."""
    text = draw(simple_texts)
    sources = [
        text,
        f"'{text}'",
        json.dumps(draw(texts).replace("😀", "") if key == "excerpt" else text),
        "",
    ]
    if key == "excerpt":
        sources += [f"|\n  {text}\n\n  # {text}", f">-\n  {text}\n   published: true", "|+\n  a\n"]
        sources += [f'"{text}\n\n  {text}"', f"'{text}\n  {text}'", f"{text}\n    {text}"]
    if key == "title":
        sources.pop()
    return f"{key}:{draw(st.sampled_from([' ', '  ']))}{draw(st.sampled_from(sources))}"


@st.composite
def topic_entries(draw: st.DrawFn) -> str:
    """Draw the key topics with a list in brackets or of one item a line."""
    topics = draw(st.lists(simple_texts.map(json.dumps) | type_names.map(repr), max_size=4))
    if draw(st.booleans()) or not topics:
        return f"topics: {draw(st.sampled_from(['[', '[ ']))}{', '.join(topics)}]"
    indent = draw(st.sampled_from(["- ", "  - ", "    -   "]))
    items = [f"{indent}{source}{draw(suffixes)}" for source in topics]
    return "\n".join(["topics:", *items, *draw(st.sampled_from([[], [""], ["  # end"]]))])


@dataclass
class Built:
    """A document in parts: the text before the front matter, of each entry, and after it."""

    head: str
    parts: dict[str, str]
    tail: str

    @property
    def text(self) -> str:
        """The whole text."""
        return self.head + "".join(self.parts.values()) + self.tail


@st.composite
def documents(draw: st.DrawFn) -> Built:
    """Draw a valid document with fields missing, null, in any style, with any line endings."""
    entries: dict[str, str | None] = dict(FIELDS)
    numbers = st.sampled_from(["5", "'5'", "~", "", "0"])
    flags = st.sampled_from(["true", "False", "TRUE", "null", ""])
    for key, strategy in {
        "title": text_entries("title"),
        "excerpt": text_entries("excerpt"),
        "type": type_names.map("type: {}".format),
        "quality": st.builds("quality: {}{}".format, numbers, suffixes),
        "published": st.builds("published:  {}{}".format, flags, suffixes),
        "topics": topic_entries() | st.sampled_from(["topics:", "topics: ~ # c", "topics: AI"]),
    }.items():
        entries[key] = draw(strategy if key == "title" else strategy | st.none())
    for key in draw(st.sets(st.sampled_from(["category", "webUrl", "heat", "images", "related"]))):
        entries[key] = None
    if draw(st.booleans()):
        entries["provider"] = "\n# a note\nprovider:\n  name: x\n  published: true\n"
    end = draw(st.sampled_from(["\n", "\r\n", "mixed"]))

    def with_ends(lines: str) -> str:
        return "".join(
            line + (draw(st.sampled_from(["\n", "\r\n"])) if end == "mixed" else end)
            for line in lines.split("\n")
        )

    head = draw(st.sampled_from(["", "\ufeff"])) + with_ends("---")
    tail = "---" + draw(st.sampled_from(["", "\n", "\r\n\r\nA body.\npublished: true\n"]))
    return Built(
        head, {key: with_ends(each) for key, each in entries.items() if each is not None}, tail
    )


def value_of(document: NewsDocument, key: str) -> Any:
    """Return the value of a field, a list as a list."""
    value = getattr(document, key)
    return list(value) if isinstance(value, tuple) else value


@given(documents(), values)
def test_a_spliced_document_has_the_new_values_and_its_other_values(
    built: Built, changes: dict[str, Any]
) -> None:
    before = read_valid(built.text)
    after = read_valid(splice(built.text, changes))
    assert {key: value_of(after, key) for key in changes} == changes
    restored = {key: getattr(before, key) for key in changes}
    assert replace(after, **restored) == before


@given(documents(), values)
def test_every_other_part_of_the_text_is_still_there_in_its_place(
    built: Built, changes: dict[str, Any]
) -> None:
    after = splice(built.text, changes)
    assert after.startswith(built.head)
    place = len(built.head)
    for key, part in built.parts.items():
        if key not in changes:
            place = after.index(part, place) + len(part)
    assert after.endswith(built.tail)
    again = splice(after, changes)
    assert again == after


@given(documents(), values)
def test_setting_one_field_keeps_the_text_before_and_after_it(
    built: Built, changes: dict[str, Any]
) -> None:
    for key, value in changes.items():
        if key in built.parts:
            before, _, behind = built.text.rpartition(built.parts[key])
            after = splice(built.text, {key: value})
            assert after.startswith(before)
            assert after.endswith(behind)


@given(documents(), values)
def test_restored_values_restore_the_bytes_unless_their_style_was_lost(
    built: Built, changes: dict[str, Any]
) -> None:
    before = read_valid(built.text)
    for key in changes:
        value = changes[key]
        after = splice(built.text, {key: value})
        old = value_of(before, key)
        back = splice(after, {key: old})
        assert read_valid(back) == before
        assert splice(splice(back, {key: value}), {key: old}) == back
        was_inserted = key not in built.parts and key in ("quality", "published")
        source = built.parts.get(key, "").split(":", 1)[-1].strip()
        kept = value is not None and source in ("5", "0", "true", "False", "TRUE")
        if was_inserted or (kept and key != "type"):
            assert back == built.text


@given(documents(), values)
def test_a_kept_source_restores_every_byte_whatever_the_style(
    built: Built, changes: dict[str, Any]
) -> None:
    before = read_valid(built.text)
    changes = {key: value for key, value in changes.items() if value is not None}
    sources = {key: source_of(built.text, key) for key in changes}
    after = splice(built.text, changes)
    assert restore(after, {key: value_of(before, key) for key in changes}, sources) == built.text


@given(lines.filter(lambda text: any(char.isalnum() for char in text)), simple_texts)
def test_quotes_are_restored_with_their_value(new: str, old: str) -> None:
    text = document(title=f'title: "{old}" # c', excerpt=f"excerpt: '{old}'")
    after = splice(text, {"title": new})
    assert splice(after, {"title": old}) == text
    assert "'" in splice(text, {"excerpt": new}) or any(char in new for char in BREAKS)


plain_lines = lines.filter(lambda text: not any(char in text for char in BREAKS + "\ufeff"))


@given(st.lists(plain_lines, max_size=5, unique=True), topic_lists)
def test_of_a_list_only_the_lines_that_differ_change(old: list[str], new: list[str]) -> None:
    items = {
        topic: f"  - {json.dumps(topic, ensure_ascii=False)} # {n}\n" for n, topic in enumerate(old)
    }
    text = document(topics="topics:\n" + "".join(items.values()))
    after = splice(text, {"topics": new})
    assert list(read_valid(after).topics) == new
    for topic in {*old, *new}:
        if topic in items:
            assert (items[topic] in after) == (topic in new)


FRAGMENTS = st.text(CHARACTERS, max_size=3) | st.sampled_from(
    ["---", "\n---\n", "\r\n", ": ", " #", "- "]
)


@given(
    documents().map(lambda built: built.text)
    | st.just("---\n{title: a, 'type': b, published: true, topics: [A, 'B'], quality: 4}\n---\n"),
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 6), FRAGMENTS), max_size=4
    ),
    values,
)
@example("---\ntitle: a\rquality: 4\n---\n", [], {"quality": None})
def test_a_broken_document_is_refused_or_set_and_never_damaged(
    text: str, breaks: list[tuple[float, int, str]], changes: dict[str, Any]
) -> None:
    for place, length, fragment in breaks:
        start = int(place * len(text))
        text = text[:start] + fragment + text[start + length :]
    assert splice(text, {}) == text
    before = read_text(text)
    try:
        after = splice(text, changes)
    except (SpliceError, DocumentError):
        return
    result = read_text(after)
    if before.document:
        assert result.document
        assert {key: value_of(result.document, key) for key in changes} == changes
        restored = {key: getattr(before.document, key) for key in changes}
        assert replace(result.document, **restored) == before.document


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["\n", "\r\n"])
@pytest.mark.parametrize("header", ["|", ">", "|-  # c", "|+"])
def test_a_block_is_restored_with_each_lines_own_ending(header: str, last: str, end: str) -> None:
    text = document(title="title: X", excerpt=f"excerpt: {header}{end}  One{end}  two{last}{end}")
    source, value = source_of(text, "excerpt"), value_of(read_valid(text), "excerpt")
    after = splice(text, {"excerpt": "Ours"})
    assert "Ours" in after
    assert restore(after, {"excerpt": value}, {"excerpt": source}) == text
