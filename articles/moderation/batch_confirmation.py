"""The confirmation that begins a batch: the number of articles, typed where much is at stake."""

from typing import Final

from articles.models import Batch
from articles.rules import Kind, Status

#: Above this number of articles the number has to be typed; `needs_number` has the other cases.
NUMBER_TYPED_ABOVE: Final = 100


def needs_number(batch: Batch) -> bool:
    """Tell whether the user has to type the number of articles before the batch begins.

    True for more than NUMBER_TYPED_ABOVE articles to decide (`planned`), for any number to approve
    or take down, and where the status of an article still to decide is published now.
    """
    if batch.planned > NUMBER_TYPED_ABOVE or batch.kind in (Kind.APPROVE, Kind.UNPUBLISH):
        return True
    return batch.items.filter(outcome="", article__status=Status.PUBLISHED).exists()


def confirmation_fault(batch: Batch, typed: str, shown: int) -> str:
    """Return a sentence on why the batch can't begin, or '' where it can.

    It can't where nothing would change, where its number of articles (`planned`) is not `shown`,
    and where `needs_number` asks for that number and `typed`, as `digits` reads it, isn't it.
    """
    if not batch.planned:
        return "Nothing would change, so there is nothing to begin."
    if batch.planned != shown:
        return f"It is {batch.planned:,} articles now, not {shown:,}. Look again, then confirm."
    if needs_number(batch) and digits(typed) != str(batch.planned):
        given = f"you typed “{typed.strip()[:20]}”" if typed.strip() else "nothing was typed"
        return f"Type {batch.planned} to confirm; {given}. Nothing was done."
    return ""


def digits(typed: str) -> str:
    """Return a typed text without thousands separators, spaces, leading zeros: `1,234` is `1234`.

    Left out anywhere are , . ’ ' _ and the spaces U+0020 and U+00A0; any other character stays. A
    text of zeros alone gives ''.
    """
    return "".join(char for char in typed if char not in ",.’' \N{NO-BREAK SPACE}_").lstrip("0")
