"""Reading whole documents: valid ones, lists of problems, and arbitrary input."""

from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.documents import DocumentError, parse, read, yaml_tree
from articles.documents.limits import PROBLEMS
from articles.documents.problems import UNSAFE, quoted
from tests.documents_kit import (
    EXTRA,
    FIELDS,
    NOW,
    document,
    faults,
    only_problem,
    read_text,
    read_valid,
)


class TestAWholeDocument:
    def test_every_field_is_read(self) -> None:
        result = read_valid(document())
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
        assert read_text(document()).problems == ()

    def test_a_missing_optional_field_has_a_default(self) -> None:
        needed = ("title", "publishedDateTime", "webUrl", "provider")
        optional = dict.fromkeys(set(FIELDS) - set(needed))
        result = read_text(document(**optional))
        assert result.problems == ()
        assert result.document is not None
        assert (result.document.category, result.document.type) == ("news", "article")
        assert result.document.quality is result.document.heat is result.document.published is None
        assert result.document.topics == result.document.images == result.document.related == ()
        assert result.document.other == {}

    @pytest.mark.parametrize("null", ["null", "~", "", "Null", "NULL"])
    def test_null_counts_as_missing(self, null: str) -> None:
        keys = ["category", "excerpt", "type", "quality", "heat", "published", "topics"]
        keys += ["images", "related", "originalUrl", "secured"]
        result = read_text(document(**{key: f"{key}: {null}" for key in keys}))
        assert result.problems == ()
        assert result.document is not None
        assert result.document.published is None
        assert result.document.excerpt == ""

    def test_a_missing_required_field_is_named(self) -> None:
        for key in ("title", "publishedDateTime", "provider"):
            assert faults(document(**{key: None})) == [("error", None, key)]
        neither = document(originalUrl=None, webUrl='webUrl: ""')
        assert faults(neither) == [("error", None, "originalUrl")]

    def test_all_faults_are_listed_at_once_in_the_order_of_their_lines(self) -> None:
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
        problems = read_text(text).problems
        assert len(problems) == PROBLEMS
        assert problems[-1].found == "52 more"
        assert "quality" in {problem.field for problem in problems}
        only_warnings = read_text(document(related=f"related:\n{items}"))
        assert only_warnings.document is not None
        assert {problem.level for problem in only_warnings.problems} == {"warning"}

    def test_the_text_is_kept_to_the_letter(self) -> None:
        text = "\ufeff" + document().replace("\n", "\r\n")
        assert read_text(text).text == text

    def test_a_text_that_no_database_can_store_is_not_returned(self) -> None:
        assert read_text(document() + "\0").text is None
        assert read(b"\xff", now=NOW).text is None
        assert read_text("no front matter").text == "no front matter"


class TestOtherKeys:
    def test_they_are_kept_as_they_are_written(self) -> None:
        text = document("length: 012", "removed:  [a, b]  # why", 'actions:\n  - "x"', "Note: &amp")
        text = text.replace("Note: &amp", "Note: 'it''s'")
        assert read_valid(text).other == {
            "secured": '"b3BhcXVl"',
            "length": "012",
            "removed": "[a, b]",
            "actions": '- "x"',
            "Note": "'it''s'",
        }
        assert read_valid(text).unknown_keys == ("length", "removed", "actions", "Note")
        assert read_text(text).problems == ()

    def test_a_key_in_another_case_is_no_field_and_adds_a_warning(self) -> None:
        text = document("Title: Another", "SECURED: x")
        assert read_valid(text).title == "Robots learn to fold"
        assert read_valid(text).unknown_keys == ("Title", "SECURED")
        assert [(p.level, p.line, p.expected) for p in read_text(text).problems] == [
            ("warning", EXTRA, "the key title"),
            ("warning", EXTRA + 1, "the key secured"),
        ]

    @pytest.mark.parametrize("value", ["12345", "[a]", "{a: b}"])
    def test_secured_should_be_a_text(self, value: str) -> None:
        text = document(secured=f"secured: {value}")
        assert read_valid(text).other["secured"] == value
        assert faults(text) == [("warning", EXTRA - 1, "secured")]


class TestProblems:
    def test_a_message_has_what_was_expected_and_what_was_found(self) -> None:
        problem = only_problem(document(quality="quality: 'high'"))
        assert problem.message == "expected a whole number from 0 to 1000000, found 'high'"

    @given(st.text())
    def test_a_quotation_is_short_and_on_one_line(self, text: str) -> None:
        assert len(quoted(text)) <= 80
        assert quoted(text).isprintable()

    @pytest.mark.parametrize("key", ['"\\e[2J"', '"a\\nb"', "\u202ex", "k" * 900])
    def test_a_hostile_key_can_not_forge_a_report(self, key: str) -> None:
        for problem in read_text(document(f"{key}: {{a: 1, a: 2}}")).problems:
            assert problem.field.isprintable()
            assert len(problem.field) < 80


#: Sources of values, valid and invalid.
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
#: Keys with sources of their values.
ENTRIES = st.lists(
    st.tuples(st.one_of(st.sampled_from([*FIELDS, "ampWebUrl", "Title", "<<"]), st.text()), VALUES)
)
ANY_SPEED = settings(suppress_health_check=[HealthCheck.too_slow])


def check_reading(content: bytes) -> None:
    """Read bytes and check what must be true of every Reading."""
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


class TestArbitraryInput:
    @ANY_SPEED
    @given(st.binary())
    @example(b"---\n---")
    @example(b"---\n\xef\xbb\xbfa: b\nc: d\n---\n")
    def test_any_bytes_are_read_without_a_crash(self, content: bytes) -> None:
        check_reading(content)

    @ANY_SPEED
    @given(st.text().map(lambda block: f"---\n{block}\n---\n"))
    def test_any_block_is_read_without_a_crash(self, text: str) -> None:
        check_reading(text.encode(errors="surrogatepass"))

    @ANY_SPEED
    @given(ENTRIES, st.booleans())
    def test_documents_with_any_values_are_read_without_a_crash(
        self, entries: list[tuple[str, str]], whole: bool
    ) -> None:
        changes = {key: f"{key}: {value}" for key, value in entries}
        text = document(**changes) if whole else "\n".join(["---", *changes.values(), "---"])
        check_reading(text.encode(errors="surrogatepass"))

    @ANY_SPEED
    @given(st.data())
    def test_a_valid_document_broken_anywhere_is_read_without_a_crash(
        self, data: st.DataObject
    ) -> None:
        content = document().encode()
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(start + 40, len(content))))
        check_reading(content[:start] + data.draw(st.binary(max_size=8)) + content[end:])

    @ANY_SPEED
    @given(st.text())
    def test_parse_raises_nothing_but_its_own_error(self, text: str) -> None:
        for each in (text, f"---\n{text}\n---\n"):
            try:
                parse(each)
            except DocumentError:
                continue

    @ANY_SPEED
    @given(st.text(st.characters(categories=["L", "M", "N", "P", "S"], exclude_characters='"\\')))
    def test_a_quoted_title_comes_out_as_it_went_in(self, title: str) -> None:
        assert read_valid(document(title=f'title: "T{title}"')).title == f"T{title}"

    def test_the_slow_parser_reads_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        fast = read_text(document())
        monkeypatch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
        assert read_text(document()) == fast
