"""Suggestions for the filters by provider and topic: names that begin with what was typed."""

from typing import Final

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk.request import DeskRequest
from articles.documents.folding import decoded
from articles.search.names import providers_beginning, topics_beginning

#: The most names that are suggested.
MOST: Final = 20
#: The most rows that are read for these names: several providers may have one name.
MOST_READ: Final = 100


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def suggestions(request: DeskRequest) -> HttpResponse:
    """Return at most MOST names that begin with the typed text, as the options of a datalist.

    They are distinct names of providers if the parameter `provider` isn't empty, else of topics for
    `topic`, sorted, with HTML entities decoded; only the first MOST_READ rows are read. Which names
    begin with a text is defined by `prefix_range`. A text without a letter or digit has none. Of
    the first MOST names, those with hidden characters are left out. Raise PermissionDenied without
    VIEW_ARTICLE.
    """
    provider, topic = (request.GET.get(name, "") for name in ("provider", "topic"))
    rows = providers_beginning(provider) if provider else topics_beginning(topic)
    names = dict.fromkeys(map(decoded, rows.values_list("name", flat=True)[:MOST_READ]))
    return render(request, "desk/queue/_suggestions.html", {"names": list(names)[:MOST]})
