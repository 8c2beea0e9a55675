"""Sentences on doubts: a document's value may be upstream's word or our own export's."""

from collections.abc import Iterable, Mapping
from typing import Any

from articles.documents.decidable import FIELDS
from articles.formatting.fields import stated
from articles.models import Article, Decision
from articles.rules import RELEASES, Kind, Status
from articles.rules.upstream_word import doubts_in


def doubt(name: str, upstream: Mapping[str, Any]) -> str:
    """Return a clause on the doubt about a field's upstream value, or '' without one.

    It has the value in doubt and upstream's own last word: `upstream’s file said unpublished, but
    that may be our own export’s value, left when the rest of the file was rewritten; before, it
    said published`. `upstream` is that of the article.
    """
    found = doubts_in(upstream).get(name)
    if found is None:
        return ""
    own = upstream.get(name)
    before = "it did not say" if own is None else f"it said {stated(name, own)}"
    said = stated(name, found.value)
    return (
        f"upstream’s file said {said}, but that may be our own export’s value, left when the rest "
        f"of the file was rewritten; before, {before}"
    )


def waits_in_doubt(article: Article) -> bool:
    """Tell whether the article waits with `published` in doubt and without it in `standing`."""
    is_undecided = article.status == Status.WAITING and "published" not in article.standing
    return is_undecided and "published" in doubts_in(article.upstream)


def why_it_waits(article: Article) -> str:
    """Return sentences on the doubt about `published` in which an article waits, else ''."""
    if not waits_in_doubt(article):
        return ""
    reason = doubt("published", article.upstream)
    return f"It waits: {reason}. A decision ends that, or upstream’s next word."


def why_in_doubt(name: str, article: Article) -> str:
    """Return a sentence on the doubt about the upstream value that a field would follow, or ''.

    Of `published` it begins with `Following upstream, it waits:`.
    """
    reason = doubt(name, article.upstream)
    if not reason:
        return ""
    then = "Following upstream, it waits: " if name == "published" else ""
    return f"{then}{reason}." if then else f"{reason[0].upper()}{reason[1:]}."


def which_word(article: Article) -> str:
    """Return a sentence for each field in doubt but `published`, with the two words of `doubt`.

    They are joined by spaces; '' without any.
    """
    clauses = [doubt(name, article.upstream) for name in FIELDS if name != "published"]
    return " ".join(f"{clause[0].upper()}{clause[1:]}." for clause in clauses if clause)


def waiting_after(decisions: Iterable[Decision]) -> str:
    """Return a text on the articles that wait in doubt after these decisions of one act, or ''.

    Counted are articles of an undo, release or *take theirs* whose `changes` have `published`. Of
    several articles it has their number, of one it is what `why_it_waits` returns.
    """
    kinds = RELEASES | {Kind.UNDO}
    waiting = [
        each.article
        for each in decisions
        if each.kind in kinds and "published" in each.changes and waits_in_doubt(each.article)
    ]
    if len(waiting) == 1:
        return why_it_waits(waiting[0])
    if not waiting:
        return ""
    return f"{len(waiting):,} of them wait: upstream’s file may hold our own export’s value."
