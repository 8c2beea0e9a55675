"""Plan the export of one document: which values to write into its text, or why to skip it.

Nothing is written here: `articles.sync.exporter` carries the plans out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from articles.documents import NewsDocument, SpliceError, read, source_of
from articles.documents.decidable import FIELDS, Value
from articles.documents.schema import ARTICLE_KEYS, KEYS
from articles.models import Article, InvalidDocument
from articles.rules.upstream_word import Known, doubts_in, values_to_write
from articles.sync import files, merge
from articles.sync.noise import is_noise
from articles.sync.splicing import is_as_left, spliced

#: A document in which one of these changed since the last import is skipped: people decided
#: without having seen the change.
CHECKED_KEYS: Final = ARTICLE_KEYS - {"heat"}
IMPORT_FIRST: Final = "import first: {} changed since the last import"
#: The next import could not tell upstream's word from ours any more.
REWRITTEN: Final = "import first: other keys, or its body, changed since the last import"


@dataclass(frozen=True, slots=True)
class SkippedDocument:
    """A document that an export didn't write, or may not have written, and the reason."""

    path: str
    reason: str
    #: An import has reported it as invalid already, so that InvalidDocument has a row of it.
    is_already_reported: bool = False


@dataclass(slots=True)
class Plan:
    """The planned export of one document: the values to write, its text before and after.

    The exporter sets `failure` where the plan failed, and then `is_uncertain` where the document
    may have been written nevertheless.
    """

    article: Article
    source: files.SourceFile
    document: NewsDocument
    #: The values to write, by field; empty where only a killed export's values are confirmed.
    values: dict[str, Value]
    #: The own exported values in the document afterwards, by field.
    written: dict[str, Value]
    #: Upstream's source of the fields in `written`, as Article.upstream_sources has it.
    upstream_sources: dict[str, str | None]
    before: str
    after: str
    #: `published: true` becomes `false`, because it may be our own value and nobody decided it.
    holds_back: bool
    #: The document holds a change other than noise that no import has taken yet.
    has_unimported_changes: bool
    #: Why it could not be written, "" if it was.
    failure: str = ""
    #: The disk failed, and only an import can find out which text the file holds.
    is_uncertain: bool = False


def plan_document(root: Path, article: Article, now: datetime) -> Plan | SkippedDocument | None:
    """Return the plan for an article's document as it is on disk, or why it is skipped.

    None where there is nothing to write or to confirm. Skipped is a document that can't be read, is
    invalid, changed in a field other than heat since the last import (or the newest text isn't
    valid any more), changed elsewhere so that a doubt begins or ends, now or by the export, or
    can't be changed safely. A plan without values only settles a killed export's pending ones.
    Saves nothing; unless skipped, puts the exported values found into `article.written`, in memory.
    """
    source = files.read(root, article.path)
    if source.problem:
        return SkippedDocument(article.path, source.problem.message)
    reading = read(source.content, now=now)
    if reading.document is None or reading.text is None:
        return _skipped_as_invalid(article)
    old = read(article.newest_text.text.encode(), now=now).document
    merged = _merged(article, old, reading.document, reading.text)
    if reason := _unread_changes(merged):
        return SkippedDocument(article.path, reason)
    # What a killed export restored is announced with the rest: the last text known is older.
    article.written = {**merged.written, **merged.restored}
    values, written = _values_to_write(article, reading.document)
    has_unimported_changes = not is_noise(merged.changes)
    if has_unimported_changes:
        if _hides_a_yes(article, values):
            return SkippedDocument(article.path, REWRITTEN)
        written |= _differing(old, reading.document, values)
    if not values and not article.writing:
        return None
    try:
        text = spliced(article, reading.text, values)
    except SpliceError as error:
        return SkippedDocument(article.path, str(error))
    return Plan(
        article,
        source,
        reading.document,
        values,
        written,
        _upstream_sources(article, reading.text, written),
        reading.text,
        text,
        _holds_back(article, values),
        has_unimported_changes,
    )


def _merged(
    article: Article, old: NewsDocument | None, document: NewsDocument, text: str
) -> merge.MergeResult:
    """Return the document's merge with the last text known; `text` is the one on disk."""
    known = Known(article.upstream, article.written, article.writing)
    return merge.merge(old, document, known, is_as_left=is_as_left(article, text))


def _unread_changes(merged: merge.MergeResult) -> str:
    """Return why an import has to come first: what people decided without seeing; '' if nothing."""
    keys = {*merged.changes, *merged.rewritten}
    changed = [key for key in KEYS.values() if key in keys & CHECKED_KEYS]
    if changed:
        return IMPORT_FIRST.format(", ".join(changed))
    return REWRITTEN if merged.changes_doubts else ""


def _differing(
    old: NewsDocument | None, document: NewsDocument, values: dict[str, Value]
) -> dict[str, Value]:
    """Return the values after the export that differ from those of the last text known, by field.

    Where the document has changes that no import has taken, that text stays the last one known, and
    all that differs from it counts as ours. Without such a text nothing does.
    """
    if old is None:
        return {}
    before, after = merge.upstream_values(old), merge.upstream_values(document) | values
    return {name: after[name] for name in FIELDS if after[name] != before[name]}


def _skipped_as_invalid(article: Article) -> SkippedDocument:
    """Return that the article's document is skipped because it is invalid now."""
    rows = InvalidDocument.objects.filter(collection=article.collection_id, path=article.path)
    reason = "it is invalid now: mend it, then import"
    return SkippedDocument(article.path, reason, is_already_reported=rows.exists())


def exported_text(article: Article, text: str, now: datetime) -> str:
    """Return `text`, the article's newest imported one, with the values that an export would write.

    They are those of `values_to_write`. An invalid text is returned unchanged; no file is touched.
    Unlike an export, doesn't tell whether the document has changes that no import has taken yet.
    Raises SpliceError where the text can't be changed safely.
    """
    document = read(text.encode(), now=now).document
    if document is None:
        return text
    values, _ = _values_to_write(article, document)
    return spliced(article, text, values)


def _upstream_sources(
    article: Article, text: str, written: dict[str, Value]
) -> dict[str, str | None]:
    """Return upstream's source of each field in `written`, None where the text lacks its key.

    That of a field whose value in the text is ours already is the one stored before, if any.
    """
    stored = article.upstream_sources
    return {
        name: stored[name] if name in article.written else source_of(text, KEYS[name])
        for name in written
        if name not in article.written or name in stored
    }


def _values_to_write(
    article: Article, document: NewsDocument
) -> tuple[dict[str, Value], dict[str, Value]]:
    """Return the result of `values_to_write` for the article and its document as read."""
    known = Known(article.upstream, article.written, article.writing)
    current = merge.upstream_values(document)
    return values_to_write(known, current, article.values, article.standing)


def _hides_a_yes(article: Article, values: Mapping[str, Value]) -> bool:
    """Tell whether `published: false` would take the place of another own word of upstream's.

    From then on any change of the text casts a doubt on that word, so that no change may be unread.
    """
    return values.get("published") is False and article.upstream["published"] is not False


def _holds_back(article: Article, values: Mapping[str, Value]) -> bool:
    """Tell whether the values turn `published` to false because upstream's word is in doubt.

    False where a person decided it.
    """
    is_doubtful = "published" in doubts_in(article.upstream)
    return is_doubtful and "published" in values and "published" not in article.standing
