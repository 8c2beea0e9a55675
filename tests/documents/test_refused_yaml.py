"""Parsing YAML that documents may not contain, or that is no YAML: each problem with its place."""

import time

import pytest
import yaml

from articles.documents import Scalar, parse, parse_leniently, yaml_tree
from articles.documents.problems import quoted
from tests.documents_kit import EXTRA, document, only_problem, parse_error


class TestRefusedYaml:
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
        problem = only_problem(document(extra))
        assert (problem.level, problem.line) == ("error", EXTRA)
        assert (problem.field, problem.found) == (field, found)
        assert parse_error(document(extra)) == problem

    @pytest.mark.parametrize("extra", ["? [a, b]\n: x", "{a: b}: x", "? - a\n: x"])
    def test_a_key_is_a_text(self, extra: str) -> None:
        assert parse_error(document(extra)).expected == "a text as key"

    def test_the_first_of_two_equal_keys_is_kept_by_a_lenient_parse(self) -> None:
        front, problems = parse_leniently(document("published: false"))
        node = front.root.entries["published"][1]
        assert isinstance(node, Scalar)
        assert node.value == "true"
        assert len(problems) == 1

    @pytest.mark.parametrize("extra", ["--- x", "...\n--- x", "x: y\r---\rz: w", "x: y\x85---\x85"])
    def test_there_is_one_yaml_document(self, extra: str) -> None:
        assert parse_error(document(extra)).level == "error"

    @pytest.mark.parametrize("root", ["", "# only a comment\n", "- a\n", "text\n", "[]\n"])
    def test_the_whole_is_keys_and_values(self, root: str) -> None:
        assert parse_error(f"---\n{root}---\n").expected == "keys and values"

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
    def test_a_syntax_error_is_explained_with_its_line(self, line: str, expected: str) -> None:
        problem = parse_error(f"---\nexcerpt: a\n{line}\n---\n")
        assert expected in problem.expected
        last = line.split("\n")[-1]
        assert problem.line == 3 + line.count("\n")
        assert problem.found == quoted(last.strip())

    def test_lines_are_counted_as_an_editor_does(self) -> None:
        text = "---\r\na: \"\u2028\x85\r\"\r\nb: '\r\n  x'\r\nc: d: e\r\n---\r\n"
        assert parse_error(text).line == 5

    def test_twelve_levels_are_enough(self) -> None:
        assert parse(f"---\nx: {'[' * 11}{']' * 11}\n---\n")
        problem = parse_error(f"---\nx: {'[' * 12}{']' * 12}\n---\n")
        assert "12 levels" in problem.expected

    @pytest.mark.parametrize("loader", ["fast", "slow"])
    @pytest.mark.parametrize("opening", ["[", "{a: ", "[a, "])
    def test_deeply_nested_brackets_are_refused_quickly(
        self, loader: str, opening: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if loader == "slow":
            monkeypatch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
        before = time.process_time()
        assert parse_error(f"---\nx: {opening * 25_000}\n---\n").line == 2
        assert time.process_time() - before < 2

    def test_too_many_values_are_refused(self) -> None:
        assert parse("---\nx: [" + "1, " * 19_000 + "]\n---\n")
        assert "20000" in parse_error("---\nx: [" + "1, " * 20_000 + "]\n---\n").expected

    def test_an_escape_beyond_unicode_is_an_error_and_no_crash(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = '---\nx: "\\UFFFFFFFF"\n---\n'
        assert parse_error(text).line == 2
        monkeypatch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
        assert parse_error(text).expected == "valid YAML"
