"""Stories on pages: their own, and the hints on the article, in review and in the queue."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.models import Story
from tests.desk_kit import text_of
from tests.export_kit import import_folder
from tests.story_placing_kit import FOLD, article, write_copy, write_unlike

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An imported folder with a story of three copies, and one that may be the same."""
    folder = tmp_path / "news"
    write_unlike(folder)
    write_copy(folder, "first", FOLD)
    write_copy(folder, "second", FOLD, day=0.5)
    write_copy(folder, "third", "In Osaka robots now fold laundry", day=1)
    write_copy(folder, "maybe", "A cook in Osaka serves dinner by robots", day=2)
    import_folder(folder)
    return folder


@pytest.fixture
def reader(sign_in: Any) -> Client:
    client: Client = sign_in("reader")
    return client


def page(client: Client) -> str:
    return text_of(client.get(Story.objects.get().get_absolute_url()))


def test_a_story_lists_its_documents_and_why_each_is_there(folder: Path, reader: Client) -> None:
    text = page(reader)
    assert "3 documents tell this story." in text
    first, second, third = (text.index(f"provider-{name}") for name in ("first", "second", "third"))
    assert first < second < third
    assert "here for the same headline as provider-first" in text
    assert "here for words much like provider-first" in text
    assert "(likeness 0." in text


def test_a_story_names_what_may_be_the_same_with_its_likeness(folder: Path, reader: Client) -> None:
    text = page(reader)
    assert "May be the same" in text
    assert "A cook in Osaka serves dinner" in text.partition("May be the same")[2]
    assert "less alike than 0.36, from which on documents are one story" in text
    assert "likeness 0.25" in text


def test_what_has_left_a_story_is_no_reason_any_more(folder: Path, reader: Client) -> None:
    write_copy(folder, "first", "Harbour closes", url="https://elsewhere.example/harbour")
    import_folder(folder)
    text = page(reader)
    assert "2 documents tell this story." in text
    assert "provider-first" not in text


def test_an_article_names_the_others_that_tell_its_story(folder: Path, reader: Client) -> None:
    response = reader.get(article("first").get_absolute_url())
    text = text_of(response)
    assert "Another one tells this story under another headline: 1 waiting." in text
    assert "In Osaka robots now fold laundry" in text
    assert f'href="{Story.objects.get().get_absolute_url()}"' in response.content.decode()


def test_what_is_gone_is_no_other_copy_but_named_on_the_storys_page(
    folder: Path, reader: Client
) -> None:
    (folder / "third.md").unlink()
    import_folder(folder)
    assert "tells this story" not in text_of(reader.get(article("first").get_absolute_url()))
    assert "gone" in page(reader)


def test_a_merged_story_leads_to_the_one_it_became(folder: Path, reader: Client) -> None:
    kept = Story.objects.get()
    ended = Story.objects.create(
        collection=kept.collection, begun_at=kept.begun_at, merged_into=kept
    )
    response = reader.get(ended.get_absolute_url())
    assert (response.status_code, response["Location"]) == (302, kept.get_absolute_url())


def test_a_story_that_all_documents_left_says_so(folder: Path, reader: Client) -> None:
    Story.objects.get().copies.update(story=None)
    assert "The documents that told it tell other stories now" in page(reader)


def test_a_story_that_is_none_is_not_found(reader: Client) -> None:
    assert reader.get("/stories/7/").status_code == 404
