"""Which files are read: files that are no documents are named and not read, others imported."""

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from articles.documents import MAX_BYTES
from articles.models import Article, InvalidDocument
from articles.sync.importer import Entry, import_target
from articles.sync.targets import targets

Write = Callable[..., Path]
GOOD = ["a-good.md", "z-good.md"]

pytestmark = pytest.mark.django_db


def run(folder: Path, **options: Any) -> dict[str, Entry]:
    """Import the folder and return the entries by path."""
    entries: list[Entry] = []
    (target,) = targets([str(folder)])
    import_target(target, on_entry=entries.append, **options)
    return {entry.path: entry for entry in entries}


@pytest.fixture
def folder(write_document: Write) -> Path:
    """A folder with two valid documents, the first and the last by name."""
    return [write_document(name).parent for name in GOOD][-1]


def assert_named(entries: dict[str, Entry], *names: str) -> list[str]:
    """Assert that these are invalid and the valid ones imported; return the messages."""
    assert {path: entry.status for path, entry in entries.items()} == {
        **dict.fromkeys(GOOD, "new"),
        **dict.fromkeys(names, "invalid"),
    }
    assert sorted(Article.objects.values_list("path", flat=True)) == GOOD
    assert sorted(InvalidDocument.objects.values_list("path", flat=True)) == sorted(names)
    return [problem.message for name in names for problem in entries[name].problems]


def test_links_are_named_and_never_followed(folder: Path, write_document: Write) -> None:
    outside = write_document("secret.md", folder="outside", title="Nobody reads this")
    (folder / "outside.md").symlink_to(outside)
    (folder / "inside.md").symlink_to(folder / GOOD[0])
    (folder / "dangling.md").symlink_to("nowhere.md")
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "folder.md").symlink_to(outside.parent)
    (folder / "up").symlink_to("..")
    (folder / "round").symlink_to("round")
    (folder / "note").symlink_to(outside)
    names = ["outside.md", "inside.md", "dangling.md", "loop.md", "folder.md", "up"]
    messages = assert_named(run(folder), *names)
    assert messages == ["expected a file, found a link (links are not followed)"] * len(names)


def test_pipes_and_sockets_are_named_and_do_not_stop_an_import(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(folder / "pipe.md")
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.md")
    messages = assert_named(run(folder), "pipe.md", "socket.md")
    assert messages[0] == "expected a file, found a folder, pipe, socket or device"


def test_a_file_that_is_too_large_is_named_with_its_size(folder: Path) -> None:
    with (folder / "large.md").open("wb") as file:
        file.truncate(2 << 30)  # sparse: 2 GiB that no disk and no memory holds
    (message,) = assert_named(run(folder), "large.md")
    assert message == f"expected at most {MAX_BYTES:,} bytes, found 2,147,483,648"


def test_bytes_that_are_no_utf8_are_named_with_their_line(folder: Path) -> None:
    (folder / "latin.md").write_bytes(b"---\ntitle: caf\xe9\n---\n")
    entries = run(folder)
    (message,) = assert_named(entries, "latin.md")
    assert (message, entries["latin.md"].problems[0].line) == (
        "expected UTF-8 text, found the byte 0xe9",
        2,
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"new\nline.md", "new\\nline.md"),
        (b"esc\x1b[2Jape.md", "esc\\x1b[2Jape.md"),
        (b"back\x08space.md", "back\\x08space.md"),
        (b"bad-\xff\xfe.md", "bad-\\udcff\\udcfe.md"),
    ],
)
def test_a_name_that_a_terminal_would_act_on_is_named_readably_and_not_read(
    folder: Path, write_document: Write, name: bytes, shown: str
) -> None:
    good = write_document("good.md", folder="elsewhere").read_bytes()
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(good)
    entries = run(folder)
    (path,) = set(entries) - set(GOOD)
    assert path.startswith(shown)
    assert path.isprintable()
    assert_named(entries, path)
    (second,) = [entry for entry in run(folder).values() if entry.status == "invalid"]
    assert (second.path, second.newly_invalid) == (path, False)


def test_unusual_but_harmless_names_are_taken(folder: Path, write_document: Write) -> None:
    names = [
        "größe 日本.md",
        "%s {x} $HOME.md",
        "<img src=x>.md",
        "--help.md",
        "UPPER.MD",
        "x.yaml",
    ]
    for name in names:
        write_document(name)
    entries = run(folder)
    assert {name: entries[name].status for name in names} == dict.fromkeys(names, "new")


def test_a_folder_that_is_named_like_a_document_is_a_folder(
    folder: Path, write_document: Write
) -> None:
    (folder / "empty.md").mkdir()
    write_document("full.md/inside.md")
    entries = run(folder)
    assert {path: entry.status for path, entry in entries.items()} == dict.fromkeys(
        [*GOOD, "full.md/inside.md"], "new"
    )


def test_hidden_files_and_other_endings_are_passed_over(
    folder: Path, write_document: Write
) -> None:
    for name in (".hidden.md", ".git/config.md", "picture.png", "README", "x.md.bak", "x.md~"):
        write_document(name)
    assert list(run(folder)) == GOOD


def test_a_path_that_is_too_long_is_named_in_short(folder: Path, write_document: Write) -> None:
    deep = "/".join(["d" * 90] * 12)
    write_document(f"{deep}/deep.md")
    entries = run(folder)
    (path,) = set(entries) - set(GOOD)
    assert path.startswith("d" * 90)
    assert len(path) <= 1000
    (message,) = assert_named(entries, path)
    assert (
        message
        == "expected a path of at most 1,000 characters and 2,000 bytes, found 1,099 and 1,099"
    )


def test_a_path_of_many_bytes_is_named_and_the_rest_goes_on(
    folder: Path, write_document: Write
) -> None:
    """An index of PostgreSQL can't hold it, although it has few characters."""
    deep = "/".join("".join(chr(0x4E00 + 80 * row + n) for n in range(80)) for row in range(9))
    write_document(f"{deep}/deep.md")
    entries = run(folder)
    (path,) = set(entries) - set(GOOD)
    assert len(path.encode()) <= 1000
    (message,) = assert_named(entries, path)
    assert message.endswith(f"found {len(deep) + 8:,} and {len(deep.encode()) + 8:,}")


def test_folders_may_be_nested_as_deep_as_the_system_allows(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    try:
        for _ in range(1100):
            os.mkdir("d")
            os.chdir("d")
        assert set(GOOD) <= set(run(folder))
    finally:
        subprocess.run(["rm", "-rf", folder / "d"], check=True)  # more than shutil can


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(folder: Path, write_document: Write) -> None:
    write_document("locked.md").chmod(0)
    closed = write_document("closed/inside.md").parent
    closed.chmod(0)
    try:
        messages = assert_named(run(folder), "locked.md", "closed/")
    finally:
        closed.chmod(0o700)
    assert set(messages) == {"expected a file that can be read, found Permission denied"}


def test_a_bad_document_is_named_among_good_ones(folder: Path, write_document: Write) -> None:
    write_document("bad.md", quality="high", published=False, type="two words")
    entries = run(folder)
    assert_named(entries, "bad.md")
    (bad,) = InvalidDocument.objects.all()
    problems = [(each["field"], each["level"], each["line"]) for each in bad.problems]
    assert problems == [("type", "error", 8), ("quality", "error", 9)]
    assert entries["bad.md"].newly_invalid


def test_an_invalid_document_is_listed_until_it_is_mended(
    folder: Path, write_document: Write
) -> None:
    write_document("story.md", quality="high", published=False)
    first = run(folder)["story.md"]
    since = InvalidDocument.objects.get().since
    write_document("story.md", quality="higher", published=False)
    second = run(folder)["story.md"]
    bad = InvalidDocument.objects.get()
    assert (first.newly_invalid, second.newly_invalid) == (True, False)
    assert bad.since == since
    assert "'higher'" in bad.problems[0]["message"]
    write_document("story.md")
    assert run(folder)["story.md"].status == "new"
    assert not InvalidDocument.objects.exists()


def test_an_article_stays_as_it_was_while_its_document_is_invalid(
    folder: Path, write_document: Write
) -> None:
    path = write_document("story.md", title="A story")
    good = path.read_bytes()
    run(folder)
    path.write_bytes(good.replace(b"quality: 38", b"quality: high"))
    assert run(folder)["story.md"].status == "invalid"
    article = Article.objects.get(path="story.md")
    assert (article.title, article.quality, article.version) == ("A story", 38, 1)
    path.write_bytes(good)
    assert run(folder)["story.md"] == Entry("story.md", "unchanged")
    assert not InvalidDocument.objects.exists()
