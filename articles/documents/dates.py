"""Parse the dates and times that documents have: ISO 8601, YAML 1.1 and RFC 2822 (mail, RSS)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from . import limits

_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: The hours behind UTC of the standard times that RFC 2822 (4.3) names, by first letter.
_AMERICAN: Final = {"e": 5, "c": 6, "m": 7, "p": 8}

_DATE: Final = "(?P<year>[0-9]{4})(?P<mark>[-/])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
_SECOND: Final = "(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]*))?"
_TIME: Final = f"(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}})(?::{_SECOND})?"
_OFFSET: Final = "(?P<sign>[-+\u2212])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?"
_ZONE: Final = f" ?(?P<zone>z|utc?|gmt|{_OFFSET})"
_MAIL_ZONE: Final = f" ?(?P<zone>utc?|gmt|(?P<american>[ecmp])(?P<saving>[sd])t|{_OFFSET})"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        # A timestamp of YAML 1.1, whose canonical form is ISO 8601's extended one; slashes too.
        f"{_DATE}(?:[t ]{_TIME}(?:{_ZONE})?)?",
        # ISO 8601's basic form.
        "(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
        f"(?:t(?P<hour>[0-9]{{2}})(?P<minute>[0-9]{{2}})(?:{_SECOND})?(?:{_ZONE})?)?",
        # RFC 2822, with a comment at its end.
        f"(?:(?P<weekday>{'|'.join(_DAYS)}), ?)?"
        f"(?P<day>[0-9]{{1,2}}) (?P<name>{'|'.join(_MONTHS)}) (?P<year>[0-9]{{4}})"
        f"(?: {_TIME}(?:{_MAIL_ZONE})?)?(?: \\([^()]*\\))?",
    )
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and time in UTC, and whether the text it was read from had a time and a time zone.

    Without a time it is midnight UTC; a time without a zone is taken as UTC.
    """

    value: datetime
    has_time: bool
    has_zone: bool


def parse_moment(text: str) -> Moment | None:
    """Parse a date, with or without a time, into a Moment in UTC; None for any other text.

    Forms are calendar dates, year first, of ISO 8601 (extended, basic) and YAML 1.1 (slashes too),
    and those of mails (RFC 2822), such as `12 Jul 2022 10:24 EST`, which one comment in parentheses
    may follow; names of American time zones are read in these alone. The year has four digits, a
    time at least hours and minutes. Letter case and white space around the text don't count; white
    space inside counts as one space. Fractions of a second are cut to microseconds. None also for a
    date or time that doesn't exist, a leap second, a wrong day of the week, and an offset above
    limits.MAX_OFFSET_MINUTES or with minutes above 59.
    """
    plain = " ".join(text.split())
    for form in _FORMS:
        if match := form.fullmatch(plain):
            parts = match.groupdict(default="")
            value = _to_utc(parts)
            return Moment(value, bool(parts["hour"]), bool(parts["zone"])) if value else None
    return None


def _to_utc(parts: dict[str, str]) -> datetime | None:
    """Return the date and time in UTC of the named parts of a form, midnight without a time.

    None where it doesn't exist or `datetime` can't represent it, it has a wrong day of the week, or
    `_offset_minutes` returns None.
    """
    name, weekday = parts.get("name", "").lower(), parts.get("weekday", "").lower()
    month = _MONTHS.index(name) + 1 if name else int(parts["month"])
    year, day = int(parts["year"]), int(parts["day"])
    hour, minute, second = (int(parts[each] or 0) for each in ("hour", "minute", "second"))
    microsecond = int(parts["fraction"][:6].ljust(6, "0"))
    offset = _offset_minutes(parts)
    try:
        local = datetime(year, month, day, hour, minute, second, microsecond, UTC)
        if offset is None or (weekday and _DAYS[local.weekday()] != weekday):
            return None
        return local - timedelta(minutes=offset)
    except (ValueError, OverflowError):
        return None


def _offset_minutes(parts: dict[str, str]) -> int | None:
    """Return the offset of a form's time zone in minutes, positive east of UTC; 0 without a zone.

    None above limits.MAX_OFFSET_MINUTES in either direction, or with more than 59 minutes after the
    hours.
    """
    if letter := parts.get("american", "").lower():
        return 60 * ((parts["saving"].lower() == "d") - _AMERICAN[letter])
    minutes = int(parts["minutes"] or 0)
    offset = int(parts["hours"] or 0) * 60 + minutes
    if offset > limits.MAX_OFFSET_MINUTES or minutes > 59:
        return None
    return offset if parts["sign"] == "+" else -offset
