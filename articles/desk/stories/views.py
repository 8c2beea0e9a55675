"""The page of a story: its copies, why they are one, and what may be the same."""

from typing import Final, NamedTuple

from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk.request import DeskRequest, return_url
from articles.formatting.story_reasons import how_like, why
from articles.models import Article, Story, StoryCopy, StoryPointer
from articles.stories.rule import FOLDED, shown_likeness

#: The most copies, and the most documents that may be the same, that the page shows.
SHOWN: Final = 100


class ListedCopy(NamedTuple):
    """A copy for display: its article, why it is in the story, as which copy, and how like."""

    article: Article
    why: str
    like: Article | None
    how_like: str


class Candidate(NamedTuple):
    """An article that may report the same, and its likeness as text, such as `0.31`."""

    article: Article
    likeness: str


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def story(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a story's copies, the earliest first, and the documents that may report the same.

    At most SHOWN of each; gone ones are named so. A story that was merged into another redirects to
    that. Raise Http404 for an unknown story, PermissionDenied without VIEW_ARTICLE.
    """
    shown = get_object_or_404(Story.objects.select_related("merged_into"), pk=pk)
    if shown.merged_into:
        return redirect(shown.merged_into)
    rows = StoryCopy.objects.filter(story=shown).order_by("published_at", "article")
    rows = rows.select_related("article__provider", "article__decided_by", "like__provider")
    copies = [ListedCopy(row.article, why(row), row.like, how_like(row)) for row in rows[:SHOWN]]
    context = {
        "story": shown,
        "copies": copies,
        "count": rows.count(),
        "headline": copies[0].article.headline if copies else "",
        "candidates": _candidates(shown),
        "folded": shown_likeness(FOLDED),
        "back_to": return_url(request),
    }
    return render(request, "desk/stories/story.html", context)


def _candidates(shown: Story) -> list[Candidate]:
    """Return the articles of other stories that a story was pointed out with, likest first."""
    copies = shown.copies.values("article")
    pointers = StoryPointer.objects.filter(Q(article__in=copies) | Q(other__in=copies))
    found: dict[int, StoryPointer] = {}
    for pointer in pointers.order_by("-likeness", "id")[: SHOWN * 2]:
        for pk in (pointer.article_id, pointer.other_id):
            found.setdefault(pk, pointer)
    outside = Article.objects.filter(pk__in=found, gone_at=None).exclude(story_copy__story=shown)
    articles = outside.select_related("provider", "decided_by").in_bulk()
    return [
        Candidate(articles[pk], shown_likeness(pointer.likeness))
        for pk, pointer in found.items()
        if pk in articles
    ][:SHOWN]
