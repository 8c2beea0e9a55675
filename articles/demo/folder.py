"""Demo documents in a folder: find them, mend broken ones, replace values in their texts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from articles.demo.documents import quoted_text
from articles.documents import DocumentError, NewsDocument, Scalar, decode, parse, read
from articles.documents import Mapping as Keys

#: The reserved domain of all invented providers; documents of others are left unchanged.
INVENTED_DOMAIN: Final = ".example"
# In YAML no plain scalar starts with an @, and the parser reports the line that has it.
_TYPE: Final = re.compile(r"^type: (?=\w+\r?$)", re.MULTILINE)
_BROKEN_TYPE: Final = re.compile(r"^type: @(?=\w+\r?$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DemoDocument:
    """A document in the folder before the rewrite: file name, text, and parsed document.

    Text and document are those after mending what was broken on purpose.
    """

    name: str
    text: str
    document: NewsDocument

    @property
    def score(self) -> int:
        """The quality in points; -1 for none."""
        return -1 if self.document.quality is None else self.document.quality

    @property
    def rank(self) -> tuple[int, str]:
        """Sort key: the score, then the name."""
        return self.score, self.name


def read_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield name and text of each `.md` file in the folder, sorted by name.

    Files in subfolders, links and files that can't be decoded are left out.
    """
    for path in sorted(folder.glob("*.md")):
        if path.is_file() and not path.is_symlink():
            try:
                yield path.name, decode(path.read_bytes())
            except DocumentError:
                continue


def demo_documents(texts: Mapping[str, str]) -> Iterator[DemoDocument]:
    """Yield the demo documents among the texts (by file name), in their order.

    These are the valid ones that have `secured` and a provider whose domain ends in
    INVENTED_DOMAIN.
    """
    for name, text in texts.items():
        document = read(text.encode(), now=datetime.now(UTC)).document
        is_invented = document and document.provider.domain.endswith(INVENTED_DOMAIN)
        if document and is_invented and "secured" in document.other:
            yield DemoDocument(name, text, document)


def broken_text(text: str) -> str | None:
    """Return the text with a syntax error at its first line `type: WORD`; None without one."""
    broken = _TYPE.sub("type: @", text, count=1)
    return broken if broken != text else None


def mended_text(text: str) -> str | None:
    """Return the text of a document that was broken on purpose, mended; None for any other.

    A syntax error of `broken_text` is removed; a quality of `high` becomes the value of `heat`.
    """
    try:
        entries = parse(text).root.entries
    except DocumentError:
        mended = _BROKEN_TYPE.sub("type: ", text, count=1)
        return mended if mended != text else None
    quality, heat = (entries.get(key, (None, None))[1] for key in ("quality", "heat"))
    if isinstance(quality, Scalar) and isinstance(heat, Scalar) and quality.value == "high":
        return with_values(text, {"quality": heat.value})
    return None


def with_values(text: str, values: Mapping[str, str]) -> str:
    """Return the text with these values by path (`key` or `key.key`).

    A path that the text hasn't, or that leads to no single value, is ignored. A value is written as
    it is given where the old one is plain, else in double quotes. Raises DocumentError where the
    text can't be parsed.
    """
    root = parse(text).root
    replacements: list[tuple[Scalar, str]] = []
    for path, value in values.items():
        node: object = root
        for key in path.split("."):
            node = node.entries.get(key, (None, None))[1] if isinstance(node, Keys) else None
        if isinstance(node, Scalar):
            replacements.append((node, value))
    for scalar, value in sorted(replacements, key=lambda each: each[0].start, reverse=True):
        written = value if scalar.plain else quoted_text(value)
        text = text[: scalar.start] + written + text[scalar.end :]
    return text
