"""Upstream's yes where bytes can't tell whose it is: what comes of each clause of the rule.

`articles.rules.upstream_word` has the rule; `test_short_sequences.py` searches sequences of events.
"""

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F

from articles import moderation
from articles.models import Act, Article
from articles.models.decision import new_token
from articles.rules import Status
from articles.rules.upstream_word import DOUBTS
from articles.sync import exporter
from articles.sync.export_plan import SkippedDocument
from tests.desk_kit import page_text, row_hint_texts, text_of
from tests.upstream_word.kit import WHY, Desk, is_public

pytestmark = pytest.mark.django_db


def test_a_release_waits_where_the_bot_overwrote_our_unpublished_with_its_own(
    in_doubt: Desk, sign_in: Any
) -> None:
    in_doubt.act(moderation.release, ["published"])
    assert in_doubt.now().status == Status.WAITING
    assert (in_doubt.article.standing, is_public(in_doubt)) == ({}, False)
    in_doubt.exports()
    assert in_doubt.file["published"] == "false"
    page = page_text(sign_in("reader"), in_doubt.article.get_absolute_url())
    assert "It waits: upstream’s file said unpublished, but that may be our own export’s" in page
    assert "before, it said published. A decision ends that, or upstream’s next word." in page
    assert "waits: upstream’s word is in doubt" in row_hint_texts(in_doubt.article)


def test_an_undo_waits_there_too_and_every_answer_says_why(in_doubt: Desk, sign_in: Any) -> None:
    client = sign_in("editor")
    act = Act.objects.latest("pk")
    assert "1 waits because upstream’s file may hold our own export’s value" in page_text(
        client, act.get_absolute_url()
    )
    form = {"token": new_token(), "place": "queue", "next": "/queue/"}
    words = text_of(client.post(f"/acts/{act.pk}/undo/", form, follow=True))
    assert f"It waits: upstream’s file said unpublished, but {WHY}" in words
    assert in_doubt.now().status == Status.WAITING


def test_upstreams_next_word_ends_the_doubt(in_doubt: Desk) -> None:
    in_doubt.undo()
    in_doubt.overwrites(published=True)
    in_doubt.imports()
    assert is_public(in_doubt)
    assert DOUBTS not in in_doubt.now().upstream
    in_doubt.overwrites(published=False)
    in_doubt.imports()
    assert not is_public(in_doubt)
    assert DOUBTS not in in_doubt.now().upstream


def test_noise_does_not_end_the_doubt(in_doubt: Desk) -> None:
    in_doubt.patches(secured='"again"', heat=3)
    in_doubt.imports()
    in_doubt.undo()
    assert in_doubt.now().status == Status.WAITING


def test_an_older_yes_is_not_trusted_where_any_other_key_moved(desk: Callable[..., Desk]) -> None:
    """A bot that patches sets only a field that nobody decides: it may as well have overwritten."""
    here = desk(quality=90, published=True)
    here.act(moderation.unpublish)
    here.exports()
    here.patches(category="sport")
    here.imports()
    here.undo()
    assert here.now().status == Status.WAITING


#: Rewrites that no reader of values sees.
REWRITES: dict[str, Callable[[str], str]] = {
    "a comment": lambda text: text.replace("\npublished: ", "\n# Withdrawn.\npublished: "),
    "a comment behind the value": lambda text: re.sub(r"(\npublished: .*)", r"\1  # ours", text),
    "a blank": lambda text: text.replace("\npublished: ", "\npublished:  "),
    "another order": lambda text: re.sub(r"(?s)---\n(.*?\n)(published: .*?\n)", r"---\n\2\1", text),
    "other quotes": lambda text: re.sub(r'\ntitle: "?(.*?)"?\n', r"\ntitle: '\1'\n", text),
    "an unknown key within": lambda text: text.replace("provider:\n", "provider:\n  rev: 2\n"),
    "other line endings": lambda text: text.replace("\n", "\r\n"),
    "a comment within the noise": lambda text: re.sub(r"(\nheat: .*)", r"\1\n# Withdrawn.", text),
}  # fmt: skip


def forget_confirmation() -> None:
    """Let the article be as an export leaves it that was killed before it confirmed."""
    announced = {"published": False}
    Article.objects.update(written={}, writing=announced, newest_text=F("first_text"))


@pytest.mark.parametrize("rewrite", REWRITES.values(), ids=REWRITES)
@pytest.mark.parametrize("killed", [False, True])
def test_an_older_yes_is_not_trusted_where_any_other_byte_moved(
    rewrite: Callable[[str], str], killed: bool, desk: Callable[..., Desk]
) -> None:
    here = desk(quality=90, published=True, heat=90)
    here.act(moderation.unpublish)
    here.exports()
    if killed:
        forget_confirmation()
    text = here.path.read_text()
    assert rewrite(text) != text
    here.path.write_bytes(rewrite(text).encode())
    here.imports()
    assert here.now().upstream["doubts"]["published"]["value"] is False
    here.undo()
    assert not is_public(here)


def test_a_text_as_a_killed_export_wrote_it_but_for_noise_leaves_the_older_word(
    desk: Callable[..., Desk],
) -> None:
    here = desk(quality=90, published=True, heat=90)
    here.act(moderation.unpublish)
    here.exports()
    forget_confirmation()
    here.patches(heat=12, secured='"other"')
    here.imports()
    assert DOUBTS not in here.now().upstream
    here.undo()
    assert is_public(here)


def test_a_text_as_we_left_it_but_for_noise_leaves_the_older_word(
    desk: Callable[..., Desk],
) -> None:
    here = desk(quality=90, published=True)
    here.act(moderation.unpublish)
    here.exports()
    here.patches(secured='"again"', heat=3)
    here.imports()
    assert DOUBTS not in here.now().upstream
    here.undo()
    assert is_public(here)
    here.exports()
    assert here.file["published"] == "true"


@pytest.mark.parametrize("killed", [False, True])
def test_a_true_equal_to_ours_never_becomes_upstreams_yes(
    killed: bool, desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot that patches sets only the quality, which shows that it wrote after us."""

    def kill(*args: Any) -> None:
        raise KeyboardInterrupt

    here = desk(quality=45, published=False)
    here.act(moderation.approve, quality=80)
    with monkeypatch.context() as patch:
        if killed:
            patch.setattr(exporter, "_confirm", kill)
            with pytest.raises(KeyboardInterrupt):
                here.exports()
        else:
            here.exports()
    here.patches(quality=50)
    here.imports()
    here.undo()
    assert here.now().status == Status.WAITING
    assert here.article.quality == 50
    here.exports()
    assert (here.file["published"], here.file["quality"]) == ("false", "50")
    here.imports()
    assert not is_public(here)


def test_the_export_turns_a_true_into_false_though_it_equals_the_older_word(
    in_doubt: Desk,
) -> None:
    """In doubt a person approves, and takes that back: the true in the file was ours."""
    in_doubt.act(moderation.approve)
    in_doubt.exports()
    assert in_doubt.file["published"] == "true"
    in_doubt.undo()
    in_doubt.undo()
    assert in_doubt.now().status == Status.WAITING
    out, err = StringIO(), StringIO()
    call_command("export_articles", str(in_doubt.path.parent), stdout=out, stderr=err)
    assert in_doubt.file["published"] == "false"
    assert "1 document written, 1 turned to false in doubt" in out.getvalue()
    assert f"{in_doubt.path.name}: published: true, which may be our own export's" in err.getvalue()
    assert in_doubt.imports().totals == {"unchanged": 1}
    assert in_doubt.exports() == []
    in_doubt.overwrites(published=True)
    in_doubt.imports()
    assert is_public(in_doubt)


def test_a_rewritten_document_is_not_exported_before_it_is_imported(
    desk: Callable[..., Desk],
) -> None:
    """The bot's own quality is back, which shows that it overwrote; writing ours would hide it."""
    here = desk(quality=90, published=True)
    here.act(moderation.set_quality, 85)
    here.act(moderation.unpublish)
    here.exports()
    here.overwrites(published=False)
    before = here.path.read_text()
    (skipped,) = here.exports()
    assert isinstance(skipped, SkippedDocument)
    assert skipped.reason == "import first: quality changed since the last import"
    assert here.path.read_text() == before
    here.imports()
    here.undo()
    assert here.now().status == Status.WAITING


def test_a_body_that_changed_is_imported_before_an_upstream_yes_is_hidden(
    desk: Callable[..., Desk],
) -> None:
    here = desk(quality=90, published=True)
    here.path.write_text(here.path.read_text() + "A body\n")
    here.act(moderation.unpublish)
    (skipped,) = here.exports()
    assert isinstance(skipped, SkippedDocument)
    assert skipped.reason == "import first: other keys, or its body, changed since the last import"
    here.imports()
    here.exports()
    here.undo()
    assert is_public(here)
