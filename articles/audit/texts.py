"""Check the kept texts: each one's digest is its own, and those taken out are recorded."""

import hashlib
from collections.abc import Iterator

from django.db.models import Q

from articles.audit.finding import Finding, shown
from articles.audit.guarded import guarded, parts
from articles.models import Article, Decision, DocumentText, Redaction, StoryChange

#: How many texts are read at a time; one has at most some megabytes.
CHUNK = 100


def text_findings() -> Iterator[Finding]:
    """Yield what is wrong with kept texts; none of it can be repaired.

    A text must belong to exactly one article. Without a Redaction it must have its own digest
    (SHA-256) and not be empty. With one it must be empty, agree with its article and digest, and
    not be the newest of an article that isn't gone. Texts that can't be read are passed over:
    `value_findings` names them.
    """
    for chunk in parts(DocumentText.objects.select_related("redaction"), CHUNK):
        owners = _owners(chunk)
        for text in chunk:
            shared = owners.get(text.pk, set())
            owner = min(shared, default=None)
            place = f"article {owner}, text {text.pk}" if owner else f"text {text.pk}"
            if owner is None:
                yield Finding(place, "article", "one that it belongs to", "none")
            elif len(shared) > 1:
                yield Finding(place, "article", "one that it belongs to", shown(sorted(shared)))
            yield from guarded(place, _digest_findings(text, place, owner), owner)


def findings_of(article: int) -> Iterator[Finding]:
    """Yield what is wrong with digests and redactions of an article's texts, as `text_findings`.

    `article` is a primary key; an unknown one has none. Errors of reading a text are raised.
    """
    article_rows, changes = Article.objects.filter(pk=article), StoryChange.objects
    rows = DocumentText.objects.filter(
        Q(pk__in=article_rows.values("first_text"))
        | Q(pk__in=article_rows.values("newest_text"))
        | Q(pk__in=Decision.objects.filter(article=article).values("text"))
        | Q(pk__in=changes.filter(article=article).values("before"))
        | Q(pk__in=changes.filter(article=article).values("after"))
        | Q(pk__in=Redaction.objects.filter(article=article).values("text"))
    )
    for text in rows.select_related("redaction"):
        place = f"article {article}, text {text.pk}"
        yield from guarded(place, _digest_findings(text, place, article), article)


def _digest_findings(text: DocumentText, place: str, owner: int | None) -> Iterator[Finding]:
    redaction = getattr(text, "redaction", None)
    if text.is_redacted or redaction:
        if redaction is None:
            yield Finding(place, "text", "a text, or a record of who took it out", "none", owner)
        elif not text.is_redacted:
            yield Finding(place, "text", "none: it was taken out", "a text", owner)
        elif redaction.sha256 != text.sha256:
            expected, found = redaction.sha256[:12], text.sha256[:12]
            yield Finding(place, "SHA-256", f"{expected}… (as taken out)", f"{found}…", owner)
        if redaction and redaction.article_id != owner:
            found = str(redaction.article_id)
            yield Finding(place, "article of the record", f"article {owner}", found, owner)
        if Article.objects.filter(newest_text=text, gone_at=None).exists():
            expected = "an older text, or a document that is gone"
            yield Finding(place, "taken out", expected, "what its document holds now", owner)
        return
    if not text.has_own_digest:
        actual = hashlib.sha256(text.text.encode()).hexdigest()
        yield Finding(
            place, "text", f"the text with SHA-256 {text.sha256[:12]}…", f"one with {actual[:12]}…",
            owner,
        )  # fmt: skip


def _owners(texts: list[DocumentText]) -> dict[int, set[int]]:
    """Return the primary keys of the articles that each text belongs to, by that of the text."""
    pks = [text.pk for text in texts]
    owners: dict[int, set[int]] = {}
    for rows, column, article in (
        (Article.objects.all(), "first_text", "pk"),
        (Article.objects.all(), "newest_text", "pk"),
        (Decision.objects.all(), "text", "article"),
        (StoryChange.objects.all(), "before", "article"),
        (StoryChange.objects.all(), "after", "article"),
        (Redaction.objects.all(), "text", "article"),
    ):
        pairs = rows.filter(**{f"{column}__in": pks}).order_by().values_list(column, article)
        for text, owner in pairs:
            owners.setdefault(text, set()).add(owner)
    return owners
