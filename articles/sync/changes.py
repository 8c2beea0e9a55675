"""What an import passes between its steps: drafts, changes and what was stored."""

from dataclasses import dataclass, field

from articles.documents import NewsDocument
from articles.models import Article
from articles.sync.merge import MergeResult
from articles.sync.noise import is_noise


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that was read and is to be stored; `path` is under the collection's root."""

    path: str
    sha256: str
    text: str
    document: NewsDocument


@dataclass(slots=True)
class Stored:
    """The result of storing a draft: its status in reports, changed keys, conflicts it opened."""

    status: str
    changes: list[str] = field(default_factory=list)
    article: int | None = None
    conflicts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Change:
    """A draft beside the article that its document is known as."""

    draft: Draft
    article: Article
    merged: MergeResult
    #: Where the document lay before, if it moved.
    moved_from: str = ""

    @property
    def status(self) -> str:
        """The word for it in reports: replaced, moved, changed or noise."""
        if self.merged.story_change == "replaced":
            return "replaced"
        if self.moved_from:
            return "moved"
        if self.article.gone_at:
            return "changed"
        return "noise" if is_noise(self.merged.changes) else "changed"

    @property
    def is_story_change(self) -> bool:
        """Whether the article keeps the texts before and after: new source, story or place."""
        return bool(self.merged.story_change or self.moved_from)
