"""Documents' texts, numbers, flags and addresses: what is taken, warned of and refused."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents.urls import is_image_url, is_link
from tests.documents_kit import EXTRA, document, faults, only_problem, read_text, read_valid


class TestTexts:
    @pytest.mark.parametrize("text", ["No", "012", "3.10", "0x1F", "12:30:45", "2022-07-12", "="])
    def test_a_title_stays_as_it_is_written(self, text: str) -> None:
        result = document(title=f"title: {text}")
        assert read_valid(result).title == text
        assert faults(result) == [("warning", 3, "title")]

    def test_a_title_is_stripped_silently(self) -> None:
        text = document(title='title: "  Spaces \\_ "')
        assert read_valid(text).title == "Spaces"
        assert read_text(text).problems == ()

    @pytest.mark.parametrize("line_break", [r"\n", r"\r\n", r"\L", r"\P", r"\N", r" \n\n "])
    def test_a_line_break_in_a_title_becomes_a_space(self, line_break: str) -> None:
        text = document(title=f'title: "One{line_break}two"')
        assert read_valid(text).title == "One two"
        assert faults(text) == [("warning", 3, "title")]

    @pytest.mark.parametrize("title", ['""', '"  "', r'"\u200b"', r'"\u200b\n\u200b"', r'"\_\t"'])
    def test_a_title_without_visible_characters_is_refused(self, title: str) -> None:
        assert ("error", 3, "title") in faults(document(title=f"title: {title}"))

    @pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u2066", "\ufeff"])
    def test_a_title_with_hidden_characters_is_kept_with_a_warning(self, hidden: str) -> None:
        text = document(title=f'title: "pay{hidden}pal"')
        assert read_valid(text).title == f"pay{hidden}pal"
        problem = only_problem(text)
        assert problem.level == "warning"
        assert hidden not in problem.found

    def test_joiners_in_families_of_emoji_are_allowed(self) -> None:
        title = "\U0001f469\u200d\U0001f469\u200d\U0001f467 at home"
        text = document(title=f"title: {title}")
        assert read_valid(text).title == title
        assert read_text(text).problems == ()

    def test_an_excerpt_keeps_its_lines(self) -> None:
        assert read_valid(document(excerpt='excerpt: " a\\n b "')).excerpt == "a\n b"

    @pytest.mark.parametrize(
        ("key", "most"), [("title", 500), ("excerpt", 20_000), ("category", 100), ("type", 40)]
    )
    def test_a_text_may_be_as_long_as_its_limit_and_no_longer(self, key: str, most: int) -> None:
        assert read_valid(document(**{key: f"{key}: {'x' * most}"}))
        too_long = document(**{key: f"{key}: {'x' * (most + 1)}"})
        problem = only_problem(too_long)
        assert (problem.level, problem.field) == ("error", key)
        assert problem.found == f"{most + 1} characters"

    @pytest.mark.parametrize("key", ["title", "excerpt", "category", "type", "featuredContent"])
    @pytest.mark.parametrize("value", ["[a]", "{a: b}"])
    def test_a_list_is_no_text(self, key: str, value: str) -> None:
        problem = only_problem(document(**{key: f"{key}: {value}"}))
        assert (problem.level, problem.field) == ("error", key)

    @pytest.mark.parametrize("value", ["podcast", "long-read", "x_2"])
    def test_unknown_types_are_kept(self, value: str) -> None:
        assert read_valid(document(type=f"type: {value}")).type == value

    @pytest.mark.parametrize("value", ['"<b>"', "a b", "é", '"a.b"', "--"])
    def test_a_type_is_one_word(self, value: str) -> None:
        assert faults(document(type=f"type: {value}")) == [("error", 8, "type")]


class TestNumbersAndFlags:
    @pytest.mark.parametrize("value", ["0", "7", "189", "1000000"])
    def test_whole_numbers_are_taken(self, value: str) -> None:
        assert read_valid(document(quality=f"quality: {value}")).quality == int(value)

    @pytest.mark.parametrize(
        "value",
        ["38.0", "0x26", "012", "0o17", "1e3", ".inf", ".nan", "true", "+5", "-5", "1_000", "1:30",
         "1000001", "99999999999999999999", "high", "[1]", "{}", '""', "'3 8'", "٣", "-0"],
    )  # fmt: skip
    def test_nothing_else_is_a_quality(self, value: str) -> None:
        problem = only_problem(document(quality=f"quality: {value}"))
        assert (problem.level, problem.line, problem.field) == ("error", 9, "quality")
        assert problem.expected.startswith("a whole number")

    def test_heat_goes_down_to_minus_one(self) -> None:
        assert read_valid(document(heat="heat: -1")).heat == -1
        assert faults(document(heat="heat: -2")) == [("error", 10, "heat")]

    def test_a_quoted_number_is_taken_with_a_warning(self) -> None:
        text = document(quality="quality: '38'")
        assert read_valid(text).quality == 38
        assert faults(text) == [("warning", 9, "quality")]

    @pytest.mark.parametrize("value", ["true", "True", "TRUE", "false", "False", "FALSE"])
    def test_true_and_false_publish_or_not(self, value: str) -> None:
        result = read_valid(document(published=f"published: {value}"))
        assert result.published is (value.lower() == "true")

    @pytest.mark.parametrize(
        "value",
        ["yes", "no", "on", "off", "y", "tRUE", '"true"', "'false'", "1", "0", "[true]", '""'],
    )
    def test_nothing_else_publishes(self, value: str) -> None:
        assert faults(document(published=f"published: {value}")) == [("error", 11, "published")]


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        ["https://example.com", "HTTP://Example.com:8080/a?b=c#d", "https://bücher.example/ä",
         "https://xn--bcher-kva.example/", "https://127.0.0.1/", "https://a_b.example/x@y:z",
         "https://example.com?x=http://y", "https://example.com:/"],
    )  # fmt: skip
    def test_links_go_to_a_host_over_http(self, address: str) -> None:
        assert is_link(address)
        assert read_valid(document(webUrl=f'webUrl: "{address}"')).web_url == address

    @pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
    def test_a_space_inside_is_encoded_with_a_warning(self, space: str) -> None:
        text = document(webUrl=f'webUrl: "https://example.com/a{space}b"')
        encoded = read_valid(text).web_url
        assert encoded.startswith("https://example.com/a%")
        assert encoded.endswith("b")
        assert faults(text) == [("warning", 7, "webUrl")]
        around = document(webUrl=f'webUrl: "{space}https://example.com/{space}"')
        assert read_valid(around).web_url == "https://example.com/"

    @pytest.mark.parametrize(
        "address",
        ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:x", "java\\tscript:x",
         "data:text/html,x", "vbscript:x", "ftp://example.com/", "mailto:a@example.com",
         "http\u017f://example.com/", "/news/1", "news", "//evil.example/x", "https:/example.com",
         "https:example.com", "https:///x", "https://", "https://?x", "https://:80/", "https://.com",
         "https://good.example@evil.example/", "https://u:p@example.com/", "https://[::1]/",
         "https:\\\\\\\\evil.example", "https://evil.example\\\\@good.example/",
         "https://exam ple.com/", "https://example.com/\\n", "https://example.com/a\\tb",
         "https://example.com/\u202egpj", "https://example.com/\u200b", "https://example.com\u2028",
         "https://exam\u2100ple.com/", "https://example.com:65536/", "https://example.com:x/"],
    )  # fmt: skip
    def test_nothing_else_is_a_link(self, address: str) -> None:
        text = document(webUrl=f'webUrl: "{address}"')
        assert faults(text) == [("error", 7, "webUrl")]
        optional = document(f'ampWebUrl: "{address}"', f'cdnAmpWebUrl: "{address}"')
        assert read_valid(optional).amp_web_url == read_valid(optional).cdn_amp_web_url == ""
        assert faults(optional) == [
            ("warning", EXTRA, "ampWebUrl"),
            ("warning", EXTRA + 1, "cdnAmpWebUrl"),
        ]

    def test_one_address_is_enough_but_a_bad_one_is_still_an_error(self) -> None:
        assert read_valid(document(originalUrl=None)).original_url == ""
        assert read_valid(document(webUrl=None)).web_url == ""
        assert faults(document(originalUrl=None, webUrl="webUrl: x")) == [("error", 6, "webUrl")]
        assert faults(document(originalUrl="originalUrl: x")) == [("error", 6, "originalUrl")]

    def test_an_address_may_be_2000_characters_long_and_no_longer(self) -> None:
        address = "https://example.com/".ljust(2000, "x")
        assert is_link(address)
        problem = only_problem(document(webUrl=f"webUrl: {address}x"))
        assert problem.found == "2001 characters"

    @pytest.mark.parametrize("path", ["/assets/a.jpg", "assets/a.jpg", "../a.jpg", "a/b:c"])
    def test_an_image_may_be_a_path_on_the_site_itself(self, path: str) -> None:
        assert is_image_url(path)

    @pytest.mark.parametrize(
        "path", ["", "//evil.example/x", "javascript:x", "data:x", "/a b", "/\\evil", "x:y/z"]
    )
    def test_other_paths_are_no_images(self, path: str) -> None:
        assert not is_image_url(path)

    @given(st.one_of(st.text(max_size=30), st.text("htps:/\\@[]?#.%&a1\u017f \t", max_size=30)))
    def test_every_link_is_one_to_the_standard_library_too(self, rest: str) -> None:
        for address in (rest, f"https://{rest}", f"https://a{rest}"):
            if is_link(address):
                parts = urlsplit(address)
                assert parts.scheme in {"http", "https"}
                assert parts.hostname
                assert parts.username is None
                assert parts.port is None or parts.port < 65_536
