"""The page that compares texts of a document, and the download of what an export would write."""

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
from articles.models import Article, DocumentText
from articles.models.decision import WITHDRAWN
from articles.sync.export_plan import exported_text

#: Equal lines that are shown before and after each difference.
CONTEXT_LINES: Final = 3
#: The most lines that are shown of one difference, old and new each.
MAX_BLOCK_LINES: Final = 200
#: A comparison ends at the first difference after so many lines.
MAX_LINES: Final = 5_000
CUT_LABELS: Final = {"gone": "taken out", "come": "put in"}
TOO_DIFFERENT: Final = (
    "What follows is too different to be compared line by line: first all that was taken out, "
    "then all that was put in."
)
#: The key of the text that an export would write; it is not stored.
EXPORTED: Final = "exported"


class KeptText(NamedTuple):
    """A text of a document to compare, with its key in the URL and its label on the page.

    All are stored but that of EXPORTED, which is made from the newest. A text that was redacted
    (taken out of the database) is empty; where that is the newest, EXPORTED is empty too and has
    the same `redaction`.
    """

    key: str
    label: str
    text: str
    #: When, by whom and why it was taken out; "" for a text that is there.
    redaction: str = ""


class Line(NamedTuple):
    """A line of a comparison, with its numbers, from 1, in the old and the new text.

    `kind` is `same`, `gone` (from the old text), `come` (from the new text), or `between` for a
    notice. `old` is None for `come`, `new` for `gone`, both for a notice.
    """

    kind: str
    old: int | None
    new: int | None
    text: str


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def texts(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a comparison of two texts of the document, chosen by key with parameters `a` and `b`.

    The defaults are the newest text (`a`) and that text as an export would write it now (`b`), or
    where these are equal, the first (`a`) and the newest text (`b`). An unknown key, or a text that
    was redacted, gives the reason instead of a comparison (200). Raise Http404 for an unknown
    article, PermissionDenied without VIEW_ARTICLE.
    """
    article = get_object_or_404(Article.objects.select_related("first_text", "newest_text"), pk=pk)
    kept = list(_kept_texts(article))
    by_key = {each.key: each for each in kept}
    default = EXPORTED if by_key[EXPORTED].text != article.newest_text.text else "first"
    left = by_key.get(request.GET.get("a", "newest" if default == EXPORTED else default))
    right = by_key.get(request.GET.get("b", default if default == EXPORTED else "newest"))
    redactions = [each for each in (left, right) if each and each.redaction]
    lines = compare(left.text, right.text) if left and right and not redactions else []
    context = {
        "article": article,
        "kept": kept,
        "left": left,
        "right": right,
        "lines": lines,
        "redactions": redactions[:1] if left == right else redactions,
    }
    return render(request, "desk/article/texts.html", context)


@require_safe
@permission_required(permissions.VIEW_ARTICLE, raise_exception=True)
def download(request: DeskRequest, pk: int) -> HttpResponse:
    """Send the newest imported text of the document as an export would write it, as an attachment.

    The file has the document's name and is plain text (UTF-8). A text that is invalid or can't be
    changed safely is sent unchanged. Where the newest text was redacted, the response is 410 with a
    sentence on that. Raise Http404 for an unknown article, PermissionDenied without VIEW_ARTICLE.
    """
    article = get_object_or_404(Article.objects.select_related("newest_text"), pk=pk)
    redaction = formatting.redaction(article.newest_text)
    if redaction:
        return HttpResponse(redaction, "text/plain; charset=utf-8", 410)
    name = PurePosixPath(article.path).name
    response = HttpResponse(_exported(article), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def compare(old: str, new: str) -> list[Line]:
    """Return the differences, each with up to CONTEXT_LINES equal lines before and after it.

    How lines end doesn't count; texts with equal lines give []. Notices stand for equal lines left
    out before and between differences, for what exceeds MAX_BLOCK_LINES of a difference (old and
    new each), and for all further differences once the result has more than MAX_LINES lines. A
    notice also precedes the lines of a coarse block, which was not compared line by line.
    """
    a, b = old.splitlines(), new.splitlines()
    lines: list[Line] = []
    at = 0, 0
    all_blocks = list(blocks(a, b))
    for number, block in enumerate(all_blocks):
        if len(lines) > MAX_LINES:
            remaining = sum(each.size for each in all_blocks[number:])
            return [*lines, _notice_line(f"… {remaining:,} more lines differ further down.")]
        lines += _same(a, at, block.old_from, CONTEXT_LINES if number else 0, CONTEXT_LINES)
        if block.is_coarse:
            lines.append(_notice_line(TOO_DIFFERENT))
        lines += _cut("gone", a, block.old_from, block.old_to)
        lines += _cut("come", b, block.new_from, block.new_to)
        at = block.old_to, block.new_to
    if all_blocks:
        lines += _same(a, at, len(a), CONTEXT_LINES, 0)
    return lines


def _same(
    lines: Sequence[str], at: tuple[int, int], end: int, first: int, last: int
) -> Iterator[Line]:
    """Yield the first and last lines of a part that is the same in both texts.

    The part goes from `at` (old and new index) to the old index `end`; `first` and `last` are
    numbers of lines. A part no longer than both is yielded whole; else a notice stands for the
    lines left out, unless `last` is 0.
    """
    start, offset = at[0], at[1] - at[0]
    is_cut = end - start > first + last
    for index in range(start, start + first if is_cut else end):
        yield Line("same", index + 1, index + offset + 1, lines[index])
    if is_cut:
        if last:
            yield _notice_line("…")
        for index in range(end - last, end):
            yield Line("same", index + 1, index + offset + 1, lines[index])


def _cut(kind: str, lines: Sequence[str], start: int, end: int) -> Iterator[Line]:
    """Yield the first MAX_BLOCK_LINES of the lines `start:end`, then a notice if there are more.

    `kind` is `gone` or `come`.
    """
    for index in range(start, min(end, start + MAX_BLOCK_LINES)):
        old, new = (index + 1, None) if kind == "gone" else (None, index + 1)
        yield Line(kind, old, new, lines[index])
    if end - start > MAX_BLOCK_LINES:
        cut = end - start - MAX_BLOCK_LINES
        yield _notice_line(f"… {cut:,} more lines {CUT_LABELS[kind]}.")


def _notice_line(text: str) -> Line:
    return Line("between", None, None, text)


def _kept_texts(article: Article) -> Iterator[KeptText]:
    """Yield the texts of the article's document for comparison.

    In this order: the first text; the texts before and after each story change, the oldest first;
    the text of each decision, by number; the newest text; and the newest as `_exported`.
    """
    yield _kept("first", "first text", article.first_text)
    for change in article.story_changes.select_related("before", "after").order_by("at", "id"):
        label = f"{change.get_kind_display()}, {exact(change.at)}"
        yield _kept(f"turn-{change.pk}-before", f"before: {label}", change.before)
        yield _kept(f"turn-{change.pk}-after", f"after: {label}", change.after)
    decisions = article.decisions.select_related("text", "act__by", WITHDRAWN).order_by("number")
    for decision in decisions:
        label = f"when {formatting.decided(decision).split(':')[0].lower()} (#{decision.number})"
        yield _kept(f"decision-{decision.number}", label, decision.text)
    newest = _kept("newest", "newest text", article.newest_text)
    yield newest
    yield KeptText(EXPORTED, "as an export would leave it", _exported(article), newest.redaction)


def _kept(key: str, label: str, text: DocumentText) -> KeptText:
    return KeptText(key, label, text.text, formatting.redaction(text))


def _exported(article: Article) -> str:
    """Return the article's newest imported text as an export would write it.

    A text that is invalid or can't be changed safely is returned unchanged.
    """
    text = article.newest_text.text
    try:
        return exported_text(article, text, timezone.now())
    except SpliceError:
        # An export leaves such a document as it is, and so does this page.
        return text
