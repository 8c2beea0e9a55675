"""Check the decisions of one article: numbers, order, acts and chained digests."""

from collections.abc import Iterator, Sequence
from itertools import islice

from articles.audit.finding import SHOWN, Finding, shown
from articles.models import Act, Article, Decision, DecisionDigest
from articles.models.chain import START, digest, entry_of
from articles.rules import Kind


def decision_findings(
    article: Article, decisions: Sequence[Decision], name: str
) -> Iterator[Finding]:
    """Yield what is wrong in numbers, order, acts and digests of an article's decisions.

    `decisions` are all of the article, by number; read with act, its batch, text, digest and
    `withdraws` they need no queries. None of this can be repaired: the record is only added to. An
    article that counts more decisions than there are is a finding; that it counts fewer isn't one
    here: `state_findings` names it.
    """
    yield from _gap(article, {each.number for each in decisions}, name)
    previous: Decision | None = None
    previous_act = 0
    chained = START
    for each in decisions:
        place = f"{name}, decision {each.number}"
        chained_to, chained = chained, _stored_digest(each)
        expected = digest(
            chained_to,
            entry_of(
                each,
                each.act,
                text_sha256=each.text.sha256,
                withdraws=each.withdraws.number if each.withdraws else None,
            ),
        )
        if chained != expected:
            found = f"{chained[:12]}…" if chained else "none"
            wanted = f"{expected[:12]}… (its content, or what stood before it, was changed)"
            yield Finding(place, "digest", wanted, found, article.pk)
        if previous and each.pk < previous.pk:
            yield Finding(
                place, "primary key", f"more than {previous.pk}", str(each.pk), article.pk
            )
        # The act of a batch, or of an undo of many, is older than those of decisions in between.
        if each.kind != Kind.UNDO and not _is_batch(each.act):
            if each.act_id <= previous_act:
                yield Finding(
                    place, "act", f"one after {previous_act}", str(each.act_id), article.pk
                )
            previous_act = max(previous_act, each.act_id)
        yield from _relations(article, each, place)
        previous = each


def _gap(article: Article, numbers: set[int], name: str) -> Iterator[Finding]:
    """Yield a finding with the first numbers that no decision has, if there are any."""
    recorded = max(article.decision_count, *numbers, 0)
    gap = (number for number in range(1, recorded + 1) if number not in numbers)
    if named := list(islice(gap, SHOWN)):
        expected = f"{recorded:,}, as many were recorded"
        found = f"{len(numbers):,}: no decision {shown(named)}"
        yield Finding(name, "decisions", expected, found, article.pk)


def _relations(article: Article, decision: Decision, place: str) -> Iterator[Finding]:
    """Yield what is wrong between a decision and its act, and the decision that it withdraws."""
    is_imports = decision.act.place == Act.Place.IMPORT
    if is_imports != (decision.act.by_id is None) or is_imports != (decision.kind == Kind.REPLACED):
        yield Finding(
            place,
            "act",
            "an import's for what an import replaced, a person's for all else",
            f"{decision.kind} {decision.act.get_place_display()}, by {decision.act.by_id}",
            article.pk,
        )
    undone = decision.withdraws
    if undone and (undone.article_id != article.pk or undone.number >= decision.number):
        found = f"number {undone.number} of article {undone.article_id}"
        yield Finding(place, "withdraws", "an earlier decision on the article", found, article.pk)


def _stored_digest(decision: Decision) -> str:
    try:
        return decision.digest.digest
    except DecisionDigest.DoesNotExist:
        return ""


def _is_batch(act: Act) -> bool:
    return hasattr(act, "batch")
