"""The site's bots: one overwrites documents with its own version, one sets single keys in them."""

import random
import re
from pathlib import Path

from articles.demo import documents
from tests.proofs.expected_values import FIRST

DOCUMENTS = 200
PUBLISH_THRESHOLD = 70


class Upstream:
    """The site's bots, with their own version of each document.

    One overwrites every other document and never reads the files, one sets the keys that changed in
    the files as they are.
    """

    def __init__(self, root: Path, dice: random.Random, count: int = DOCUMENTS) -> None:
        self.root = root
        self.dice = dice
        texts = documents.documents(count, 7, now=FIRST)
        self.own = {path: text.encode() for path, text in texts}
        self.patched = set(sorted(self.own)[::2])
        for path, content in self.own.items():
            (root / path).write_bytes(content)

    def rewrite(self) -> None:
        """Write every document: always the noise, sometimes the heat, sometimes the score."""
        for path, content in self.own.items():
            text = content.decode()
            text = re.sub(r'(?m)^secured: "\d*', f'secured: "{self.dice.randrange(10**6)}', text)
            if self.dice.random() < 0.3:
                text = re.sub(r"(?m)^heat: -?\d+", f"heat: {self.dice.randrange(200)}", text)
            if self.dice.random() < 0.2:
                quality = self.dice.randrange(20, 130)
                flag = str(quality >= PUBLISH_THRESHOLD).lower()
                text = re.sub(r"(?m)^quality: \d+", f"quality: {quality}", text)
                text = re.sub(r"(?m)^published: \w+", f"published: {flag}", text)
            before, self.own[path] = content, text.encode()
            file = self.own[path]
            if path in self.patched:
                file = patched((self.root / path).read_bytes(), before, file)
            (self.root / path).write_bytes(file)


def patched(content: bytes, before: bytes, after: bytes) -> bytes:
    """Return the document with the lines of the keys set that differ in a bot's two versions."""
    for old, new in zip(before.splitlines(), after.splitlines(), strict=True):
        if old != new:
            key, line = re.escape(new.split(b":")[0]), new
            content = re.sub(rb"(?m)^" + key + rb":.*?(?=\r?$)", lambda _, line=line: line, content)
    return content
