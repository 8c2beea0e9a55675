"""Copies for tests of stories: with all but what a test is about filled in."""

import math
from datetime import UTC, datetime, timedelta
from itertools import count

from articles.stories import Copy
from articles.stories.copies import PreparedCopy
from articles.stories.series import marks

BEGIN = datetime(2024, 3, 4, 12, tzinfo=UTC)
_numbers = count(1)


def make_copy(
    headline: str,
    provider: str = "",
    *,
    day: float = 0,
    excerpt: str = "",
    url: str = "",
    key: str = "",
) -> Copy:
    """Return a copy of `day` days after BEGIN, with key, provider and URL of its own by default."""
    number = next(_numbers)
    return Copy(
        key or f"{number:05d}",
        headline,
        excerpt,
        (url or f"https://site.example/{number}",),
        provider or f"provider {number}",
        BEGIN + timedelta(days=day),
    )


def make_alike(
    likeness: float, provider: str = "", *, day: float = 0, headline: str = ""
) -> PreparedCopy:
    """Return a prepared copy with the given likeness to `the_copy`, with a headline of its own."""
    number = next(_numbers)
    rest = math.sqrt(1 - likeness * likeness)
    return PreparedCopy(
        f"{number:05d}",
        provider or f"provider {number}",
        BEGIN + timedelta(days=day),
        f"headline {number}",
        (),
        marks(headline),
        {"shared": likeness, f"own{number}": rest},
    )


def the_copy(provider: str = "new", *, headline: str = "") -> PreparedCopy:
    """Return the prepared copy, of BEGIN, that those of `make_alike` are like."""
    return PreparedCopy(
        "new", provider, BEGIN, "the headline", (), marks(headline), {"shared": 1.0}
    )
