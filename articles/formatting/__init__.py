"""Sentences, labels and numbers for people; pages, admin and commands share each wording."""

from articles.formatting.decisions import changes, decided, did_to_many, past, reason
from articles.formatting.doubts import why_it_waits
from articles.formatting.flash_messages import recorded, skipped, undone, would_undo
from articles.formatting.quality import at_quality, from_threshold
from articles.formatting.texts import document_text, redaction
from articles.formatting.values import (
    STATUS,
    age,
    articles,
    exact,
    lasting,
    listed,
    names,
    person,
    shortened,
    status,
    upstream_would,
    value,
)

__all__ = [
    "STATUS",
    "age",
    "articles",
    "at_quality",
    "changes",
    "decided",
    "did_to_many",
    "document_text",
    "exact",
    "from_threshold",
    "lasting",
    "listed",
    "names",
    "past",
    "person",
    "reason",
    "recorded",
    "redaction",
    "shortened",
    "skipped",
    "status",
    "undone",
    "upstream_would",
    "value",
    "why_it_waits",
    "would_undo",
]
