"""Messages after an act, an undo or a refusal: what was recorded, what was skipped and why."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from articles.documents.decidable import Value
from articles.formatting.decisions import changes, changes_beyond, decided, past, reason
from articles.formatting.doubts import waiting_after, which_word
from articles.formatting.fields import stated, subject
from articles.formatting.values import STATUS, age, articles, listed, names, person, shortened
from articles.models import Decision
from articles.moderation.decision_requests import Outcome, SkippedRequest
from articles.moderation.undo_summary import UndoSummary
from articles.moderation.verbs import VERBS
from articles.rules import Kind, Status

#: The most articles that a message on an undo names.
MAX_NAMED: Final = 3


def recorded(decisions: Iterable[Decision]) -> str:
    """Return the message after an act: one sentence for each kind of its decisions.

    That on a single decision says what was done, then the headline, shortened, unless what was done
    has it already: `Rejected (promotional): “Title”.` That on several has their number: `3
    articles: rejected.` Last comes the text of `waiting_after`. Without decisions, ''.
    """
    decisions = list(decisions)
    by_kind: dict[Kind, list[Decision]] = {}
    for decision in decisions:
        by_kind.setdefault(Kind(decision.kind), []).append(decision)
    sentences = []
    for kind, of_kind in by_kind.items():
        if len(of_kind) > 1:
            sentences.append(f"{len(of_kind):,} articles: {VERBS[kind].past}.")
            continue
        (decision,) = of_kind
        done, title = _done(decision), f"“{shortened(decision.article.headline)}”"
        sentences.append(f"{done}." if title in done else f"{done}: {title}.")
    return " ".join(filter(None, [*sentences, waiting_after(decisions)]))


def _done(decision: Decision) -> str:
    """Return what a decision did, its reason and the changes: `Approved, quality 38 → 70`.

    The changes alone where they say it all: those of an undo, and a quality that was set.
    """
    kind, changed = Kind(decision.kind), changes_beyond(decision)
    because = f" ({reason(decision)})" if decision.reason else ""
    if kind in (Kind.UNDO, Kind.SET_QUALITY):
        text = f"{changed or VERBS[kind].past}{because}"
    else:
        text = f"{past(decision)}{because}" + (f", {changed}" if changed else "")
    return text[:1].upper() + text[1:]


def undone(outcome: Outcome, verb: str = "Undone") -> str:
    """Return the message after an undo or a redo: what was undone, and what was not and why.

    It begins with `verb`, or `Not` and the verb in lower case. For one article its title follows,
    unless what changed has it already: `Undone: “Title”: quality 70 → 38.`, `Not undone:
    “Title”: Decided since …`; for several their numbers: `Undone for 3 of 5; 2 were decided since,
    by editor: “Title” and “Other”.`, with up to MAX_NAMED titles. Last comes the text of
    `waiting_after`.
    """
    return " ".join(filter(None, [_undone(outcome, verb), waiting_after(outcome.decisions)]))


def _undone(outcome: Outcome, verb: str) -> str:
    done, skips = outcome.decisions, outcome.skips
    if not done and len(skips) == 1:
        title = shortened(skips[0].article.headline)
        is_same = skips[0].why == "same"
        why = f"It has been {verb.lower()} already." if is_same else skipped(skips[0])
        return f"Not {verb.lower()}: “{title}”: {why}"
    if len(done) == 1 and not skips:
        article = done[0].article
        before, after = done[0].changes.get("published", [None, None])
        now = f"now {STATUS[Status(article.status)].lower()}"
        changed = changes(done[0])
        # “Not published” alone may mean that it waits, was rejected or taken down.
        if not changed or after is False or (after and before == after):
            changed = ", ".join(filter(None, [changed, now]))
        title = f"“{shortened(article.headline)}”"
        return f"{verb}: {changed}." if title in changed else f"{verb}: {title}: {changed}."
    reasons = []
    decided_since = [skip for skip in skips if skip.blocks]
    if decided_since:
        by = names(person(skip.decision.act.by) for skip in decided_since if skip.decision)
        titles = listed([f"“{shortened(skip.article.headline)}”" for skip in decided_since])
        reasons.append(
            f"{_were(len(decided_since))} decided since"
            + (f", by {by}" if by else "")
            + (f": {titles}" if len(decided_since) <= MAX_NAMED else "")
        )
    if len(decided_since) < len(skips):
        reasons.append(f"{_were(len(skips) - len(decided_since))} {verb.lower()} already")
    if not done:
        return f"Not {verb.lower()}: {'; '.join(reasons) or 'nothing is left of it'}."
    count = f"{len(done):,} of {len(done) + len(skips):,}" if skips else articles(len(done))
    return "; ".join([f"{verb} for {count}", *reasons]) + "."


def would_undo(summary: UndoSummary, *, is_redo: bool = False) -> str:
    """Return what an undo would do now: `397 articles go back to waiting; 3 were decided since …`.

    `is_redo`: the act is an undo, so that decided values come back: `10 articles get quality 33
    again`; else `10 articles get back their earlier quality`. A summary of no article gives `.`.
    """
    parts = [
        f"{articles(n)} {'goes' if n == 1 else 'go'} back to {STATUS[status].lower()}"
        for status, n in summary.by_status.items()
    ]
    for changed, n in summary.by_fields.items():
        parts.append(f"{articles(n)} {_would_get(changed, n, summary.qualities, is_redo)}")
    for status, n in summary.unchanged.items():
        keep = "keeps its values and stays" if n == 1 else "keep their values and stay"
        parts.append(f"{articles(n)} {keep} {STATUS[status].lower()}")
    if summary.decided_since:
        stays = "stays" if summary.decided_since == 1 else "stay"
        parts.append(f"{_were(summary.decided_since)} decided since and {stays}")
    if summary.undone_already:
        is_undone = "is" if summary.undone_already == 1 else "are"
        undone = "redone" if is_redo else "undone"
        parts.append(f"{summary.undone_already:,} {is_undone} {undone} already")
    if summary.in_doubt:
        wait = "waits" if summary.in_doubt == 1 else "wait"
        parts.append(
            f"{summary.in_doubt:,} {wait} because upstream’s file may hold our own export’s value, "
            "and its own earlier word isn’t trusted any more"
        )
    return "; ".join(parts) + "."


def _would_get(
    changed: Sequence[str], count: int, qualities: Collection[Value], is_redo: bool
) -> str:
    """Return which values come back: `get back their title`, `gets quality 33 again`.

    `changed` are fields, `count` is the number of articles, `qualities` are those that they get.
    """
    fields = listed([*map(subject, changed)])
    if not is_redo:
        return f"{'gets back its' if count == 1 else 'get back their'} earlier {fields}"
    get = "gets" if count == 1 else "get"
    if tuple(changed) == ("quality",) and len(qualities) == 1:
        return f"{get} {stated('quality', next(iter(qualities)))} again"
    return f"{get} the decided {fields} again"


def skipped(skip: SkippedRequest) -> str:
    """Return one or more sentences on why a request was skipped: the text for its `why`.

    Some name who decided and how long ago. Not for the reason `duplicate`, which has no text.
    """
    who = person(skip.decision.act.by) if skip.decision else ""
    when = f", {age(skip.decision.act.at)} ago" if skip.decision else ""
    match skip.why:
        case "same" if skip.kind == Kind.UNDO:
            return "It has been undone already."
        case "same" if skip.decision:
            return f"It is so already: {decided(skip.decision)}{when}."
        case "same":
            return "It is so already."
        case "decided" if skip.decision:
            return f"Decided since you opened it. {decided(skip.decision)}{when}."
        case "decided":
            return "Decided and undone since you opened it. Look again, then decide."
        case "text":
            return "The document has changed since you opened it. Look again, then decide."
        case "right":
            return f"{who} decided this{when}; only an editor can decide otherwise."
        case "which":
            return f"{which_word(skip.article)} Choose which of the two it is to follow."
        case "note":
            return f"{who} decided this{when}; say in a note why you decide otherwise."
    now = STATUS[Status(skip.article.status)].lower()
    return f"It is {now} now, so {VERBS[skip.kind].because}."


def _were(count: int) -> str:
    return f"{count:,} {'was' if count == 1 else 'were'}"
