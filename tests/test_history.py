"""Real rewrites replayed with random decisions in between: nothing decided is lost."""

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
from articles.moderation.decision_requests import Seen
from articles.rules import Status
from articles.sync.importer import import_target
from articles.sync.merge import upstream_values
from articles.sync.targets import Target
from tests.desk_kit import link, page_text
from tests.documents.rules_kit import second_state
from tests.lengths import by_database

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 1, tzinfo=UTC)
#: How often each history is replayed, with other decisions; more in a proof.
SEEDS = int(os.environ.get("NEWSROOM_SEEDS", "1"))


def histories(corpus: Path) -> list[list[bytes]]:
    folders = sorted(path for path in (corpus / "history").iterdir() if path.is_dir())
    return [[each.read_bytes() for each in sorted(folder.glob("*.md"))] for folder in folders]


def act_at_random(article: Article, users: SimpleNamespace, dice: random.Random) -> None:
    """Carry out a random act that the article's state allows."""
    by = dice.choice([users.editor, users.superuser])
    act: dict[str, Any] = {
        "by": by,
        "token": new_token(),
        "place": "review",
        "note": "because",
        "seen": {article.pk: Seen.of(article)},
    }
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


def assert_rules_hold(article: Article, document: NewsDocument) -> None:
    """Assert the rules of newsroom/docs/architecture.md, by the tests' own implementation."""
    upstream = upstream_values(document)
    assert article.upstream == upstream
    rulings = Decision.objects.rulings()[article.pk] if article.decision_count else []
    expected = second_state(upstream, rulings)
    assert article.values == expected["values"]
    assert article.standing == expected["numbers"]
    assert article.status == expected["status"]
    assert set(article.conflicts) == set(expected["conflicts"])
    for name in set(FIELDS) - set(article.standing):
        assert article.values[name] == (
            bool(upstream[name]) if name == "published" else upstream[name]
        )


def is_real_change(old: NewsDocument, new: NewsDocument) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in KEYS if name != "heat")


def replay(
    versions: list[bytes], folder: Path, users: SimpleNamespace, dice: random.Random
) -> Iterator[int]:
    """Import version after version with acts between them; yield 1 for each step."""
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
        has_changed = last is None or is_real_change(last, document)
        assert article.version == version + has_changed
        assert_rules_hold(article, document)
        last = document
        yield 1
        for _ in range(dice.randrange(4)):
            act_at_random(article, users, dice)
            article = Article.objects.get(pk=article.pk)
            assert_rules_hold(article, document)
            yield 1


@pytest.mark.parametrize("order", by_database(["as it was", "repeated"], ["shuffled"]))
def test_after_every_step_of_a_real_history_exactly_the_decided_fields_are_owned(
    order: str, corpus: Path, tmp_path: Path, users: SimpleNamespace
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
            steps += sum(replay(versions, folder, users, dice))
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
    write_document: Any, make_article: Any, users: SimpleNamespace, act_parameters: Any
) -> None:
    article = make_article(name="a.md", title="One story")
    moderation.approve([article], **act_parameters(users.editor, article))
    write_document(
        "a.md", title="One story", url="https://elsewhere.example/1", provider="Elsewhere"
    )
    assert import_target(Target(article.collection), now=NOW).totals == {"changed": 1}
    article.refresh_from_db()
    assert (article.status, article.story_changes.get().kind) == (Status.PUBLISHED, "source-change")


def test_a_document_that_is_gone_leaves_the_lists_and_comes_back(
    make_article: Any, users: SimpleNamespace, act_parameters: Any
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
    make_article: Any, users: SimpleNamespace, act_parameters: Any
) -> None:
    article = make_article()
    moderation.approve([article], **act_parameters(users.editor, article))
    root = Path(article.collection.root)
    (root / "below").mkdir()
    (root / article.path).rename(root / "below" / "elsewhere.md")
    assert import_target(Target(article.collection), now=NOW).totals == {"moved": 1}
    moved = Article.objects.get()
    assert (moved.pk, moved.path, moved.status) == (
        article.pk,
        "below/elsewhere.md",
        Status.PUBLISHED,
    )


def test_a_document_that_moved_and_changed_is_shown_with_both_texts(
    make_article: Any, write_document: Any, sign_in: Any
) -> None:
    """Prevents a comparison of a text with itself: the old one was overwritten by the new."""
    article = make_article(name="a.md", quality=38)
    write_document("a.md", quality=41)
    import_target(Target(article.collection), now=NOW)
    path = write_document("a.md", quality=55)
    path.rename(path.with_name("b.md"))
    assert import_target(Target(article.collection), now=NOW).totals == {"moved": 1}
    change = article.story_changes.get()
    assert "quality: 41" in change.before.text
    client = sign_in("reader")
    page = page_text(client, link(client, article.get_absolute_url(), "both texts"))
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
