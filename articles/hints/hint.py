"""The type of a hint."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from articles import formatting
from articles.documents.urls import is_link
from articles.models import Article

#: The most characters of a headline on a button.
BUTTON_LENGTH: Final = 40


@dataclass(frozen=True, slots=True)
class Hint:
    """A fact about an article that a reviewer should know, as text with its evidence.

    The evidence is a link, other articles, or the repaired form of a headline that was decoded
    wrongly, which users with the permission to edit may apply.
    """

    kind: str
    words: str
    #: Whether it is a reason not to decide at once.
    is_warning: bool = False
    link: str = ""
    link_words: str = ""
    articles: tuple[Article, ...] = ()
    #: The published article with the same headline or address, which approving would repeat.
    published_duplicate: Article | None = None
    repaired: str = ""
    #: The snapshot of the article for the form, if this user may apply the repaired headline.
    seen: str = ""
    #: The moment (UTC) whose age the text contains, if it does.
    at: datetime | None = None

    @property
    def button_warning(self) -> str:
        """The text on the button that would publish the duplicate again, or ''."""
        if self.published_duplicate is None:
            return ""
        if self.kind == "same-headline":
            return f"already published as {self.published_duplicate.provider}’s"
        title = formatting.shortened(self.published_duplicate.title, BUTTON_LENGTH)
        return f"already published as “{title}”"

    @property
    def leads_out(self) -> bool:
        """Whether the link leads to another site."""
        return is_link(self.link)
