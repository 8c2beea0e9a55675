"""Kept texts of documents in words, also those that were taken out."""

from articles.formatting.values import exact
from articles.models import DocumentText


def document_text(text: DocumentText) -> str:
    """Return a kept text; for one that was taken out, a sentence that says so (`redaction`)."""
    return redaction(text) or text.text


def redaction(text: DocumentText) -> str:
    """Return when, by whom and why a text was taken out, and its digest; "" for any other text.

    Where no record says so, it is a sentence on that, and the digest.
    """
    if not text.is_redacted:
        return ""
    record = getattr(text, "redaction", None)
    if record is None:
        return f"Taken out, and no record says why. Its SHA-256 was {text.sha256}."
    return (
        f"Taken out on {exact(record.at)} by {record.by.get_username()}. "
        f"Reason: {record.reason.rstrip('.')}. Its SHA-256 was {text.sha256}."
    )
