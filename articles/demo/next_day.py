"""A folder of demo documents a day later: rewritten as upstream's bot would, most of it noise.

Nothing here knows Django. Values are set in the documents' own texts, so line ends, quotes and what
an export wrote stay; all but `published`, for which the bot has a rule that knows of no editor.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Final

from articles.demo import documents
from articles.demo.prose import slug
from articles.demo.stories import LINE, Story, stories
from articles.demo.words import PROVIDERS, SYNDICATORS, Provider
from articles.documents import DocumentError, NewsDocument, Scalar, decode, parse, read, splice
from articles.documents import Mapping as Keys

#: One document in ten has a part in the day; in a small folder as many as there are parts.
FEWEST_PARTS: Final = 7
BEST_SCORE: Final = 189
STEP: Final = 8  # A score moves by as many points at most, unless it crosses the line.
#: Invented providers live under this one, which nobody can own: real documents are left alone.
INVENTED: Final = ".example"
# No plain text may start with an @ in YAML, and the fault is found in the line that has it.
_WHOLE: Final = re.compile(r"^type: (?=\w+\r?$)", re.MULTILINE)
_BROKEN: Final = re.compile(r"^type: @(?=\w+\r?$)", re.MULTILINE)


class NoDemo(Exception):
    """The folder is missing, or holds no demo documents."""


@dataclass(frozen=True, slots=True)
class Page:
    """A document in the folder, as it reads before the bot comes."""

    name: str
    text: str
    document: NewsDocument

    @property
    def score(self) -> int:
        """The quality; -1 for none."""
        return -1 if self.document.quality is None else self.document.quality

    @property
    def rank(self) -> tuple[int, str]:
        """By score and, as imported documents come in the order of names, as the queue has it."""
        return self.score, self.name


@dataclass(slots=True)
class NextDay:
    """What became of so many documents: how many of each kind, and which were special."""

    folder: Path
    documents: int
    totals: Counter[str] = field(default_factory=Counter)
    #: What happened, in words, and the name of the document.
    events: list[tuple[str, str]] = field(default_factory=list)


def rewrite(folder: Path, seed: int) -> NextDay:
    """Rewrite the demo documents in the folder, and nothing else there.

    The same seed and the same documents give the same bytes. Raises NoDemo, before anything is
    written, and passes on any OSError.
    """
    if not folder.is_dir():
        raise NoDemo(f"{str(folder)!r} is not a folder")
    texts = dict(_texts(folder))
    mended = {name: whole for name, text in texts.items() if (whole := _mended(text))}
    pages = list(_pages(texts | mended))
    if not pages:
        raise NoDemo(f"{str(folder)!r} holds no demo documents")
    content = sha256("\0".join(f"{page.name}\0{texts[page.name]}" for page in pages).encode())
    bot = _Bot(folder, pages, Random(f"{seed} {content.hexdigest()}"))
    for name, text in bot.work(mended).items():
        if text is None:
            (folder / name).unlink()
        else:
            # As bytes: writing text would turn line ends into the system's own.
            (folder / name).write_bytes(text.encode())
    return bot.day


class _Bot:
    """Plans a day, in which each document has one part; most have none."""

    def __init__(self, folder: Path, pages: list[Page], hand: Random) -> None:
        self.day = NextDay(folder, len(pages))
        self.hand = hand
        self.left = {page.name: page for page in pages}
        self.room = max(len(pages) // 10, FEWEST_PARTS)
        self.titles = {page.document.title for page in pages}
        self.names = {path.stem for path in folder.iterdir()}
        self.newest = max(page.document.published_at for page in pages)
        self.texts: dict[str, str | None] = {}

    def work(self, mended: Mapping[str, str]) -> dict[str, str | None]:
        """Return the texts to write by name, None for a document that goes."""
        for again in [page for page in self.left.values() if page.name in mended]:
            self.tell(again, "mended", "Mended", self.sealed(again, self.by_rule(again)))
        # Not left to chance, so that people know what to decide the day before.
        self.cross(max(self.waiting(), key=lambda page: page.rank, default=None))
        self.cross(min(self.scored(LINE), key=lambda page: page.rank, default=None))
        if page := self.any_of(self.plain_articles()):
            self.tell(page, "elsewhere", "Found at another source", self.elsewhere(page))
        if page := self.any_of(self.plain_articles()):
            self.tell(page, "replaced", "Replaced by another story", self.another_story(page))
        if page := self.any_of([*self.left.values()]):
            self.tell(page, "gone", "Gone", None)
        if page := self.any_of([page for page in self.left.values() if _WHOLE.search(page.text)]):
            broken = _WHOLE.sub("type: @", self.sealed(page, self.by_rule(page)), count=1)
            self.tell(page, "broken", "Broken", broken)
        self.cross(self.any_of(self.waiting()))
        while page := self.any_of(self.scored()):
            self.tell(page, "scored", "", self.with_score(page, self.near(page.score)))
        for rest in self.left.values():
            self.day.totals["noise"] += 1
            self.texts[rest.name] = self.noise(rest)
        self.arrive()
        return self.texts

    # -- Who is left for a part ----------------------------------------------------------------

    def scored(self, least: int = 0) -> list[Page]:
        return [page for page in self.left.values() if page.score >= least]

    def waiting(self) -> list[Page]:
        """Return what upstream doesn't publish; what an editor published stands as published."""
        return [page for page in self.scored() if page.score < LINE and not page.document.published]

    def plain_articles(self) -> list[Page]:
        return [
            page
            for page in self.left.values()
            if page.document.type == "article" and not page.document.amp_web_url
        ]

    def any_of(self, pages: list[Page]) -> Page | None:
        return self.hand.choice(pages) if pages and self.room > 0 else None

    def tell(self, page: Page, kind: str, words: str, text: str | None) -> None:
        del self.left[page.name]
        self.room -= 1
        self.texts[page.name] = text
        self.day.totals[kind] += 1
        if words:
            self.day.events.append((words, page.name))

    # -- What a document may meet with -----------------------------------------------------------

    def cross(self, page: Page | None) -> None:
        """Give the document a score on the other side of the line."""
        if page and self.room > 0:
            rises = page.score < LINE
            score = LINE + self.hand.randrange(10) if rises else LINE - 1 - self.hand.randrange(10)
            words = f"{'Rose' if rises else 'Fell'} from {page.score} to {score}"
            self.tell(page, "scored", words, self.with_score(page, score))
            self.day.totals["crossed"] += 1

    def near(self, score: int) -> int:
        """Return another score on the same side of the line."""
        least, most = (0, LINE - 1) if score < LINE else (LINE, max(BEST_SCORE, score))
        low, high = max(least, score - STEP), min(most, score + STEP)
        return self.hand.choice([each for each in range(low, high + 1) if each != score])

    def with_score(self, page: Page, score: int) -> str:
        text = splice(page.text, {"quality": score, "published": score >= LINE})
        others = [link.quality or 0 for link in page.document.related]
        raised = score + sum(min(10, other // 4) for other in others)
        heat = -1 if any(other > score for other in others) else raised
        return self.sealed(page, _with(text, {"heat": str(heat)}))

    def elsewhere(self, page: Page) -> str:
        """Return the document with its story found at another site."""
        general = [each for each in (*PROVIDERS, *SYNDICATORS) if not each.beat]
        provider = self.hand.choice(
            [each for each in general if each.domain != page.document.provider.domain]
        )
        at, number = page.document.published_at, self.hand.randint(10_000, 9_999_999)
        url = provider.url(slug(page.document.title, 90), at.year, at.month, number)
        return self.sealed(page, _with(self.by_rule(page), _source(url, provider)))

    def another_story(self, page: Page) -> str:
        topic = next(iter(page.document.topics), "")
        story = self.fresh_story(topic)
        words = {
            "title": story.title,
            "excerpt": story.excerpt,
            "publishedDateTime": f"{story.published:%Y-%m-%dT%H:%M:%SZ}",
        }
        text = _with(self.by_rule(page), words | _source(story.url, story.provider))
        return self.sealed(page, text)

    def noise(self, page: Page) -> str:
        """Return the document with another blob, another heat or both, as often as in real ones."""
        text, heat, chance = self.by_rule(page), page.document.heat, self.hand.random()
        if heat is not None and heat >= 0 and chance < 0.3:
            text = _with(text, {"heat": str(heat + self.hand.randint(1, 6))})
            if chance < 0.25:
                return text
        return self.sealed(page, text)

    def by_rule(self, page: Page) -> str:
        """Return the document with `published` as upstream's rule has it, whoever set it."""
        wanted = None if page.document.quality is None else page.score >= LINE
        return splice(page.text, {"published": wanted})

    def sealed(self, page: Page, text: str) -> str:
        return _with(text, {"secured": documents.secured(len(page.document.related), self.hand)})

    def fresh_story(self, topic: str = "") -> Story:
        """Return a story that no document tells, on the topic if one of many is."""
        told = [
            story
            for story in stories(120, self.hand, self.newest)
            if not (story.video or story.repeats or story.invalid)
            and story.excerpt
            and story.title not in self.titles
        ]
        story = next((each for each in told if each.topic.name == topic), told[0])
        self.titles.add(story.title)
        return story

    def arrive(self) -> None:
        at = self.newest + timedelta(minutes=self.hand.randint(1, 20))
        story = replace(self.fresh_story(), published=at, related=())
        name = documents.file_name(story, self.names)
        self.texts[name] = documents.as_text(story, self.hand)
        self.day.totals["new"] += 1
        self.day.events.append(("New", name))


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.md")):
        if path.is_file() and not path.is_symlink():
            try:
                yield path.name, decode(path.read_bytes())
            except DocumentError:
                continue


def _pages(texts: Mapping[str, str]) -> Iterator[Page]:
    for name, text in texts.items():
        document = read(text.encode(), now=datetime.now(UTC)).document
        is_ours = document and document.provider.domain.endswith(INVENTED)
        if document and is_ours and "secured" in document.other:
            yield Page(name, text, document)


def _mended(text: str) -> str | None:
    """Return a document that was broken on purpose without its fault; None for any other."""
    try:
        entries = parse(text).root.entries
    except DocumentError:
        whole = _BROKEN.sub("type: ", text, count=1)
        return whole if whole != text else None
    quality, heat = (entries.get(key, (None, None))[1] for key in ("quality", "heat"))
    if isinstance(quality, Scalar) and isinstance(heat, Scalar) and quality.value == "high":
        return _with(text, {"quality": heat.value})
    return None


def _source(url: str, provider: Provider) -> dict[str, str]:
    return {
        "originalUrl": url,
        "webUrl": url,
        "provider.name": provider.name,
        "provider.domain": provider.domain,
    }


def _with(text: str, values: Mapping[str, str]) -> str:
    """Return the text with these values, by key or by key.key, as far as it has such keys."""
    root = parse(text).root
    found: list[tuple[Scalar, str]] = []
    for place, value in values.items():
        node: object = root
        for key in place.split("."):
            node = node.entries.get(key, (None, None))[1] if isinstance(node, Keys) else None
        if isinstance(node, Scalar):
            found.append((node, value))
    for scalar, value in sorted(found, key=lambda each: each[0].start, reverse=True):
        written = value if scalar.plain else documents.quoted_text(value)
        text = text[: scalar.start] + written + text[scalar.end :]
    return text
