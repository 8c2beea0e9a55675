"""The type of a hint."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from articles import formatting
from articles.documents.urls import is_link
from articles.models import Article

#: The most characters of a headline on a button.
BUTTON_LENGTH: Final = 40
#: How many of a hint's articles a page shows without a click.
SHOWN_AT_ONCE: Final = 3


@dataclass(frozen=True, slots=True)
class Hint:
    """A fact about an article that a reviewer should know: a text (`words`), mostly with evidence.

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
    #: Whether there are more articles than these.
    has_more: bool = False
    #: The published article with the same headline or address, which approving would repeat.
    published_duplicate: Article | None = None
    repaired: str = ""
    #: The snapshot of the article for the form, if this user may apply the repaired headline.
    seen: str = ""
    #: The moment (UTC) whose age the text contains, if it does.
    at: datetime | None = None

    @property
    def first_articles(self) -> tuple[Article, ...]:
        """The first SHOWN_AT_ONCE articles, which a page shows without a click."""
        return self.articles[:SHOWN_AT_ONCE]

    @property
    def more_articles(self) -> tuple[Article, ...]:
        """The articles after the first SHOWN_AT_ONCE, which a page shows on a click."""
        return self.articles[SHOWN_AT_ONCE:]

    @property
    def button_warning(self) -> str:
        """The warning on the approve button that a duplicate is published already, or ''.

        It names the duplicate's provider where the hint is the one on equal headlines, else the
        duplicate's headline, shortened.
        """
        if self.published_duplicate is None:
            return ""
        if self.kind == "same-headline":
            return f"already published as {self.published_duplicate.provider}’s"
        title = formatting.shortened(self.published_duplicate.headline, BUTTON_LENGTH)
        return f"already published as “{title}”"

    @property
    def leads_out(self) -> bool:
        """Whether the link is an absolute http(s) URL (`is_link`), not a page of the desk."""
        return is_link(self.link)
