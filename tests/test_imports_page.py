"""The page of one import lists what was stored, also of one that runs or was killed."""

import os
import pwd
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from articles.models import ImportRun
from articles.sync import importer
from articles.sync.importer import Entry, import_target
from articles.sync.targets import targets
from tests.desk_kit import page_text

Write = Callable[..., Path]
NOTHING = ("Nothing to tell", "no documents")
EMPTY = ("Nothing to tell", "Nothing to list yet", "It did not come to its end")

pytestmark = pytest.mark.django_db


@pytest.fixture
def killed(write_document: Write, monkeypatch: pytest.MonkeyPatch) -> ImportRun:
    """An import that was killed after two of its three documents, and is unfinished."""
    for name in ("a.md", "b.md", "c.md"):
        folder = write_document(name, title=f"Story {name}").parent
    entries: list[Entry] = []

    def die(entry: Entry) -> None:
        entries.append(entry)
        if len(entries) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(importer, "CHUNK", 1)
        patched.setattr(importer, "release", lambda *args, **options: None)
        with pytest.raises(KeyboardInterrupt):
            import_target(targets([str(folder)])[0], on_entry=die)
    return ImportRun.objects.get()


def test_the_page_of_a_running_import_lists_what_it_has_stored(
    killed: ImportRun, sign_in: Any
) -> None:
    client = sign_in("reader")
    page = page_text(client, killed.get_absolute_url())
    assert "running · listed below: 2 new" in page
    assert "Story a.md" in page
    assert "Story b.md" in page
    assert not [text for text in NOTHING if text in page]
    listed = page_text(client, "/imports/")
    assert "running" in listed
    assert "no documents" not in listed


@pytest.mark.parametrize("place", ["/imports/", ""])
def test_a_run_shows_the_system_account_that_ran_it(
    place: str, write_document: Write, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = SimpleNamespace(pw_name="newsdesk")
    monkeypatch.setattr(pwd, "getpwuid", {os.geteuid(): account}.__getitem__)
    import_target(targets([str(write_document().parent)])[0])
    page = page_text(sign_in("reader"), place or ImportRun.objects.get().get_absolute_url())
    assert "by newsdesk" in page


def test_an_account_without_a_name_is_stored_by_its_number(
    write_document: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_000_000)
    import_target(targets([str(write_document().parent)])[0])
    assert ImportRun.objects.get().by == "account 4000000000"


def test_the_page_of_a_killed_import_is_marked_and_lists_what_it_stored(
    killed: ImportRun, sign_in: Any, write_document: Write
) -> None:
    client = sign_in("reader")
    ImportRun.objects.update(beat_at=timezone.now() - timedelta(minutes=9))
    page = page_text(client, killed.get_absolute_url())
    assert "no sign of life for 9 min ; what was stored is whole · listed below: 2 new" in page
    assert "no sign of life for 9 min" in page_text(client, "/imports/")
    # The next import takes over its lock and marks it as interrupted.
    import_target(targets([killed.collection.root])[0])
    page = page_text(client, killed.get_absolute_url())
    assert "interrupted; what was stored is whole · listed below: 2 new" in page
    assert "Story b.md" in page
    assert not [text for text in NOTHING if text in page + page_text(client, "/imports/")]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [({}, EMPTY[0]), ({"finished_at": None}, EMPTY[1]), ({"interrupted": True}, EMPTY[2])],
)
def test_the_page_of_an_import_without_entries_gives_the_reason(
    state: dict[str, Any], sentence: str, sign_in: Any, write_document: Write
) -> None:
    folder = write_document().parent
    for _ in range(2):
        import_target(targets([str(folder)])[0])
    run = ImportRun.objects.latest("pk")
    ImportRun.objects.filter(pk=run.pk).update(**state)
    page = page_text(sign_in("reader"), run.get_absolute_url())
    assert [each for each in EMPTY if each in page] == [sentence]


def test_an_import_stopped_by_hand_counts_all_that_it_stored(write_document: Write) -> None:
    """Prevents totals of one document where the whole chunk was stored."""
    for name in ("a.md", "b.md", "c.md"):
        folder = write_document(name).parent

    def stop(entry: Entry) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_target(targets([str(folder)])[0], on_entry=stop)
    assert ImportRun.objects.get().totals == {"new": 3}


def test_the_admin_marks_an_interrupted_import_without_totals(
    killed: ImportRun, sign_in: Any
) -> None:
    ImportRun.objects.update(finished_at=timezone.now(), interrupted=True)
    page = sign_in("editor").get(reverse("admin:articles_importrun_changelist")).content.decode()
    assert ">interrupted<" in page


def test_the_admin_says_of_a_killed_import_that_it_stopped_and_not_that_it_still_runs(
    killed: ImportRun, sign_in: Any
) -> None:
    client, address = sign_in("editor"), reverse("admin:articles_importrun_changelist")
    assert "still running" in page_text(client, address)
    ImportRun.objects.update(beat_at=timezone.now() - timedelta(seconds=70))
    text = page_text(client, address)
    assert "stopped without a word" in text
    assert "still running" not in text


def test_three_hundred_documents_cost_as_many_queries_as_three(
    write_document: Write, sign_in: Any
) -> None:
    client = sign_in("reader")

    def count(documents: int) -> int:
        for _ in range(documents):
            folder = write_document(folder=f"folder-{documents}").parent
        import_target(targets([str(folder)])[0])
        ImportRun.objects.update(totals={}, interrupted=True)
        address = ImportRun.objects.latest("pk").get_absolute_url()
        with CaptureQueriesContext(connection) as queries:
            assert f"listed below: {documents} new" in page_text(client, address)
        return len(queries)

    assert count(3) == count(300)


def changed(write_document: Write, **fields: Any) -> ImportRun:
    """Import a document, then with these fields again, and return the second run."""
    path = write_document("a.md", title="The harbour opens", quality=38)
    import_target(targets([str(path.parent)])[0])
    write_document("a.md", **{"title": "The harbour opens", "quality": 38, **fields})
    import_target(targets([str(path.parent)])[0])
    return ImportRun.objects.latest("pk")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"title": "The harbour closes"}, ["title before: “The harbour opens” now: “The harbour"]),
        ({"quality": 41}, ["quality before: 38 now: 41"]),
        ({"quality": None}, ["quality before: 38 now: "]),
        ({"published": True}, ["published before: "]),
        ({"topics": ("AI", "Ports")}, ["topics before: AI now: AI , Ports"]),
        (
            {"published_at": "2022-07-13T10:24:00Z"},
            ["before: 12 Jul 2022, 10:24 UTC now: 13 Jul 2022, 10:24 UTC"],
        ),
        ({"provider": "Other"}, ["Provider (provider.example) now: Other (provider.example)"]),
        (
            {"rest": "images:\n  - url: https://images.example/a.jpg\n"},
            ["images before: 0 images now: 1 image, here: “https://images.example/a.jpg”"],
        ),
        ({"rest": "colour: red\n"}, ["colour before: nothing now: red"]),
        ({"title": "<b>Bold</b>"}, ["now: “<b>Bold</b>”"]),
    ],
)
def test_the_page_shows_each_changed_field_before_and_after(
    fields: dict[str, Any], shown: list[str], write_document: Write, sign_in: Any
) -> None:
    run = changed(write_document, **fields)
    page = re.sub(r"\s+", " ", page_text(sign_in("reader"), run.get_absolute_url()))
    for text in shown:
        assert text in page


def test_the_part_of_a_changed_text_that_differs_is_marked(
    write_document: Write, sign_in: Any
) -> None:
    run = changed(write_document, title="The harbour closes")
    page = sign_in("reader").get(run.get_absolute_url()).content.decode()
    assert "“The harbour <mark>opens" in page
    assert "“The harbour <mark>closes" in page


def test_of_a_long_changed_text_only_the_part_around_the_difference_is_stored(
    write_document: Write, sign_in: Any
) -> None:
    path = write_document("a.md", excerpt="word " * 2000 + "old end")
    import_target(targets([str(path.parent)])[0])
    write_document("a.md", excerpt="word " * 2000 + "new end")
    import_target(targets([str(path.parent)])[0])
    run = ImportRun.objects.latest("pk")
    (entry,) = run.entries.all()
    assert len(str(entry.differences)) < 1200
    page = sign_in("reader").get(run.get_absolute_url()).content.decode()
    assert "<mark>old</mark> end" in page
    assert "<mark>new</mark> end" in page


def test_the_values_that_upstream_encrypts_are_not_stored(write_document: Write) -> None:
    run = changed(write_document, title="Another", secured="another-secret")
    assert "secret" not in str(run.entries.get().differences)


def test_a_story_is_listed_with_what_people_read_of_its_changes(
    write_document: Write, sign_in: Any
) -> None:
    run = changed(write_document, title="Another", secured="another-secret")
    page = sign_in("reader").get(run.get_absolute_url()).content.decode()
    story = page.partition('<dl class="differences">')[0].rpartition("<li>")[2]
    assert "Another" in story
    assert "secured" not in story


def test_an_import_of_a_document_that_stays_invalid_leads_to_what_to_mend(
    write_document: Write, sign_in: Any
) -> None:
    path = write_document("a.md", published_at="yesterday")
    for _ in range(2):
        import_target(targets([str(path.parent)])[0])
    page = sign_in("reader").get(ImportRun.objects.latest("pk").get_absolute_url())
    text = " ".join(strip_tags(page.content.decode()).split())
    assert "1 document is invalid as before: what to mend in each." in text
    assert f'href="{reverse("imports")}#invalid"' in page.content.decode()


def test_an_import_of_an_earlier_release_lists_the_names_of_changed_fields(
    write_document: Write, sign_in: Any
) -> None:
    run = changed(write_document, title="The harbour closes", quality=41)
    run.entries.update(differences={})
    assert "title, quality" in page_text(sign_in("reader"), run.get_absolute_url())
