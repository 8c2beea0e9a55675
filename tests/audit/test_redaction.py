"""`redact_text` takes a kept text out and leaves its digest, who, when and why; all else copes."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from articles.models import Article, DocumentText, Redaction
from tests.audit.check_history_kit import check
from tests.desk_kit import text_of
from tests.export_kit import export_folder, import_folder

REASON = "Court order 12/34."


def redact(*words: object, **options: str) -> str:
    output = StringIO()
    given = [f"--{name}={value}" for name, value in options.items()]
    call_command("redact_text", *map(str, words), *given, stdout=output, stderr=output)
    return output.getvalue()


@pytest.fixture
def replaced(world: SimpleNamespace) -> Article:
    """Return the replaced article, whose first text was taken out: a rejection was made on it."""
    article: Article = world.replaced
    redact(article.pk, article.first_text_id, reason=REASON, by="superuser")
    return Article.objects.get(pk=article.pk)


def test_the_text_goes_and_its_digest_stays_with_who_when_and_why(
    world: SimpleNamespace, users: SimpleNamespace
) -> None:
    text = world.replaced.first_text
    listed = redact(world.replaced.pk)
    assert f"{text.pk}: first text; before: replaced by another story; decision 1" in listed
    output = redact(world.replaced.pk, text.pk, reason=REASON, by="superuser")
    assert text.sha256 in output
    assert "the values before and after of 2 decisions on it" in output
    kept = DocumentText.objects.get(pk=text.pk)
    assert (kept.text, kept.sha256) == ("", text.sha256)
    record = Redaction.objects.get()
    assert (record.by, record.reason, record.sha256) == (users.superuser, REASON, text.sha256)
    assert f"{text.pk}: first text; before: replaced by another story; decision 1: taken out" in (
        redact(world.replaced.pk)
    )


def test_the_record_of_it_cannot_be_changed(replaced: Article) -> None:
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Redaction.objects.update(reason="None of your business.")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Redaction.objects.all().delete()


def test_a_check_knows_of_it_and_still_sees_when_the_rest_is_changed(replaced: Article) -> None:
    assert check()[0] == 0
    DocumentText.objects.filter(pk=replaced.first_text_id).update(sha256="0" * 64)
    output = check()[1]
    assert "SHA-256: expected" in output
    assert "(as taken out)" in output


def test_a_text_emptied_beside_the_desk_is_found(world: SimpleNamespace) -> None:
    DocumentText.objects.filter(pk=world.replaced.first_text_id).update(text="")
    status, output = check()
    assert status == 1
    assert "expected a text, or a record of who took it out, found none" in output


def test_a_text_put_back_is_found(replaced: Article) -> None:
    DocumentText.objects.filter(pk=replaced.first_text_id).update(text="again")
    assert "text: expected none: it was taken out, found a text" in check()[1]


def test_the_page_of_texts_says_so_in_place_of_a_comparison(
    replaced: Article, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("reader")
    page = text_of(client.get(reverse("texts", args=[replaced.pk]), {"a": "first", "b": "newest"}))
    assert "Nothing to compare" in page
    assert "First text : Taken out on" in page
    assert f"by superuser. Reason: {REASON} Its SHA-256 was" in page
    other = client.get(reverse("texts", args=[replaced.pk]), {"a": "newest", "b": "exported"})
    assert "Nothing to compare" not in text_of(other)
    for name in ("article", "download"):
        assert client.get(reverse(name, args=[replaced.pk])).status_code == 200


def test_work_goes_on_with_such_an_article(replaced: Article, world: SimpleNamespace) -> None:
    report, _ = export_folder(world.folder)
    assert report.failed == 0
    path = world.folder / replaced.path
    path.write_text(
        path.read_text().replace("Another story", "A third story").replace("other", "3")
    )
    assert import_folder(world.folder).totals["replaced"] == 1
    assert check()[0] == 0


def test_the_newest_text_is_refused_while_its_document_is_there(world: SimpleNamespace) -> None:
    article = world.untouched
    with pytest.raises(CommandError, match=r"is the newest, and untouched.md still holds it"):
        redact(article.pk, article.newest_text_id, reason=REASON, by="superuser")
    assert DocumentText.objects.get(pk=article.newest_text_id).text


def test_the_newest_text_of_a_document_that_is_gone_can_be_taken_out(
    world: SimpleNamespace, sign_in: Callable[[str], Client]
) -> None:
    article, path = world.untouched, world.folder / "untouched.md"
    text = path.read_text()
    path.unlink()
    import_folder(world.folder)
    redact(article.pk, article.newest_text_id, reason=REASON, by="superuser")
    status, output = check()
    assert status == 0
    assert "1 newest texts were taken out: not compared." in output
    client = sign_in("superuser")
    for name in ("article", "texts", "admin:articles_article_change"):
        assert REASON in text_of(client.get(reverse(name, args=[article.pk])))
    response = client.get(reverse("download", args=[article.pk]))
    assert response.status_code == 410
    assert REASON in response.content.decode()
    # It comes back when its document does: that is upstream's doing.
    path.write_text(text)
    assert import_folder(world.folder).totals["changed"] == 1
    assert Article.objects.get(pk=article.pk).gone_at is None
    assert check()[0] == 0


def forge(world: SimpleNamespace, users: SimpleNamespace, **changes: Any) -> Article:
    """Empty the newest text beside the desk, as if it were taken out; give upstream other words."""
    article: Article = world.untouched
    text = article.newest_text
    DocumentText.objects.filter(pk=text.pk).update(text="")
    Redaction.objects.create(
        text=text,
        article=article,
        sha256=text.sha256,
        by=users.superuser,
        at=article.arrived_at,
        reason="Court.",
    )
    words = {"published": True, "title": "Forged"}
    Article.objects.filter(pk=article.pk).update(upstream={**article.upstream, **words}, **changes)
    return article


def test_a_newest_text_taken_out_while_its_document_is_there_is_found_and_publishes_nothing(
    world: SimpleNamespace, users: SimpleNamespace
) -> None:
    article = forge(world, users)
    for options in ((), ("--repair",), ()):
        status, output = check(*options)
        assert status == 1
        assert f"article {article.pk}, text {article.newest_text_id}: taken out: expected" in output
    stored = Article.objects.get(pk=article.pk)
    assert (stored.status, stored.title) == ("waiting", article.title)


def test_nothing_is_published_by_a_repair_without_a_text_that_proves_it(
    world: SimpleNamespace, users: SimpleNamespace
) -> None:
    # As if it were gone: nothing about the text is wrong then.
    article = forge(world, users, gone_at=world.untouched.arrived_at)
    assert f"article {article.pk}: left" in check("--repair")[1]
    stored = Article.objects.get(pk=article.pk)
    assert (stored.status, stored.title) == ("waiting", article.title)


def test_a_document_that_comes_back_as_it_was_has_its_text_again(world: SimpleNamespace) -> None:
    article, path = world.untouched, world.folder / "untouched.md"
    text = path.read_text()
    path.unlink()
    import_folder(world.folder)
    redact(article.pk, article.newest_text_id, reason=REASON, by="superuser")
    path.write_text(text)
    import_folder(world.folder)
    assert Article.objects.get(pk=article.pk).newest_text.text == text
    # What was taken out stays so, and the record of it holds.
    assert DocumentText.objects.get(pk=article.newest_text_id).text == ""
    assert check()[0] == 0


def test_a_text_taken_out_is_never_written_over_by_the_next_one(
    world: SimpleNamespace, write_document: Callable[..., Path]
) -> None:
    article, path = world.untouched, world.folder / "untouched.md"
    write_document("untouched.md", title="Story number 5, again")
    import_folder(world.folder)
    taken = Article.objects.get(pk=article.pk).newest_text_id
    assert taken != article.first_text_id
    path.unlink()
    import_folder(world.folder)
    redact(article.pk, taken, reason=REASON, by="superuser")
    write_document("untouched.md", title="Story number 5, at last")
    import_folder(world.folder)
    assert Article.objects.get(pk=article.pk).newest_text_id != taken
    assert DocumentText.objects.get(pk=taken).text == ""
    assert "article" not in check()[1].split(" articles and ")[0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"reason": " "}, "--reason: say which law"),
        ({"reason": "x" * 100_000}, "The reason"),
        ({"by": "nobody"}, "--by: nobody is named 'nobody'"),
        ({"by": "deactivated"}, "--by: deactivated is deactivated"),
    ],
)
def test_it_needs_a_reason_and_a_person(
    world: SimpleNamespace, change: dict[str, str], message: str
) -> None:
    given = {"reason": REASON, "by": "superuser", **change}
    with pytest.raises(CommandError, match=message):
        redact(world.replaced.pk, world.replaced.first_text_id, **given)
    assert not Redaction.objects.exists()


def test_only_a_text_of_the_article_is_taken_out_and_once(
    world: SimpleNamespace, replaced: Article
) -> None:
    given = {"reason": REASON, "by": "superuser"}
    with pytest.raises(CommandError, match="There is no article 99999"):
        redact(99999, 1, **given)
    with pytest.raises(CommandError, match="There is no article 99999"):
        redact(99999)
    with pytest.raises(CommandError, match=r"is not one of article .*: those are"):
        redact(replaced.pk, world.edited.first_text_id, **given)
    with pytest.raises(CommandError, match="was taken out already"):
        redact(replaced.pk, replaced.first_text_id, **given)


def test_an_export_has_the_record_and_not_the_text(replaced: Article, tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    call_command("export_history", str(path), stdout=StringIO())
    lines: list[dict[str, Any]] = [json.loads(line) for line in path.read_text().splitlines()]
    (record,) = [each["row"] for each in lines if each.get("table") == "articles.redaction"]
    assert record["reason"] == REASON
    texts = [each["row"] for each in lines if each.get("table") == "articles.documenttext"]
    assert [each["text"] for each in texts if each["id"] == replaced.first_text_id] == [""]
