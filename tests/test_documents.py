"""What the reader of documents takes, what it refuses, and how it says so."""

import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.documents import (
    HAS_LIBYAML,
    MAX_BYTES,
    DocumentError,
    Mapping,
    NewsDocument,
    Node,
    Problem,
    Reading,
    Scalar,
    Sequence,
    decode,
    parse,
    read,
    scan,
    tree,
)
from articles.documents.limits import PROBLEMS
from articles.documents.problems import UNSAFE, shown
from articles.documents.urls import is_link, is_picture

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

FIELDS = {
    "category": "category: news",
    "title": 'title: "Robots learn to fold"',
    "excerpt": 'excerpt: "A laundry in Osaka."',
    "publishedDateTime": "publishedDateTime: 2024-05-06T07:08:09Z",
    "originalUrl": "originalUrl: https://example.com/fold",
    "webUrl": 'webUrl: "https://example.com/fold?from=bot"',
    "type": "type: article",
    "quality": "quality: 71",
    "heat": "heat: 80",
    "published": "published: true",
    "provider": "provider:\n  name: The Example\n  domain: example.com",
    "topics": "topics:\n  - AI\n  - Robotics",
    "images": "images:\n  - url: /assets/fold.jpg\n    width: 640\n    height: 480",
    "related": (
        "related:\n"
        '  - title: "The same elsewhere"\n'
        '    webUrl: "https://other.example/same"\n'
        "    provider: {name: Other, domain: other.example}"
    ),
    "secured": 'secured: "b3BhcXVl"',
}


def document(*extra: str, **changes: str | None) -> str:
    """A valid document, with fields replaced (None: left out) and lines added."""
    fields = {**FIELDS, **changes}
    block = [lines for lines in fields.values() if lines is not None]
    return "\n".join(["---", *block, *extra, "---", ""])


EXTRA = document().count("\n")
"""The line of the first line that is added."""


def reading(text: str) -> Reading:
    return read(text.encode(), now=NOW)


def taken(text: str) -> NewsDocument:
    result = reading(text)
    assert result.document is not None, result.problems
    return result.document


def faults(text: str) -> list[tuple[str, int | None, str]]:
    return [(each.level, each.line, each.field) for each in reading(text).problems]


def the_problem(text: str) -> Problem:
    (problem,) = reading(text).problems
    return problem


def refusal(text: str) -> Problem:
    with pytest.raises(DocumentError) as caught:
        parse(text)
    return caught.value.problem


def nodes(node: Node) -> list[Node]:
    inside: list[Node] = []
    if isinstance(node, Sequence):
        inside = node.items
    elif isinstance(node, Mapping):
        inside = [each for entry in node.entries.values() for each in entry]
    return [node, *(each for child in inside for each in nodes(child))]


def scalars(text: str) -> list[Scalar]:
    return [node for node in nodes(parse(text).root) if isinstance(node, Scalar)]


class TestAWholeDocument:
    def test_every_field_is_read(self) -> None:
        result = taken(document())
        assert (result.category, result.type) == ("news", "article")
        assert (result.title, result.excerpt) == ("Robots learn to fold", "A laundry in Osaka.")
        assert result.published_at == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
        assert result.original_url == "https://example.com/fold"
        assert result.web_url == "https://example.com/fold?from=bot"
        assert (result.amp_web_url, result.cdn_amp_web_url) == ("", "")
        assert (result.quality, result.heat, result.published) == (71, 80, True)
        assert (result.provider.name, result.provider.domain) == ("The Example", "example.com")
        assert result.topics == ("AI", "Robotics")
        (image,) = result.images
        assert (image.url, image.width, image.height) == ("/assets/fold.jpg", 640, 480)
        assert (image.is_cached, image.title, image.attribution) == (False, "", "")
        (link,) = result.related
        assert (link.title, link.web_url) == ("The same elsewhere", "https://other.example/same")
        assert link.provider is not None
        assert link.provider.name == "Other"

    def test_a_clean_document_has_no_problems(self) -> None:
        assert reading(document()).problems == ()

    def test_what_may_be_missing_has_a_stand_in(self) -> None:
        needed = ("title", "publishedDateTime", "webUrl", "provider")
        spare = dict.fromkeys(set(FIELDS) - set(needed))
        result = reading(document(**spare))
        assert result.problems == ()
        assert result.document is not None
        assert (result.document.category, result.document.type) == ("news", "article")
        assert result.document.quality is result.document.heat is result.document.published is None
        assert result.document.topics == result.document.images == result.document.related == ()
        assert result.document.other == {}

    @pytest.mark.parametrize("null", ["null", "~", "", "Null", "NULL"])
    def test_null_is_as_good_as_missing(self, null: str) -> None:
        spare = ["category", "excerpt", "type", "quality", "heat", "published", "topics"]
        spare += ["images", "related", "originalUrl", "secured"]
        result = reading(document(**{key: f"{key}: {null}" for key in spare}))
        assert result.problems == ()
        assert result.document is not None
        assert result.document.published is None
        assert result.document.excerpt == ""

    def test_what_is_needed_is_named_when_it_is_missing(self) -> None:
        for key in ("title", "publishedDateTime", "provider"):
            assert faults(document(**{key: None})) == [("error", None, key)]
        neither = document(originalUrl=None, webUrl='webUrl: ""')
        assert faults(neither) == [("error", None, "originalUrl")]

    def test_all_faults_are_told_at_once_in_the_order_of_their_lines(self) -> None:
        text = document(
            "quality: 3",
            title="title: [a]",
            quality="quality: high",
            published="published: yes",
            provider="provider: Example",
            related="related:\n  - webUrl: ftp://example.com/",
        )
        assert faults(text) == [
            ("error", 3, "title"),
            ("error", 9, "quality"),
            ("error", 11, "published"),
            ("error", 12, "provider"),
            ("warning", 21, "related[0].webUrl"),
            ("error", 23, "quality"),
        ]

    def test_a_flood_of_problems_is_cut_and_still_an_error(self) -> None:
        items = "\n".join("  - x" for _ in range(150))
        text = document(related=f"related:\n{items}", quality="quality: high")
        problems = reading(text).problems
        assert len(problems) == PROBLEMS
        assert problems[-1].found == "52 more"
        assert "quality" in {problem.field for problem in problems}
        only_warnings = reading(document(related=f"related:\n{items}"))
        assert only_warnings.document is not None
        assert {problem.level for problem in only_warnings.problems} == {"warning"}

    def test_the_text_is_kept_to_the_letter(self) -> None:
        text = "\ufeff" + document().replace("\n", "\r\n")
        assert reading(text).text == text

    def test_a_text_that_no_database_holds_is_not_handed_on(self) -> None:
        assert reading(document() + "\0").text is None
        assert read(b"\xff", now=NOW).text is None
        assert reading("no front matter").text == "no front matter"


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
        monkeypatch.setattr(tree, "_LOADER", yaml.SafeLoader)
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
            patch.setattr(tree, "_LOADER", yaml.SafeLoader)
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
            monkeypatch.setattr(tree, "_LOADER", yaml.SafeLoader)
        before = time.perf_counter()
        assert refusal(f"---\nx: {opening * 25_000}\n---\n").line == 2
        assert time.perf_counter() - before < 2

    def test_too_many_values_are_refused(self) -> None:
        assert parse("---\nx: [" + "1, " * 19_000 + "]\n---\n")
        assert "20000" in refusal("---\nx: [" + "1, " * 20_000 + "]\n---\n").expected

    def test_a_mad_escape_is_an_error_and_no_crash(self, monkeypatch: pytest.MonkeyPatch) -> None:
        text = '---\nx: "\\UFFFFFFFF"\n---\n'
        assert refusal(text).line == 2
        monkeypatch.setattr(tree, "_LOADER", yaml.SafeLoader)
        assert refusal(text).expected == "valid YAML"


class TestTexts:
    @pytest.mark.parametrize("text", ["No", "012", "3.10", "0x1F", "12:30:45", "2022-07-12", "="])
    def test_a_title_stays_as_it_is_written(self, text: str) -> None:
        result = document(title=f"title: {text}")
        assert taken(result).title == text
        assert faults(result) == [("warning", 3, "title")]

    def test_a_title_is_stripped_silently(self) -> None:
        text = document(title='title: "  Spaces \\_ "')
        assert taken(text).title == "Spaces"
        assert reading(text).problems == ()

    @pytest.mark.parametrize("sign", [r"\n", r"\r\n", r"\L", r"\P", r"\N", r" \n\n "])
    def test_a_line_break_in_a_title_becomes_a_space(self, sign: str) -> None:
        text = document(title=f'title: "One{sign}two"')
        assert taken(text).title == "One two"
        assert faults(text) == [("warning", 3, "title")]

    @pytest.mark.parametrize("title", ['""', '"  "', r'"\u200b"', r'"\u200b\n\u200b"', r'"\_\t"'])
    def test_a_title_that_nobody_can_see_is_none(self, title: str) -> None:
        assert ("error", 3, "title") in faults(document(title=f"title: {title}"))

    @pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u2066", "\ufeff"])
    def test_a_title_with_hidden_signs_is_kept_and_told(self, hidden: str) -> None:
        text = document(title=f'title: "pay{hidden}pal"')
        assert taken(text).title == f"pay{hidden}pal"
        problem = the_problem(text)
        assert problem.level == "warning"
        assert hidden not in problem.found

    def test_families_of_emoji_are_nothing_hidden(self) -> None:
        title = "\U0001f469\u200d\U0001f469\u200d\U0001f467 at home"
        text = document(title=f"title: {title}")
        assert taken(text).title == title
        assert reading(text).problems == ()

    def test_an_excerpt_keeps_its_lines(self) -> None:
        assert taken(document(excerpt='excerpt: " a\\n b "')).excerpt == "a\n b"

    @pytest.mark.parametrize(
        ("key", "most"), [("title", 500), ("excerpt", 20_000), ("category", 100), ("type", 40)]
    )
    def test_a_text_may_be_as_long_as_its_limit_and_no_longer(self, key: str, most: int) -> None:
        assert taken(document(**{key: f"{key}: {'x' * most}"}))
        too_long = document(**{key: f"{key}: {'x' * (most + 1)}"})
        problem = the_problem(too_long)
        assert (problem.level, problem.field) == ("error", key)
        assert problem.found == f"{most + 1} characters"

    @pytest.mark.parametrize("key", ["title", "excerpt", "category", "type", "featuredContent"])
    @pytest.mark.parametrize("value", ["[a]", "{a: b}"])
    def test_a_list_is_no_text(self, key: str, value: str) -> None:
        problem = the_problem(document(**{key: f"{key}: {value}"}))
        assert (problem.level, problem.field) == ("error", key)

    @pytest.mark.parametrize("kind", ["podcast", "long-read", "x_2"])
    def test_kinds_never_seen_are_kept(self, kind: str) -> None:
        assert taken(document(type=f"type: {kind}")).type == kind

    @pytest.mark.parametrize("kind", ['"<b>"', "a b", "é", '"a.b"', "--"])
    def test_a_kind_is_a_word(self, kind: str) -> None:
        assert faults(document(type=f"type: {kind}")) == [("error", 8, "type")]


class TestNumbersAndFlags:
    @pytest.mark.parametrize("value", ["0", "7", "189", "1000000"])
    def test_whole_numbers_are_taken(self, value: str) -> None:
        assert taken(document(quality=f"quality: {value}")).quality == int(value)

    @pytest.mark.parametrize(
        "value",
        ["38.0", "0x26", "012", "0o17", "1e3", ".inf", ".nan", "true", "+5", "-5", "1_000", "1:30",
         "1000001", "99999999999999999999", "high", "[1]", "{}", '""', "'3 8'", "٣", "-0"],
    )  # fmt: skip
    def test_nothing_else_is_a_quality(self, value: str) -> None:
        problem = the_problem(document(quality=f"quality: {value}"))
        assert (problem.level, problem.line, problem.field) == ("error", 9, "quality")
        assert problem.expected.startswith("a whole number")

    def test_heat_goes_down_to_minus_one(self) -> None:
        assert taken(document(heat="heat: -1")).heat == -1
        assert faults(document(heat="heat: -2")) == [("error", 10, "heat")]

    def test_a_quoted_number_is_taken_and_told(self) -> None:
        text = document(quality="quality: '38'")
        assert taken(text).quality == 38
        assert faults(text) == [("warning", 9, "quality")]

    @pytest.mark.parametrize("word", ["true", "True", "TRUE", "false", "False", "FALSE"])
    def test_true_and_false_publish_or_not(self, word: str) -> None:
        result = taken(document(published=f"published: {word}"))
        assert result.published is (word.lower() == "true")

    @pytest.mark.parametrize(
        "word",
        ["yes", "no", "on", "off", "y", "tRUE", '"true"', "'false'", "1", "0", "[true]", '""'],
    )
    def test_nothing_else_publishes(self, word: str) -> None:
        assert faults(document(published=f"published: {word}")) == [("error", 11, "published")]


class TestDates:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("2024-05-06T07:08:09Z", "2024-05-06T07:08:09+00:00"),
            ('"2024-05-06T07:08:09Z"', "2024-05-06T07:08:09+00:00"),
            ("2024-05-06 07:08:09 +05:30", "2024-05-06T01:38:09+00:00"),
            ("2024-05-06T07:08:09-0800", "2024-05-06T15:08:09+00:00"),
            ("2024-05-06T07:08:09.123456789Z", "2024-05-06T07:08:09.123456+00:00"),
            ("2024-05-06T07:08:09.5z", "2024-05-06T07:08:09.500000+00:00"),
            ("2024-05-06T07:08:09+14", "2024-05-05T17:08:09+00:00"),
            ("1990-01-01T00:00:00Z", "1990-01-01T00:00:00+00:00"),
            ("2027-03-02T12:00:00Z", "2027-03-02T12:00:00+00:00"),
        ],
    )
    def test_a_moment_is_kept_in_utc(self, written: str, meant: str) -> None:
        text = document(publishedDateTime=f"publishedDateTime: {written}")
        assert taken(text).published_at.isoformat() == meant
        assert reading(text).problems == ()

    @pytest.mark.parametrize("written", ["2024-05-06T07:08:09", "2024-05-06"])
    def test_without_a_zone_utc_is_taken_and_told(self, written: str) -> None:
        text = document(publishedDateTime=f"publishedDateTime: {written}")
        assert taken(text).published_at.utcoffset() == UTC.utcoffset(None)
        assert faults(text) == [("warning", 5, "publishedDateTime")]

    @pytest.mark.parametrize(
        "written",
        ["yesterday", "1657621440", "2022-13-01T00:00:00Z", "2022-02-30", "0000-01-01", "[a]",
         "2022-07-12T24:00:00Z", "2022-07-12T10:24:60Z", "2022-07-12T10:24:00+15:00",
         "2022-07-12T10:24:00+05:99", "2022-07-12T10:24:00+99:99", "0001-01-01T00:00:00+14:00",
         "9999-12-31T23:59:59-12:00", "1989-12-31T23:59:59Z", "2027-03-02T12:00:01Z",
         "1990-01-01T00:00:00+01:00", "2022-07-12T10:24:00 UTC", "٢٠٢٢-07-12", '""'],
    )  # fmt: skip
    def test_no_other_date_is_taken(self, written: str) -> None:
        text = document(publishedDateTime=f"publishedDateTime: {written}")
        assert faults(text) == [("error", 5, "publishedDateTime")]


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        ["https://example.com", "HTTP://Example.com:8080/a?b=c#d", "https://bücher.example/ä",
         "https://xn--bcher-kva.example/", "https://127.0.0.1/", "https://a_b.example/x@y:z",
         "https://example.com?x=http://y", "https://example.com:/"],
    )  # fmt: skip
    def test_links_go_to_a_host_over_http(self, address: str) -> None:
        assert is_link(address)
        assert taken(document(webUrl=f'webUrl: "{address}"')).web_url == address

    @pytest.mark.parametrize(
        "address",
        ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:x", "java\\tscript:x",
         "data:text/html,x", "vbscript:x", "ftp://example.com/", "mailto:a@example.com",
         "http\u017f://example.com/", "/news/1", "news", "//evil.example/x", "https:/example.com",
         "https:example.com", "https:///x", "https://", "https://?x", "https://:80/", "https://.com",
         "https://good.example@evil.example/", "https://u:p@example.com/", "https://[::1]/",
         "https:\\\\\\\\evil.example", "https://evil.example\\\\@good.example/",
         "https://example.com/a b", "https://example.com/\\n", " https://example.com/",
         "https://example.com/\u202egpj", "https://example.com/\u200b", "https://example.com\u2028",
         "https://exam\u2100ple.com/", "https://example.com:65536/", "https://example.com:x/"],
    )  # fmt: skip
    def test_nothing_else_is_a_link(self, address: str) -> None:
        text = document(webUrl=f'webUrl: "{address}"')
        assert faults(text) == [("error", 7, "webUrl")]
        spare = document(f'ampWebUrl: "{address}"', f'cdnAmpWebUrl: "{address}"')
        assert taken(spare).amp_web_url == taken(spare).cdn_amp_web_url == ""
        assert faults(spare) == [
            ("warning", EXTRA, "ampWebUrl"),
            ("warning", EXTRA + 1, "cdnAmpWebUrl"),
        ]

    def test_one_address_is_enough_but_a_bad_one_is_still_an_error(self) -> None:
        assert taken(document(originalUrl=None)).original_url == ""
        assert taken(document(webUrl=None)).web_url == ""
        assert faults(document(originalUrl=None, webUrl="webUrl: x")) == [("error", 6, "webUrl")]
        assert faults(document(originalUrl="originalUrl: x")) == [("error", 6, "originalUrl")]

    def test_an_address_may_be_2000_characters_long_and_no_longer(self) -> None:
        address = "https://example.com/".ljust(2000, "x")
        assert is_link(address)
        problem = the_problem(document(webUrl=f"webUrl: {address}x"))
        assert problem.found == "2001 characters"

    @pytest.mark.parametrize("path", ["/assets/a.jpg", "assets/a.jpg", "../a.jpg", "a/b:c"])
    def test_a_picture_may_lie_on_the_site_itself(self, path: str) -> None:
        assert is_picture(path)

    @pytest.mark.parametrize(
        "path", ["", "//evil.example/x", "javascript:x", "data:x", "/a b", "/\\evil", "x:y/z"]
    )
    def test_but_only_there(self, path: str) -> None:
        assert not is_picture(path)

    @given(st.one_of(st.text(max_size=30), st.text("htps:/\\@[]?#.%&a1\u017f \t", max_size=30)))
    def test_what_is_a_link_is_one_to_the_standard_library_too(self, rest: str) -> None:
        for address in (rest, f"https://{rest}", f"https://a{rest}"):
            if is_link(address):
                parts = urlsplit(address)
                assert parts.scheme in {"http", "https"}
                assert parts.hostname
                assert parts.username is None
                assert parts.port is None or parts.port < 65_536


class TestProviders:
    def test_name_and_domain_stand_in_for_one_another(self) -> None:
        only_domain = document(provider="provider:\n  domain: example.com")
        assert taken(only_domain).provider.name == "example.com"
        assert faults(only_domain) == [("warning", 13, "provider.name")]
        only_name = document(provider="provider:\n  name: Example")
        assert taken(only_name).provider.domain == "Example"
        assert faults(only_name) == [("warning", 13, "provider.domain")]

    @pytest.mark.parametrize("value", ["null", "Example", "[a]", "{}", "{name: ''}", "{name: ~}"])
    def test_without_either_there_is_no_document(self, value: str) -> None:
        (fault,) = faults(document(provider=f"provider: {value}"))
        assert fault[0] == "error"
        assert fault[2].startswith("provider")

    def test_its_limits_hold(self) -> None:
        long_name = document(provider=f"provider: {{name: {'n' * 201}, domain: example.com}}")
        assert faults(long_name) == [("error", 12, "provider.name")]
        long_domain = document(provider=f"provider: {{name: n, domain: {'d' * 254}}}")
        assert faults(long_domain) == [("error", 12, "provider.domain")]
        standing_in = document(provider=f"provider: {{domain: {'d' * 253}}}")
        assert len(taken(standing_in).provider.name) == 200


class TestTopics:
    def test_one_text_is_one_topic(self) -> None:
        text = document(topics="topics: AI")
        assert taken(text).topics == ("AI",)
        assert faults(text) == [("warning", 15, "topics")]

    def test_empty_and_repeated_topics_are_dropped_and_told(self) -> None:
        text = document(topics="topics: [AI, ~, '', AI, No]")
        assert taken(text).topics == ("AI", "No")
        fields = [problem.field for problem in reading(text).problems]
        assert fields == ["topics[1]", "topics[2]", "topics[3]", "topics[4]"]

    def test_too_many_or_too_long_or_nested_are_refused(self) -> None:
        fifty = ", ".join(f"t{number}" for number in range(50))
        assert len(taken(document(topics=f"topics: [{fifty}]")).topics) == 50
        assert faults(document(topics=f"topics: [{fifty}, x]")) == [("error", 15, "topics")]
        assert faults(document(topics=f"topics: [{'t' * 101}]")) == [("error", 15, "topics[0]")]
        assert faults(document(topics="topics: [[a]]")) == [("error", 15, "topics[0]")]
        assert faults(document(topics="topics: {a: b}")) == [("error", 15, "topics")]


class TestImages:
    def test_a_bad_image_is_left_out_and_told(self) -> None:
        text = document(
            images="images:\n  - url: javascript:x\n  - https://example.com/i.jpg\n  - width: 3"
        )
        assert taken(text).images == ()
        assert faults(text) == [
            ("warning", 19, "images[0].url"),
            ("warning", 20, "images[1]"),
            ("warning", 21, "images[2].url"),
        ]

    @pytest.mark.parametrize("width", ["-600", "9999999999", "1.5", "wide", "[]"])
    def test_a_mad_size_is_dropped_and_the_image_kept(self, width: str) -> None:
        text = document(images=f"images:\n  - url: /i.jpg\n    width: {width}\n    height: 4")
        (image,) = taken(text).images
        assert (image.width, image.height) == (None, 4)
        assert faults(text) == [("warning", 20, "images[0].width")]

    def test_captions_and_the_cache_are_read(self) -> None:
        text = document(images="images: [{url: /i.jpg, title: A, attribution: B, isCached: true}]")
        (image,) = taken(text).images
        assert (image.title, image.attribution, image.is_cached) == ("A", "B", True)

    def test_the_same_address_is_one_image(self) -> None:
        text = document(images="images: [{url: /i, width: 1}, {url: /j}, {url: /i, width: 2}]")
        assert [(image.url, image.width) for image in taken(text).images] == [
            ("/i", 1),
            ("/j", None),
        ]
        assert reading(text).problems == ()

    def test_an_empty_mapping_is_an_empty_list_and_nothing_else_is(self) -> None:
        assert faults(document(images="images: {}")) == [("warning", 18, "images")]
        assert faults(document(images="images: {url: /i.jpg}")) == [("error", 18, "images")]
        assert faults(document(images="images: /i.jpg")) == [("error", 18, "images")]

    def test_a_hundred_are_enough(self) -> None:
        many = ", ".join(f"{{url: /{number}}}" for number in range(101))
        assert faults(document(images=f"images: [{many}]")) == [("error", 18, "images")]
        provider = f"provider: {{name: a, domain: b, images: [{many}]}}"
        assert len(taken(document(provider=provider)).provider.images) == 100
        assert taken(document(provider="provider: {name: a, domain: b, images: x}"))
        images = taken(document(related=f"related: [{{webUrl: https://a.example/, {provider}}}]"))
        assert images.related[0].provider is not None
        assert len(images.related[0].provider.images) == 100


class TestRelatedLinks:
    @staticmethod
    def related(*lines: str) -> str:
        return document(related="\n".join(["related:", *(f"  {line}" for line in lines)]))

    def test_all_of_a_link_is_read(self) -> None:
        (link,) = taken(
            self.related(
                "- title: A", "  excerpt: B", "  publishedDateTime: 2024-01-02T03:04:05Z",
                "  webUrl: https://a.example/1", "  ampWebUrl: https://a.example/2",
                "  cdnAmpWebUrl: https://a.example/3", "  type: video", "  quality: 49",
                "  provider: {name: A, domain: a.example}", "  images: [{url: /i.jpg}]",
            )
        ).related  # fmt: skip
        assert (link.title, link.excerpt, link.type, link.quality) == ("A", "B", "video", 49)
        assert link.published_at == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
        assert link.amp_web_url == "https://a.example/2"
        assert link.cdn_amp_web_url == "https://a.example/3"
        assert [image.url for image in link.images] == ["/i.jpg"]

    def test_no_fault_inside_a_link_makes_the_document_invalid(self) -> None:
        text = self.related(
            "- title: [a]", "  webUrl: https://a.example/1", "  excerpt: {}",
            "  publishedDateTime: then", "  ampWebUrl: x", "  type: a b", "  quality: high",
            "  provider: x", "  images: x", "  related: []",
        )  # fmt: skip
        (link,) = taken(text).related
        assert (link.title, link.excerpt, link.type, link.quality) == ("", "", "article", None)
        assert (link.published_at, link.provider, link.images) == (None, None, ())
        keys = ["title", "excerpt", "publishedDateTime", "ampWebUrl", "type", "quality"]
        keys += ["provider", "images", "related"]
        assert [problem.field for problem in reading(text).problems] == [
            f"related[0].{key}" for key in keys
        ]

    def test_a_link_to_nowhere_is_left_out_and_told(self) -> None:
        text = self.related("- title: A", "- webUrl: javascript:x", "- https://a.example/")
        assert taken(text).related == ()
        assert [fault[2] for fault in faults(text)] == [
            "related[0].webUrl",
            "related[1].webUrl",
            "related[2]",
        ]

    def test_the_same_address_is_one_link(self) -> None:
        link = "{title: A, webUrl: https://a.example/, provider: {name: a, domain: b}}"
        text = self.related(f"- {link}", f"- {link.replace('A', 'B')}")
        assert [link.title for link in taken(text).related] == ["A"]
        assert [fault[2] for fault in faults(text)] == ["related[1].webUrl"]

    def test_a_mapping_or_too_many_are_refused(self) -> None:
        assert faults(document(related="related: {title: x}")) == [("error", 22, "related")]
        many = ", ".join(
            f"{{title: x, webUrl: https://a.example/{number}, provider: {{name: a, domain: b}}}}"
            for number in range(201)
        )
        assert faults(document(related=f"related: [{many}]")) == [("error", 22, "related")]


class TestWhatIsNoField:
    def test_it_is_kept_as_it_is_written(self) -> None:
        text = document("length: 012", "removed:  [a, b]  # why", 'actions:\n  - "x"', "Note: &amp")
        text = text.replace("Note: &amp", "Note: 'it''s'")
        assert taken(text).other == {
            "secured": '"b3BhcXVl"',
            "length": "012",
            "removed": "[a, b]",
            "actions": '- "x"',
            "Note": "'it''s'",
        }
        assert taken(text).unknown_keys == ("length", "removed", "actions", "Note")
        assert reading(text).problems == ()

    def test_a_key_in_another_case_is_no_field_and_told(self) -> None:
        text = document("Title: Another", "SECURED: x")
        assert taken(text).title == "Robots learn to fold"
        assert taken(text).unknown_keys == ("Title", "SECURED")
        assert [(p.level, p.line, p.expected) for p in reading(text).problems] == [
            ("warning", EXTRA, "the key title"),
            ("warning", EXTRA + 1, "the key secured"),
        ]

    @pytest.mark.parametrize("value", ["12345", "[a]", "{a: b}"])
    def test_what_is_secured_should_be_a_text(self, value: str) -> None:
        text = document(secured=f"secured: {value}")
        assert taken(text).other["secured"] == value
        assert faults(text) == [("warning", EXTRA - 1, "secured")]


class TestProblems:
    def test_a_message_says_what_was_expected_and_what_found(self) -> None:
        problem = the_problem(document(quality="quality: 'high'"))
        assert problem.message == "expected a whole number from 0 to 1000000, found 'high'"

    @given(st.text())
    def test_what_is_shown_is_short_and_on_one_line(self, text: str) -> None:
        assert len(shown(text)) <= 80
        assert shown(text).isprintable()

    @pytest.mark.parametrize("key", ['"\\e[2J"', '"a\\nb"', "\u202ex", "k" * 900])
    def test_a_hostile_key_can_not_forge_a_report(self, key: str) -> None:
        for problem in reading(document(f"{key}: {{a: 1, a: 2}}")).problems:
            assert problem.field.isprintable()
            assert len(problem.field) < 80


VALUES = st.one_of(
    st.sampled_from(
        ["x", "null", "true", "yes", "38", "-1", "1e3", "2024-05-06T07:08:09Z", "2024-05-06", "''",
         "https://example.com/a", "javascript:x", "[a, b]", "{name: a, domain: b}", "[[], {}]",
         "[{url: /i.jpg}]", "[{webUrl: https://a.example/}]", "*a", "&a b", "!t c", "|\n  x",
         '"\\0"',
         "[{webUrl: https://a.example/, images: [{url: 1}], provider: {images: {}}}]", "\n  - 1"]
    ),
    st.text(max_size=40),
    st.text(max_size=40).map(lambda text: f'"{text}"'),
    st.integers().map(str),
    st.datetimes().map(datetime.isoformat),
)  # fmt: skip
ENTRIES = st.lists(
    st.tuples(st.one_of(st.sampled_from([*FIELDS, "ampWebUrl", "Title", "<<"]), st.text()), VALUES)
)
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check_reading(content: bytes) -> None:
    """What holds of every reading, whatever was read."""
    result = read(content, now=NOW)
    errors = [problem for problem in result.problems if problem.level == "error"]
    assert (result.document is None) == bool(errors)
    assert len(result.problems) <= PROBLEMS
    assert all(f"{problem.field}{problem.message}".isprintable() for problem in result.problems)
    assert result.text is None or not UNSAFE.search(result.text)
    if result.document is not None:
        assert result.text is not None
        assert result.document.published_at.utcoffset() == UTC.utcoffset(None)
        assert result.document.original_url or result.document.web_url
        assert result.document.provider.name
        assert result.document.provider.domain
        assert not UNSAFE.search(repr(result.document))
        assert 1 <= len(result.document.title) <= 500
    if content.startswith(b"---") and result.text is not None:
        lines = result.text.count("\n") + 1
        assert all(each.line is None or 1 <= each.line <= lines for each in result.problems)


class TestWhateverComes:
    @PATIENT
    @given(st.binary())
    @example(b"---\n---")
    @example(b"---\n\xef\xbb\xbfa: b\nc: d\n---\n")
    def test_any_bytes_are_read_without_a_crash(self, content: bytes) -> None:
        check_reading(content)

    @PATIENT
    @given(st.text().map(lambda block: f"---\n{block}\n---\n"))
    def test_any_block_is_read_without_a_crash(self, text: str) -> None:
        check_reading(text.encode(errors="surrogatepass"))

    @PATIENT
    @given(ENTRIES, st.booleans())
    def test_documents_with_any_values_are_read_without_a_crash(
        self, entries: list[tuple[str, str]], whole: bool
    ) -> None:
        changes = {key: f"{key}: {value}" for key, value in entries}
        text = document(**changes) if whole else "\n".join(["---", *changes.values(), "---"])
        check_reading(text.encode(errors="surrogatepass"))

    @PATIENT
    @given(st.data())
    def test_a_valid_document_broken_anywhere_is_read_without_a_crash(
        self, data: st.DataObject
    ) -> None:
        content = document().encode()
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(start + 40, len(content))))
        check_reading(content[:start] + data.draw(st.binary(max_size=8)) + content[end:])

    @PATIENT
    @given(st.text())
    def test_parse_raises_nothing_but_its_own_error(self, text: str) -> None:
        for each in (text, f"---\n{text}\n---\n"):
            try:
                parse(each)
            except DocumentError:
                continue

    @PATIENT
    @given(st.text(st.characters(categories=["L", "M", "N", "P", "S"], exclude_characters='"\\')))
    def test_a_quoted_title_comes_out_as_it_went_in(self, title: str) -> None:
        assert taken(document(title=f'title: "T{title}"')).title == f"T{title}"

    def test_the_slow_parser_reads_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        fast = reading(document())
        monkeypatch.setattr(tree, "_LOADER", yaml.SafeLoader)
        assert reading(document()) == fast
