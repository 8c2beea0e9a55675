"""Rewrite a folder of demo documents as upstream's bot would a day later; most changes are noise.

It uses nothing of Django. Single values are replaced in the documents' texts, so that line ends and
all other values, also exported ones, stay; `published` always follows upstream's rule, which sets
it from the quality alone.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Final

from articles.demo import documents
from articles.demo.folder import (
    DemoDocument,
    broken_text,
    demo_documents,
    mended_text,
    read_texts,
    with_values,
)
from articles.demo.prose import slug
from articles.demo.stories import PUBLISH_THRESHOLD, stories
from articles.demo.story import Story, heat_of
from articles.demo.vocabulary import PROVIDERS, SYNDICATORS, Provider
from articles.documents import splice

#: One document in ten has an event, and in a small folder at least as many as there are kinds.
MIN_EVENTS: Final = 7
MAX_SCORE: Final = 189
MAX_STEP: Final = 8  # points by which a score changes, where it doesn't cross the threshold


class NoDemoDocuments(Exception):
    """The path is no folder, or the folder has no demo documents."""


@dataclass(slots=True)
class DayResult:
    """The result of a rewrite: numbers of documents by kind of event, and the events to list.

    `documents` counts the demo documents before the rewrite. `totals` counts each of them under one
    kind, noise included, and the added one under `new`; `crossed` counts those of `scored` that
    crossed the threshold.
    """

    folder: Path
    documents: int
    totals: Counter[str] = field(default_factory=Counter)
    #: The description of an event, and the file name of its document.
    events: list[tuple[str, str]] = field(default_factory=list)


def rewrite(folder: Path, seed: int) -> DayResult:
    """Rewrite the demo documents in the folder as a day later; other files there stay unchanged.

    One document in ten, or MIN_EVENTS if that is more, has an event (fewer where too few documents
    suit one): a new score, another source or story, a syntax error, or deletion. All that were
    broken on purpose are mended, which counts as an event, even if there are more of them. The
    others get noise, and a new document is added. The same seed and documents give the same bytes.
    Raises NoDemoDocuments, before anything is written; OSError where reading or writing fails.
    """
    if not folder.is_dir():
        raise NoDemoDocuments(f"{str(folder)!r} is not a folder")
    texts = dict(read_texts(folder))
    mended = {name: mended for name, text in texts.items() if (mended := mended_text(text))}
    originals = list(demo_documents(texts | mended))
    if not originals:
        raise NoDemoDocuments(f"{str(folder)!r} holds no demo documents")
    content = "\0".join(f"{each.name}\0{texts[each.name]}" for each in originals)
    digest = sha256(content.encode()).hexdigest()
    planner = _DayPlanner(folder, originals, Random(f"{seed} {digest}"))
    for name, text in planner.plan(mended).items():
        if text is None:
            (folder / name).unlink()
        else:
            # As bytes: writing text would convert line ends to the system's.
            (folder / name).write_bytes(text.encode())
    return planner.result


class _DayPlanner:
    """Chooses the documents that have an event, at most one each, and makes the new texts."""

    def __init__(self, folder: Path, originals: list[DemoDocument], rng: Random) -> None:
        self.result = DayResult(folder, len(originals))
        self.rng = rng
        #: The documents without an event so far.
        self.remaining = {each.name: each for each in originals}
        self.events_left = max(len(originals) // 10, MIN_EVENTS)
        self.titles = {each.document.title for each in originals}
        self.names = {path.stem for path in folder.iterdir()}
        self.newest = max(each.document.published_at for each in originals)
        self.texts: dict[str, str | None] = {}

    def plan(self, mended: Mapping[str, str]) -> dict[str, str | None]:
        """Return the texts to write by file name, None for a document to delete.

        The keys of `mended` are the names of documents that were broken before. Fills `result`. To
        be called once.
        """
        for each in [each for each in self.remaining.values() if each.name in mended]:
            self.assign(each, "mended", "Mended", self.with_new_secured(each, by_rule(each)))
        # These two are not random, so that people know what to decide the day before.
        self.cross_threshold(max(self.waiting(), key=lambda each: each.rank, default=None))
        above = self.scored(PUBLISH_THRESHOLD)
        self.cross_threshold(min(above, key=lambda each: each.rank, default=None))
        if moved := self.pick(self.plain_articles()):
            text = self.at_other_source(moved)
            self.assign(moved, "elsewhere", "Found at another source", text)
        if replaced := self.pick(self.plain_articles()):
            text = self.with_other_story(replaced)
            self.assign(replaced, "replaced", "Replaced by another story", text)
        if gone := self.pick([*self.remaining.values()]):
            self.assign(gone, "gone", "Gone", None)
        if broken := self.pick(self.breakable()):
            valid = self.with_new_secured(broken, by_rule(broken))
            self.assign(broken, "broken", "Broken", broken_text(valid))
        self.cross_threshold(self.pick(self.waiting()))
        while scored := self.pick(self.scored()):
            text = self.with_score(scored, self.similar_score(scored.score))
            self.assign(scored, "scored", "", text)
        for each in self.remaining.values():
            self.result.totals["noise"] += 1
            self.texts[each.name] = self.with_noise(each)
        self.add_new_document()
        return self.texts

    # -- Documents without an event so far ------------------------------------------------------

    def scored(self, minimum: int = 0) -> list[DemoDocument]:
        return [each for each in self.remaining.values() if each.score >= minimum]

    def waiting(self) -> list[DemoDocument]:
        """Return the remaining documents with a score below the threshold that aren't published."""
        return [
            each
            for each in self.scored()
            if each.score < PUBLISH_THRESHOLD and not each.document.published
        ]

    def plain_articles(self) -> list[DemoDocument]:
        return [
            each
            for each in self.remaining.values()
            if each.document.type == "article" and not each.document.amp_web_url
        ]

    def breakable(self) -> list[DemoDocument]:
        return [each for each in self.remaining.values() if broken_text(each.text)]

    def pick(self, candidates: list[DemoDocument]) -> DemoDocument | None:
        """Return a random candidate, or None where there is none or no event is left."""
        return self.rng.choice(candidates) if candidates and self.events_left > 0 else None

    def assign(self, original: DemoDocument, kind: str, description: str, text: str | None) -> None:
        """Record the document's event and its new text, or None for a document to delete.

        Takes the document from `remaining`, and one from `events_left`. Events without a
        description are counted in the result but not listed.
        """
        del self.remaining[original.name]
        self.events_left -= 1
        self.texts[original.name] = text
        self.result.totals[kind] += 1
        if description:
            self.result.events.append((description, original.name))

    # -- New texts of a document ----------------------------------------------------------------

    def cross_threshold(self, original: DemoDocument | None) -> None:
        """Give the document a score on the other side of the publish threshold.

        It is at most 10 points from the threshold. Records the event in the result. Does nothing
        for None, or where no event is left.
        """
        if original and self.events_left > 0:
            rises = original.score < PUBLISH_THRESHOLD
            distance = self.rng.randrange(10)
            score = PUBLISH_THRESHOLD + (distance if rises else -1 - distance)
            description = f"{'Rose' if rises else 'Fell'} from {original.score} to {score}"
            self.assign(original, "scored", description, self.with_score(original, score))
            self.result.totals["crossed"] += 1

    def similar_score(self, score: int) -> int:
        """Return another score on the same side of the threshold, at most MAX_STEP points away.

        It is not below 0, and not above MAX_SCORE, or `score` if that is higher.
        """
        if score < PUBLISH_THRESHOLD:
            minimum, maximum = 0, PUBLISH_THRESHOLD - 1
        else:
            minimum, maximum = PUBLISH_THRESHOLD, max(MAX_SCORE, score)
        low, high = max(minimum, score - MAX_STEP), min(maximum, score + MAX_STEP)
        return self.rng.choice([each for each in range(low, high + 1) if each != score])

    def with_score(self, original: DemoDocument, score: int) -> str:
        """Return the text with this quality and another `secured`.

        `published`, and `heat` if the text has it, are set by upstream's rules.
        """
        values = {"quality": score, "published": score >= PUBLISH_THRESHOLD}
        text = splice(original.text, values)
        heat = heat_of(score, [link.quality or 0 for link in original.document.related])
        return self.with_new_secured(original, with_values(text, {"heat": str(heat)}))

    def at_other_source(self, original: DemoDocument) -> str:
        """Return the text with the same story at another site.

        `originalUrl`, `webUrl`, the provider's name and domain, and `secured` get other values, as
        far as the text has them; `published` follows upstream's rule.
        """
        general = [each for each in (*PROVIDERS, *SYNDICATORS) if not each.only]
        document = original.document
        provider = self.rng.choice(
            [each for each in general if each.domain != document.provider.domain]
        )
        at, number = document.published_at, self.rng.randint(10_000, 9_999_999)
        url = provider.url(slug(document.title, 90), at.year, at.month, number)
        text = with_values(by_rule(original), _source_values(url, provider))
        return self.with_new_secured(original, text)

    def with_other_story(self, original: DemoDocument) -> str:
        """Return the text with another story, on the same topic if there is one.

        Title, excerpt, date, `originalUrl`, `webUrl`, the provider's name and domain, and `secured`
        are replaced; the quality stays, and `published` follows upstream's rule.
        """
        topic = next(iter(original.document.topics), "")
        story = self.unused_story(topic)
        values = {
            "title": story.title,
            "excerpt": story.excerpt,
            "publishedDateTime": f"{story.published:%Y-%m-%dT%H:%M:%SZ}",
        }
        values |= _source_values(story.url, story.provider)
        return self.with_new_secured(original, with_values(by_rule(original), values))

    def with_noise(self, original: DemoDocument) -> str:
        """Return the text with another `secured`, `heat`, or both, with realistic frequencies.

        `published` follows upstream's rule.
        """
        text, heat, chance = by_rule(original), original.document.heat, self.rng.random()
        if heat is not None and heat >= 0 and chance < 0.3:
            text = with_values(text, {"heat": str(heat + self.rng.randint(1, 6))})
            if chance < 0.25:
                return text
        return self.with_new_secured(original, text)

    def with_new_secured(self, original: DemoDocument, text: str) -> str:
        value = documents.secured_value(len(original.document.related), self.rng)
        return with_values(text, {"secured": value})

    def unused_story(self, topic: str = "") -> Story:
        """Return a story whose title no demo document has, and note the title as used.

        It is on the topic if one made is, has an excerpt, and is no video, repeated or invalid.
        """
        candidates = [
            story
            for story in stories(120, self.rng, self.newest)
            if not (story.video or story.repeats or story.invalid)
            and story.excerpt
            and story.title not in self.titles
        ]
        story = next((each for each in candidates if each.topic.name == topic), candidates[0])
        self.titles.add(story.title)
        return story

    def add_new_document(self) -> None:
        at = self.newest + timedelta(minutes=self.rng.randint(1, 20))
        story = replace(self.unused_story(), published=at, related=())
        name = documents.unique_file_name(story, self.names)
        self.texts[name] = documents.as_text(story, self.rng)
        self.result.totals["new"] += 1
        self.result.events.append(("New", name))


def by_rule(original: DemoDocument) -> str:
    """Return the text with `published` by upstream's rule, also where an export wrote it.

    Without a quality, `published` is removed or null.
    """
    is_scored = original.document.quality is not None
    published = original.score >= PUBLISH_THRESHOLD if is_scored else None
    return splice(original.text, {"published": published})


def _source_values(url: str, provider: Provider) -> dict[str, str]:
    return {
        "originalUrl": url,
        "webUrl": url,
        "provider.name": provider.name,
        "provider.domain": provider.domain,
    }
