"""Documents' dates: the forms that are taken, warned of and refused."""

from datetime import UTC

import pytest

from tests.documents_kit import document, faults, only_problem, read_text, read_valid


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
