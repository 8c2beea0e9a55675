"""Fields on which a document leaves two words: people choose, and conflicts stay open."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from articles import moderation
from articles.rules import Status
from articles.rules.upstream_word import DOUBTS
from tests.desk_kit import decide, page_text, text_of
from tests.upstream_word.kit import WHY, Desk

pytestmark = pytest.mark.django_db


def test_a_bot_that_sets_published_alone_does_not_make_our_quality_its_own(
    two_words: Desk, sign_in: Any
) -> None:
    assert two_words.now().upstream["quality"] == 45
    outcome = two_words.act(moderation.release, ["quality"])
    assert [skip.why for skip in outcome.skips] == ["which"]
    page = page_text(sign_in("editor"), two_words.article.get_absolute_url())
    assert f"Upstream’s file said quality 80, but {WHY}" in page
    assert "Follow upstream’s own last word: 45" in page
    assert "Follow what its file said: 80" in page


@pytest.mark.parametrize("word", [45, 80])
def test_a_release_follows_the_word_that_was_chosen(
    word: int, two_words: Desk, sign_in: Any
) -> None:
    client = sign_in("editor")
    refused = decide(client, two_words.article, "release", field="quality")
    assert refused.status_code == 409
    assert "Choose which of the two it is to follow." in text_of(refused)
    decide(client, two_words.article, "release", field="quality", word=json.dumps(word))
    assert (two_words.now().quality, "quality" in two_words.article.standing) == (word, False)
    two_words.exports()
    assert two_words.file["quality"] == str(word)
    two_words.imports()
    assert two_words.now().quality == word
    two_words.undo()
    assert (two_words.now().quality, "quality" in two_words.article.standing) == (80, True)


def test_a_word_that_is_no_longer_upstreams_is_refused(two_words: Desk, sign_in: Any) -> None:
    client = sign_in("editor")
    two_words.overwrites(quality=45, published=False)
    two_words.imports()
    assert DOUBTS not in two_words.now().upstream
    refused = decide(client, two_words.article, "release", field="quality", word="80")
    assert refused.status_code == 409
    assert "The document has changed since you opened it" in text_of(refused)
    assert (
        decide(client, two_words.article, "release", field="quality", word="{").status_code == 422
    )


def test_a_conflict_is_not_closed_by_a_doubt(desk: Callable[..., Desk], sign_in: Any) -> None:
    here = desk(quality=45, published=False)
    here.act(moderation.approve, quality=80)
    here.overwrites(quality=50)
    here.imports()
    assert here.now().conflicts == {"quality": {"seen": 45, "now": 50}}
    here.exports()
    here.patches(published=False)
    here.imports()
    assert here.now().conflicts["quality"] == {"seen": 45, "now": 50}
    words = page_text(sign_in("editor"), "/conflicts/")
    assert f"Upstream’s file said quality 80, but {WHY}" in words
    here.act(moderation.take_theirs, ["quality"])
    assert here.now().quality == 50


def test_in_doubt_the_conflicts_page_says_that_taking_upstreams_yes_waits(
    desk: Callable[..., Desk], sign_in: Any
) -> None:
    here = desk(quality=45, published=False)
    here.act(moderation.reject)
    here.overwrites(published=True)
    here.imports()
    here.exports()
    here.patches(category="sport")
    here.imports()
    assert here.now().conflicts["published"]["now"] is True
    assert "Following upstream, it waits: upstream’s file said unpublished" in page_text(
        sign_in("editor"), "/conflicts/"
    )
    here.act(moderation.take_theirs, ["published"])
    assert here.now().status == Status.WAITING
