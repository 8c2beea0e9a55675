"""What a hint is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from articles import formatting
from articles.documents.urls import is_link
from articles.models import Article

#: How much of a headline a button bears, in characters.
BUTTON_LENGTH: Final = 40


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing worth knowing, in words, with its evidence.

    The evidence is a link, or the other articles it is about, or, of a headline that was decoded
    wrongly, the repaired one, which who may edit may apply.
    """

    kind: str
    words: str
    #: Whether it speaks against deciding at once; the others are only good to know.
    is_warning: bool = False
    link: str = ""
    link_words: str = ""
    articles: tuple[Article, ...] = ()
    #: The published article that approving this one would repeat.
    twin: Article | None = None
    repaired: str = ""
    #: What was seen of the article, where this person may apply the repaired headline; else "".
    seen: str = ""
    #: The moment whose age the words tell, if they tell one.
    at: datetime | None = None

    @property
    def already(self) -> str:
        """What the button that would publish its twin again says, or ''."""
        if self.twin is None:
            return ""
        if self.kind == "same-headline":
            return f"already published as {self.twin.provider}’s"
        return f"already published as “{formatting.shortened(self.twin.title, BUTTON_LENGTH)}”"

    @property
    def leads_out(self) -> bool:
        """Whether the link is a stranger's."""
        return is_link(self.link)
