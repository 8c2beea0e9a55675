"""Sentences on doubts: a document's value may be upstream's word or our own export's."""

from collections.abc import Iterable, Mapping
from typing import Any

from articles.documents.decidable import FIELDS
from articles.formatting.fields import stated
from articles.models import Article, Decision
from articles.rules import RELEASES, Kind, Status
from articles.rules.upstream_word import doubts_in


def doubt(name: str, upstream: Mapping[str, Any]) -> str:
    """Return a clause on the doubt about a field's word, or '' without one; it has both words.

    `upstream’s file said unpublished, but that may be our own export’s value; before, it said
    published`
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
    """Tell whether the article waits because upstream's word on publishing is in doubt.

    Then no decision on publishing stands; that of an import which replaced the story is one.
    """
    is_undecided = article.status == Status.WAITING and "published" not in article.standing
    return is_undecided and "published" in doubts_in(article.upstream)


def why_it_waits(article: Article) -> str:
    """Return a sentence on why an article waits because of a doubt, or '' if it doesn't."""
    if not waits_in_doubt(article):
        return ""
    reason = doubt("published", article.upstream)
    return f"It waits: {reason}. A decision ends that, or upstream’s next word."


def why_in_doubt(name: str, article: Article) -> str:
    """Return a sentence on the doubt about the word that a decided field would follow, or ''."""
    reason = doubt(name, article.upstream)
    if not reason:
        return ""
    then = "Following upstream, it waits: " if name == "published" else ""
    return f"{then}{reason}." if then else f"{reason[0].upper()}{reason[1:]}."


def which_word(article: Article) -> str:
    """Return sentences on the two words of each field, but publishing, that is in doubt, or ''."""
    clauses = [doubt(name, article.upstream) for name in FIELDS if name != "published"]
    return " ".join(f"{clause[0].upper()}{clause[1:]}." for clause in clauses if clause)


def waiting_after(decisions: Iterable[Decision]) -> str:
    """Return a sentence on articles that wait in doubt after these decisions of one act, or ''.

    Only undos, releases and *take theirs* lead to that.
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
