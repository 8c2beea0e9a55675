"""Parsing the front matter: its delimiters, its bytes, and the offsets of its nodes."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from articles.documents import (
    HAS_LIBYAML,
    MAX_BYTES,
    DocumentError,
    Scalar,
    decode,
    parse,
    parse_leniently,
    read,
    yaml_tree,
)
from tests.documents_kit import (
    EXTRA,
    NOW,
    document,
    faults,
    only_problem,
    parse_error,
    read_text,
    read_valid,
    scalars,
)


class TestDelimiters:
    def test_the_block_and_the_body_are_found(self) -> None:
        front = parse("---  \ntitle: a\n--- \n\nThe body.\n")
        assert (front.first_line, front.text[front.start : front.end]) == (2, "title: a\n")
        assert front.body == "\nThe body.\n"

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    @pytest.mark.parametrize("last", ["---", "---\n"])
    def test_line_endings_and_byte_order_marks_of_any_editor_are_allowed(
        self, end: str, mark: str, last: str
    ) -> None:
        text = mark + f"---\na: b\n{last}".replace("\n", end)
        front = parse(text)
        assert front.text == text
        assert front.text[front.start : front.end] == f"a: b{end}"
        assert front.body == ""

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("", 1),
            ("# A readme", 1),
            ("\n---\na: b\n---\n", 1),
            ("---\ra: b\r---\r", 1),
            ("--- a\n---\n", 1),
            ("---", 1),
            ("---\na: b\n", None),
            ("---\na: b\n --- \n", None),
        ],
    )
    def test_without_delimiters_there_is_no_document(self, text: str, line: int | None) -> None:
        assert parse_error(text).line == line

    def test_dashes_inside_a_text_close_nothing(self) -> None:
        text = document(title="title: A --- B", excerpt="excerpt: |\n  one\n  ---\n  two")
        assert read_valid(text).title == "A --- B"
        assert read_valid(text).excerpt == "one\n---\ntwo"

    def test_a_body_is_kept_and_white_space_is_none(self) -> None:
        assert read_valid(document() + "\n More.\n").body == "\n More.\n"
        assert read_valid(document() + " \n\t\n").body == ""

    def test_a_second_front_matter_is_body_and_adds_a_warning(self) -> None:
        text = document() + "\n" + document(title="title: Second")
        assert read_valid(text).title == "Robots learn to fold"
        assert "Second" in read_valid(text).body
        (problem,) = read_text(text).problems
        assert problem.level == "warning"
        assert text.split("\n")[(problem.line or 0) - 2 :][:2] == ["", "---"]

    def test_a_rule_further_down_in_a_body_is_no_front_matter(self) -> None:
        assert read_text(document() + "Text\n\n---\n\nmore\n").problems == ()


class TestBytes:
    def test_a_file_may_be_as_large_as_the_limit_and_no_larger(self) -> None:
        text = document()
        filler = MAX_BYTES - len(text)
        assert read_valid(text + "x" * filler)
        problem = only_problem(text + "x" * (filler + 1))
        assert (problem.line, problem.found) == (None, f"{MAX_BYTES + 1} bytes")

    def test_bytes_that_are_no_text_are_named_with_their_line(self) -> None:
        with pytest.raises(DocumentError) as caught:
            decode(b"---\ntitle: \xf0\x9f\x98\n---\n")
        assert caught.value.problem.line == 2
        assert caught.value.problem.found == "the byte 0xf0"

    def test_utf_16_is_refused(self) -> None:
        for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            assert read(document().encode(encoding), now=NOW).document is None

    @pytest.mark.parametrize(
        "char", ["\0", "\x07", "\x1b", "\x7f", "\x80", "\x9b", "\ufffe", "\uffff"]
    )
    def test_characters_that_no_feed_or_database_can_store_are_refused(self, char: str) -> None:
        for text in (document(title=f'title: "a{char}b"'), document() + f"\nbody {char}"):
            problem = only_problem(text)
            assert problem.level == "error"
            assert problem.line == text.count("\n", 0, text.index(char)) + 1

    @pytest.mark.parametrize(
        "escape", [r"\0", r"\a", r"\v", r"\e", r"\x7f", r"\x9b", r"\uFFFE", r"\uffff"]
    )
    def test_nor_can_an_escape_bring_them_in(self, escape: str) -> None:
        assert ("error", 3, "title") in faults(document(title=f'title: "a{escape}b"'))
        assert ("error", EXTRA, "x[1].y") in faults(document(f'x: [a, {{y: "{escape}"}}]'))
        assert ("error", EXTRA, "") in faults(document(f'"{escape}": x'))

    def test_a_lone_surrogate_is_refused_by_either_parser(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = document(title=r'title: "a\ud800b"')
        assert read_text(text).document is None
        monkeypatch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
        assert read_text(text).document is None
        assert parse_error("---\ntitle: \ud800\n---\n").line == 2

    @pytest.mark.parametrize("escape", [r"\n", r"\t", r"\N", r"\_", r"\L", r"\U0001F600"])
    def test_escapes_of_ordinary_characters_are_allowed(self, escape: str) -> None:
        assert read_valid(document(excerpt=f'excerpt: "a{escape}b"')).excerpt != "ab"


class TestOffsets:
    TEXT = (
        "---\n"
        'a: "\U0001f600 \u2028 x"\n'
        "b: '\x85'\n"
        'c: "lone \r return"\n'
        "d: plain text # a comment\n"
        "e:\n"
        "  - [x, 'y']\n"
        "  - {k: \U0001f600}\n"
        "\n"
        "# another\n"
        "f:\n"
        "  k: v # a comment\n"
        "\n"
        "g: last\n"
        "---\n"
    )

    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_the_offsets_and_line_of_each_value(self, mark: str, end: str) -> None:
        text = mark + self.TEXT.replace("\n", end)
        root = parse(text).root
        sources = {
            key: (text[node.start : node.end], node.line) for key, (_, node) in root.entries.items()
        }
        assert sources == {
            "a": ('"\U0001f600 \u2028 x"', 2),
            "b": ("'\x85'", 3),
            "c": ('"lone \r return"', 4),
            "d": ("plain text", 5),
            "e": (f"- [x, 'y']{end}  - {{k: \U0001f600}}", 7),
            "f": ("k: v", 12),
            "g": ("last", 14),
        }

    def test_an_empty_value_is_an_empty_span(self) -> None:
        text = "---\na:\nb: x\n---\n"
        node = parse(text).root.entries["a"][1]
        assert isinstance(node, Scalar)
        assert (node.value, node.plain, node.start, node.end) == ("", True, 6, 6)

    def test_a_scalar_has_its_style(self) -> None:
        text = "---\na: x\nb: 'x'\nc: \"x\"\nd: |\n  x\ne: >\n  x\n---\n"
        styles = [(each.style, each.plain) for each in scalars(text) if each.value.strip() == "x"]
        assert styles == [("", True), ("'", False), ('"', False), ("|", False), (">", False)]

    @pytest.mark.skipif(not HAS_LIBYAML, reason="PyYAML was built without libyaml")
    @given(
        st.lists(
            st.sampled_from(
                ["a: b", 'b: "\U0001f600\u2028"', "c:", "- x", "  - y: [1, {z: q}]", "  k: 'v'",
                 "# c", "", "d: |", "  block", "e: >-", "\te: f", "f: \x85 g", "{g: h}", "\r"]
            ),
            max_size=8,
        ),
        st.sampled_from(["\n", "\r\n"]),
        st.sampled_from(["", "\ufeff"]),
    )  # fmt: skip
    def test_both_parsers_build_the_same_tree(self, lines: list[str], end: str, mark: str) -> None:
        text = mark + end.join(["---", *lines, "---", ""])
        try:
            fast, _ = parse_leniently(text)
        except DocumentError:
            return
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
            slow, _ = parse_leniently(text)
        assert fast == slow
