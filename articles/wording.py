"""Sentences that pages, messages and commands share, so that each thing has one wording."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import timezone

from articles.models import Act, Article, Decision
from articles.orders import Skip
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
TITLE_LENGTH: Final = 80
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


def value(name: str, what: Value) -> str:
    """Return a field's value for a sentence."""
    if name == "published":
        return "published" if what else "not published"
    if what is None:
        return "not scored" if name == "quality" else "none"
    if isinstance(what, list):
        return ", ".join(what) or "no topics"
    return f"“{shortened(what)}”" if isinstance(what, str) else str(what)


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


def upstream_would(article: Article) -> str:
    """Return what upstream's rule makes of the article, and why."""
    line = settings.PUBLISH_THRESHOLD
    quality = article.upstream.get("quality")
    if quality is None:
        return "not scored by upstream, so it would not publish"
    if quality < line:
        return f"upstream scores it {quality}, below {line}: would not publish"
    return f"upstream scores it {quality}, {line} or more: would publish"


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


def decided(decision: Decision) -> str:
    """Return the decision as a sentence without its subject: `Approved by editor: quality …`."""
    did = DID[Kind(decision.kind)]
    if decision.kind == Kind.UNDO and decision.withdraws:
        did = f"“{DID[Kind(decision.withdraws.kind)]}” undone"
    if decision.kind in LETS_GO:
        did = f"{' and '.join(decision.changes)} {did}"
    told = changes(decision)
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
