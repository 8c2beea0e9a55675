"""Demo documents, to try the desk with: invented news in the format of the real documents.

`articles.demo.stories` makes the content, `prose` and `vocabulary` the wording; this module writes
it as upstream would. It uses nothing of Django.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from articles.demo.prose import slug
from articles.demo.stories import PUBLISH_THRESHOLD, stories
from articles.demo.story import Picture, Story
from articles.demo.vocabulary import VIDEO_HOST, Provider

PICTURES = "/static/articles/demo/{}.svg"


class FolderInUse(Exception):
    """The folder to write to is a file, or not empty."""


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The result of `write`: the folder, the number of documents, the name of the invalid one.

    `invalid` is None where there is none.
    """

    folder: Path
    documents: int
    invalid: str | None


def documents(count: int, seed: int, *, now: datetime | None = None) -> Iterator[tuple[str, str]]:
    """Yield the file name and the text of `count` documents from the 90 days before `now`.

    The same count, seed and now (aware; by default the current time) give the same bytes. From 24
    documents on, exactly one is invalid; from about 40 on, every case of `stories` occurs. File
    names are unique. One text in seven has CRLF line ends.
    """
    for name, text, _ in _documents(count, seed, now):
        yield name, text


def write(folder: Path, count: int, seed: int, *, now: datetime | None = None) -> WriteResult:
    """Write the demo documents as files into the folder, which is created with its parents.

    They are those that `documents` yields. Raises FolderInUse, before anything is written, for a
    file or a folder that isn't empty; OSError where writing fails.
    """
    if folder.exists() and not folder.is_dir():
        raise FolderInUse(f"{str(folder)!r} is a file")
    if folder.is_dir() and any(folder.iterdir()):
        raise FolderInUse(f"{str(folder)!r} is not empty")
    folder.mkdir(parents=True, exist_ok=True)
    written, invalid = 0, None
    for name, text, valid in _documents(count, seed, now):
        # As bytes: writing text would convert line ends to the system's.
        (folder / name).write_bytes(text.encode())
        written += 1
        invalid = invalid if valid else name
    return WriteResult(folder, written, invalid)


def _documents(count: int, seed: int, now: datetime | None) -> Iterator[tuple[str, str, bool]]:
    rng = Random(seed)
    # The formatting has a generator of its own, so that changes there don't change the stories.
    style_rng = Random(f"hand {seed}")
    names: set[str] = set()
    crlf_at = style_rng.randrange(7)
    for number, story in enumerate(stories(count, rng, now or datetime.now(UTC))):
        text = as_text(story, style_rng)
        if number % 7 == crlf_at:
            text = text.replace("\n", "\r\n")
        yield unique_file_name(story, names), text, not story.invalid


def unique_file_name(story: Story, taken: set[str]) -> str:
    """Return a file name (`DATE-SLUG.md`) for the story's document, and add its stem to `taken`.

    A number is appended where the stem is in `taken` already.
    """
    name = f"{story.published:%Y-%m-%d}-{slug(story.title, 110)}"
    unique, number = name, 1
    while unique in taken:
        number += 1
        unique = f"{name}-{number}"
    taken.add(unique)
    return f"{unique}.md"


def as_text(story: Story, rng: Random) -> str:
    """Return the text of the story's document, with the keys and blank lines of upstream.

    Whether addresses are quoted (never in an old-style story), and the value of `secured`, are
    random. A story without quality has none of `quality`, `heat` and `published`; an invalid one
    that has a quality gets `high` in place of it. Lines end in LF.
    """
    quoted = rng.random() < 0.55 and not story.old_style
    parts = [_head(story, quoted)]
    if story.video:
        parts.append([f"featuredContent: {quoted_text(_player_html(story.url))}"])
    parts.append(["provider:", *_indented(_provider(story.provider, quoted, portrait=True))])
    topics = [story.topic.name, *([story.topic.parent] if story.topic.parent else [])]
    parts.append(["topics:", *(f"  - {topic}" for topic in topics)])
    if story.pictures:
        parts.append(["images:", *_pictures(story.pictures, quoted)])
    if story.related:
        links = (_list_item(_link(link, quoted)) for link in story.related)
        parts.append(["related:", *(line for item in links for line in item)])
    parts.append([f"secured: {quoted_text(secured_value(len(story.related), rng))}"])
    front_matter = "\n\n".join("\n".join(part) for part in parts)
    return f"---\n{front_matter}\n---\n\n" + (f"{story.body}\n" if story.body else "")


def _head(story: Story, quoted: bool) -> list[str]:
    lines = ["category: news", *_text_keys(story)]
    if not story.old_style:
        lines.append(f"originalUrl: {_url(story.url, quoted)}")
    if not story.video:
        lines += _url_keys(story, quoted)
    lines.append(f"type: {'video' if story.video else 'article'}")
    if story.quality is not None:
        lines.append(f"quality: {'high' if story.invalid else story.quality}")
        lines.append(f"heat: {story.heat}")
        lines.append(f"published: {'true' if story.quality >= PUBLISH_THRESHOLD else 'false'}")
    return lines


def _text_keys(story: Story) -> list[str]:
    return [
        f"title: {quoted_text(story.title)}",
        f"excerpt: {quoted_text(story.excerpt)}",
        f"publishedDateTime: {story.published:%Y-%m-%dT%H:%M:%SZ}",
    ]


def _url_keys(story: Story, quoted: bool) -> list[str]:
    lines = [f"webUrl: {_url(story.url, quoted)}"]
    if story.amp:
        amp = story.url + ("amp/" if story.url.endswith("/") else "?amp=1")
        host, _, path = amp.removeprefix("https://").partition("/")
        cached = f"https://{host.replace('.', '-')}.ampcache.example/c/s/{host}/{path}"
        lines.append(f"ampWebUrl: {_url(amp, quoted)}")
        lines.append(f"cdnAmpWebUrl: {_url(cached, quoted)}")
    return lines


def _link(link: Story, quoted: bool) -> list[str]:
    lines = [*_text_keys(link), *_url_keys(link, quoted), "type: article", "provider:"]
    lines += _indented(_provider(link.provider, quoted))
    if link.quality is not None:
        lines.append(f"quality: {link.quality}")
    if link.pictures:
        lines += ["images:", *_pictures(link.pictures[:1], quoted)]
    return lines


def _provider(provider: Provider, quoted: bool, *, portrait: bool = False) -> list[str]:
    lines = [f"name: {provider.name}", f"domain: {provider.domain}"]
    if portrait and provider.picture:
        url = _url(PICTURES.format(provider.picture), quoted)
        lines += ["images:", f"  - url: {url}", "    width: 60", "    height: 40"]
    return lines


def _pictures(pictures: tuple[Picture, ...], quoted: bool) -> list[str]:
    lines = []
    for picture in pictures:
        item = [f"url: {_url(PICTURES.format(picture.drawing), quoted)}"]
        item += ["width: 600", "height: 400", "isCached: true"]
        if picture.title:
            item.append(f"title: {quoted_text(picture.title)}")
        if picture.attribution:
            item.append(f"attribution: {quoted_text(picture.attribution)}")
        lines += _list_item(item)
    return lines


def _list_item(lines: list[str]) -> list[str]:
    """Return the lines of a mapping, indented as an item of a YAML list."""
    return [("  - " if number == 0 else "    ") + line for number, line in enumerate(lines)]


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _url(url: str, quoted: bool) -> str:
    return quoted_text(url) if quoted else url


def quoted_text(text: str) -> str:
    """Return the text as a YAML scalar in double quotes; CR and LF are escaped."""
    for character, escape in (("\\", r"\\"), ('"', r"\""), ("\r", r"\r"), ("\n", r"\n")):
        text = text.replace(character, escape)
    return f'"{text}"'


def _player_html(url: str) -> str:
    name = url.partition("?v=")[2]
    return (
        f'<iframe width="800" height="500" frameborder="0" src="https://www.{VIDEO_HOST}/embed/'
        f'{name}" allow="autoplay; encrypted-media; picture-in-picture" allowfullscreen></iframe>'
    )


def secured_value(links: int, rng: Random) -> str:
    """Return a random value like upstream's encrypted `secured`: with more links mostly longer."""
    blocks = 15 + 2 * links + rng.randrange(4)
    blob, salt = rng.randbytes(16 * blocks), rng.randbytes(16)
    return f"{base64.b64encode(blob).decode()};{base64.b64encode(salt).decode()}"
