"""Decisions written back into documents: what changes there, what doesn't, and what is left."""

import os
import shutil
import stat
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles import moderation
from articles.models import Article, DocumentText, ImportRun
from articles.rules import Status
from articles.sync.exporter import Left
from articles.sync.locks import acquire
from tests.export_kit import bring_in, changed_lines, place, write_back

pytestmark = pytest.mark.django_db

Make = Callable[..., Article]


def test_an_approval_changes_one_line_and_comes_back_as_unchanged(approved: Article) -> None:
    before = place(approved).read_bytes()
    report, _ = write_back(place(approved).parent)
    assert (report.written, report.left) == (1, 0)
    after = place(approved).read_bytes()
    assert changed_lines(before, after) == [(b"published: false\n", b"published: true\n")]
    assert bring_in(place(approved).parent).totals == {"unchanged": 1}
    assert write_back(place(approved).parent)[1] == []


def test_nothing_to_write_touches_nothing(make_article: Make) -> None:
    article = make_article()
    before = place(article).stat()
    assert write_back(place(article).parent)[1] == []
    assert place(article).stat() == before


def test_an_undo_after_an_export_puts_upstreams_word_back(
    approved: Article, cast: SimpleNamespace
) -> None:
    folder, original = place(approved).parent, place(approved).read_bytes()
    write_back(folder)
    bring_in(folder)
    act = approved.decisions.get().act
    moderation.undo(act, by=cast.reviewer, token="undoing", place="queue")
    approved.refresh_from_db()
    assert (approved.status, approved.published) == (Status.WAITING, False)
    write_back(folder)
    assert place(approved).read_bytes() == original
    approved.refresh_from_db()
    assert (approved.written, approved.writing) == ({}, {})


def test_an_echo_of_what_we_wrote_is_never_upstreams_word(approved: Article) -> None:
    """The bot reads the document we wrote, keeps our value and changes what it always changes."""
    folder = place(approved).parent
    write_back(folder)
    text = place(approved).read_text().replace("opaque", "rewritten")
    place(approved).write_text(text)
    assert bring_in(folder).totals == {"noise": 1}
    approved.refresh_from_db()
    assert approved.upstream["published"] is False
    assert approved.conflict_count == 0


def test_a_bot_that_repeats_its_own_old_word_makes_no_conflict(approved: Article) -> None:
    folder, original = place(approved).parent, place(approved).read_bytes()
    write_back(folder)
    place(approved).write_bytes(original)
    assert bring_in(folder).conflicts == 0
    approved.refresh_from_db()
    assert (approved.published, approved.conflict_count) == (True, 0)
    assert write_back(folder)[0].written == 1


def test_a_document_that_moved_on_is_left_and_named(approved: Article) -> None:
    folder = place(approved).parent
    text = place(approved).read_text().replace("quality: 38", "quality: 44")
    place(approved).write_text(text)
    report, (left,) = write_back(folder)
    assert (report.written, report.left) == (0, 1)
    assert isinstance(left, Left)
    assert left.reason == "import first: quality changed since the last import"
    assert place(approved).read_text() == text


def test_noise_on_disk_is_no_reason_to_leave_a_document(approved: Article) -> None:
    text = place(approved).read_text().replace("opaque", "moved").replace("heat: 12", "heat: 60")
    place(approved).write_text(text)
    assert write_back(place(approved).parent)[0].written == 1
    approved.refresh_from_db()
    assert approved.heat == 60
    assert bring_in(place(approved).parent).totals == {"unchanged": 1}


def test_news_in_no_field_of_an_article_is_told_by_the_import_after_the_export(
    approved: Article,
) -> None:
    folder, path = place(approved).parent, place(approved)
    path.write_text(path.read_text().replace("heat: 12", "heat: 60") + "A body\n")
    assert write_back(folder)[0].written == 1
    assert "published: true\n" in path.read_text()
    assert path.read_text().endswith("A body\n")
    assert write_back(folder)[1] == []
    told: list[tuple[str, list[str]]] = []
    bring_in(folder, on_entry=lambda entry: told.append((entry.status, entry.changes)))
    assert told == [("changed", ["heat", "body"])]
    approved.refresh_from_db()
    assert (approved.heat, approved.published, approved.conflicts) == (60, True, {})
    assert bring_in(folder).totals == {"unchanged": 1}


def test_mode_line_ends_mark_and_quotes_stay(
    write_document: Callable[..., Path], cast: SimpleNamespace, act_words: Any
) -> None:
    path = write_document()
    content = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n").rstrip() + b"\r\nA body"
    path.write_bytes(content)
    path.chmod(0o640)
    bring_in(path.parent)
    article = Article.objects.get()
    moderation.approve([article], quality=71, **act_words(cast.reviewer, article))
    write_back(path.parent)
    assert changed_lines(content, path.read_bytes()) == [
        (b"quality: 38\r\n", b"quality: 71\r\n"),
        (b"published: false\r\n", b"published: true\r\n"),
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a group that is another's")
def test_the_group_stays_though_the_owner_may_not_be_kept(
    approved: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Upstream's bot may be writing by its group."""
    os.chown(place(approved), 12345, 23456)
    chown = os.fchown

    def as_another(handle: int, owner: int, group: int) -> None:
        if owner != -1:
            raise PermissionError
        chown(handle, owner, group)

    monkeypatch.setattr(os, "fchown", as_another)
    assert write_back(place(approved).parent)[0].written == 1
    assert (place(approved).stat().st_uid, place(approved).stat().st_gid) == (0, 23456)


def test_edited_words_and_topics_are_written_each_by_its_own_splice(
    make_article: Make, cast: SimpleNamespace, act_words: Any
) -> None:
    article = make_article(topics=("AI", "Ports"))
    values = {"title": 'A "better" title', "topics": ["Ports", "Harbours"]}
    moderation.edit([article], values, **act_words(cast.editor, article))
    write_back(place(article).parent)
    assert bring_in(place(article).parent).totals == {"unchanged": 1}
    text = place(article).read_text()
    assert '"A \\"better\\" title"' in text
    assert "  - Ports\n  - Harbours\n" in text


def test_a_read_only_document_is_left_and_the_decision_stays(approved: Article) -> None:
    before = place(approved).read_bytes()
    place(approved).chmod(0o444)
    _, (left,) = write_back(place(approved).parent)
    assert isinstance(left, Left)
    assert "read-only" in left.reason
    assert place(approved).read_bytes() == before
    approved.refresh_from_db()
    assert (approved.published, approved.writing) == (True, {})


def test_nothing_is_written_through_a_link(approved: Article, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.md"
    shutil.move(place(approved), elsewhere)
    place(approved).symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    _, (left,) = write_back(place(approved).parent)
    assert isinstance(left, Left)
    assert elsewhere.read_bytes() == before


def test_an_export_waits_for_an_import_of_the_same_collection(approved: Article) -> None:
    acquire(approved.collection)
    with pytest.raises(CommandError, match="is running") as refused:
        call_command("export_articles")
    assert refused.value.returncode == 3


def test_a_dry_run_and_a_check_say_what_would_be_written(approved: Article) -> None:
    before = place(approved).read_bytes()
    out = StringIO()
    call_command("export_articles", "--dry-run", "--diff", stdout=out)
    assert "-published: false\n+published: true\n" in out.getvalue()
    assert "1 document would be written" in out.getvalue()
    with pytest.raises(SystemExit) as ended:
        call_command("export_articles", "--check", stdout=out)
    assert ended.value.code == 1
    assert place(approved).read_bytes() == before
    assert not ImportRun.objects.filter(kind="export").exists()


def test_a_diff_shows_line_ends_and_what_a_terminal_would_act_on(
    write_document: Callable[..., Path], cast: SimpleNamespace, act_words: Any
) -> None:
    path = write_document(title="One\u2028story\u00a0\u202efdp", quality=38)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n") + b"the end")
    bring_in(path.parent)
    article = Article.objects.get()
    words = act_words(cast.editor, article)
    moderation.edit([article], {"title": "Another"}, **words)
    out = StringIO(newline="")
    call_command("export_articles", "--diff", stdout=out)
    diff = out.getvalue()
    assert '-title: "One\\u2028story\u00a0\\u202efdp"\r\n+title: "Another"\r\n' in diff
    assert "\n@@ -1,6 +1,6 @@\n" in diff


def test_a_diff_tells_of_a_last_line_without_an_end(
    write_document: Callable[..., Path], cast: SimpleNamespace, act_words: Any
) -> None:
    path = write_document(topics=("AI",))
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    bring_in(path.parent)
    article = Article.objects.get()
    moderation.edit([article], {"topics": ["AI", "Robots"]}, **act_words(cast.editor, article))
    out = StringIO()
    call_command("export_articles", "--diff", stdout=out)
    assert "\n ---\n\\ No newline at end of file\n" in out.getvalue()


def test_the_text_a_decision_was_made_on_is_kept_beside_what_was_written(
    approved: Article,
) -> None:
    decided_on = approved.decisions.get().text.text
    write_back(place(approved).parent)
    assert DocumentText.objects.filter(text=decided_on).exists()
    approved.refresh_from_db()
    assert approved.newest_text.text == place(approved).read_text()


def test_every_document_of_the_corpus_differs_in_exactly_the_intended_lines(
    corpus: Path, tmp_path: Path, cast: SimpleNamespace, act_words: Any
) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(corpus / "corpus", folder, copy_function=shutil.copyfile)
    originals = {path: path.read_bytes() for path in folder.rglob("*.md")}
    bring_in(folder)
    articles = list(Article.objects.all())
    up = [article for article in articles if article.status == Status.WAITING]
    down = [article for article in articles if article.status == Status.PUBLISHED]
    moderation.approve(up, quality=1234, **act_words(cast.editor, *up))
    moderation.set_quality(down, 1234, **act_words(cast.editor, *down))
    moderation.unpublish(down, **act_words(cast.editor, *down))
    report, entries = write_back(folder)
    assert (report.written, report.left) == (len(originals), 0), entries
    for path, before in originals.items():
        lines = [line for line in path.read_bytes().splitlines() if line not in before.splitlines()]
        assert {line.split(b":")[0] for line in lines} == {b"published", b"quality"}, path
        assert len(path.read_bytes().splitlines()) - len(before.splitlines()) in (0, 1, 2)
    assert bring_in(folder).totals == {"unchanged": len(originals)}
    assert write_back(folder)[1] == []
