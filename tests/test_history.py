"""Real rewrites replayed with decisions strewn in between: nothing decided is lost."""

import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.documents import NewsDocument, read
from articles.documents.decidable import FIELDS
from articles.documents.schema import KEYS
from articles.models import Act, Article, Collection, Decision
from articles.models.decision import new_token
from articles.moderation.orders import Seen
from articles.rules import Status
from articles.sync.importer import import_target
from articles.sync.merge import upstream_values
from articles.sync.targets import Target
from tests.desk_kit import link, told
from tests.documents.test_standing import second_opinion

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 1, tzinfo=UTC)
#: How often each history is replayed, with other decisions; more in a proof.
SEEDS = int(os.environ.get("NEWSROOM_SEEDS", "1"))


def histories(corpus: Path) -> list[list[bytes]]:
    folders = sorted(path for path in (corpus / "history").iterdir() if path.is_dir())
    return [[each.read_bytes() for each in sorted(folder.glob("*.md"))] for folder in folders]


def act_somehow(article: Article, cast: SimpleNamespace, dice: random.Random) -> None:
    """Do something that a person may do with the article as it is now."""
    by = dice.choice([cast.editor, cast.superuser])
    act: dict[str, Any] = {
        "by": by, "token": new_token(), "place": "review", "note": "because",
        "seen": {article.pk: Seen.of(article)},
    }  # fmt: skip
    one = [article]
    undoable = list(Act.objects.filter(decisions__article=article, by__isnull=False).distinct())
    verbs = [
        lambda: moderation.approve(one, quality=dice.choice([None, 70, 90]), **act),
        lambda: moderation.reject(one, **act),
        lambda: moderation.unpublish(one, **act),
        lambda: moderation.reopen(one, **act),
        lambda: moderation.set_quality(one, dice.randrange(120), **act),
        lambda: moderation.edit(one, {"title": f"Edited {dice.randrange(9)}"}, **act),
        lambda: moderation.edit(one, {"topics": dice.choice([["AI"], ["Ports", "AI"]])}, **act),
        lambda: moderation.release(one, [dice.choice(FIELDS)], **act),
        lambda: moderation.keep_ours(one, list(article.conflicts), **act),
        lambda: moderation.take_theirs(one, list(article.conflicts)[:1], **act),
    ]
    if undoable:
        verbs += [
            lambda: moderation.undo(
                dice.choice(undoable), by=by, token=new_token(), place="review", note="no"
            )
        ] * 3
    dice.choice(verbs)()


def check(article: Article, document: NewsDocument) -> None:
    """What has to hold after every step, by the tests' own opinion of what stands."""
    said = upstream_values(document)
    assert article.upstream == said
    opinion = second_opinion(said, Decision.objects.rulings()[article.pk] if
                             article.decision_count else [])  # fmt: skip
    assert article.values == opinion["values"]
    assert article.standing == opinion["numbers"]
    assert article.status == opinion["status"]
    assert set(article.conflicts) == set(opinion["conflicts"])
    for name in set(FIELDS) - set(article.standing):
        assert article.values[name] == (bool(said[name]) if name == "published" else said[name])


def is_real_change(old: NewsDocument, new: NewsDocument) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in KEYS if name != "heat")


def replay(
    versions: list[bytes], folder: Path, cast: SimpleNamespace, dice: random.Random
) -> Iterator[int]:
    """Import version after version with acts between them; yields the steps made."""
    folder.mkdir(parents=True)
    collection = Collection(name=folder.name, root=str(folder))
    path = folder / "story.md"
    article: Article | None = None
    last: NewsDocument | None = None
    for content in versions:
        document = read(content, now=NOW).document
        assert document
        path.write_bytes(content)
        version = article.version if article else 0
        import_target(Target(collection), now=NOW)
        article = Article.objects.select_related("collection").get(collection=collection)
        moved = last is None or is_real_change(last, document)
        assert article.version == version + moved
        check(article, document)
        last = document
        yield 1
        for _ in range(dice.randrange(4)):
            act_somehow(article, cast, dice)
            article = Article.objects.get(pk=article.pk)
            check(article, document)
            yield 1


@pytest.mark.parametrize("order", ["as it was", "shuffled", "repeated"])
def test_after_every_step_of_a_real_history_exactly_what_was_decided_stands(
    order: str, corpus: Path, tmp_path: Path, cast: SimpleNamespace
) -> None:
    steps = 0
    for seed in range(SEEDS):
        for number, versions in enumerate(histories(corpus)):
            dice = random.Random(f"{order} {seed} {number}")
            if order == "shuffled":
                dice.shuffle(versions)
            if order == "repeated":
                versions = [each for each in versions for _ in range(dice.choice([1, 1, 2, 3]))]
            folder = tmp_path / f"{seed}-{number}"
            steps += sum(replay(versions, folder, cast, dice))
    assert steps > 250 * SEEDS


def test_a_real_history_never_replaces_a_story(corpus: Path, tmp_path: Path) -> None:
    for number, versions in enumerate(histories(corpus)):
        folder = tmp_path / str(number)
        folder.mkdir()
        for content in versions:
            (folder / "story.md").write_bytes(content)
            report = import_target(Target(_collection(folder)), now=NOW)
            assert not report.totals["replaced"]


def _collection(folder: Path) -> Collection:
    known = Collection.objects.filter(root=str(folder)).first()
    return known or Collection(name=folder.name, root=str(folder))


def test_a_story_found_at_another_site_keeps_what_was_decided(
    write_document: Any, make_article: Any, cast: SimpleNamespace, act_words: Any
) -> None:
    article = make_article(name="a.md", title="One story")
    moderation.approve([article], **act_words(cast.editor, article))
    write_document(
        "a.md", title="One story", url="https://elsewhere.example/1", provider="Elsewhere"
    )
    assert import_target(Target(article.collection), now=NOW).totals == {"changed": 1}
    article.refresh_from_db()
    assert (article.status, article.story_changes.get().kind) == (Status.PUBLISHED, "source-change")


def test_a_document_that_is_gone_leaves_the_lists_and_comes_back(
    make_article: Any, cast: SimpleNamespace, act_words: Any
) -> None:
    article = make_article(quality=80)
    path = Path(article.collection.root) / article.path
    content = path.read_bytes()
    path.unlink()
    assert import_target(Target(article.collection), now=NOW).totals == {"gone": 1}
    assert not Article.objects.published().exists()
    assert Article.objects.get().gone_at == NOW
    path.write_bytes(content)
    assert import_target(Target(article.collection), now=NOW).totals == {"changed": 1}
    assert Article.objects.published().exists()


def test_a_moved_document_is_the_same_article(
    make_article: Any, cast: SimpleNamespace, act_words: Any
) -> None:
    article = make_article()
    moderation.approve([article], **act_words(cast.editor, article))
    root = Path(article.collection.root)
    (root / "below").mkdir()
    (root / article.path).rename(root / "below" / "elsewhere.md")
    assert import_target(Target(article.collection), now=NOW).totals == {"moved": 1}
    moved = Article.objects.get()
    assert (moved.pk, moved.path, moved.status) == (
        article.pk, "below/elsewhere.md", Status.PUBLISHED,
    )  # fmt: skip


def test_a_document_that_moved_and_changed_is_told_with_both_texts(
    make_article: Any, write_document: Any, sign_in: Any
) -> None:
    """Prevents a comparison of a text with itself: the old one was overwritten by the new."""
    article = make_article(name="a.md", quality=38)
    write_document("a.md", quality=41)
    import_target(Target(article.collection), now=NOW)
    path = write_document("a.md", quality=55)
    path.rename(path.with_name("b.md"))
    assert import_target(Target(article.collection), now=NOW).totals == {"moved": 1}
    turn = article.story_changes.get()
    assert "quality: 41" in turn.before.text
    client = sign_in("reader")
    page = told(client, link(client, article.get_absolute_url(), "both texts"))
    assert "− taken out quality: 41" in page
    assert "+ put in quality: 55" in page


def test_an_import_of_a_part_marks_nothing_as_gone(make_article: Any) -> None:
    article, other = make_article(), make_article()
    (Path(article.collection.root) / article.path).unlink()
    report = import_target(Target(article.collection, other.path), now=NOW)
    assert report.totals == {"unchanged": 1}
    assert not Article.objects.exclude(gone_at=None).exists()


def test_when_too_many_are_missing_none_is_gone_unless_allowed(make_article: Any) -> None:
    articles = [make_article() for _ in range(30)]
    for article in articles[:10]:
        (Path(article.collection.root) / article.path).unlink()
    target = Target(articles[0].collection)
    report = import_target(target, now=NOW)
    assert (report.missing, report.totals["gone"]) == (10, 0)
    assert not Article.objects.exclude(gone_at=None).exists()
    assert import_target(target, now=NOW, allow_gone=True).totals["gone"] == 10
