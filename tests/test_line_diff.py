"""Comparison of texts line by line: every difference is found, in bounded time."""

import difflib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.desk.article import line_diff, versions
from articles.desk.article.line_diff import blocks
from articles.desk.article.versions import Line, compare
from articles.documents.limits import MAX_BYTES

HEAD = '---\ntitle: "A story"\nquality: {}\n---\n'
FEW_LINES = st.lists(st.sampled_from(["", "a", "b", "c", "d", "e", "f"]), max_size=40)


def rebuilt(old: list[str], new: list[str]) -> list[str]:
    """Return the old lines with each block replaced; check that the lines between are equal."""
    made, at = [], 0
    for block in blocks(old, new):
        made += old[at : block.old_from]
        assert len(made) == block.new_from
        made += new[block.new_from : block.new_to]
        at = block.old_to
    return made + old[at:]


def line_texts(lines: Sequence[Line], kind: str) -> list[str]:
    """Return the texts of the lines of one kind."""
    return [line.text for line in lines if line.kind == kind]


@pytest.mark.parametrize("steps", [line_diff.MAX_STEPS, 300, 0])
@given(old=FEW_LINES, new=FEW_LINES)
def test_the_blocks_lead_from_one_text_to_the_other(
    steps: int, old: list[str], new: list[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_diff, "MAX_STEPS", steps)
        assert rebuilt(old, new) == new


def test_a_change_on_each_side_of_countless_blank_lines_is_shown_alone() -> None:
    """Prevents difflib's quadratic time: many equal lines between two changes."""
    blank = "\n" * (MAX_BYTES - 100)
    lines = compare(HEAD.format(38) + blank + "end", HEAD.format(55) + blank + "END")
    assert line_texts(lines, "gone") == ["quality: 38", "end"]
    assert line_texts(lines, "come") == ["quality: 55", "END"]
    assert len(lines) < 20


def test_changes_far_apart_in_a_long_text_are_shown_each_at_its_place() -> None:
    old = [f"Line {number}" for number in range(50_000)]
    new = [line for line in old if line != "Line 300"]
    new[20_000] = "Changed"
    new.insert(40_000, "Put in")
    lines = compare("\n".join(old), "\n".join(new))
    assert line_texts(lines, "gone") == ["Line 300", "Line 20001"]
    assert line_texts(lines, "come") == ["Changed", "Put in"]
    assert Line("come", None, 20_001, "Changed") in lines
    assert Line("same", 40_001, 40_000, "Line 40000") in lines


def test_what_is_too_different_is_said_to_be_and_shown_cut() -> None:
    old, new = "x\ny\n" * 9_000, "y\nz\nx\n" * 8_000
    lines = compare(HEAD.format(38) + old, HEAD.format(38) + new)
    assert versions.TOO_DIFFERENT in line_texts(lines, "between")
    assert "… 17,800 more lines taken out." in line_texts(lines, "between")
    assert "… 23,800 more lines put in." in line_texts(lines, "between")
    assert (
        len(line_texts(lines, "gone")) == len(line_texts(lines, "come")) == versions.MAX_BLOCK_LINES
    )


def test_a_page_shows_a_bounded_number_of_lines_and_says_how_many_are_left() -> None:
    old = [f"Line {number}" for number in range(30_000)]
    new = [f"{line} changed" if number % 10 == 5 else line for number, line in enumerate(old)]
    lines = compare("\n".join(old), "\n".join(new))
    shown = len(line_texts(lines, "gone")) + len(line_texts(lines, "come"))
    assert versions.MAX_LINES < len(lines) < versions.MAX_LINES + 2 * versions.MAX_BLOCK_LINES
    assert lines[-1].text == f"… {6_000 - shown:,} more lines differ further down."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["x", "y"] * 5_000, ["y", "z", "x"] * 4_000),
        ([""] * 9_000 + ["end"], ["", "", "a"] * 3_000),
        # Equal lines between unique lines: many gaps, none of them large.
        (
            [f"{n}" if n % 200 == 0 else "xy"[n % 2] for n in range(40_000)],
            [f"{n}" if n % 200 == 0 else "yzx"[n % 3] for n in range(40_000)],
        ),
    ],
)
def test_difflib_is_asked_for_no_more_than_it_can_do_at_once(
    old: list[str], new: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []

    def counted_matcher(junk: None, a: list[str], b: list[str], **options: Any) -> Any:
        times = Counter(b)
        steps.append(min(len(a), len(b)) * sum(times[line] for line in a))
        return difflib.SequenceMatcher(junk, a, b, **options)

    monkeypatch.setattr(line_diff, "SequenceMatcher", counted_matcher)
    assert rebuilt(old, new) == new
    assert sum(steps) <= line_diff.MAX_STEPS
