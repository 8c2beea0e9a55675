"""The fields of an article that standing decisions own, as pages show them to a user."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from articles.documents.decidable import FIELDS
from articles.formatting import doubts, fields
from articles.formatting.inline_diff import InlineDiff, inline_diff
from articles.models import Article
from articles.moderation.words import two_words


@dataclass(frozen=True, slots=True)
class OwnedField:
    """A field that a standing decision owns, with its effective value and its upstream value."""

    name: str
    #: The effective value: `Unpublished here`, `Quality 70 set here`.
    here: str
    #: The upstream value, compared with the effective value.
    upstream: InlineDiff
    #: The name of the other user who decided it; '' where this user or an import did.
    decided_by: str
    #: How often, since this decision, upstream went back to a value that it had when the field
    #: was decided or when its conflict was resolved by *keep ours*.
    returns: int = 0
    #: Why an upstream word is in doubt, as a sentence, or ''.
    doubt: str = ""
    #: Where a release chooses one of two words: each as JSON and for a page, the own last first.
    words: tuple[tuple[str, InlineDiff], ...] = ()

    @property
    def returns_text(self) -> str:
        """A clause: `upstream went back to an earlier value 3 times since it was decided`."""
        times = "once" if self.returns == 1 else f"{self.returns} times"
        return f"upstream went back to an earlier value {times} since it was decided"

    @property
    def subject(self) -> str:
        """The field's name in sentences: `quality`, `publishing`."""
        return fields.subject(self.name)

    @property
    def waits(self) -> bool:
        """Whether releasing the field makes the article wait: it is `published`, and in doubt."""
        return bool(self.doubt) and self.name == "published"


def owned_fields(article: Article, others: Mapping[int, str]) -> list[OwnedField]:
    """Return the fields that standing decisions own, in the order of FIELDS.

    `others` are the names of other users by the numbers of their decisions on the article.
    """
    standing, upstream = article.standing, article.upstream
    values: dict[str, Any] = dict(article.values)
    return [
        OwnedField(
            name,
            fields.set_here(name, values[name]),
            inline_diff(name, upstream.get(name), values[name]),
            others.get(standing[name], ""),
            article.returns.get(name, 0),
            doubts.why_in_doubt(name, article),
            tuple(
                (json.dumps(word), inline_diff(name, word, values[name]))
                for word in two_words(name, article) or ()
            ),
        )
        for name in FIELDS
        if name in standing
    ]
