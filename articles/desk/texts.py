"""The texts kept of one document, side by side, and as an export would leave it."""

import difflib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from articles import wording
from articles.desk.access import DeskRequest
from articles.documents import SpliceError
from articles.exporting import exported_text
from articles.models import Article
from articles.templatetags.newsroom import exact

CONTEXT_LINES: Final = 3
EXPORTED: Final = "exported"


class Kept(NamedTuple):
    """A text with the name that an address gives it, and when it was what."""

    key: str
    label: str
    text: str


class Line(NamedTuple):
    """A line of a comparison: `same`, `gone`, `come`, or `between` for lines left out."""

    kind: str
    old: int | None
    new: int | None
    text: str


@require_safe
@permission_required("articles.view_article", raise_exception=True)
def texts(request: DeskRequest, pk: int) -> HttpResponse:
    """Compare two texts of a document."""
    article = get_object_or_404(Article.objects.select_related("first_text", "newest_text"), pk=pk)
    kept = list(_kept(article))
    by_key = {each.key: each for each in kept}
    default = EXPORTED if by_key[EXPORTED].text != article.newest_text.text else "first"
    left = by_key.get(request.GET.get("a", "newest" if default == EXPORTED else default))
    right = by_key.get(request.GET.get("b", default if default == EXPORTED else "newest"))
    lines = list(compare(left.text, right.text)) if left and right else []
    context = {"article": article, "kept": kept, "left": left, "right": right, "lines": lines}
    return render(request, "articles/texts.html", context)


@require_safe
@permission_required("articles.view_article", raise_exception=True)
def download(request: DeskRequest, pk: int) -> HttpResponse:
    """Send the document as an export would leave it."""
    article = get_object_or_404(Article.objects.select_related("newest_text"), pk=pk)
    name = PurePosixPath(article.path).name
    response = HttpResponse(_exported(article), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def compare(old: str, new: str) -> Iterator[Line]:
    """Yield what differs, line by line, with a few lines around it."""
    a, b = old.splitlines(), new.splitlines()
    groups = difflib.SequenceMatcher(None, a, b, autojunk=False).get_grouped_opcodes(CONTEXT_LINES)
    for number, group in enumerate(groups):
        if number or group[0][1]:
            yield Line("between", None, None, "…")
        for tag, a1, a2, b1, b2 in group:
            if tag == "equal":
                for offset in range(a2 - a1):
                    yield Line("same", a1 + offset + 1, b1 + offset + 1, a[a1 + offset])
                continue
            for index in range(a1, a2):
                yield Line("gone", index + 1, None, a[index])
            for index in range(b1, b2):
                yield Line("come", None, index + 1, b[index])


def _kept(article: Article) -> Iterator[Kept]:
    yield Kept("first", "first text", article.first_text.text)
    for turn in article.turns.select_related("before", "after").order_by("at", "id"):
        label = f"{turn.get_kind_display()}, {exact(turn.at)}"
        yield Kept(f"turn-{turn.pk}-before", f"before: {label}", turn.before.text)
        yield Kept(f"turn-{turn.pk}-after", f"after: {label}", turn.after.text)
    decisions = article.decisions.select_related("text", "act__by", "withdraws").order_by("number")
    for decision in decisions:
        label = f"when {wording.decided(decision).split(':')[0].lower()} (#{decision.number})"
        yield Kept(f"decision-{decision.number}", label, decision.text.text)
    yield Kept("newest", "newest text", article.newest_text.text)
    yield Kept(EXPORTED, "as an export would leave it", _exported(article))


def _exported(article: Article) -> str:
    text = article.newest_text.text
    try:
        return exported_text(article, text, timezone.now())
    except SpliceError:
        # An export leaves such a document as it is, and so does this page.
        return text
