"""The shared cases: each small input that once failed, imported and followed by its own steps.

A case without documents is followed by the test of the suite that OWN_TESTS names for it.
"""

import importlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles import moderation
from articles.models import Article
from articles.sync.report import Report
from tests.desk_kit import QUEUE, decide, page_text
from tests.export_kit import export_folder, import_folder
from tests.feeds_kit import ATOM, FEEDS, JSON, ids, json_feed, next_address, titles

pytestmark = pytest.mark.django_db

#: The test that does the steps of a case which needs a keyboard, a process or a second database.
OWN_TESTS = {
    "capslock": "browser.test_keyboards:"
    "test_with_caps_lock_on_shift_alone_sets_the_quality_to_the_threshold",
    "cron-without-settings": "test_env_file:"
    "test_cron_and_the_service_have_one_desk_by_the_file_that_both_read",
    "database-busy": "test_busy:"
    "test_while_another_process_writes_no_page_is_an_error_of_the_server",
    "names-by-code-point": "test_names_sorted:test_the_shared_case_of_names_by_code_point",
    "other-alphabet": "browser.test_keyboards:test_in_another_alphabet_the_place_of_the_key_counts",
    "typed-and-left": "browser.test_unsaved:"
    "test_a_note_typed_before_a_skip_is_kept_with_the_article_and_the_skip_says_so",
    "undo-after-skip": "test_skips_undone:"
    "test_undo_takes_back_a_skip_made_after_an_approval_and_leaves_the_approval",
}

ImportDay = Callable[..., Report]


@pytest.fixture
def case(corpus: Path, request: pytest.FixtureRequest) -> Path:
    """Return the folder of the case that the test is marked with."""
    marker = request.node.get_closest_marker("shared_case")
    folder = corpus / "cases" / marker.args[0]
    assert folder.is_dir(), f"no case {folder.name}"
    return folder


@pytest.fixture
def import_day(case: Path, tmp_path: Path) -> ImportDay:
    """Return a function that imports a document of the case under one name of a folder.

    `text`, where given, is imported in place of the document's own.
    """

    def on_day(source: str, name: str = "story.md", text: str = "") -> Report:
        folder = tmp_path / "documents"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text or (case / source).read_text())
        return import_folder(folder)

    return on_day


@pytest.fixture
def reviewer(sign_in: Any) -> Client:
    return sign_in("reviewer")


def approve_all(reviewer: Client) -> None:
    for article in Article.objects.filter(status="waiting"):
        assert decide(reviewer, article, "approve").status_code == 302


def test_every_case_is_followed_by_a_test(corpus: Path) -> None:
    own = {
        marker.args[0]
        for value in globals().values()
        for marker in getattr(value, "pytestmark", [])
        if marker.name == "shared_case"
    }
    cases = {folder.name for folder in (corpus / "cases").iterdir() if folder.is_dir()}
    assert cases == own | OWN_TESTS.keys()
    for name, place in OWN_TESTS.items():
        module, _, test = place.partition(":")
        assert callable(getattr(importlib.import_module(f"tests.{module}"), test)), name


@pytest.mark.shared_case("edited-after-approval")
def test_a_published_article_with_another_headline_is_counted_and_listed(
    import_day: ImportDay, reviewer: Client
) -> None:
    import_day("day1.md")
    approve_all(reviewer)
    import_day("day2.md")
    assert "1 changed since a person decided" in page_text(reviewer, "/")
    listed = page_text(reviewer, f"{QUEUE}?status=published&changed=since")
    assert "MINISTER RESIGNS OVER BRIDGE FRAUD" in listed


@pytest.mark.shared_case("entities-in-headline")
def test_a_headline_with_entities_is_shown_as_the_feed_has_it(
    import_day: ImportDay, reviewer: Client, client: Client
) -> None:
    import_day("input.md")
    approve_all(reviewer)
    (title,) = titles(client)
    assert title == "It’s AT&T’s day"
    assert title in page_text(reviewer, f"{QUEUE}?status=published")


@pytest.mark.shared_case("feed-filter-case")
def test_a_feed_takes_names_in_any_case(
    case: Path, import_day: ImportDay, reviewer: Client, client: Client
) -> None:
    import_day("input.md")
    approve_all(reviewer)
    addresses = re.findall(r"\?(topic|provider)=(\w+) 404", (case / "steps.txt").read_text())
    assert len(addresses) == 2
    for parameter, name in addresses:
        assert len(titles(client, **{parameter: name})) == 1


@pytest.mark.shared_case("feed-first-fifty")
def test_all_of_many_articles_approved_at_once_reach_a_subscriber(
    case: Path, make_article: Callable[..., Article], reviewer: Client, client: Client
) -> None:
    count = re.search(r"(\d+) documents", (case / "steps.txt").read_text())
    assert count
    for _ in range(int(count[1])):
        make_article()
    approve_all(reviewer)
    for address in FEEDS:
        response, pages = client.get(address), 1
        while following := next_address(response):
            response, pages = client.get(following), pages + 1
        assert pages == 2


@pytest.mark.shared_case("feed-id-on-rename")
def test_a_renamed_document_keeps_its_id_in_the_feed(
    import_day: ImportDay, reviewer: Client, client: Client, tmp_path: Path
) -> None:
    import_day("move.md", name="move.md")
    approve_all(reviewer)
    before = ids(client)
    folder = tmp_path / "documents"
    (folder / "move.md").rename(folder / "2022-move.md")
    assert import_folder(folder).totals == {"moved": 1}
    assert ids(client) == before


@pytest.mark.shared_case("feed-id-on-replacement")
def test_another_story_has_another_id_in_the_feed(
    import_day: ImportDay, reviewer: Client, client: Client
) -> None:
    import_day("day1.md")
    approve_all(reviewer)
    first = set(ids(client).values())
    assert import_day("day2.md").totals == {"replaced": 1}
    approve_all(reviewer)
    assert ids(client).keys() == {"Second story entirely"}
    assert first.isdisjoint(ids(client).values())


@pytest.mark.shared_case("feed-idn-host")
def test_a_host_is_written_in_punycode(
    case: Path, import_day: ImportDay, reviewer: Client, client: Client
) -> None:
    import_day("input.md")
    approve_all(reviewer)
    expected = re.search(r"Expected: (\S+)", (case / "steps.txt").read_text())
    assert expected
    assert json_feed(client.get(JSON))["items"][0]["url"] == expected[1]
    assert f'href="{expected[1]}"' in client.get(ATOM).content.decode()


@pytest.mark.shared_case("fragment-is-the-story")
@pytest.mark.parametrize(
    "addresses",
    [(), ("https://a.example/read?pk_id=1", "https://a.example/read?pk_id=2")],
    ids=["fragment", "pk_id"],
)
def test_another_story_behind_the_sign_that_tells_it_apart_waits(
    addresses: tuple[str, ...], case: Path, import_day: ImportDay, reviewer: Client
) -> None:
    texts = [(case / name).read_text() for name in ("day1.md", "day2.md")]
    if addresses:
        texts = [
            re.sub(r'originalUrl: ".*"', f'originalUrl: "{address}"', text)
            for text, address in zip(texts, addresses, strict=True)
        ]
    import_day("day1.md", text=texts[0])
    approve_all(reviewer)
    assert import_day("day2.md", text=texts[1]).totals == {"replaced": 1}
    assert Article.objects.get().status == "waiting"


@pytest.mark.shared_case("same-address-other-spelling")
def test_another_spelling_of_the_address_leaves_the_article_published(
    case: Path, import_day: ImportDay, reviewer: Client
) -> None:
    steps = (case / "steps.txt").read_text()
    pairs = re.findall(r"(\S+) -> (\S+?)(?= ;|\n)", steps)
    assert len(pairs) == 5
    day1, day2 = ((case / name).read_text() for name in ("day1.md", "day2.md"))
    for number, pair in enumerate(pairs):
        one, other = (
            address if "//" in address else f"https://a.example{address}" for address in pair
        )
        title, name = f'title: "Story {number}', f"{number}.md"
        before = re.sub('title: "', f"{title} ", re.sub(r'l: "http.*"', f'l: "{one}"', day1))
        after = re.sub('title: "', f"{title} ", re.sub(r'l: "http.*"', f'l: "{other}"', day2))
        import_day("day1.md", name=name, text=before)
        approve_all(reviewer)
        assert import_day("day2.md", name=name, text=after).totals["changed"] == 1, pair
    assert {*Article.objects.values_list("status", flat=True)} == {"published"}


@pytest.mark.shared_case("minute-precision-date")
def test_a_date_to_the_minute_is_taken(
    case: Path, corpus: Path, import_day: ImportDay, reviewer: Client
) -> None:
    date = re.search(r"publishedDateTime: (\S+)", (case / "steps.txt").read_text())
    assert date
    document = (corpus / "cases" / "feed-id-on-rename" / "move.md").read_text()
    text = re.sub(r"publishedDateTime: \S+", date[0], document)
    report = import_day("", text=text)
    assert report.totals["new"] == 1
    assert Article.objects.get().published_at.isoformat() == f"{date[1]}:00+00:00"


@pytest.mark.shared_case("yaml12-numbers")
@pytest.mark.parametrize("title", ["1e3", "0o17", "08"])
def test_a_title_that_another_yaml_takes_for_a_number_is_quoted(
    title: str, import_day: ImportDay, sign_in: Any, tmp_path: Path, users: Any, act_parameters: Any
) -> None:
    import_day("input.md")
    article = Article.objects.get()
    values = {"title": title, "topics": [title]}
    moderation.edit([article], values, **act_parameters(users.editor, article))
    export_folder(tmp_path / "documents")
    written = (tmp_path / "documents" / "story.md").read_text()
    assert re.search(rf"^title: (\"{title}\"|'{title}')$", written, re.MULTILINE)
    assert re.search(rf"^ *- (\"{title}\"|'{title}')$", written, re.MULTILINE)
