"""Texts that some version of YAML takes for another type where they stand without quotes."""

from typing import Final

NUMBERS: Final = (
    "0", "1", "-1", "+12", "012", "08", "0777", "0o17", "0o7", "0x1F", "-0x1f", "0b101", "1_000",
    "1e3", "1E3", "-1e+3", "1.5", ".5", "5.", "+.5e-3", "685_230.15", ".inf", "-.INF", "+.Inf",
    ".nan", ".NaN", "12:30:45", "190:20:30.15", "1:30",
)  # fmt: skip
FLAGS: Final = (
    "true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "no", "No", "NO", "on",
    "On", "ON", "off", "Off", "OFF", "y", "Y", "n", "N",
)  # fmt: skip
NOTHING: Final = ("~", "null", "Null", "NULL", "<<", "=")
DATES: Final = (
    "2022-07-12", "2022-7-1", "2022-07-12T10:24:00Z", "2022-07-12 10:24:00", "2022-07-12t10:24:00",
    "2001-12-14 21:59:43.10 -5", "2022-07-12T10:24:00.5+02:00",
)  # fmt: skip
#: These are texts to every reader, but look like one of the above.
PLAIN: Final = (
    "1e3x",
    "0o8",
    "yesterday",
    "No way",
    "12:30 train",
    "nullable",
    "AI",
    "C++",
    "v1.2",
)

TYPED: Final = (*NUMBERS, *FLAGS, *NOTHING, *DATES)
