"""The content of the demo documents: invented stories with qualities and related links."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from articles.demo import prose
from articles.demo.shuffle_bag import ShuffleBag
from articles.demo.story import Picture, Story
from articles.demo.vocabulary import (
    DRAWINGS,
    PROVIDERS,
    SYNDICATORS,
    TOPICS,
    VIDEO_HOST,
    Provider,
    Topic,
)

PUBLISH_THRESHOLD = 70  # Upstream publishes from this quality on, in points.
INVALID_AT = 23  # The number of the one story whose document is invalid.
# Stories with a long headline, and with a body: the number of the first, and the interval.
LONG_EVERY, LONG_AT = 250, 30
BODY_EVERY, BODY_AT = 90, 17
SPAN = timedelta(days=90)
DAY = timedelta(days=1)
TRACKING = "?utm_source=morning-letter&utm_medium=email&utm_campaign=demo"

# Quality in points (minimum, maximum) by band.
SCORES = {
    "low": (0, 24),
    "middle": (25, 69),
    "outranked": (15, 120),
    "high": (70, 115),
    "top": (116, 189),
}


def stories(count: int, rng: Random, now: datetime) -> Iterator[Story]:
    """Yield `count` stories from the 90 days before `now`.

    They are the same for the same `now` and state of `rng`.
    From about 40 stories on, every case occurs: bags for all stories hold at most 36 items, those
    for new articles fewer, because videos and repeated stories don't draw from them.
    """
    generator = _StoryGenerator(rng, now)
    for number in range(count):
        yield generator.make(number)


class _StoryGenerator:
    """Makes stories in sequence; keeps earlier ones, used titles, and the bags to draw from."""

    def __init__(self, rng: Random, now: datetime) -> None:
        self.rng = rng
        self.now = now
        self.titles: set[str] = set()
        self.earlier: deque[Story] = deque(maxlen=200)
        self.kinds = ShuffleBag(rng, {"article": 34, "video": 2})
        self.origins = ShuffleBag(
            rng, {"new": 28, "again": 1, "tracked": 1, "syndicated": 1, "reworded": 1}
        )
        self.bands = ShuffleBag(
            rng, {"unscored": 2, "low": 4, "middle": 13, "outranked": 4, "high": 10, "top": 3}
        )
        self.title_styles = ShuffleBag(rng, {"plain": 20, "apostrophe": 3, "garbled": 1})
        self.excerpt_styles = ShuffleBag(
            rng, {"plain": 10, "cut": 9, "entities": 5, "lines": 1, "empty": 1}
        )
        self.url_styles = ShuffleBag(rng, {"plain": 20, "amp": 2, "old": 2})
        self.picture_counts = ShuffleBag(rng, {1: 19, 0: 5, 3: 2})
        self.link_counts = ShuffleBag(rng, {0: 20, 1: 6, 2: 4, 3: 3, 4: 2})
        self.links_to_earlier = ShuffleBag(rng, {True: 1, False: 2})

    def make(self, number: int) -> Story:
        """Return the story of this number; to be called for 0, 1, 2 … in turn."""
        if number == INVALID_AT:
            # Draws nothing, so that no case is used up by a document that can't be imported.
            return replace(self.article("plain", "plain"), quality=40, invalid=True)
        band = self.bands.draw()
        if number == 0:
            story = self.article(
                self.title_styles.draw(), self.excerpt_styles.draw(), min_age=3 * DAY
            )
        elif number % LONG_EVERY == LONG_AT:
            story = self.article("long", "plain")
        else:
            story = self.story_of_any_kind()
        story = replace(story, quality=self.quality_in(band))
        story = replace(story, related=self.related_links(story, outranked=band == "outranked"))
        if not (story.video or story.repeats) and self.now - story.published > 2 * DAY:
            self.earlier.append(replace(story, related=()))
        if number % BODY_EVERY == BODY_AT:
            body = (prose.sentences(self.rng, story.topic, story.thing, 3) for _ in range(2))
            story = replace(story, body="\n\n".join(body))
        return story

    def story_of_any_kind(self) -> Story:
        """Return a video, an earlier story repeated, or a new article."""
        if self.kinds.draw() == "video":
            return self.video()
        origin = self.origins.draw()
        if origin != "new":
            return self.repeat(self.rng.choice(self.earlier), origin)
        story = self.article(self.title_styles.draw(), self.excerpt_styles.draw())
        url_style = self.url_styles.draw()
        return replace(
            story,
            amp=url_style == "amp",
            old_style=url_style == "old",
            pictures=self.pictures(story),
        )

    def article(
        self, title_style: str, excerpt_style: str, *, min_age: timedelta = timedelta(minutes=20)
    ) -> Story:
        """Return a new article, at least `min_age` old, without quality.

        The styles are those of `prose.headline` and `prose.excerpt`, which don't check them.
        """
        topic = self.rng.choice(TOPICS)
        thing = prose.subject(self.rng, topic)
        provider = self.provider(topic)
        published = self.publication_time(min_age)
        title = self.unused_headline(title_style, topic, thing, provider)
        url = self.url(provider, title, published)
        if title_style == "garbled":
            title = title.encode().decode("cp1252")
        return Story(
            topic=topic,
            thing=thing,
            title=title,
            excerpt=prose.excerpt(self.rng, excerpt_style, topic, thing),
            published=published,
            provider=provider,
            url=url,
        )

    def video(self) -> Story:
        story = self.article("video", "cut")
        name = "".join(self.rng.choices("abcdefghijkmnpqrstuvwxyz23456789", k=11))
        url = f"https://{VIDEO_HOST}/watch?v={name}"
        return replace(story, video=True, url=url, pictures=(Picture(story.topic.drawings[0]),))

    def repeat(self, story: Story, origin: str) -> Story:
        """Return an earlier story as a later document has it: `repeats` set, 2 to 30 hours later.

        `origin` is `again` (same URL), `tracked` (with tracking parameters), `syndicated` (same
        headline, other provider) or `reworded` (headline of `prose.reworded`, other provider).
        """
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
            provider = self.provider(story.topic, exclude=story.provider)
            title = prose.reworded(story.title)
        url = self.url(provider, title, published)
        return replace(story, title=title, provider=provider, url=url, amp=False)

    def related_links(self, story: Story, *, outranked: bool) -> tuple[Story, ...]:
        """Return up to four related links.

        With `outranked` there is at least one, and the first has a higher quality than the story.
        """
        links: list[Story] = []
        for _ in range(self.link_counts.draw()):
            to_earlier = self.links_to_earlier.draw()
            link = self.earlier_story(story, links) if to_earlier else self.other_coverage(story)
            links.append(link)
        if outranked:
            quality = (story.quality or 0) + self.rng.randint(4, 30)
            links = [replace(self.other_coverage(story), quality=quality), *links[:3]]
        return tuple(links)

    def earlier_story(self, story: Story, links: list[Story]) -> Story:
        """Return an earlier story to link to, preferably of the same topic and not better.

        Stories in `links` and the story's own URL are left out; without any other, return new
        coverage.
        """
        taken = {story.url, *(link.url for link in links)}
        others = [other for other in self.earlier if other.url not in taken]
        similar = [other for other in others if other.topic == story.topic] or others
        lower = [other for other in similar if (other.quality or 0) <= (story.quality or 0)]
        return self.rng.choice(lower or similar) if similar else self.other_coverage(story)

    def other_coverage(self, story: Story) -> Story:
        """Return a story on the same subject that has no document of its own."""
        topic, thing = story.topic, story.thing
        provider = self.provider(topic, exclude=story.provider)
        difference = timedelta(minutes=self.rng.randint(-2000, 2000))
        published = min(story.published + difference, self.now)
        title = self.unused_headline("plain", topic, thing, provider)
        drawing = (Picture(self.rng.choice(topic.drawings)),)
        return Story(
            topic=topic,
            thing=thing,
            title=title,
            excerpt=prose.excerpt(self.rng, self.rng.choice(("plain", "cut")), topic, thing),
            published=published,
            provider=provider,
            url=self.url(provider, title, published),
            quality=self.rng.randint(0, max(8, story.quality or 0)),
            amp=self.rng.random() < 0.1,
            pictures=drawing if story.pictures and self.rng.random() < 0.6 else (),
        )

    def unused_headline(self, style: str, topic: Topic, thing: str, provider: Provider) -> str:
        """Return a headline that it has not returned yet, or after 20 tries one that it has."""
        for _ in range(20):
            title = prose.headline(self.rng, style, topic, thing)
            title = prose.title_case(title) if provider.capitals else title
            if title not in self.titles:
                break
        self.titles.add(title)
        return title

    def quality_in(self, band: str) -> int | None:
        if band == "unscored":
            return None
        low, high = SCORES[band]
        return self.rng.randint(low, high)

    def pictures(self, story: Story) -> tuple[Picture, ...]:
        count = self.picture_counts.draw()
        if count < 2:
            return tuple(Picture(self.rng.choice(story.topic.drawings)) for _ in range(count))
        credit = f"Drawing: {story.provider.name}"
        drawings = self.rng.sample(DRAWINGS, count)
        return tuple(Picture(name, f"{story.title} ({name})", credit) for name in drawings)

    def provider(self, topic: Topic, exclude: Provider | None = None) -> Provider:
        """Return a random provider that writes about the topic, other than `exclude`."""
        return self.rng.choice(
            [each for each in PROVIDERS if each.only in ("", topic.name) and each != exclude]
        )

    def publication_time(self, min_age: timedelta) -> datetime:
        """Return a time from `min_age` to SPAN ago, to the minute; recent times are more likely."""
        age = min_age + (SPAN - min_age) * self.rng.triangular(0, 1, 0)
        return (self.now - age).replace(second=0, microsecond=0)

    def url(self, provider: Provider, title: str, published: datetime) -> str:
        number = self.rng.randint(10_000, 9_999_999)
        return provider.url(prose.slug(title, 90), published.year, published.month, number)
