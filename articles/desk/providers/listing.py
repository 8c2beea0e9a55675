"""The list of providers by what waits: the search field, the order, and its pages."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django import forms
from django.db.models import QuerySet

from articles.desk.filters import PlainForm
from articles.desk.pagination import BAD_CURSOR_NOTICE, EMPTY_PAGE_NOTICE, BadCursor
from articles.desk.request import DeskRequest, parse_id
from articles.documents import limits
from articles.models import Provider
from articles.search.names import providers_matching

#: Providers a page.
PAGE_SIZE: Final = 50


class ProviderSearch(PlainForm):
    """The form of the search among providers."""

    q = forms.CharField(label="Name or domain", required=False, max_length=limits.DOMAIN[1])

    def providers(self) -> QuerySet[Provider]:
        """Return the providers that match the text: all if it is empty, none if it is invalid."""
        if not self.is_valid():
            return Provider.objects.none()
        text: str = self.cleaned_data["q"]
        return providers_matching(text) if text else Provider.objects.all()


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page of the list: primary keys of providers, in order, and the cursors beside it.

    A cursor is '' where there is no previous (`before`) or next page (`after`), and where this page
    is empty.
    """

    pks: list[int]
    before: str
    after: str


def requested_page(
    request: DeskRequest, pks: Sequence[int], waiting: Mapping[int, int]
) -> tuple[ListedPage, str]:
    """Return the page at the cursor in the request's query (`after`, `before`), and a notice or ''.

    Without a cursor it is the first page. For a bad cursor return the first page and
    BAD_CURSOR_NOTICE. For one at which there is nothing, return the first page and
    EMPTY_PAGE_NOTICE, or '' if the first page is empty too.
    """
    after, before = (request.GET.get(name, "") for name in ("after", "before"))
    try:
        page = page_of(pks, waiting, after=after, before=before)
    except BadCursor:
        return page_of(pks, waiting), BAD_CURSOR_NOTICE
    if page.pks or not (after or before):
        return page, ""
    page = page_of(pks, waiting)
    return page, EMPTY_PAGE_NOTICE if page.pks else ""


def page_of(
    pks: Sequence[int], waiting: Mapping[int, int], *, after: str = "", before: str = ""
) -> ListedPage:
    """Return the page of at most PAGE_SIZE providers, nearest after or before a cursor.

    Without a cursor it is the first page; with both, `after` counts. The provider with the most
    waiting articles comes first, of equal ones the first in `pks` (by name). `waiting` has the
    numbers by primary key; one that it lacks is 0. A cursor has a provider and its number when the
    page was made, so that a change of that provider's number skips no other. Raise BadCursor where
    the cursor that counts is malformed, or its provider isn't in `pks`.
    """
    places = {pk: place for place, pk in enumerate(pks)}
    # The order of the list: keys of providers, which are compared.
    keys = sorted((-waiting.get(pk, 0), place) for place, pk in enumerate(pks))
    start, end = 0, PAGE_SIZE
    if after:
        start = bisect_right(keys, _parse_cursor(after, places))
        end = start + PAGE_SIZE
    elif before:
        end = bisect_left(keys, _parse_cursor(before, places))
        start = max(0, end - PAGE_SIZE)
    shown = keys[start:end]
    cursors = [f"{-minus}~{pks[place]}" for minus, place in shown]
    return ListedPage(
        [pks[place] for _, place in shown],
        before=cursors[0] if shown and start > 0 else "",
        after=cursors[-1] if shown and end < len(keys) else "",
    )


def _parse_cursor(cursor: str, places: Mapping[int, int]) -> tuple[int, int]:
    """Return the key that a cursor stands for: minus the number that waited, and the place."""
    number, pk = map(parse_id, cursor.partition("~")[::2])
    if number is None or pk is None or pk not in places:
        raise BadCursor(cursor)
    return -number, places[pk]
