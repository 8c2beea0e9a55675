"""Sentences that pages, messages and commands share, so that each thing has one wording."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import timezone

from articles.models import Act, Article, Decision
from articles.orders import Outcome, Skip
from articles.standing import LETS_GO, PUBLISHES, Kind, Status, Value

#: What was done, after "editor …" and "… by editor".
DID: Final[Mapping[Kind, str]] = {
    Kind.APPROVE: "approved",
    Kind.REJECT: "rejected",
    Kind.UNPUBLISH: "taken down",
    Kind.REOPEN: "sent back to waiting",
    Kind.SET_QUALITY: "quality set",
    Kind.EDIT: "edited",
    Kind.RELEASE: "set to follow upstream",
    Kind.KEEP_OURS: "kept as ours",
    Kind.TAKE_THEIRS: "taken from upstream",
    Kind.UNDO: "undone",
    Kind.REPLACED: "replaced",
}
STATUS: Final[Mapping[Status, str]] = {
    Status.WAITING: "Waiting",
    Status.PUBLISHED: "Published",
    Status.REJECTED: "Rejected",
    Status.TAKEN_DOWN: "Taken down",
}
#: What was done to many, as a sentence without its subject.
DID_TO: Final[Mapping[Kind, str]] = {
    Kind.APPROVE: "approved {}",
    Kind.REJECT: "rejected {}",
    Kind.UNPUBLISH: "took down {}",
    Kind.REOPEN: "sent {} back to waiting",
    Kind.SET_QUALITY: "set the quality of {}",
    Kind.EDIT: "edited {}",
    Kind.RELEASE: "let {} follow upstream",
    Kind.KEEP_OURS: "kept ours on {}",
    Kind.TAKE_THEIRS: "took upstream’s word on {}",
    Kind.UNDO: "undid what was decided on {}",
    Kind.REPLACED: "found {} replaced",
}
TITLE_LENGTH: Final = 80
#: A sentence names no more people than this.
NAMES: Final = 3
#: Unicode's classes of characters that run, or make others run, from right to left.
TURNING: Final = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI"})


def person(user: object) -> str:
    """Return a person's name for a sentence; what nobody did, an import did."""
    return str(user) if user else "the import"


def status(article: Article) -> str:
    """Return `Published by editor`, `Published by upstream`, `Waiting` …"""
    word = STATUS[Status(article.status)]
    if article.status == Status.WAITING:
        return word
    return f"{word} by {article.decided_by or 'upstream'}"


def value(name: str, what: Value, *, in_full: bool = False) -> str:
    """Return a field's value for a sentence; one to be told from another is given in full."""
    if name == "published":
        return "published" if what else "not published"
    if what is None:
        return "not scored" if name == "quality" else "none"
    if isinstance(what, list):
        return ", ".join(what) or "no topics"
    if isinstance(what, str):
        return f"“{what if in_full else shortened(what)}”"
    return str(what)


def shortened(text: str, length: int = TITLE_LENGTH) -> str:
    """Return the text, cut at a word where it is longer than a sentence bears.

    One that runs from right to left is isolated, so that it can't turn the sentence around it.
    """
    if len(text) > length:
        text = text[:length].rsplit(" ", 1)[0] + " …"
    if any(unicodedata.bidirectional(char) in TURNING for char in text):
        return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
    return text


def from_threshold(quality: int | None) -> str:
    """Return `38, 32 below 70`, in points, or `not scored`."""
    line = settings.PUBLISH_THRESHOLD
    if quality is None:
        return "not scored"
    if quality == line:
        return f"exactly {line}"
    return f"{abs(quality - line)} {'above' if quality > line else 'below'} {line}"


def at_quality(quality: int | None) -> str:
    """Return what upstream's rule would make of a quality (points): what the slider says."""
    if quality is None:
        return "not scored: upstream would not publish"
    would = "publish" if quality >= settings.PUBLISH_THRESHOLD else "not publish"
    return f"{from_threshold(quality)}: upstream would {would}"


def upstream_would(article: Article) -> str:
    """Return what upstream's rule makes of the article, and why."""
    line = settings.PUBLISH_THRESHOLD
    quality = article.upstream.get("quality")
    if quality is None:
        return "upstream’s bot would not publish it: it gave no score"
    if quality < line:
        return f"upstream’s bot would not publish it: its quality {quality} is below {line}"
    return f"upstream’s bot would publish it: its quality {quality} is {line} or more"


def changes(decision: Decision) -> str:
    """Return what a decision changed: `quality 38 → 70, title “…” → “…”`.

    What the kind says already (that approving publishes) isn't said again.
    """
    tells_status = decision.kind in PUBLISHES
    parts = []
    for name, (before, after) in decision.changes.items():
        if name == "published":
            if before != after and not tells_status:
                parts.append(f"{value(name, before)} → {value(name, after)}")
        elif before == after:
            parts.append(f"{name} stays {value(name, after)}")
        else:
            parts.append(f"{name} {value(name, before)} → {value(name, after)}")
    return ", ".join(parts)


def decided(decision: Decision, *, briefly: bool = False) -> str:
    """Return the decision as a sentence without its subject: `Approved by editor: quality …`.

    Told `briefly`, what it changed is left out.
    """
    did = DID[Kind(decision.kind)]
    if decision.kind == Kind.UNDO and decision.withdraws:
        did = f"“{DID[Kind(decision.withdraws.kind)]}” undone"
        if decision.withdraws.kind == Kind.UNDO:
            did = "undo taken back"
    if decision.kind in LETS_GO:
        did = f"{' and '.join(decision.changes)} {did}"
    told = "" if briefly else changes(decision)
    return f"{did[0].upper()}{did[1:]} by {person(decision.act.by)}" + (f": {told}" if told else "")


def reason(decision: Decision) -> str:
    """Return the reason's words; one that is in the settings no longer shows as it was kept."""
    return settings.NEWSROOM_REASONS.get(decision.reason, decision.reason)


def recorded(act: Act, decisions: Iterable[Decision]) -> str:
    """Return the sentence after an act: what was recorded, on what."""
    by_kind: dict[Kind, list[Decision]] = {}
    for decision in decisions:
        by_kind.setdefault(Kind(decision.kind), []).append(decision)
    sentences = []
    for kind, done in by_kind.items():
        if len(done) > 1:
            sentences.append(f"{len(done)} articles: {DID[kind]}.")
            continue
        told = changes(done[0])
        title = shortened(done[0].article.title)
        if kind == Kind.UNDO and told:
            sentences.append(f"“{title}”: {told}.")
            continue
        did = DID[kind]
        if kind in LETS_GO:
            did = f"{' and '.join(done[0].changes)} {did}"
        sentences.append(f"“{title}”: {did}" + (f", {told}." if told else "."))
    return " ".join(sentences)


def undone(outcome: Outcome, verb: str = "Undone", *, named: bool = False) -> str:
    """Return what an undo (or a redo) did, and what it left because others decided since.

    Where it was asked for without a look at the article, a refusal is `named` by its title.
    """
    done, skips = outcome.decisions, outcome.skips
    if not done and len(skips) == 1:
        title = f"“{shortened(skips[0].article.title)}”: n" if named else "N"
        return f"{title}ot {verb.lower()}: {skipped(skips[0])}"
    if len(done) == 1 and not skips:
        article = done[0].article
        told = changes(done[0]) or f"now {STATUS[Status(article.status)].lower()}"
        return f"{verb}: “{shortened(article.title)}”: {told}."
    left = []
    decided = [skip for skip in skips if skip.blocks]
    if decided:
        by = names(person(skip.decision.act.by) for skip in decided if skip.decision)
        left.append(f"{_were(len(decided))} decided since" + (f", by {by}" if by else ""))
    if len(decided) < len(skips):
        left.append(f"{_were(len(skips) - len(decided))} undone already")
    if not done:
        return f"Not {verb.lower()}: {'; '.join(left) or 'there is nothing to undo'}."
    what = f"{len(done):,} of {len(done) + len(skips):,}" if skips else articles(len(done))
    return "; ".join([f"{verb} for {what}", *left]) + "."


def would_undo(
    back: Mapping[Status, int], kept: Mapping[tuple[str, ...], int], decided: int, already: int
) -> str:
    """Return what an undo would do now: `397 articles go back to waiting; 3 were decided since …`.

    `back` counts articles by the status they go to, `kept` those that keep it by the fields that
    change, `decided` those that others decided since, `already` those that are undone.
    """
    parts = [
        f"{articles(n)} {'goes' if n == 1 else 'go'} back to {STATUS[status].lower()}"
        for status, n in back.items()
    ]
    for fields, n in kept.items():
        if fields:
            its = "gets back its" if n == 1 else "get back their"
            parts.append(f"{articles(n)} {its} {listed(fields)}")
        else:
            parts.append(f"{articles(n)} {'keeps its' if n == 1 else 'keep their'} values")
    if decided:
        parts.append(f"{_were(decided)} decided since and {'stays' if decided == 1 else 'stay'}")
    if already:
        parts.append(f"{already:,} {'is' if already == 1 else 'are'} undone already")
    return "; ".join(parts) + "."


def did_to_many(counts: Mapping[Kind, int]) -> str:
    """Return what an act did to many articles: `Rejected 397 articles`."""
    told = ", ".join(DID_TO[kind].format(articles(count)) for kind, count in counts.items())
    return f"{told[:1].upper()}{told[1:]}"


def articles(count: int) -> str:
    return f"{count:,} article{'' if count == 1 else 's'}"


def names(people: Iterable[str]) -> str:
    """Return each name once: `editor`, `ann and bob`, `ann, bob, cid and others`."""
    once = list(dict.fromkeys(people))
    if len(once) > NAMES:
        once = [*once[:NAMES], "others"]
    return listed(once)


def listed(words: Sequence[str]) -> str:
    """Return the words as in a sentence: "title, excerpt and type"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _were(count: int) -> str:
    return f"{count:,} {'was' if count == 1 else 'were'}"


def skipped(skip: Skip) -> str:
    """Return why an order was not carried out, and what to do about it."""
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
        case "note":
            return f"{who} decided this{when}; say in a note why you decide otherwise."
    return f"It is {STATUS[Status(skip.article.status)].lower()} now, so {_needs(skip.kind)}."


def _needs(kind: Kind) -> str:
    if kind == Kind.REJECT:
        return "it can't be rejected (a published article is taken down)"
    if kind == Kind.UNPUBLISH:
        return "there is nothing to take down"
    return "there is nothing to send back"


def age(since: datetime, now: datetime | None = None) -> str:
    """Return how long ago, in the largest unit that fits: `14 min`, `3 h`, `2 d`."""
    seconds = max(0, int(((now or timezone.now()) - since).total_seconds()))
    for unit, length in (("y", 365 * 86400), ("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return "a moment"
