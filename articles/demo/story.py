"""A story of the demo: the content of one document or related link, and its heat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from articles.demo.vocabulary import Provider, Topic


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a document: the name of a drawing, title and attribution."""

    drawing: str
    title: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The content of a demo document, or of a related link in one.

    `quality` is in points, None if not scored; `repeats`: the story repeats an earlier one.
    """

    topic: Topic
    thing: str
    title: str
    excerpt: str
    published: datetime
    provider: Provider
    url: str
    video: bool = False
    quality: int | None = None
    amp: bool = False
    old_style: bool = False  # Like older documents: without originalUrl, URLs not quoted.
    pictures: tuple[Picture, ...] = ()
    related: tuple["Story", ...] = ()
    body: str = ""
    repeats: bool = False
    invalid: bool = False

    @property
    def heat(self) -> int:
        """The heat: the quality (0 for none) plus points for links; -1 for an outranked story."""
        return heat_of(self.quality or 0, [link.quality or 0 for link in self.related])


def heat_of(quality: int, related: Sequence[int]) -> int:
    """Return upstream's heat for a quality and the qualities of the related links, in points.

    -1 means outranked: a related link has a higher quality, and upstream shows that one instead.
    """
    if any(other > quality for other in related):
        return -1
    return quality + sum(min(10, other // 4) for other in related)
