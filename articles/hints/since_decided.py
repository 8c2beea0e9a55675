"""What changed in articles since a person decided, field by field, with both values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Final, NamedTuple, cast

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from articles import formatting
from articles.documents import NewsDocument, read
from articles.documents.decidable import DECIDABLE, FIELDS, Value
from articles.documents.invisible import visible
from articles.documents.schema import KEYS
from articles.formatting.fields import subject
from articles.models import Article, Decision, DocumentText
from articles.rules import Kind, Ruling, withdrawn

#: The names that pages use for keys of a document; other keys keep their own.
LABELS: Final = {
    "published": subject("published"),
    "publishedDateTime": "date",
    "originalUrl": "address",
    "webUrl": "address",
    "ampWebUrl": "AMP address",
    "cdnAmpWebUrl": "AMP address",
    "featuredContent": "embed",
    "related": "related coverage",
}


class FieldChange(NamedTuple):
    """A field that changed, with both values as a page shows them."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class SinceDecided:
    """The changes of a published article since a person last decided on it.

    `decision` is the latest of a person that is no undo and isn't undone, `fields` are those of
    `changed_fields`.
    """

    decision: Decision
    fields: list[FieldChange]
    #: Since when upstream has withdrawn it, if it has.
    withdrawn_since: datetime | None
    #: The page that compares the text decided on with the newest.
    comparison: str = field(default="")


def changes_since_decided(articles: Sequence[Article]) -> dict[int, SinceDecided]:
    """Return what changed in articles since a person last decided on them, by primary key.

    Left out are articles with neither `unseen_since` nor `withdrawn_since` (see Article), and those
    without a decision of a person; undos and undone decisions don't count. `fields` may be empty.
    At most two queries; none where all articles are left out for the first reason.
    """
    unseen = [each for each in articles if each.unseen_since or each.withdrawn_since]
    if not unseen:
        return {}
    decisions = _latest_decisions(unseen)
    texts = DocumentText.objects.in_bulk(
        {each.newest_text_id for each in unseen} | {each.text_id for each in decisions.values()}
    )
    return {
        each.pk: SinceDecided(
            decisions[each.pk],
            changed_fields(
                each,
                decisions[each.pk],
                texts[decisions[each.pk].text_id],
                texts[each.newest_text_id],
            ),
            each.withdrawn_since,
            comparison_url(each, f"decision-{decisions[each.pk].number}", "newest"),
        )
        for each in unseen
        if each.pk in decisions
    }


def changed_fields(
    article: Article, decision: Decision, old: DocumentText, new: DocumentText
) -> list[FieldChange]:
    """Return the fields that differ between the text `old`, of the decision, and the newer `new`.

    Compared are the fields of KEYS, in their order; so neither the body nor unknown keys. Left out
    are heat, fields on which a decision stands now, and those of `decision.changes` where `new` has
    the value that it left, as after a release. One change for each label, of its first key that
    differs; [] where a text can't be read.
    """
    now = timezone.now()
    before, after = (read(text.text.encode(), now=now).document for text in (old, new))
    if before is None or after is None:
        return []
    is_owned = {name: name in FIELDS and name in article.standing for name in KEYS}
    names = (name for name in KEYS if name != "heat" and not is_owned[name])
    changes = [
        FieldChange(LABELS.get(KEYS[name], KEYS[name]), _shown(name, before), _shown(name, after))
        for name in names
        if getattr(before, name) != getattr(after, name)
        and not _is_given_back(name, decision, after)
    ]
    return list({change.label: change for change in reversed(changes)}.values())[::-1]


def _is_given_back(name: str, decision: Decision, after: NewsDocument) -> bool:
    """Tell whether the document has the value that the decision left, as upstream's, in a field."""
    if name not in decision.changes or name not in FIELDS:
        return False
    left, now = decision.changes[name][1], DECIDABLE[name].value_in(after)
    return bool((bool(now) if name == "published" else now) == left)


def comparison_url(article: Article, left: str, right: str) -> str:
    """Return the path and query of the page that compares two texts of the article's document.

    `left` and `right` are keys of its kept texts, such as `newest`, `decision-3` (by the number of
    the decision) or `turn-7-before` (by the story change's primary key). They aren't checked.
    """
    return f"{reverse('texts', args=[article.pk])}?{urlencode({'a': left, 'b': right})}"


def _latest_decisions(articles: Sequence[Article]) -> dict[int, Decision]:
    """Return the latest decision of a person in effect, by the article's primary key; one query.

    Undos, and decisions that are undone, don't count. Articles without one are left out.
    """
    rows = Decision.objects.filter(article__in=articles).order_by("article", "number")
    by_article: dict[int, list[Decision]] = {}
    for row in rows.select_related("act__by", "withdraws"):
        by_article.setdefault(row.article_id, []).append(row)
    latest = {}
    for pk, decisions in by_article.items():
        undone = withdrawn(
            Ruling(each.number, Kind.UNDO, withdraws=each.withdraws.number)
            for each in decisions
            if each.withdraws
        )
        for each in decisions:
            if each.act.by_id and each.kind != Kind.UNDO and each.number not in undone:
                latest[pk] = each
    return latest


def _shown(name: str, document: NewsDocument) -> str:
    """Return a document's value of a field as text for people, unshortened.

    Of a list of images or links it is their number, of a provider `name (domain)`, of a date
    `formatting.exact`. Other texts have HTML entities decoded and hidden
    characters written out; without a value, a decidable field
    is as in `formatting.value`, any other ''.
    """
    value = getattr(document, name)
    if name in FIELDS:
        shown = list(value) if isinstance(value, tuple) else value
        return formatting.value(name, cast(Value, shown), in_full=True)
    if isinstance(value, datetime):
        return formatting.exact(value)
    if name == "provider":
        return visible(f"{unescape(value.name)} ({value.domain})")
    if isinstance(value, tuple):
        return f"{len(value):,}"
    return visible(unescape(str(value or "")))
