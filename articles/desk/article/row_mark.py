"""The mark of a row, by which an open list knows that the row isn't as it was."""

from datetime import datetime
from typing import Final

from django.utils.dateformat import format as formatted

#: The format of a moment: seconds since 1970 in UTC, with microseconds.
MOMENT: Final = "U.u"


def row_mark(article: datetime, copies: datetime | None) -> str:
    """Return the mark of a row: when the article, and the other copies of its story, changed last.

    `copies` is None where there are none. Such as `1764552000.000000 1764551000.500000`.
    """
    return " ".join(formatted(each, MOMENT) for each in (article, copies) if each)
