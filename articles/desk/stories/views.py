"""The page of a story: its copies, why they are one, and what may be the same."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk.request import DeskRequest, return_url
from articles.desk.stories.keep_best import offer
from articles.formatting.story_reasons import how_like, why
from articles.models import Article, Story, StoryCopy, StoryPointer
from articles.moderation.keep_best import best_of_story
from articles.stories.rule import FOLDED, shown_likeness

#: The most copies, and the most documents that may be the same, that the page shows.
SHOWN: Final = 100
#: The most copies that are counted.
COUNTED: Final = 1000


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
    rows = StoryCopy.objects.filter(story=shown).order_by("published_at")
    related = ("article__provider", "article__decided_by", "like__provider", "like__story_copy")
    copies = [_listed(row) for row in rows.select_related(*related)[:SHOWN]]
    context = {
        "story": shown,
        "copies": copies,
        "count": rows[: COUNTED + 1].count(),
        "counted": COUNTED,
        "headline": copies[0].article.headline if copies else "",
        "candidates": _candidates(shown, [copy.article.pk for copy in copies]),
        "folded": shown_likeness(FOLDED),
        "offer": offer(best_of_story(shown.pk, request.user), [each.article.pk for each in copies]),
        "back_to": return_url(request),
    }
    return render(request, "desk/stories/story.html", context)


def _listed(row: StoryCopy) -> ListedCopy:
    """Return a copy for display; without a reason where the likest copy left the story since."""
    copy = getattr(row.like, "story_copy", None)
    if row.like is None or copy is None or copy.story_id != row.story_id:
        return ListedCopy(row.article, "", None, "")
    return ListedCopy(row.article, why(row), row.like, how_like(row))


def _candidates(shown: Story, copies: Sequence[int]) -> list[Candidate]:
    """Return the articles of other stories that these copies were pointed out with, likest first.

    `copies` are primary keys of articles.
    """
    found: dict[int, float] = {}
    for own, other in (("article", "other"), ("other", "article")):
        pointers = StoryPointer.objects.filter(**{f"{own}__in": copies})
        outside = pointers.exclude(**{f"{other}__story_copy__story": shown}).order_by("-likeness")
        for pk, likeness in outside.values_list(other, "likeness")[: SHOWN * 2]:
            found[pk] = max(likeness, found.get(pk, 0.0))
    articles = Article.objects.filter(pk__in=found, gone_at=None)
    by_pk = articles.select_related("provider", "decided_by").in_bulk()
    likest = sorted(by_pk, key=lambda pk: (-found[pk], pk))[:SHOWN]
    return [Candidate(by_pk[pk], shown_likeness(found[pk])) for pk in likest]
