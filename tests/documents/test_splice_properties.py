"""What holds for every document and every value: Hypothesis builds them and breaks them."""

import json
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from articles.documents import DocumentError, NewsDocument, SpliceError, splice
from tests.documents_kit import FIELDS, document, reading, taken

KEYS = ("title", "excerpt", "type", "quality", "published", "topics")
BREAKS = "\n\r\x85\u2028\u2029"
# Signs that mean something to YAML or to a line, and some that are merely not ASCII.
SIGNS = st.sampled_from("abN01 -?:,[]{}#&*!|>'\"%@`~=<.\\\t\ufeff\xa0\u200bé日😀" + BREAKS)
texts = st.text(SIGNS, min_size=1, max_size=12).map(str.strip).filter(bool)
lines = texts.filter(lambda text: len(text.splitlines()) == 1)
words = st.text("abcXYZ019-_", min_size=1, max_size=6).filter(lambda text: text.strip("-_"))
topic_lists = st.lists(lines, max_size=5, unique=True)
values = st.fixed_dictionaries(
    {},
    optional={
        "title": lines.filter(lambda text: any(sign.isalnum() for sign in text)),
        "excerpt": texts | st.just(""),
        "type": words,
        "quality": st.none() | st.integers(0, 1_000_000),
        "published": st.none() | st.booleans(),
        "topics": topic_lists,
    },
)
simple = st.text("abc XYZ", min_size=1, max_size=8).map(str.strip).filter(bool)
behind = st.sampled_from(["", " ", "   # a comment", " # published: true"])


@st.composite
def text_entries(draw: st.DrawFn, key: str) -> str:
    """A key and its text in any style: quotes, blocks, folds, nothing."""
    said = draw(simple)
    sources = [
        said,
        f"'{said}'",
        json.dumps(draw(texts).replace("😀", "") if key == "excerpt" else said),
        "",
    ]
    if key == "excerpt":
        sources += [f"|\n  {said}\n\n  # {said}", f">-\n  {said}\n   published: true", "|+\n  a\n"]
        sources += [f'"{said}\n\n  {said}"', f"'{said}\n  {said}'", f"{said}\n    {said}"]
    if key == "title":
        sources.pop()
    return f"{key}:{draw(st.sampled_from([' ', '  ']))}{draw(st.sampled_from(sources))}"


@st.composite
def topic_entries(draw: st.DrawFn) -> str:
    said = draw(st.lists(simple.map(json.dumps) | words.map(repr), max_size=4))
    if draw(st.booleans()) or not said:
        return f"topics: {draw(st.sampled_from(['[', '[ ']))}{', '.join(said)}]"
    indent = draw(st.sampled_from(["- ", "  - ", "    -   "]))
    items = [f"{indent}{source}{draw(behind)}" for source in said]
    return "\n".join(["topics:", *items, *draw(st.sampled_from([[], [""], ["  # end"]]))])


@dataclass
class Built:
    """A document in parts: before the front matter, one text for each key, and after it."""

    head: str
    parts: dict[str, str]
    tail: str

    @property
    def text(self) -> str:
        return self.head + "".join(self.parts.values()) + self.tail


@st.composite
def documents(draw: st.DrawFn) -> Built:
    """A valid document with fields missing, null, in any style, with any line ends."""
    entries: dict[str, str | None] = dict(FIELDS)
    numbers = st.sampled_from(["5", "'5'", "~", "", "0"])
    flags = st.sampled_from(["true", "False", "TRUE", "null", ""])
    for key, strategy in {
        "title": text_entries("title"),
        "excerpt": text_entries("excerpt"),
        "type": words.map("type: {}".format),
        "quality": st.builds("quality: {}{}".format, numbers, behind),
        "published": st.builds("published:  {}{}".format, flags, behind),
        "topics": topic_entries() | st.sampled_from(["topics:", "topics: ~ # c", "topics: AI"]),
    }.items():
        entries[key] = draw(strategy if key == "title" else strategy | st.none())
    for key in draw(st.sets(st.sampled_from(["category", "webUrl", "heat", "images", "related"]))):
        entries[key] = None
    if draw(st.booleans()):
        entries["provider"] = "\n# a note\nprovider:\n  name: x\n  published: true\n"
    end = draw(st.sampled_from(["\n", "\r\n", "mixed"]))

    def ended(lines: str) -> str:
        return "".join(
            line + (draw(st.sampled_from(["\n", "\r\n"])) if end == "mixed" else end)
            for line in lines.split("\n")
        )

    head = draw(st.sampled_from(["", "\ufeff"])) + ended("---")
    tail = "---" + draw(st.sampled_from(["", "\n", "\r\n\r\nA body.\npublished: true\n"]))
    return Built(
        head, {key: ended(each) for key, each in entries.items() if each is not None}, tail
    )


def said(found: NewsDocument, key: str) -> Any:
    value = getattr(found, key)
    return list(value) if isinstance(value, tuple) else value


@given(documents(), values)
def test_a_spliced_document_says_what_was_wanted_and_else_what_it_said(
    built: Built, wanted: dict[str, Any]
) -> None:
    before = taken(built.text)
    after = taken(splice(built.text, wanted))
    assert {key: said(after, key) for key in wanted} == wanted
    restored = {key: getattr(before, key) for key in wanted}
    assert replace(after, **restored) == before


@given(documents(), values)
def test_every_other_part_of_the_text_is_still_there_in_its_place(
    built: Built, wanted: dict[str, Any]
) -> None:
    after = splice(built.text, wanted)
    assert after.startswith(built.head)
    place = len(built.head)
    for key, part in built.parts.items():
        if key not in wanted:
            place = after.index(part, place) + len(part)
    assert after.endswith(built.tail)
    again = splice(after, wanted)
    assert again == after


@given(documents(), values)
def test_one_field_changes_between_what_stands_before_it_and_behind_it(
    built: Built, wanted: dict[str, Any]
) -> None:
    for key, value in wanted.items():
        if key in built.parts:
            before, _, behind = built.text.rpartition(built.parts[key])
            after = splice(built.text, {key: value})
            assert after.startswith(before)
            assert after.endswith(behind)


@given(documents(), values)
def test_values_put_back_restore_the_bytes_unless_their_style_was_given_up(
    built: Built, wanted: dict[str, Any]
) -> None:
    before = taken(built.text)
    for key in wanted:
        value = wanted[key]
        after = splice(built.text, {key: value})
        old = said(before, key)
        back = splice(after, {key: old})
        assert taken(back) == before
        assert splice(splice(back, {key: value}), {key: old}) == back
        put_in = key not in built.parts and key in ("quality", "published")
        source = built.parts.get(key, "").split(":", 1)[-1].strip()
        kept = value is not None and source in ("5", "0", "true", "False", "TRUE")
        if put_in or (kept and key != "type"):
            assert back == built.text


@given(lines.filter(lambda text: any(sign.isalnum() for sign in text)), simple)
def test_quotes_are_restored_with_their_value(new: str, old: str) -> None:
    text = document(title=f'title: "{old}" # c', excerpt=f"excerpt: '{old}'")
    after = splice(text, {"title": new})
    assert splice(after, {"title": old}) == text
    assert "'" in splice(text, {"excerpt": new}) or any(sign in new for sign in BREAKS)


plain_lines = lines.filter(lambda text: not any(sign in text for sign in BREAKS + "\ufeff"))


@given(st.lists(plain_lines, max_size=5, unique=True), topic_lists)
def test_of_a_list_only_the_lines_that_differ_change(old: list[str], new: list[str]) -> None:
    items = {
        topic: f"  - {json.dumps(topic, ensure_ascii=False)} # {n}\n" for n, topic in enumerate(old)
    }
    text = document(topics="topics:\n" + "".join(items.values()))
    after = splice(text, {"topics": new})
    assert list(taken(after).topics) == new
    for topic in {*old, *new}:
        if topic in items:
            assert (items[topic] in after) == (topic in new)


NASTY = st.text(SIGNS, max_size=3) | st.sampled_from(["---", "\n---\n", "\r\n", ": ", " #", "- "])


@given(
    documents().map(lambda built: built.text)
    | st.just("---\n{title: a, 'type': b, published: true, topics: [A, 'B'], quality: 4}\n---\n"),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 6), NASTY), max_size=4),
    values,
)
@example("---\ntitle: a\rquality: 4\n---\n", [], {"quality": None})
def test_a_broken_document_is_refused_or_set_and_never_spoilt(
    text: str, breaks: list[tuple[float, int, str]], wanted: dict[str, Any]
) -> None:
    for place, length, nasty in breaks:
        start = int(place * len(text))
        text = text[:start] + nasty + text[start + length :]
    assert splice(text, {}) == text
    before = reading(text)
    try:
        after = splice(text, wanted)
    except (SpliceError, DocumentError):
        return
    found = reading(after)
    if before.document:
        assert found.document
        assert {key: said(found.document, key) for key in wanted} == wanted
        restored = {key: getattr(before.document, key) for key in wanted}
        assert replace(found.document, **restored) == before.document
