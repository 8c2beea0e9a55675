"""From bytes to a tree with offsets: the fence, the bytes, the YAML that is refused."""

import time

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
    read,
    scan,
    yaml_tree,
)
from articles.documents.problems import shown
from tests.documents_kit import (
    EXTRA,
    NOW,
    document,
    faults,
    reading,
    refusal,
    scalars,
    taken,
    the_problem,
)


class TestTheFence:
    def test_the_block_and_the_body_are_found(self) -> None:
        front = parse("---  \ntitle: a\n--- \n\nThe body.\n")
        assert (front.first_line, front.text[front.start : front.end]) == (2, "title: a\n")
        assert front.body == "\nThe body.\n"

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    @pytest.mark.parametrize("last", ["---", "---\n"])
    def test_line_ends_and_marks_of_any_editor_will_do(
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
    def test_without_fences_there_is_no_document(self, text: str, line: int | None) -> None:
        assert refusal(text).line == line

    def test_dashes_inside_a_text_close_nothing(self) -> None:
        text = document(title="title: A --- B", excerpt="excerpt: |\n  one\n  ---\n  two")
        assert taken(text).title == "A --- B"
        assert taken(text).excerpt == "one\n---\ntwo"

    def test_a_body_is_kept_and_white_space_is_none(self) -> None:
        assert taken(document() + "\n More.\n").body == "\n More.\n"
        assert taken(document() + " \n\t\n").body == ""

    def test_a_second_front_matter_is_body_and_said(self) -> None:
        text = document() + "\n" + document(title="title: Second")
        assert taken(text).title == "Robots learn to fold"
        assert "Second" in taken(text).body
        (problem,) = reading(text).problems
        assert problem.level == "warning"
        assert text.split("\n")[(problem.line or 0) - 2 :][:2] == ["", "---"]

    def test_a_rule_further_down_in_a_body_is_no_front_matter(self) -> None:
        assert reading(document() + "Text\n\n---\n\nmore\n").problems == ()


class TestBytes:
    def test_a_file_may_be_as_large_as_the_limit_and_no_larger(self) -> None:
        text = document()
        filler = MAX_BYTES - len(text)
        assert taken(text + "x" * filler)
        problem = the_problem(text + "x" * (filler + 1))
        assert (problem.line, problem.found) == (None, f"{MAX_BYTES + 1} bytes")

    def test_bytes_that_are_no_text_are_placed(self) -> None:
        with pytest.raises(DocumentError) as caught:
            decode(b"---\ntitle: \xf0\x9f\x98\n---\n")
        assert caught.value.problem.line == 2
        assert caught.value.problem.found == "the byte 0xf0"

    def test_utf_16_is_refused(self) -> None:
        for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            assert read(document().encode(encoding), now=NOW).document is None

    @pytest.mark.parametrize(
        "sign", ["\0", "\x07", "\x1b", "\x7f", "\x80", "\x9b", "\ufffe", "\uffff"]
    )
    def test_signs_that_no_feed_or_database_carries_are_refused_raw(self, sign: str) -> None:
        for text in (document(title=f'title: "a{sign}b"'), document() + f"\nbody {sign}"):
            problem = the_problem(text)
            assert problem.level == "error"
            assert problem.line == text.count("\n", 0, text.index(sign)) + 1

    @pytest.mark.parametrize(
        "escape", [r"\0", r"\a", r"\v", r"\e", r"\x7f", r"\x9b", r"\uFFFE", r"\uffff"]
    )
    def test_nor_are_they_let_in_by_an_escape(self, escape: str) -> None:
        assert ("error", 3, "title") in faults(document(title=f'title: "a{escape}b"'))
        assert ("error", EXTRA, "x[1].y") in faults(document(f'x: [a, {{y: "{escape}"}}]'))
        assert ("error", EXTRA, "") in faults(document(f'"{escape}": x'))

    def test_half_a_character_is_refused_by_either_parser(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = document(title=r'title: "a\ud800b"')
        assert reading(text).document is None
        monkeypatch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
        assert reading(text).document is None
        assert refusal("---\ntitle: \ud800\n---\n").line == 2

    @pytest.mark.parametrize("escape", [r"\n", r"\t", r"\N", r"\_", r"\L", r"\U0001F600"])
    def test_escapes_of_ordinary_signs_are_fine(self, escape: str) -> None:
        assert taken(document(excerpt=f'excerpt: "a{escape}b"')).excerpt != "ab"


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
    def test_every_value_is_where_it_says(self, mark: str, end: str) -> None:
        text = mark + self.TEXT.replace("\n", end)
        root = parse(text).root
        found = {
            key: (text[node.start : node.end], node.line) for key, (_, node) in root.entries.items()
        }
        assert found == {
            "a": ('"\U0001f600 \u2028 x"', 2),
            "b": ("'\x85'", 3),
            "c": ('"lone \r return"', 4),
            "d": ("plain text", 5),
            "e": (f"- [x, 'y']{end}  - {{k: \U0001f600}}", 7),
            "f": ("k: v", 12),
            "g": ("last", 14),
        }

    def test_an_empty_value_is_an_empty_place(self) -> None:
        text = "---\na:\nb: x\n---\n"
        node = parse(text).root.entries["a"][1]
        assert isinstance(node, Scalar)
        assert (node.value, node.plain, node.start, node.end) == ("", True, 6, 6)

    def test_a_scalar_says_how_it_is_written(self) -> None:
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
    def test_both_parsers_see_the_same_tree(self, lines: list[str], end: str, mark: str) -> None:
        text = mark + end.join(["---", *lines, "---", ""])
        try:
            fast, _ = scan(text)
        except DocumentError:
            return
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
            slow, _ = scan(text)
        assert fast == slow


class TestYamlThatIsRefused:
    @pytest.mark.parametrize(
        ("extra", "field", "found"),
        [
            ("published: false", "published", "'published' again, first in line 11"),
            ("x: {k: 1, k: 2}", "x.k", f"'k' again, first in line {EXTRA}"),
            ('"ti\\x74le": x', "title", "'title' again, first in line 3"),
            ("<<: {published: true}", "<<", "'<<'"),
            ("x: &here y", "x", "'&here'"),
            ("x: [&here y]", "x[0]", "'&here'"),
            ("&here x: y", "", "'&here'"),
            ("x: !!str y", "x", "'tag:yaml.org,2002:str'"),
            ("x: ! y", "x", "'!'"),
            ("x: !!map {a: b}", "x", "'tag:yaml.org,2002:map'"),
            ("x: !!python/name:os.system", "x", "'tag:yaml.org,2002:python/name:os.system'"),
            ("x: *there", "x", "'*there'"),
        ],
    )
    def test_it_is_named_with_its_place(self, extra: str, field: str, found: str) -> None:
        problem = the_problem(document(extra))
        assert (problem.level, problem.line) == ("error", EXTRA)
        assert (problem.field, problem.found) == (field, found)
        assert refusal(document(extra)) == problem

    @pytest.mark.parametrize("extra", ["? [a, b]\n: x", "{a: b}: x", "? - a\n: x"])
    def test_a_key_is_a_text(self, extra: str) -> None:
        assert refusal(document(extra)).expected == "a text as key"

    def test_the_first_of_two_equal_keys_stands_in_a_scan(self) -> None:
        front, problems = scan(document("published: false"))
        node = front.root.entries["published"][1]
        assert isinstance(node, Scalar)
        assert node.value == "true"
        assert len(problems) == 1

    @pytest.mark.parametrize("extra", ["--- x", "...\n--- x", "x: y\r---\rz: w", "x: y\x85---\x85"])
    def test_there_is_one_yaml_document(self, extra: str) -> None:
        assert refusal(document(extra)).level == "error"

    @pytest.mark.parametrize("root", ["", "# only a comment\n", "- a\n", "text\n", "[]\n"])
    def test_the_whole_is_keys_and_values(self, root: str) -> None:
        assert refusal(f"---\n{root}---\n").expected == "keys and values"

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("title: Explained: how it works", "colon"),
            ('title: "a\\qb"', "backslash"),
            ("title: @home", "quotes"),
            ("\ttitle: a", "indentation"),
            ("title:\n\tx: a", "indentation"),
            ("title", "colon"),
            ("title: 'a", "closing quote"),
            ("title: [a, b", "closing bracket"),
        ],
    )
    def test_a_slip_in_the_yaml_is_explained_at_its_line(self, line: str, expected: str) -> None:
        problem = refusal(f"---\nexcerpt: a\n{line}\n---\n")
        assert expected in problem.expected
        last = line.split("\n")[-1]
        assert problem.line == 3 + line.count("\n")
        assert problem.found == shown(last.strip())

    def test_lines_are_counted_as_an_editor_does(self) -> None:
        text = "---\r\na: \"\u2028\x85\r\"\r\nb: '\r\n  x'\r\nc: d: e\r\n---\r\n"
        assert refusal(text).line == 5

    def test_twelve_levels_are_enough(self) -> None:
        assert parse(f"---\nx: {'[' * 11}{']' * 11}\n---\n")
        problem = refusal(f"---\nx: {'[' * 12}{']' * 12}\n---\n")
        assert "12 levels" in problem.expected

    @pytest.mark.parametrize("loader", ["fast", "slow"])
    @pytest.mark.parametrize("opening", ["[", "{a: ", "[a, "])
    def test_a_tower_of_brackets_costs_next_to_nothing(
        self, loader: str, opening: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if loader == "slow":
            monkeypatch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
        before = time.process_time()
        assert refusal(f"---\nx: {opening * 25_000}\n---\n").line == 2
        assert time.process_time() - before < 2

    def test_too_many_values_are_refused(self) -> None:
        assert parse("---\nx: [" + "1, " * 19_000 + "]\n---\n")
        assert "20000" in refusal("---\nx: [" + "1, " * 20_000 + "]\n---\n").expected

    def test_a_mad_escape_is_an_error_and_no_crash(self, monkeypatch: pytest.MonkeyPatch) -> None:
        text = '---\nx: "\\UFFFFFFFF"\n---\n'
        assert refusal(text).line == 2
        monkeypatch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
        assert refusal(text).expected == "valid YAML"
