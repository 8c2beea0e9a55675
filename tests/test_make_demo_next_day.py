"""The rewrite of a demo folder as a day later: events, noise, determinism, and the command."""

import re
import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.demo import documents
from articles.demo.next_day import DayResult, NoDemoDocuments, rewrite
from articles.documents import NewsDocument, read, splice
from articles.documents.identity import story_change

pytestmark = pytest.mark.slow

NOW = datetime(2025, 11, 20, 12, 30, 15, tzinfo=UTC)
SPECIAL = ("Found at another source", "Replaced by another story", "Gone", "New", "Broken")
Texts = dict[str, bytes]
Rewritten = tuple[DayResult, Texts, Texts]


def texts_in(folder: Path) -> Texts:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def parsed(content: bytes) -> NewsDocument:
    result = read(content, now=NOW).document
    assert result
    return result


def document_of_event(day: DayResult, description: str) -> str:
    """Return the file name of the only document with the event."""
    (name,) = [name for each, name in day.events if each == description]
    return name


def changed_lines(before: bytes, after: bytes) -> list[str]:
    """Return the top-level keys whose lines differ, in text or line end."""
    pairs = zip(before.splitlines(keepends=True), after.splitlines(keepends=True), strict=True)
    return [new.decode().partition(":")[0] for old, new in pairs if old != new]


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 documents, one of them invalid."""
    folder = tmp_path_factory.mktemp("first") / "news"
    documents.write(folder, 300, 1, now=NOW)
    return folder


@pytest.fixture
def folder(first_day: Path, tmp_path: Path) -> Path:
    return shutil.copytree(first_day, tmp_path / "news")


@pytest.fixture(scope="module")
def rewritten(first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> Rewritten:
    """The result of a rewrite of the 300, and the texts before and after."""
    folder = shutil.copytree(first_day, tmp_path_factory.mktemp("next") / "news")
    before = texts_in(folder)
    return rewrite(folder, 1), before, texts_in(folder)


def test_nine_in_ten_are_noise_and_the_rest_are_events(
    rewritten: Rewritten,
) -> None:
    day, before, after = rewritten
    assert day.documents == len(before) == len(after) == 300
    assert day.totals == {
        "noise": 270,
        "scored": 25,
        "crossed": 3,
        "elsewhere": 1,
        "replaced": 1,
        "gone": 1,
        "broken": 1,
        "mended": 1,
        "new": 1,
    }
    kinds = [re.sub(r"\d+", "N", description) for description, _ in day.events]
    assert Counter(kinds) == Counter(
        [*SPECIAL, "Mended", *["Rose from N to N"] * 2, "Fell from N to N"]
    )
    assert len({name for _, name in day.events}) == 9


def test_noise_touches_heat_and_secured_alone(rewritten: Rewritten) -> None:
    day, before, after = rewritten
    special = {name for _, name in day.events}
    touched = Counter(
        tuple(changed_lines(before[name], after[name])) for name in sorted(before.keys() - special)
    )
    noise = {keys: count for keys, count in touched.items() if set(keys) <= {"heat", "secured"}}
    assert sum(noise.values()) == 270
    assert noise[("secured",)] > noise[("heat",)] > 10
    assert noise[("heat", "secured")] > 0
    for keys in touched.keys() - noise.keys():
        assert set(keys) <= {"quality", "heat", "secured"}, "a score that stays on its side"


def test_line_ends_and_quotes_stay(rewritten: Rewritten) -> None:
    day, before, after = rewritten
    for name in before.keys() & after.keys():
        assert before[name].count(b"\r\n") == after[name].count(b"\r\n"), name
        if (document_of_event(day, "Broken")) != name:
            assert before[name].count(b'"') == after[name].count(b'"'), name


def test_published_is_upstreams_rule_everywhere(rewritten: Rewritten) -> None:
    day, _, after = rewritten
    for name in after.keys() - {document_of_event(day, "Broken")}:
        found = parsed(after[name])
        assert found.published == (None if found.quality is None else found.quality >= 70), name


def test_scores_cross_the_threshold_both_ways(rewritten: Rewritten) -> None:
    day, before, after = rewritten
    crossed = [event for event in day.events if " from " in event[0]]
    for description, name in crossed:
        old, new = parsed(before[name]), parsed(after[name])
        verb = "Rose" if (new.quality or 0) > (old.quality or 0) else "Fell"
        assert description == f"{verb} from {old.quality} to {new.quality}"
        assert (old.published, new.published) == (verb == "Fell", verb == "Rose")
        assert new.heat == -1 or (new.heat or 0) >= (new.quality or 0)


def test_the_best_below_the_threshold_rises_and_the_lowest_above_falls(
    rewritten: Rewritten,
) -> None:
    day, before, _ = rewritten
    mended = document_of_event(day, "Mended")
    scores = {
        name: quality
        for name in before.keys() - {mended}
        if (quality := parsed(before[name]).quality) is not None
    }
    (_, best), (_, worst), _ = [event for event in day.events if " from " in event[0]]
    assert best == max((quality, name) for name, quality in scores.items() if quality < 70)[1]
    assert worst == min((quality, name) for name, quality in scores.items() if quality >= 70)[1]


def test_one_story_is_found_at_another_source(rewritten: Rewritten) -> None:
    day, before, after = rewritten
    name = document_of_event(day, "Found at another source")
    old, new = parsed(before[name]), parsed(after[name])
    assert story_change(old, new, old.title, new.title) == "source-change"
    assert new.title == old.title
    assert new.web_url != old.web_url
    assert new.provider.domain != old.provider.domain
    assert new.provider.domain in new.web_url


def test_one_story_is_replaced(rewritten: Rewritten) -> None:
    day, before, after = rewritten
    name = document_of_event(day, "Replaced by another story")
    old, new = parsed(before[name]), parsed(after[name])
    assert story_change(old, new, old.title, new.title) == "replaced"
    assert (new.quality, new.topics) == (old.quality, old.topics)


def test_one_document_goes_one_comes_one_breaks_and_one_is_mended(
    rewritten: Rewritten,
) -> None:
    day, before, after = rewritten
    assert before.keys() - after.keys() == {document_of_event(day, "Gone")}
    assert after.keys() - before.keys() == {document_of_event(day, "New")}
    assert not read(after[document_of_event(day, "New")], now=NOW).problems
    invalid = {name for name, text in after.items() if read(text, now=NOW).problems}
    assert invalid == {document_of_event(day, "Broken")}
    (problem,) = read(after[document_of_event(day, "Broken")], now=NOW).problems
    assert problem.found in ("'type: @article'", "'type: @video'")
    assert not read(before[document_of_event(day, "Mended")], now=NOW).document


def test_the_same_folder_and_seed_give_the_same_day(first_day: Path, tmp_path: Path) -> None:
    made = []
    for number, seed in enumerate((1, 1, 2)):
        folder = shutil.copytree(first_day, tmp_path / str(number))
        made.append((rewrite(folder, seed).events, texts_in(folder)))
    assert made[0] == made[1] != made[2]


def test_what_was_broken_is_mended_the_day_after(folder: Path) -> None:
    broken = document_of_event(rewrite(folder, 1), "Broken")
    content = (folder / broken).read_bytes()
    day = rewrite(folder, 1)
    assert document_of_event(day, "Mended") == broken
    assert document_of_event(day, "Broken") != broken
    assert day.totals["noise"] == 270
    mended = (folder / broken).read_bytes()
    assert changed_lines(content, mended)[0] == "type"
    assert read(mended, now=NOW).document


def test_many_days_leave_as_many_documents_that_read(tmp_path: Path) -> None:
    documents.write(tmp_path / "news", 60, 2, now=NOW)
    for _ in range(10):
        day = rewrite(tmp_path / "news", 3)
        assert (day.documents, day.totals["noise"]) == (60, 53)
    texts = texts_in(tmp_path / "news")
    invalid = [name for name, text in texts.items() if read(text, now=NOW).problems]
    assert invalid == [document_of_event(day, "Broken")]


def test_what_an_export_published_is_taken_back_by_the_rule(folder: Path) -> None:
    exported = {}
    for file in sorted(folder.iterdir()):
        found = read(file.read_bytes(), now=NOW).document
        if found and (found.quality or 70) < 60:
            text = splice(file.read_bytes().decode(), {"published": True, "title": "Ours"})
            file.write_bytes(text.encode())
            exported[file.name] = text.encode()
    assert len(exported) > 50
    day = rewrite(folder, 1)
    special = {name for _, name in day.events}
    for name in exported.keys() - special:
        found = parsed((folder / name).read_bytes())
        assert (found.published, found.title) == (False, "Ours")


def test_documents_of_others_are_left_alone(folder: Path, tmp_path: Path) -> None:
    strangers = {
        "real.md": b"---\ntitle: Real\nprovider: {name: A, domain: a.org}\nsecured: x\n---\n",
        "notes.txt": b"mine",
        "broken.md": b"\xff",
        "2025-11-20.md": b"---\ntitle: [\n---\n",
    }
    for name, content in strangers.items():
        (folder / name).write_bytes(content)
    elsewhere = tmp_path / "elsewhere.md"
    shutil.copy(next(folder.glob("2025*-*-*-*.md")), elsewhere)
    content = elsewhere.read_bytes()
    (folder / "linked.md").symlink_to(elsewhere)
    assert rewrite(folder, 1).documents == 300
    assert {name: (folder / name).read_bytes() for name in strangers} == strangers
    assert elsewhere.read_bytes() == content


@pytest.mark.parametrize("count", [1, 2, 7, 24, 40])
def test_a_small_folder_has_a_day_too(count: int, tmp_path: Path) -> None:
    documents.write(tmp_path / "news", count, 5, now=NOW)
    day = rewrite(tmp_path / "news", 1)
    assert day.totals["new"] == 1
    assert sum(day.totals.values()) - day.totals["crossed"] == count + 1
    if count == 40:
        assert day.totals["noise"] == 33
        assert {description for description, _ in day.events} >= set(SPECIAL)


def test_a_missing_folder_and_one_without_demo_documents_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("---\ntitle: Mine\n---\n")
    for folder, message in ((tmp_path / "none", "is not a folder"), (tmp_path, "holds no demo")):
        with pytest.raises(NoDemoDocuments, match=message):
            rewrite(folder, 1)
        with pytest.raises(CommandError, match=rf"{message}.*Make one first: manage.py make_demo"):
            call_command("make_demo", str(folder), "--next-day")
    assert [file.name for file in tmp_path.iterdir()] == ["mine.md"]


def test_a_number_of_documents_is_refused(folder: Path) -> None:
    with pytest.raises(CommandError, match="--documents is for a new folder"):
        call_command("make_demo", str(folder), "--next-day", "--documents", "300")


def test_the_command_prints_what_it_did_and_the_next_command(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("make_demo", "--next-day", str(folder))
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == (
        "300 documents: 270 noise, 25 with a new score (3 crossed 70), 1 found at another source, "
        "1 replaced, 1 gone, 1 new, 1 broken, 1 mended"
    )
    events = dict(reversed(line.split(": ", 1)) for line in lines[:-2])
    assert len(events) == 9
    assert set(events.values()) >= set(SPECIAL)
    assert lines[-2:] == ["Next:", f"  manage.py import_articles {folder}"]
    call_command("make_demo", "--next-day", str(folder), verbosity=0)
    assert capsys.readouterr().out == ""
