"""One row a story in the queue, at its best copy, with the others under it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import moderation
from articles.models import Article, Batch, Preferences, Story
from articles.models.decision import new_token
from tests.desk_kit import text_of
from tests.export_kit import import_folder
from tests.keep_best.keep_best_kit import decide, keep
from tests.story_placing_kit import (
    FOLD,
    article,
    set_quality_in,
    write_copy,
)

pytestmark = pytest.mark.django_db

ROW = re.compile(r'<article class="row".*?</article>', re.S)


@pytest.fixture
def editor(sign_in: Any) -> Client:
    client: Client = sign_in("editor")
    return client


def listed(client: Client, address: str = "/queue/") -> list[str]:
    """Return the paths, less `.md`, of the articles with a row, in order."""
    body = client.get(address).content.decode()
    pks = [int(pk) for pk in re.findall(r'<article class="row" id="row-(\d+)"', body)]
    paths = {each.pk: each.path for each in Article.objects.filter(pk__in=pks)}
    return [paths[pk].removesuffix(".md") for pk in pks]


def of_story(paths: list[str]) -> list[str]:
    return [path for path in paths if not path.startswith("unlike")]


def row_of(client: Client, name: str, address: str = "/queue/") -> str:
    """Return the text of a row."""
    body = client.get(address).content.decode()
    row = next(each for each in ROW.findall(body) if f'id="row-{article(name).pk}"' in each)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row))


def test_a_story_has_one_row_at_its_best_copy_with_the_others_under_it(
    story_folder: Path, editor: Client
) -> None:
    write_copy(story_folder, "fifth", "Robots now learn to fold laundry in Osaka", day=1.2)
    import_folder(story_folder)
    assert of_story(listed(editor)) == ["second"]
    row = row_of(editor, "second")
    assert "5 copies of this story" in row
    assert "4 others waiting" in row
    assert "provider-first · 38 · 4 Mar · same headline" in row
    assert "provider-third" in row
    assert "provider-fifth" not in row  # only the best three are listed
    assert (
        f'href="{Story.objects.get().get_absolute_url()}?' in editor.get("/queue/").content.decode()
    )


@pytest.mark.parametrize("order", ["quality", "date", "arrival", "waiting"])
def test_every_order_has_one_row_a_story(story_folder: Path, editor: Client, order: str) -> None:
    assert of_story(listed(editor, f"/queue/?order={order}")) == ["second"]


def test_what_differs_in_a_headline_is_marked(story_folder: Path, editor: Client) -> None:
    path = story_folder / "first.md"
    path.write_text(path.read_text().replace(FOLD, "Robots learn to iron laundry in Osaka"))
    import_folder(story_folder)
    assert "<mark>iron</mark>" in editor.get("/queue/").content.decode()


def test_the_best_is_of_the_copies_that_pass_the_filters(
    story_folder: Path, editor: Client
) -> None:
    assert of_story(listed(editor, "/queue/?quality_max=50")) == ["first"]
    assert of_story(listed(editor, "/queue/?provider=provider-third")) == ["third"]
    assert of_story(listed(editor, "/queue/?q=laundry")) == ["second"]
    row = row_of(editor, "third", "/queue/?provider=provider-third")
    assert "provider-second · 60" in row  # the best of all is named all the same


def test_each_copy_has_a_row_where_one_asks_for_it(story_folder: Path, editor: Client) -> None:
    names = {"first", "second", "third", "fourth"}
    address = "/queue/?copies=each"
    assert set(of_story(listed(editor, address))) == names
    assert "Copies of a story: Each in a row of its own" in text_of(editor.get(address))


def test_among_all_articles_a_story_stands_at_its_published_copy(
    story_folder: Path, editor: Client, users: Any
) -> None:
    decide(moderation.approve, users.editor, article("fourth"))
    assert of_story(listed(editor, "/queue/?status=all")) == ["fourth"]
    assert of_story(listed(editor, "/queue/?status=published")) == ["fourth"]
    assert of_story(listed(editor)) == ["second"]
    row = row_of(editor, "second")
    assert re.search(r"provider-fourth · 38 · \d+ Mar · Published by editor .* ago", row)
    assert row.index("provider-fourth") < row.index("provider-first")


def test_a_gone_copy_hides_no_other_and_stays_in_the_list_of_all(
    story_folder: Path, editor: Client
) -> None:
    Article.objects.filter(path="second.md").update(gone_at=timezone.now())
    assert of_story(listed(editor)) == ["first"]
    assert set(of_story(listed(editor, "/queue/?status=all"))) == {"second", "first"}
    assert "provider-second" not in row_of(editor, "first")


def test_pages_of_one_row_have_every_story_once(
    story_folder: Path, editor: Client, users: Any
) -> None:
    Preferences.objects.create(user=users.editor, page_size=25)
    for number in range(30):
        name = f"other-{number}"
        write_copy(story_folder, name, f"Council {number} votes on bridge {number}", day=2)
        write_copy(story_folder, f"{name}-b", f"Council {number} votes on bridge {number}", day=2.1)
    import_folder(story_folder)
    address, found = "/queue/?order=date", []
    while address:
        body = editor.get(address).content.decode()
        found += listed(editor, address)
        following = re.search(r'rel="next" href="([^"]+)"', body)
        address = f"/queue/{following[1]}".replace("&amp;", "&") if following else ""
    assert len(found) == len(set(found)) == 30 + 1 + 3
    assert Story.objects.count() == 31


def test_more_stories_take_no_more_queries(story_folder: Path, editor: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get("/queue/").status_code == 200
        return len(captured)

    queries()  # what is cached is read
    before = queries()
    for number in range(3):
        for copy in ("a", "b", "c", "d"):
            title = f"Council {number} votes on bridge {number}"
            write_copy(story_folder, f"bridge-{number}-{copy}", title, day=2)
    import_folder(story_folder)
    assert len(of_story(listed(editor))) == 4
    assert queries() == before


def test_all_that_match_are_the_rows_of_the_list(story_folder: Path, editor: Client) -> None:
    form = {
        "token": new_token(), "place": "queue", "verb": "reject", "all": "1",
        "query": "status=waiting&q=laundry", "next": "/queue/",
    }  # fmt: skip
    editor.post("/batches/", form)
    batch = Batch.objects.get()
    assert [item.article.path for item in batch.items.select_related("article")] == ["second.md"]


def test_a_decided_row_names_the_copies_that_wait_still(story_folder: Path, editor: Client) -> None:
    best = article("second")
    body = editor.get("/queue/").content.decode()
    form = next(each for each in ROW.findall(body) if f'id="row-{best.pk}"' in each)
    posted = dict(re.findall(r'name="([\w-]+)"[^>]*?value="([^"]*)"', form)) | {"verb": "approve"}
    answer = editor.post(f"/articles/{best.pk}/decide/", posted, headers={"HX-Request": "true"})
    assert "3 other copies of this story wait" in text_of(answer)


def test_a_story_whose_best_was_kept_has_no_row_that_waits(
    story_folder: Path, sign_in: Any, editor: Client
) -> None:
    keep(sign_in("reviewer"), Story.objects.get().get_absolute_url())
    assert of_story(listed(editor)) == []
    assert of_story(listed(editor, "/queue/?status=rejected")) == ["first"]


def test_a_copy_that_is_better_by_a_later_import_stands_for_the_story(
    story_folder: Path, editor: Client
) -> None:
    set_quality_in(story_folder / "third.md", 66)
    import_folder(story_folder)
    assert of_story(listed(editor)) == ["third"]
