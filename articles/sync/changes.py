"""The data that an import passes between its steps: drafts, changes and results of storing."""

from dataclasses import dataclass, field

from articles.documents import NewsDocument
from articles.models import Article
from articles.sync.differences import Difference
from articles.sync.merge import MergeResult
from articles.sync.noise import is_noise


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that was read and is to be stored.

    `path` is relative to the collection's root, `sha256` that of the file's bytes, in hexadecimal.
    """

    path: str
    sha256: str
    text: str
    document: NewsDocument


@dataclass(slots=True)
class Stored:
    """The result of storing a draft: its status in reports, changed keys, conflicts it opened.

    `changes` also has `returned` where the article's document had been gone; it is empty for a new
    document. `conflicts` are names of fields, `differences` are those of Change. `article` is a
    primary key, which in a dry run is rolled back for a new article; None for noise, and for the
    `new` of `DryRunState.remember`.
    """

    status: str
    changes: list[str] = field(default_factory=list)
    article: int | None = None
    conflicts: list[str] = field(default_factory=list)
    differences: dict[str, Difference] = field(default_factory=dict)


@dataclass(slots=True)
class Change:
    """A draft of a document that has an article already, with that article and the merge."""

    draft: Draft
    article: Article
    merged: MergeResult
    #: The document's previous path, "" if it has not moved.
    moved_from: str = ""
    #: The result of `differences`; {} where only noise differs, or the last text can't be read.
    differences: dict[str, Difference] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """The first status that applies of replaced, moved, changed and noise.

        A document that was gone (`gone_at`, which storing clears) is `changed` at its return, even
        if only noise differs, and so is a text that changes a doubt. Where it returns at another
        path, it is `moved` here, but `changed` in `Stored.status`.
        """
        if self.merged.story_change == "replaced":
            return "replaced"
        if self.moved_from:
            return "moved"
        if self.article.gone_at or self.merged.changes_doubts:
            return "changed"
        return "noise" if is_noise(self.merged.changes) else "changed"

    @property
    def is_story_change(self) -> bool:
        """Whether the story changed (`MergeResult.story_change`) or the path; both texts are kept.

        A new title at the same URL alone is no story change.
        """
        return bool(self.merged.story_change or self.moved_from)
