"""The contents of the app's tables in a form in which two databases can be compared.

References between rows are digests of the rows, not primary keys; of times only whether they are
set is compared. Import runs are left out: their number differs between the databases.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from articles.models import (
    Act,
    Article,
    ArticleAddress,
    ArticleTopic,
    Batch,
    BatchItem,
    Collection,
    Decision,
    DecisionDigest,
    DefaultGrant,
    DocumentText,
    Image,
    ImportEntry,
    ImportRun,
    InvalidDocument,
    Lease,
    Preferences,
    Provider,
    RecoveryCode,
    RecoveryCodes,
    Redaction,
    RelatedLink,
    SavedView,
    SearchText,
    SignInEvent,
    SignInTry,
    Skip,
    Story,
    StoryChange,
    StoryCopy,
    StoryPointer,
    Topic,
    TriggerEvent,
    UserSession,
    WordFrequency,
)

#: Each after the tables that its rows refer to.
TABLES: tuple[type[models.Model], ...] = (
    Collection, Provider, Topic, DocumentText, Article, ArticleAddress, ArticleTopic, SearchText,
    RelatedLink, Image, Act, Decision, InvalidDocument, ImportEntry, StoryChange, Story, StoryCopy,
    StoryPointer, WordFrequency,
)  # fmt: skip
#: Tables that imports and exports neither read nor write.
NOT_COMPARED = {
    Batch, BatchItem, DefaultGrant, Lease, Preferences, RecoveryCode, RecoveryCodes, Redaction,
    SavedView, SignInEvent, SignInTry, Skip, TriggerEvent, UserSession,
}  # fmt: skip
RANDOM = {"token", "feed_id"}
Dump = Counter[str]


def dump(*, texts_kept: bool = True) -> Dump:
    """Return how often each row occurs, over all compared tables.

    Without `texts_kept` it leaves out which texts are stored besides the first and the newest.
    """
    existing = set(apps.get_app_config("articles").get_models())
    # Digests of decisions follow from tokens, which differ between desks.
    odd = (existing - {ImportRun, DecisionDigest} - NOT_COMPARED) ^ set(TABLES)
    if odd:
        raise LookupError(f"tables that the proofs neither compare nor leave out: {odd}")
    names: dict[type[models.Model], dict[int, str]] = {}
    rows: Dump = Counter()
    for table in TABLES:
        left_out = {"text"} if table is Decision and not texts_kept else set()
        names[table] = {}
        for row in _rows(table):
            text = _as_json(row, names, left_out)
            names[table][row.pk] = hashlib.sha256(text.encode()).hexdigest()[:24]
            if table is not DocumentText or texts_kept:
                rows[text] += 1
    return rows


def difference(expected: Dump, found: Dump, *, most: int = 5) -> list[str]:
    """Return sentences on the rows that only one of the two has, of at most `most` rows."""
    missing, extra = (
        {_name(row): json.loads(row) for row in rows}
        for rows in (expected - found, found - expected)
    )
    lines = []
    for name in [*missing, *(extra.keys() - missing.keys())][:most]:
        should, does = missing.get(name, {}), extra.get(name, {})
        if should and does:
            keys = [key for key in should if should[key] != does[key]]
            lines += [f"{name}: {key} is {does[key]!r}, not {should[key]!r}" for key in keys]
        else:
            lines.append(f"{name}: {'is missing' if should else 'is too much'}")
    return lines


def _name(row: str) -> str:
    values = json.loads(row)
    return f"{values['']} {values.get('path') or values.get('sha256') or row[:200]}"


def _rows(table: type[models.Model]) -> Iterable[Any]:
    return table._default_manager.order_by("pk").iterator(chunk_size=2000)


def _as_json(row: Any, names: dict[type[models.Model], dict[int, str]], left_out: set[str]) -> str:
    """Return the row as JSON, with the digest of each row that it refers to."""
    values: dict[str, Any] = {"": row._meta.model_name}
    for field in row._meta.concrete_fields:
        is_number = field.primary_key and not field.is_relation
        if is_number or field.name in RANDOM | left_out:
            continue
        value = getattr(row, field.attname)
        if field.related_model is ImportRun:
            continue
        if field.related_model in names and value is not None:
            value = names[field.related_model][value]
        elif isinstance(field, models.DateTimeField):
            value = value and (value.isoformat() if field.name == "published_at" else True)
        elif isinstance(value, bytes | memoryview):  # PostgreSQL's binary columns
            value = bytes(value).hex()
        elif isinstance(value, str) and len(value) > 200:
            value = f"{value[:60]}… {hashlib.sha256(value.encode()).hexdigest()}"
        values[field.name] = value
    return json.dumps(values, sort_keys=True, ensure_ascii=False)
