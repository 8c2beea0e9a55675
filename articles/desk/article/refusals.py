"""Why keys that decide elsewhere can't decide on an article: sentences for the user."""

from articles.formatting.values import STATUS
from articles.models import Article
from articles.rules import Kind, Status

READ_ONLY = "You may read; reviewers and editors decide."


def refused_keys(
    article: Article, kinds: set[Kind], may_set_quality: bool, *, decided_by: str
) -> list[tuple[str, str]]:
    """Return the keys that decide on other articles but not on this one, as pairs with the reason.

    Such as `("r R", "It is rejected already.")`, with spaces between keys; [] without any. Only
    keys to approve, reject and set the quality are checked; without `kinds`, `may_set_quality` and
    `decided_by` all of them are refused, and that of the note too. `kinds` are the kinds of
    decision that the user is offered. `decided_by` names the person whose decision the user may not
    override, else ''; with it, all keys to approve and reject are refused, whatever `kinds` are.
    """
    if not kinds and not may_set_quality and not decided_by:
        return [("a A D r R + - l q n", READ_ONLY)]
    groups = [] if may_set_quality else [("+ - l q", "You have no right to set the quality.")]
    if decided_by:
        why = f"{decided_by} decided this; only an editor can decide otherwise."
        return [*groups, ("a A D r R", why)]
    if Kind.REJECT not in kinds:
        groups.append(("r R", _why_no_reject(Status(article.status), Kind.UNPUBLISH in kinds)))
    if Kind.APPROVE not in kinds:
        is_published = article.status == Status.PUBLISHED
        why = "It is published already." if is_published else "You have no right to approve."
        groups.append(("a A D", why))
    return groups


def _why_no_reject(status: Status, may_take_down: bool) -> str:
    """Return why an article of this status isn't rejected by the user."""
    if status == Status.WAITING:
        return "You have no right to reject."
    if status != Status.PUBLISHED:
        return f"It is {STATUS[status].lower()} already."
    if may_take_down:
        return "A published article is taken down, not rejected: by its button."
    return "A published article is taken down, not rejected; a reviewer can’t, an editor can."
