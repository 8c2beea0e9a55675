"""The stories behind the demo documents: what happened, who wrote about it, and how it scores."""

from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Generic, TypeVar

from articles.demo import prose as prose
from articles.demo.words import (
    DRAWINGS,
    PROVIDERS,
    SYNDICATORS,
    TOPICS,
    VIDEO_HOST,
    Provider,
    Topic,
)

LINE = 70  # Upstream publishes from this quality on.
INVALID_AT = 23  # The one story that is written down wrong.
LONG_EVERY, LONG_AT = 250, 30
BODY_EVERY, BODY_AT = 90, 17
SPAN = timedelta(days=90)
DAY = timedelta(days=1)
TRACKING = "?utm_source=morning-letter&utm_medium=email&utm_campaign=demo"

SCORES = {
    "low": (0, 24),
    "middle": (25, 69),
    "outranked": (15, 120),
    "high": (70, 115),
    "top": (116, 189),
}

Card = TypeVar("Card", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Picture:
    """One of our drawings, as a document names it."""

    drawing: str
    title: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One document to be, or what another document says of it as a related link."""

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
    old_style: bool = False  # As older documents are: no originalUrl, no URL quoted.
    pictures: tuple[Picture, ...] = ()
    related: tuple["Story", ...] = ()
    body: str = ""
    repeats: bool = False
    invalid: bool = False

    @property
    def outranked(self) -> bool:
        """Whether a related link has a higher quality, so that upstream shows that one."""
        return any((link.quality or 0) > (self.quality or 0) for link in self.related)

    @property
    def heat(self) -> int:
        """Return the quality with what related coverage adds; -1 for an outranked story."""
        if self.outranked:
            return -1
        return (self.quality or 0) + sum(min(10, (link.quality or 0) // 4) for link in self.related)


class Deck(Generic[Card]):
    """Draws in random order, but each card as often as it was put in before any comes again.

    Chance alone would leave a small set of documents without some of the rare cases.
    """

    def __init__(self, rng: Random, cards: Mapping[Card, int]) -> None:
        """Shuffle so many of each card."""
        self._rng = rng
        self._all = [card for card, times in cards.items() for _ in range(times)]
        self._left: list[Card] = []

    def draw(self) -> Card:
        """Return the next card; an empty deck is shuffled anew."""
        if not self._left:
            self._left = list(self._all)
            self._rng.shuffle(self._left)
        return self._left.pop()


def stories(count: int, rng: Random, now: datetime) -> Iterator[Story]:
    """Yield so many stories of the 90 days before now, the same for the same arguments.

    From about 40 on each case occurs: decks for all stories hold at most 36 cards, those for new
    articles fewer, as some draws fall to videos and repeats.
    """
    teller = _Teller(rng, now)
    for number in range(count):
        yield teller.tell(number)


class _Teller:
    """What has been told so far, and the decks that the next story is drawn from."""

    def __init__(self, rng: Random, now: datetime) -> None:
        self.rng = rng
        self.now = now
        self.titles: set[str] = set()
        self.earlier: deque[Story] = deque(maxlen=200)
        self.kinds = Deck(rng, {"article": 34, "video": 2})
        self.origins = Deck(
            rng, {"new": 28, "again": 1, "tracked": 1, "syndicated": 1, "reworded": 1}
        )
        self.scores = Deck(
            rng, {"unscored": 2, "low": 4, "middle": 13, "outranked": 4, "high": 10, "top": 3}
        )
        self.titlings = Deck(rng, {"plain": 20, "apostrophe": 3, "garbled": 1})
        self.excerpts = Deck(rng, {"plain": 10, "cut": 9, "entities": 5, "lines": 1, "empty": 1})
        self.addresses = Deck(rng, {"plain": 20, "amp": 2, "old": 2})
        self.picture_counts = Deck(rng, {1: 19, 0: 5, 3: 2})
        self.link_counts = Deck(rng, {0: 20, 1: 6, 2: 4, 3: 3, 4: 2})
        self.links_inside = Deck(rng, {True: 1, False: 2})

    def tell(self, number: int) -> Story:
        if number == INVALID_AT:
            # Draws no card, so that no case is lost with it.
            return replace(self.article("plain", "plain"), quality=40, invalid=True)
        score = self.scores.draw()
        if number == 0:
            story = self.article(self.titlings.draw(), self.excerpts.draw(), youngest=3 * DAY)
        elif number % LONG_EVERY == LONG_AT:
            story = self.article("long", "plain")
        else:
            story = self.any_kind()
        story = replace(story, quality=self.quality(score))
        story = replace(story, related=self.links(story, outranked=score == "outranked"))
        if not (story.video or story.repeats) and self.now - story.published > 2 * DAY:
            self.earlier.append(replace(story, related=()))
        if number % BODY_EVERY == BODY_AT:
            body = (prose.sentences(self.rng, story.topic, story.thing, 3) for _ in range(2))
            story = replace(story, body="\n\n".join(body))
        return story

    def any_kind(self) -> Story:
        if self.kinds.draw() == "video":
            return self.video()
        origin = self.origins.draw()
        if origin != "new":
            return self.repeated(self.rng.choice(self.earlier), origin)
        story = self.article(self.titlings.draw(), self.excerpts.draw())
        style = self.addresses.draw()
        return replace(
            story, amp=style == "amp", old_style=style == "old", pictures=self.drawn(story)
        )

    def article(
        self, titling: str, dressing: str, *, youngest: timedelta = timedelta(minutes=20)
    ) -> Story:
        topic = self.rng.choice(TOPICS)
        thing = prose.subject(self.rng, topic)
        provider = self.provider(topic)
        published = self.moment(youngest)
        title = self.headline(titling, topic, thing, provider)
        url = self.address(provider, title, published)
        if titling == "garbled":
            title = title.encode().decode("cp1252")
        return Story(
            topic=topic,
            thing=thing,
            title=title,
            excerpt=prose.excerpt(self.rng, dressing, topic, thing),
            published=published,
            provider=provider,
            url=url,
        )

    def video(self) -> Story:
        story = self.article("video", "cut")
        name = "".join(self.rng.choices("abcdefghijkmnpqrstuvwxyz23456789", k=11))
        url = f"https://{VIDEO_HOST}/watch?v={name}"
        return replace(story, video=True, url=url, pictures=(Picture(story.topic.drawings[0]),))

    def repeated(self, story: Story, origin: str) -> Story:
        """Return the story as it comes a second time."""
        hours = self.rng.randint(*{"syndicated": (24, 30)}.get(origin, (2, 20)))
        published = story.published + timedelta(hours=hours)
        story = replace(story, published=published, repeats=True)
        if origin == "again":
            return story
        if origin == "tracked":
            return replace(story, url=story.url + TRACKING, amp=False)
        if origin == "syndicated":
            provider = self.rng.choice(SYNDICATORS)
            title = story.title
        else:
            provider = self.provider(story.topic, besides=story.provider)
            title = prose.reworded(story.title)
        url = self.address(provider, title, published)
        return replace(story, title=title, provider=provider, url=url, amp=False)

    def links(self, story: Story, *, outranked: bool) -> tuple[Story, ...]:
        """Return the related links; one of them has a higher quality if it is to be outranked."""
        links: list[Story] = []
        for _ in range(self.link_counts.draw()):
            inside = self.links_inside.draw()
            links.append(self.inside(story, links) if inside else self.elsewhere(story))
        if outranked:
            quality = (story.quality or 0) + self.rng.randint(4, 30)
            links = [replace(self.elsewhere(story), quality=quality), *links[:3]]
        return tuple(links)

    def inside(self, story: Story, links: list[Story]) -> Story:
        """Return another document of the set, rather of the same topic and not above it."""
        taken = {story.url, *(link.url for link in links)}
        others = [other for other in self.earlier if other.url not in taken]
        near = [other for other in others if other.topic == story.topic] or others
        lower = [other for other in near if (other.quality or 0) <= (story.quality or 0)]
        return self.rng.choice(lower or near) if near else self.elsewhere(story)

    def elsewhere(self, story: Story) -> Story:
        """Return what a site that is not in the set has on the same subject."""
        topic, thing = story.topic, story.thing
        provider = self.provider(topic, besides=story.provider)
        day = timedelta(minutes=self.rng.randint(-2000, 2000))
        published = min(story.published + day, self.now)
        title = self.headline("plain", topic, thing, provider)
        drawing = (Picture(self.rng.choice(topic.drawings)),)
        return Story(
            topic=topic,
            thing=thing,
            title=title,
            excerpt=prose.excerpt(self.rng, self.rng.choice(("plain", "cut")), topic, thing),
            published=published,
            provider=provider,
            url=self.address(provider, title, published),
            quality=self.rng.randint(0, max(8, story.quality or 0)),
            amp=self.rng.random() < 0.1,
            pictures=drawing if story.pictures and self.rng.random() < 0.6 else (),
        )

    def headline(self, titling: str, topic: Topic, thing: str, provider: Provider) -> str:
        """Return a headline that no other story has, as far as a few tries go."""
        for _ in range(20):
            title = prose.headline(self.rng, titling, topic, thing)
            title = prose.title_case(title) if provider.capitals else title
            if title not in self.titles:
                break
        self.titles.add(title)
        return title

    def quality(self, score: str) -> int | None:
        if score == "unscored":
            return None
        low, high = SCORES[score]
        return self.rng.randint(low, high)

    def drawn(self, story: Story) -> tuple[Picture, ...]:
        how_many = self.picture_counts.draw()
        if how_many < 2:
            return tuple(Picture(self.rng.choice(story.topic.drawings)) for _ in range(how_many))
        credit = f"Drawing: {story.provider.name}"
        drawings = self.rng.sample(DRAWINGS, how_many)
        return tuple(Picture(name, f"{story.title} ({name})", credit) for name in drawings)

    def provider(self, topic: Topic, besides: Provider | None = None) -> Provider:
        return self.rng.choice(
            [one for one in PROVIDERS if one.beat in ("", topic.name) and one != besides]
        )

    def moment(self, youngest: timedelta) -> datetime:
        """Return a moment of the 90 days, rather a late one: yesterday has more than last month."""
        age = youngest + (SPAN - youngest) * self.rng.triangular(0, 1, 0)
        return (self.now - age).replace(second=0, microsecond=0)

    def address(self, provider: Provider, title: str, published: datetime) -> str:
        number = self.rng.randint(10_000, 9_999_999)
        return provider.url(prose.slug(title, 90), published.year, published.month, number)
