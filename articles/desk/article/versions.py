"""The texts kept of one document, side by side, and as an export would leave it."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from articles import formatting, permissions
from articles.desk.article.line_diff import blocks
from articles.desk.request import DeskRequest
from articles.documents import SpliceError
from articles.formatting import exact
from articles.models import Article
from articles.sync.exporter import exported_text

CONTEXT_LINES: Final = 3
#: Of what was taken out or put in at one place, no more lines are shown.
BLOCK_ROWS: Final = 200
#: Behind so many lines, the page shows no further place.
ROWS: Final = 5_000
CUT: Final = {"gone": "taken out", "come": "put in"}
TOO_DIFFERENT: Final = (
    "What follows is too different to be compared line by line: first all that was taken out, "
    "then all that was put in."
)
EXPORTED: Final = "exported"


class Kept(NamedTuple):
    """A text with the name that an address gives it, and when it was what."""

    key: str
    label: str
    text: str


class Line(NamedTuple):
    """A line of a comparison: `same`, `gone`, `come`, or `between` for words about the lines."""

    kind: str
    old: int | None
    new: int | None
    text: str


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def texts(request: DeskRequest, pk: int) -> HttpResponse:
    """Compare two texts of a document."""
    article = get_object_or_404(Article.objects.select_related("first_text", "newest_text"), pk=pk)
    kept = list(_kept(article))
    by_key = {each.key: each for each in kept}
    default = EXPORTED if by_key[EXPORTED].text != article.newest_text.text else "first"
    left = by_key.get(request.GET.get("a", "newest" if default == EXPORTED else default))
    right = by_key.get(request.GET.get("b", default if default == EXPORTED else "newest"))
    lines = compare(left.text, right.text) if left and right else []
    context = {"article": article, "kept": kept, "left": left, "right": right, "lines": lines}
    return render(request, "articles/texts.html", context)


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def download(request: DeskRequest, pk: int) -> HttpResponse:
    """Send the document as an export would leave it."""
    article = get_object_or_404(Article.objects.select_related("newest_text"), pk=pk)
    name = PurePosixPath(article.path).name
    response = HttpResponse(_exported(article), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def compare(old: str, new: str) -> list[Line]:
    """Return what differs, line by line, with a few lines around it; no more than a page bears."""
    a, b = old.splitlines(), new.splitlines()
    lines: list[Line] = []
    at = 0, 0
    found = list(blocks(a, b))
    for number, block in enumerate(found):
        if len(lines) > ROWS:
            left = sum(each.size for each in found[number:])
            return [*lines, _words(f"… {left:,} more lines differ further down.")]
        lines += _same(a, at, block.old_from, CONTEXT_LINES if number else 0, CONTEXT_LINES)
        if block.is_coarse:
            lines.append(_words(TOO_DIFFERENT))
        lines += _cut("gone", a, block.old_from, block.old_to)
        lines += _cut("come", b, block.new_from, block.new_to)
        at = block.old_to, block.new_to
    if found:
        lines += _same(a, at, len(a), CONTEXT_LINES, 0)
    return lines


def _same(
    lines: Sequence[str], at: tuple[int, int], end: int, first: int, last: int
) -> Iterator[Line]:
    """Yield the first and last of the lines up to `end`, which are the same in both texts."""
    start, ahead = at[0], at[1] - at[0]
    is_cut = end - start > first + last
    for index in range(start, start + first if is_cut else end):
        yield Line("same", index + 1, index + ahead + 1, lines[index])
    if is_cut:
        if last:
            yield _words("…")
        for index in range(end - last, end):
            yield Line("same", index + 1, index + ahead + 1, lines[index])


def _cut(kind: str, lines: Sequence[str], start: int, end: int) -> Iterator[Line]:
    for index in range(start, min(end, start + BLOCK_ROWS)):
        old, new = (index + 1, None) if kind == "gone" else (None, index + 1)
        yield Line(kind, old, new, lines[index])
    if end - start > BLOCK_ROWS:
        yield _words(f"… {end - start - BLOCK_ROWS:,} more lines {CUT[kind]}.")


def _words(text: str) -> Line:
    return Line("between", None, None, text)


def _kept(article: Article) -> Iterator[Kept]:
    yield Kept("first", "first text", article.first_text.text)
    for turn in article.story_changes.select_related("before", "after").order_by("at", "id"):
        label = f"{turn.get_kind_display()}, {exact(turn.at)}"
        yield Kept(f"turn-{turn.pk}-before", f"before: {label}", turn.before.text)
        yield Kept(f"turn-{turn.pk}-after", f"after: {label}", turn.after.text)
    decisions = article.decisions.select_related("text", "act__by", "withdraws").order_by("number")
    for decision in decisions:
        label = f"when {formatting.decided(decision).split(':')[0].lower()} (#{decision.number})"
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
