"""Upstream's word where bytes can't tell: what comes of each clause of the rule, with real files.

`articles.rules.upstream_word` has the rule; `tests.proofs.upstream_word` searches all sequences.
"""

import json
from collections.abc import Callable
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from articles import moderation
from articles.models import Act, Article
from articles.models.decision import new_token
from articles.rules import Status
from articles.rules.upstream_word import DOUBTS
from articles.sync import exporter
from articles.sync.export_plan import SkippedDocument
from tests.desk_kit import decide, page_text, row_hint_texts, text_of
from tests.export_kit import document_path, export_folder, import_folder
from tests.proofs import upstream_word

pytestmark = pytest.mark.django_db

WHY = "that may be our own export’s value"


class Desk:
    """A desk with one article, an editor, and the file that a bot and exports write."""

    def __init__(self, article: Article, by: Any, act_parameters: Any) -> None:
        self.article = article
        self.by = by
        self.act_parameters = act_parameters
        self.path = document_path(article)
        self.bots = self.path.read_text()

    @property
    def file(self) -> dict[str, str]:
        """The lines of the file, by key."""
        lines = (line.split(": ", 1) for line in self.path.read_text().splitlines())
        return {parts[0]: parts[1] for parts in lines if len(parts) == 2}

    def now(self) -> Article:
        self.article.refresh_from_db()
        return self.article

    def act(self, verb: Any, *args: Any, **options: Any) -> Any:
        parameters = self.act_parameters(self.by, self.article, **options)
        return verb([self.now()], *args, **parameters)

    def undo(self) -> None:
        """Undo the newest act of the person that counts."""
        acts = Act.objects.filter(by=self.by).exclude(decisions__kind="undo")
        act = acts.exclude(decisions__withdrawn_by__isnull=False).latest("pk")
        moderation.undo(act, by=self.by, token=new_token(), place="queue")

    def overwrites(self, **values: object) -> None:
        """The bot writes its own version of the document, with these values and other noise."""
        self.bots = with_lines(self.bots, values)
        self.path.write_text(with_lines(self.bots, {"secured": '"rewritten"'}))

    def patches(self, **values: object) -> None:
        """The bot sets these keys in the file as it is."""
        self.path.write_text(with_lines(self.path.read_text(), values))

    def imports(self) -> Any:
        return import_folder(self.path.parent)

    def exports(self) -> list[Any]:
        return export_folder(self.path.parent)[1]


def with_lines(text: str, values: dict[str, object]) -> str:
    """Return the text with the lines of these keys set."""
    lines = []
    for line in text.split("\n"):
        key = line.partition(":")[0]
        lines.append(f"{key}: {str(values[key]).lower()}" if key in values else line)
    return "\n".join(lines)


@pytest.fixture
def desk(
    make_article: Callable[..., Article], users: SimpleNamespace, act_parameters: Any
) -> Callable[..., Desk]:
    """Return a function that imports a document, and returns the desk with it."""
    return lambda **fields: Desk(make_article(**fields), users.editor, act_parameters)


@pytest.fixture
def in_doubt(desk: Callable[..., Desk]) -> Desk:
    """Return the desk after the bot overwrote what was taken down, with an unpublished version."""
    here = desk(quality=90, published=True)
    here.act(moderation.unpublish)
    here.exports()
    here.overwrites(published=False, quality=40)
    here.imports()
    return here


def is_public(here: Desk) -> bool:
    return Article.objects.published().filter(pk=here.article.pk).exists()


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


@pytest.fixture
def two_words(desk: Callable[..., Desk]) -> Desk:
    """Return the desk after the bot set `published` alone in a file with our quality."""
    here = desk(quality=45, published=False)
    here.act(moderation.approve, quality=80)
    here.exports()
    here.patches(published=False)
    here.imports()
    return here


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


def test_no_short_sequence_of_events_publishes_without_upstreams_word() -> None:
    """The long form: `python -m tests.proofs upstream-word`."""
    assert upstream_word.search(upstream_word.SHORT_DEPTH) > 5000
    assert upstream_word.search(upstream_word.SHORT_DEPTH, checked=False) > 5000


@pytest.mark.parametrize("clause", upstream_word.WITHOUT)
def test_without_a_clause_a_sequence_of_events_breaks_the_rule(clause: str) -> None:
    assert upstream_word.counter_example(clause)


def test_a_key_that_came_or_went_is_searched_too() -> None:
    assert upstream_word.search(upstream_word.SHORT_DEPTH - 1, missing=True) > 4000
