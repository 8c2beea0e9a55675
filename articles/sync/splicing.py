"""Write values into an article's text, and tell whether a text is one that exports left."""

from collections.abc import Mapping

from articles.documents import DocumentError, SpliceError, restore, without_entries
from articles.documents.decidable import Value
from articles.documents.schema import KEYS
from articles.models import Article
from articles.sync.noise import NOISE_KEYS


def spliced(article: Article, text: str, values: Mapping[str, Value]) -> str:
    """Return the text with the values, by field.

    One that equals upstream's gets upstream's own source where that is stored and fits (`restore`).
    Raises SpliceError where the text can't be changed safely, DocumentError where it can't be
    parsed.
    """
    sources = {
        KEYS[name]: source
        for name, source in article.upstream_sources.items()
        if name in values and values[name] == article.upstream[name]
    }
    return restore(text, {KEYS[name]: value for name, value in values.items()}, sources)


def is_as_left(article: Article, text: str) -> bool:
    """Tell whether a text is the article's newest one but for the entries of `secured` and `heat`.

    True also for the newest text with the values that an interrupted export was writing. False
    where either text can't be parsed or spliced.
    """
    newest = article.newest_text.text
    try:
        now = without_entries(text, NOISE_KEYS)
        if without_entries(newest, NOISE_KEYS) == now:
            return True
        if not article.writing:
            return False
        return without_entries(spliced(article, newest, article.writing), NOISE_KEYS) == now
    except (DocumentError, SpliceError):
        return False
