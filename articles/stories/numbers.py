"""Find the numbers in a text and write each in one form: "38M", "38 million" and "38,000,000"."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

#: The number that each word or letter after a number multiplies it by.
SCALES: Final[Mapping[str, int]] = {
    **dict.fromkeys(("k", "thousand"), 10**3),
    "lakh": 10**5,
    **dict.fromkeys(("m", "mn", "mln", "million"), 10**6),
    "crore": 10**7,
    **dict.fromkeys(("b", "bn", "bln", "billion"), 10**9),
    **dict.fromkeys(("tn", "trn", "trillion"), 10**12),
}

# Digits are limited, so that no text makes an endless number. A comma groups three digits, in India
# two before the last three. `5 m` may be metres and `5 k` a distance: these stand without a space.
_NUMBER: Final = r"(?:[0-9]{1,3}(?:,[0-9]{2,3}){0,5},[0-9]{3}|[0-9]{1,15})(?:\.[0-9]{1,15})?"
_SCALE: Final = r"[kmb]|[\s-]?(?:mn|mln|bn|bln|tn|trn|thousand|lakh|million|crore|billion|trillion)"
_PERCENT: Final = r"\s?%|[\s-]?(?:percent|per\ cent|pct)"

#: A number in a text in lower case that isn't part of a word, a version or a longer number.
NUMBER: Final = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER})(?:(?P<scale>{_SCALE})(?!\w)|(?P<percent>{_PERCENT})(?!\w))?"
    r"(?![\w]|[.,][0-9])"
)


def normalised_number(match: re.Match[str]) -> str:
    """Return a match of NUMBER in one form: `38000000`, `3.5`, or `12%` for a percentage.

    It is multiplied by the scale, such as `million`, and has no separators, no leading zeros, and
    no zeros at the end of its decimals.
    """
    value = Decimal(match["number"].replace(",", ""))
    if match["scale"]:
        value *= SCALES[match["scale"].strip().lstrip("-")]
    digits = f"{value:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f"{digits}%" if match["percent"] else digits
