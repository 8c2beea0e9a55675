"""A replay of many documents with two bots, a desk and an editor: who is public against upstream.

The same days without doubts are the control: there, some end public against their bots' words.
"""

import random
from datetime import timedelta
from pathlib import Path
from typing import Final
from unittest.mock import patch

from django.contrib.auth.models import User

from articles import moderation
from articles.models import Article
from articles.models.decision import new_token
from articles.moderation.decision_requests import Seen
from articles.rules import upstream_word
from tests.proofs.expected_values import FIRST
from tests.proofs.modelled_desk import Desk
from tests.proofs.upstream_word import read_without_doubts

#: The share of what is published that is taken down each day, besides a day's other decisions.
TAKEN_DOWN: Final = 0.1


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
            desk.decide()
            _take_down(by, desk.dice)
            desk.check_upstream_seen()
            desk.export_documents()
            desk.upstream.rewrite()
        desk.import_documents()
        desk.release_everything()
        desk.export_documents()
        return desk.public_against_upstream()


def _take_down(by: User, dice: random.Random) -> None:
    """Take TAKEN_DOWN of what is published down, as one act."""
    published = list(Article.objects.published().order_by("path"))
    some = dice.sample(published, int(len(published) * TAKEN_DOWN))
    seen = {each.pk: Seen.of(each) for each in some}
    moderation.unpublish(some, by=by, token=new_token(), place="command", seen=seen)
