"""A replay of many documents with two bots, a desk and an editor: who is public against upstream.

The same days without doubts are the control: there, some end public against their bots' words.
"""

import random
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from django.contrib.auth.models import User

from articles.rules import upstream_word
from tests.proofs.thirty_days import FIRST, Desk
from tests.proofs.upstream_word import read_without_doubts

#: How often a day's decisions are made: the more, the more of the documents are concerned.
BUSY: int = 6


def public_against_upstream(
    root: Path, by: User, days: int, count: int, *, has_doubts: bool
) -> list[str]:
    """Live through the days, release everything, and return the documents public against upstream.

    `root` is an empty folder, `count` the number of documents. Without `has_doubts` every text is
    read as before there were doubts.
    """
    desk = Desk(root, by, random.Random("replay"), count)
    reading = upstream_word.read_text if has_doubts else read_without_doubts
    # The merge has the function by its own name.
    with patch("articles.sync.merge.read_text", reading):
        for day in range(days):
            desk.now = FIRST + timedelta(days=day)
            desk.import_documents()
            for _ in range(BUSY):
                desk.decide()
            desk.export_documents()
            desk.upstream.rewrite()
        desk.import_documents()
        desk.release_everything()
        desk.export_documents()
        return desk.public_against_upstream()
