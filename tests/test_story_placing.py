"""Documents put into stories by imports: at once, one after another, after an interruption."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from articles.documents import read
from articles.models import Article, Collection, Story, StoryCopy, StoryPointer, WordFrequency
from articles.stories import Grouping
from articles.stories.copies import in_order
from articles.sync import story_memory, story_placing
from articles.sync.story_rows import copy_of
from tests.export_kit import import_folder
from tests.story_placing_kit import BEGIN, partition, write_copy, write_unlike

pytestmark = pytest.mark.django_db

#: Reports of one item in three wordings: the first two have nothing in common.
FOLD = "Robots learn to fold laundry in Osaka"
SORT = "Machines sort shirts and towels quickly"
BOTH = "Robots fold laundry in Osaka, machines sort shirts and towels"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three documents that are like none."""
    write_unlike(tmp_path / "news")
    return tmp_path / "news"


def test_copies_of_one_import_are_one_story_with_the_reason(folder: Path) -> None:
    write_copy(folder, "b", "In Osaka robots now fold laundry", day=1)
    write_copy(folder, "a", FOLD)
    import_folder(folder)
    assert partition() == {frozenset({"a", "b"})}
    first, later = (StoryCopy.objects.get(article__path=f"{name}.md") for name in "ab")
    assert (first.kind, first.like) == ("", None)
    assert (later.kind, later.like, later.likeness_of) == ("likeness", first.article, 1)
    assert later.likeness > 0.36
    assert StoryCopy.objects.filter(story=None).count() == 3


def test_a_copy_that_comes_with_a_later_import_joins(folder: Path) -> None:
    write_copy(folder, "a", FOLD)
    import_folder(folder)
    write_copy(folder, "b", "In Osaka robots now fold laundry", day=1)
    import_folder(folder)
    story = Story.objects.get()
    assert Collection.objects.get().stories_complete
    write_copy(folder, "c", "Laundry: robots fold in Osaka", day=2)
    import_folder(folder)
    assert Story.objects.get() == story
    assert partition() == {frozenset({"a", "b", "c"})}


def test_an_older_copy_that_comes_later_joins_like_any_other(folder: Path) -> None:
    write_copy(folder, "b", "In Osaka robots now fold laundry", day=1)
    import_folder(folder)
    write_copy(folder, "a", FOLD)
    import_folder(folder)
    assert partition() == {frozenset({"a", "b"})}


def test_an_equal_address_joins_also_after_years(folder: Path) -> None:
    write_copy(folder, "a", FOLD, url="https://site.example/robots")
    import_folder(folder)
    write_copy(folder, "b", "Something else", day=900, url="https://www.site.example/robots/")
    import_folder(folder)
    assert partition() == {frozenset({"a", "b"})}
    assert StoryCopy.objects.get(article__path="b.md").kind == "address"


def test_stories_that_a_later_copy_reaches_together_merge(folder: Path) -> None:
    write_copy(folder, "fold", FOLD)
    write_copy(folder, "fold-too", FOLD)
    write_copy(folder, "sort", SORT)
    write_copy(folder, "sort-too", SORT)
    import_folder(folder)
    kept, ended = Story.objects.order_by("pk")
    write_copy(folder, "both", BOTH, day=1)
    import_folder(folder)
    assert partition() == {frozenset({"fold", "fold-too", "sort", "sort-too", "both"})}
    ended.refresh_from_db()
    assert ended.merged_into == kept
    assert not ended.copies.exists()


def test_copies_of_two_collections_are_two_stories(folder: Path, tmp_path: Path) -> None:
    write_copy(folder, "a", FOLD)
    write_copy(tmp_path / "other", "b", FOLD)
    import_folder(folder)
    import_folder(tmp_path / "other")
    assert partition() == set()


def test_a_copy_that_may_be_the_same_is_pointed_out(folder: Path) -> None:
    write_copy(folder, "a", f"{FOLD}, a study of three years finds")
    write_copy(folder, "b", "Robots in Osaka now cook dinner, laundry comes later", day=1)
    import_folder(folder)
    assert partition() == set()
    pointer = StoryPointer.objects.get()
    assert (pointer.article.path, pointer.other.path) == ("b.md", "a.md")
    assert 0.24 <= pointer.likeness < 0.36


def test_a_replaced_document_leaves_its_story_and_joins_another(folder: Path) -> None:
    write_copy(folder, "a", FOLD)
    write_copy(folder, "b", FOLD)
    write_copy(folder, "c", SORT)
    import_folder(folder)
    write_copy(folder, "b", SORT, url="https://elsewhere.example/sort")
    report = import_folder(folder)
    assert report.totals["replaced"] == 1
    assert partition() == {frozenset({"b", "c"})}


def test_a_document_at_another_address_joins_what_stands_there(folder: Path) -> None:
    write_copy(folder, "a", FOLD, url="https://site.example/old")
    import_folder(folder)
    write_copy(folder, "a", FOLD, url="https://site.example/new")
    import_folder(folder)
    write_copy(folder, "b", "Something else", day=900, url="https://site.example/new")
    write_copy(folder, "c", "Another thing", day=900, url="https://site.example/old")
    import_folder(folder)
    assert partition() == {frozenset({"a", "b"})}


def test_a_headline_of_many_hides_no_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story_memory, "LISTED", 2)
    write_copy(folder, "a", FOLD, day=-100)
    for number in range(9):
        write_copy(folder, f"many-{number}", "Morning briefing", day=number, provider="many")
    import_folder(folder)
    write_copy(folder, "b", FOLD)
    write_copy(folder, "many-9", "Morning briefing", day=9, provider="many")
    import_folder(folder)
    assert frozenset({"a", "b"}) in partition()
    assert len(partition()) == 2


def test_a_provider_whose_name_grows_when_folded_is_placed(folder: Path) -> None:
    path = write_copy(folder, "a", FOLD)
    path.write_text(path.read_text().replace("name: provider-a", f"name: {'ﬃ' * 200}"))
    write_copy(folder, "b", FOLD)
    assert import_folder(folder).totals["invalid"] == 0
    assert partition() == {frozenset({"a", "b"})}


def test_a_dry_run_stores_no_story(folder: Path) -> None:
    write_copy(folder, "a", FOLD)
    import_folder(folder, dry_run=True)
    assert not StoryCopy.objects.exists()
    assert not WordFrequency.objects.exists()


def test_what_an_interrupted_import_did_not_place_the_next_one_does(folder: Path) -> None:
    write_copy(folder, "a", FOLD)
    write_copy(folder, "b", FOLD)

    def stop(entry: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_folder(folder, on_entry=stop)
    assert Article.objects.count() == 5
    assert not StoryCopy.objects.exists()
    import_folder(folder)
    assert partition() == {frozenset({"a", "b"})}
    assert Collection.objects.get().stories_complete


def test_a_desk_from_before_stories_has_them_after_its_next_import(folder: Path) -> None:
    write_copy(folder, "a", FOLD)
    write_copy(folder, "b", FOLD)
    import_folder(folder)
    for model in (StoryPointer, StoryCopy, Story, WordFrequency):
        model.objects.all().delete()
    Collection.objects.update(stories_complete=False)
    import_folder(folder)
    assert partition() == {frozenset({"a", "b"})}


def test_an_import_without_news_reads_no_copies(
    folder: Path, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_folder(folder)
    collection = Collection.objects.get()
    with django_assert_num_queries(1):  # whether there are copies at all
        assert list(story_placing.place_articles(collection, Any, [])) == []


def test_what_a_person_changes_meanwhile_counts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_copy(folder, "a", FOLD)
    import_folder(folder)
    write_copy(folder, "b", FOLD)
    original = story_placing._StoryPlacer._placements
    versions = []

    def placements(self: Any, articles: Any) -> Any:
        versions.append(Collection.objects.get().stories_version)
        result = original(self, articles)
        if len(versions) == 1:
            Collection.objects.update(stories_version=7)
        return result

    monkeypatch.setattr(story_placing._StoryPlacer, "_placements", placements)
    import_folder(folder)
    assert versions == [0, 7]
    assert partition() == {frozenset({"a", "b"})}
    assert WordFrequency.objects.get(word="").texts == 5


@pytest.mark.parametrize("parts", [1, 3])
def test_stories_in_tables_are_those_in_memory(
    parts: int, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether all come at once or in three imports by date, and however little is kept."""
    monkeypatch.setattr(story_placing, "PLACED", 20)
    monkeypatch.setattr(story_placing, "KEPT", 60)
    for source in sorted(corpus.glob("corpus/**/*.md")):
        target = tmp_path / "all" / source.relative_to(corpus / "corpus")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
    paths = sorted((tmp_path / "all").rglob("*.md"), key=moment_of)
    for part in range(parts):
        size = len(paths) // parts + 1
        for path in paths[part * size : (part + 1) * size]:
            target = tmp_path / "news" / path.relative_to(tmp_path / "all")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        import_folder(tmp_path / "news")
    grouping = Grouping()
    articles = Article.objects.select_related("provider")
    for copy in in_order(copy_of(article) for article in articles):
        grouping.add(copy)
    expected = {
        frozenset(path.removesuffix(".md") for path in paths)
        for paths in grouping.stories().values()
        if len(paths) > 1
    }
    assert len(expected) > 5
    assert partition() == expected


def moment_of(path: Path) -> tuple[Any, str]:
    document = read(path.read_bytes(), now=BEGIN + timedelta(days=9999)).document
    return (document.published_at if document else BEGIN, path.as_posix())
