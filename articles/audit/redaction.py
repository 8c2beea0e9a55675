"""Take a kept text out for the law's sake; leave its digest, and who did it, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.documents import limits
from articles.documents.decidable import text_fault
from articles.models import Article, Decision, DocumentText, ImportEntry, Redaction, StoryChange


class RedactionError(Exception):
    """The text can't be taken out; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class KeptText:
    """A kept text of an article, with what it is kept for, in words."""

    text: DocumentText
    uses: Sequence[str]


def kept_texts(article: Article) -> list[KeptText]:
    """Return all kept texts of an article, redacted ones too, by primary key.

    They are its first and newest text, those of its decisions and of its story changes.
    """
    uses: dict[int, list[str]] = {article.first_text_id: ["first text"]}
    for change in StoryChange.objects.filter(article=article).order_by("pk"):
        uses.setdefault(change.before_id, []).append(f"before: {change.get_kind_display()}")
        uses.setdefault(change.after_id, []).append(f"after: {change.get_kind_display()}")
    for decision in Decision.objects.filter(article=article).order_by("number"):
        uses.setdefault(decision.text_id, []).append(f"decision {decision.number}")
    uses.setdefault(article.newest_text_id, []).append("newest text")
    rows = DocumentText.objects.filter(pk__in=uses).order_by("pk")
    return [KeptText(row, uses[row.pk]) for row in rows]


def redact(article_pk: int, text_pk: int, *, by: User, reason: str) -> Redaction:
    """Empty a kept text in the database and record who did it and why; return the record.

    Raises RedactionError for an unknown article, a text that isn't one of its `kept_texts` or was
    redacted already, a reason that is empty or can't be stored, a deactivated person, and for the
    newest text unless the article is gone. Locks the article; checks no permission. Values of the
    text elsewhere stay: see `other_places`.
    """
    reason = reason.strip()
    fault = text_fault("The reason", reason, limits.NOTE)
    if not reason or fault:
        raise RedactionError(fault or "--reason: say which law or demand asks for it.")
    if not by.is_active:
        raise RedactionError(f"--by: {by.get_username()} is deactivated.")
    with transaction.atomic():
        article = Article.objects.select_for_update().filter(pk=article_pk).first()
        if article is None:
            raise RedactionError(f"There is no article {article_pk}.")
        kept = {each.text.pk: each.text for each in kept_texts(article)}
        text = kept.get(text_pk)
        if text is None:
            raise RedactionError(
                f"Text {text_pk} is not one of article {article_pk}: {_listed(sorted(kept))}."
            )
        if text.is_redacted:
            raise RedactionError(f"Text {text_pk} was taken out already.")
        if text.pk == article.newest_text_id and not article.gone_at:
            raise RedactionError(
                f"Text {text_pk} is the newest, and {article.path} still holds it: change or "
                "remove that document first, and import; what is kept then can be taken out."
            )
        record = Redaction.objects.create(
            text=text, article=article, sha256=text.sha256, by=by, at=timezone.now(), reason=reason
        )
        DocumentText.objects.filter(pk=text.pk).update(text="")
    return record


def other_places(article: Article) -> list[str]:
    """Return, in words, the main places beside its texts where an article's values may stand.

    These are the article itself and, if there are any, its decisions with changes and its import
    entries with differences. Names of topics and providers, and a value quoted in the fault of an
    invalid document, aren't looked for.
    """
    decisions = Decision.objects.filter(article=article).exclude(changes={}).count()
    entries = ImportEntry.objects.filter(article=article).exclude(differences={}).count()
    places = [f"the article itself: {article.get_absolute_url()}"]
    if decisions:
        places.append(f"the values before and after of {decisions:,} decisions on it")
    if entries:
        places.append(f"the values before and after of {entries:,} imports of it")
    return places


def _listed(numbers: Sequence[int]) -> str:
    return f"those are {', '.join(map(str, numbers))}" if numbers else "it has none"
