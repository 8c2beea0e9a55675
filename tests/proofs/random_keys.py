"""Press random keys in review: none decides on a card within the first 300 ms of showing it."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.browser.chromium import chromium
from tests.browser.review_kit import LOG_DECISIONS, decided_too_soon, press_at, ready
from tests.screenshots import desk, sign_in

PER_SECOND = 30
#: More articles than the keys can decide on.
DOCUMENTS = 2000


def prove(keys: int, dice: Random, say: Callable[[str], None]) -> bool:
    """Press the keys in review, on a desk of demo documents; True if nothing was decided unread."""
    with (
        tempfile.TemporaryDirectory() as folder,
        desk(Path(folder), DOCUMENTS) as address,
        chromium() as browser,
    ):
        page = browser.new_page()
        page.add_init_script(LOG_DECISIONS)
        sign_in(page, address, "reviewer")
        page.goto(f"{address}/review/")
        ready(page)
        press_at(page, dice, keys, PER_SECOND)
        too_soon, decided = decided_too_soon(page)
        say(f"{keys} keys, {decided} decisions and skips sent, too soon: {too_soon}")
        return bool(decided) and not too_soon
