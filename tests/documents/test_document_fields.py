"""Reading fields by their types: texts, numbers, flags, dates, URLs."""

from datetime import UTC
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


class TestDates:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("2024-05-06T07:08:09Z", "2024-05-06T07:08:09+00:00"),
            ('"2024-05-06T07:08:09Z"', "2024-05-06T07:08:09+00:00"),
            ("2024-05-06 07:08:09 +05:30", "2024-05-06T01:38:09+00:00"),
            ("2024-05-06T07:08:09-0800", "2024-05-06T15:08:09+00:00"),
            ("2024-05-06T07:08:09.123456789Z", "2024-05-06T07:08:09.123456+00:00"),
            ("2024-05-06T07:08:09.5z", "2024-05-06T07:08:09.500000+00:00"),
            ("2024-05-06T07:08Z", "2024-05-06T07:08:00+00:00"),
            ("2024-05-06 07:08 +0200", "2024-05-06T05:08:00+00:00"),
            ("2024-05-06T07:08:09,5+02:00", "2024-05-06T05:08:09.500000+00:00"),
            ("2024-05-06T07:08:09+14", "2024-05-05T17:08:09+00:00"),
            ("1990-01-01T00:00:00Z", "1990-01-01T00:00:00+00:00"),
            ("2027-03-02T12:00:00Z", "2027-03-02T12:00:00+00:00"),
        ],
    )
    def test_a_date_and_time_is_converted_to_utc(self, written: str, expected: str) -> None:
        text = document(publishedDateTime=f"publishedDateTime: {written}")
        assert read_valid(text).published_at.isoformat() == expected
        assert read_text(text).problems == ()

    @pytest.mark.parametrize(
        "written", ["2024-05-06T07:08:09", "2024-05-06T07:08", "2024-05-06 07:08", "2024-05-06"]
    )
    def test_without_a_zone_utc_is_taken_with_a_warning(self, written: str) -> None:
        text = document(publishedDateTime=f"publishedDateTime: {written}")
        assert read_valid(text).published_at.utcoffset() == UTC.utcoffset(None)
        assert faults(text) == [("warning", 5, "publishedDateTime")]

    @pytest.mark.parametrize(
        "written",
        ["yesterday", "1657621440", "2022-13-01T00:00:00Z", "2022-02-30", "0000-01-01", "[a]",
         "2022-07-12T24:00:00Z", "2022-07-12T10:24:60Z", "2022-07-12T10:24:00+15:00",
         "2022-07-12T10:24:00+05:99", "2022-07-12T10:24:00+99:99", "0001-01-01T00:00:00+14:00",
         "9999-12-31T23:59:59-12:00", "1989-12-31T23:59:59Z", "2027-03-02T12:00:01Z",
         "1990-01-01T00:00:00+01:00", "٢٠٢٢-07-12", '""',
         "09/12/2024", "12/9/2024 21:25", "9.12.2024", "2024/13/09", "2024-12/09", "2024-12",
         "20241209", "'20241309'", "'20241209212500'", "20241209T242500Z", "09 Dec 24",
         "'Tue, 09 Dec 2024 21:25:00 GMT'", "'Mon, 31 Feb 2024 21:25:00 GMT'",
         "'Mon, 09 Dez 2024 21:25:00 GMT'", "'Mon, 09 Dec 1924 21:25:00 GMT'",
         "2024-12-09 21:25:00 CET", "2024-12-09 21:25:00 EST", "2024-12-09 21:25:00 +1500"],
    )  # fmt: skip
    def test_no_other_date_is_taken(self, written: str) -> None:
        text = document(publishedDateTime=f"publishedDateTime: {written}")
        assert faults(text) == [("error", 5, "publishedDateTime")]

    def test_a_refused_date_names_the_form_that_is_expected(self) -> None:
        problem = only_problem(document(publishedDateTime="publishedDateTime: 09/12/2024"))
        assert (problem.line, problem.field) == (5, "publishedDateTime")
        assert problem.message == (
            "expected a date and time such as 2022-07-12T10:24:00Z, found '09/12/2024'"
        )

    @pytest.mark.parametrize(
        "written",
        [
            "2024-12-09 21:25:00 UTC",
            "2024-12-09 21:25:00 GMT",
            "2024-12-09 21:25:00 Z",
            "2024-12-09T21:25:00utc",
            "2024-12-09 21:25 UTC",
            "2024-12-09 22:25:00 +01",
            "2024-12-09 22:25:00 +0100",
            "2024-12-09 22:25:00 +01:00",
            "2024-12-09T16:25:00\N{MINUS SIGN}05:00",
            "2024-12-09\u00a021:25:00\u202fUTC",
            "2024/12/09 21:25:00 UTC",
            "2024/12/09T22:25:00+01:00",
            "20241209T212500Z",
            "20241209T2125Z",
            "'20241209T222500+0100'",
            "20241209T212500,000Z",
            "'  2024-12-09T21:25:00Z  '",
            '"2024-12-09T21:25:00Z\\n"',
            "Mon, 09 Dec 2024 21:25:00 GMT",
            "'Mon, 09 Dec 2024 21:25:00 GMT'",
            "Mon, 9 Dec 2024 21:25 UT",
            "mon, 09 dec 2024 21:25:00 +0000 (UTC)",
            "Mon, 09 Dec 2024 23:25:00 +0200",
            "09 Dec 2024 21:25:00 -0000",
            "Mon, 09 Dec 2024 16:25:00 EST",
            "Mon, 09 Dec 2024 14:25:00 PDT",
        ],
    )
    def test_a_date_as_other_tools_write_it_is_taken(self, written: str) -> None:
        text = document(publishedDateTime=f"publishedDateTime: {written}")
        assert read_valid(text).published_at.isoformat() == "2024-12-09T21:25:00+00:00"
        assert read_text(text).problems == ()

    @pytest.mark.parametrize(
        ("written", "expected", "missing"),
        [
            ("2024/12/09", "2024-12-09T00:00:00+00:00", "a time with the date"),
            ("'20241209'", "2024-12-09T00:00:00+00:00", "a time with the date"),
            ("9 Dec 2024", "2024-12-09T00:00:00+00:00", "a time with the date"),
            ("2024/12/09 21:25", "2024-12-09T21:25:00+00:00", "a time zone"),
            ("20241209T2125", "2024-12-09T21:25:00+00:00", "a time zone"),
            ("'Mon, 09 Dec 2024 21:25:00'", "2024-12-09T21:25:00+00:00", "a time zone"),
            ("' 2024-12-09 '", "2024-12-09T00:00:00+00:00", "a time with the date"),
        ],
    )
    def test_what_such_a_date_leaves_out_is_taken_with_a_warning(
        self, written: str, expected: str, missing: str
    ) -> None:
        text = document(publishedDateTime=f"publishedDateTime: {written}")
        assert read_valid(text).published_at.isoformat() == expected
        problem = only_problem(text)
        assert (problem.level, problem.line) == ("warning", 5)
        assert problem.expected.startswith(missing)


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
