"""Imports of valid documents: new, changed, noise; decided fields stay as they are."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import moderation
from articles.documents import read
from articles.documents.schema import KEYS
from articles.models import Article, Collection, Decision, DocumentText, ImportRun
from articles.rules import Conflict, Kind, Status, effective_state
from articles.sync import merge
from articles.sync.importer import Entry, Report, import_target
from articles.sync.targets import targets
from tests.documents_kit import STORY

ActParameters = Callable[..., dict[str, Any]]
Write = Callable[..., Path]

pytestmark = pytest.mark.django_db


@dataclass
class Imported:
    """The result of one or more imports: entries by path, and reports."""

    entries: dict[str, Entry]
    reports: list[Report]

    @property
    def totals(self) -> dict[str, int]:
        return {status: count for each in self.reports for status, count in each.totals.items()}


def run(*paths: Path, **options: Any) -> Imported:
    """Import the paths and return the entries and reports."""
    entries: list[Entry] = []
    reports = [
        import_target(target, on_entry=entries.append, **options)
        for target in targets([str(path) for path in paths])
    ]
    return Imported({entry.path: entry for entry in entries}, reports)


@pytest.fixture
def story(write_document: Write) -> Callable[..., tuple[Entry, Article]]:
    """Return a function that rewrites and imports one document: its entry, its article."""

    def rewrite(**fields: Any) -> tuple[Entry, Article]:
        path = write_document(**{**STORY, **fields})
        return run(path.parent).entries["story.md"], Article.objects.get()

    return rewrite


def test_a_folder_is_imported_with_its_subfolders(write_document: Write) -> None:
    folder = write_document("a.md").parent
    write_document("deep/er/b.yml", title="Below")
    imported = run(folder)
    assert list(imported.entries) == ["a.md", "deep/er/b.yml"]
    assert imported.totals == {"new": 2}
    assert Article.objects.get(path="deep/er/b.yml").title == "Below"
    collection = Collection.objects.get()
    assert (collection.name, collection.root) == (folder.name, str(folder))
    (done,) = ImportRun.objects.all()
    assert done.finished_at
    assert (done.totals, done.interrupted) == ({"new": 2}, False)


def test_a_file_is_imported_without_its_neighbours(write_document: Write) -> None:
    path = write_document("a.md")
    write_document("b.md")
    assert list(run(path).entries) == ["a.md"]
    assert list(run(path.parent).entries.values()) == [
        Entry("a.md", "unchanged"),
        Entry("b.md", "new"),
    ]


def test_several_paths_are_imported_into_their_collections(write_document: Write) -> None:
    one = write_document("a.md", folder="one")
    other = write_document("deep/b.md", folder="other")
    run(one.parent, other.parent.parent)
    third = write_document("deep/c.md", folder="other")
    write_document("d.md", folder="other")
    run(one, third.parent)
    places = Article.objects.order_by("path").values_list("collection__name", "path")
    assert list(places) == [("one", "a.md"), ("other", "deep/b.md"), ("other", "deep/c.md")]


def test_every_field_of_a_document_reaches_its_article(write_document: Write) -> None:
    path = write_document(
        quality=80,
        heat=85,
        topics=("AI", "Robots"),
        rest='ampWebUrl: https://a.example/amp\nfeaturedContent: "<iframe></iframe>"\n',
        type="video",
    )
    run(path)
    article = Article.objects.get()
    document = read(path.read_bytes(), now=article.arrived_at).document
    plain = set(KEYS) - {"provider", "topics", "images", "related"}
    for name in plain:
        assert getattr(article, name) == getattr(document, name), name
    assert article.topic_names == ["AI", "Robots"]
    assert (article.provider.name, article.provider.domain) == ("Provider", "provider.example")
    assert article.upstream == merge.upstream_values(document)
    assert (article.status, article.decided_by, article.version) == (Status.PUBLISHED, None, 1)


def test_a_document_without_published_waits(write_document: Write) -> None:
    run(write_document(quality=None))
    article = Article.objects.get()
    assert (article.published, article.quality, article.status) == (False, None, Status.WAITING)


def test_the_same_bytes_are_unchanged(story: Callable[..., Any]) -> None:
    story()
    with CaptureQueriesContext(connection) as queries:
        entry, article = story()
    assert (entry, article.version) == (Entry("story.md", "unchanged"), 1)
    written = [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert [sql for sql in written if "import" not in sql and "collection" not in sql] == []


@pytest.mark.parametrize(
    ("fields", "status", "changes", "version"),
    [
        ({"title": "Another"}, "changed", ["title"], 2),
        ({"excerpt": "Other."}, "changed", ["excerpt"], 2),
        ({"quality": 40, "heat": 12}, "changed", ["quality"], 2),
        ({"quality": 80, "heat": 99}, "changed", ["quality", "heat", "published"], 2),
        ({"quality": None}, "changed", ["quality", "heat", "published"], 2),
        ({"domain": "other.example"}, "changed", ["provider"], 2),
        ({"topics": ("Robots", "AI")}, "changed", ["topics"], 2),
        ({"published_at": "2022-07-13T10:24:00Z"}, "changed", ["publishedDateTime"], 2),
        ({"url": "https://other.example/"}, "changed", ["originalUrl", "webUrl"], 2),
        ({"rest": "images:\n  - url: /a.png\n"}, "changed", ["images"], 2),
        ({"rest": "actions: many\n"}, "changed", ["actions"], 1),
        ({"heat": 99}, "noise", ["heat"], 1),
        ({"secured": "other"}, "noise", ["secured"], 1),
        ({"heat": 99, "secured": "other"}, "noise", ["heat", "secured"], 1),
        ({"heat": 99, "rest": "actions: many\n"}, "changed", ["heat", "actions"], 1),
        ({"heat": 99, "title": "Another"}, "changed", ["title", "heat"], 2),
    ],
)
def test_an_import_reports_the_changed_keys_and_noise_as_noise(
    story: Callable[..., Any], fields: Any, status: str, changes: list[str], version: int
) -> None:
    story()
    entry, article = story(**fields)
    assert (entry.status, entry.changes) == (status, changes)
    assert article.version == version
    assert article.heat == (None if fields.get("quality", 38) is None else fields.get("heat", 12))


def test_other_line_ends_are_noise_and_kept(write_document: Write) -> None:
    path = write_document()
    run(path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (entry,) = run(path).entries.values()
    article = Article.objects.get()
    assert (entry.status, entry.changes, article.version) == ("noise", [], 1)
    assert article.newest_text.text.encode() == path.read_bytes()


def test_what_people_set_stays_while_the_rest_follows_upstream(
    users: SimpleNamespace, story: Callable[..., Any], act_parameters: ActParameters
) -> None:
    _, article = story(quality=38, topics=("AI",))
    edits = {"title": "Ours", "topics": ["Robots"]}
    moderation.edit([article], edits, **act_parameters(users.editor, article))
    moderation.approve([article], **act_parameters(users.editor, article))
    _, article = story(title="Theirs", excerpt="Newer.", quality=20, topics=("AI", "Cars"))
    assert (article.title, article.topic_names) == ("Ours", ["Robots"])
    assert (article.excerpt, article.quality) == ("Newer.", 20)
    assert (article.status, article.decided_by) == (Status.PUBLISHED, users.editor)
    assert article.upstream["title"] == "Theirs"
    standing = effective_state(article.upstream, Decision.objects.rulings()[article.pk])
    assert standing.conflicts == {
        "title": Conflict("Ours", "A story", "Theirs"),
        "topics": Conflict(["Robots"], ["AI"], ["AI", "Cars"]),
    }
    moderation.release([article], ["title", "topics"], **act_parameters(users.editor, article))
    article = Article.objects.get()
    assert (article.title, article.topic_names) == ("Theirs", ["AI", "Cars"])


def test_upstreams_rule_publishes_and_takes_down_what_nobody_decided(
    story: Callable[..., Any],
) -> None:
    statuses = [story(quality=quality)[1].status for quality in (38, 80, 38, 70, None)]
    assert statuses == ["waiting", "published", "waiting", "published", "waiting"]


def test_the_status_is_dated_by_its_last_change(story: Callable[..., Any]) -> None:
    arrived = story(quality=38)[1].status_since
    assert story(quality=39, title="Another")[1].status_since == arrived
    assert story(quality=80)[1].status_since > arrived


def test_the_first_text_the_newest_and_those_decided_on_are_kept(
    users: SimpleNamespace, story: Callable[..., Any], act_parameters: ActParameters
) -> None:
    for number in range(1, 7):
        _, article = story(title=f"Version {number}")
        if number == 3:
            moderation.approve([article], **act_parameters(users.editor, article))
            decided = article.newest_text
    kept = DocumentText.objects.order_by("pk").values_list("text", flat=True)
    assert [text.split('title: "')[1][:9] for text in kept] == [
        "Version 1",
        "Version 3",
        "Version 6",
    ]
    article = Article.objects.get()
    assert article.first_text.text == kept[0]
    assert article.newest_text.text == kept[2]
    assert Decision.objects.get().text == decided
    assert decided.text == kept[1]


def test_noise_moves_the_newest_text_too(story: Callable[..., Any]) -> None:
    story()
    for secured in ("second", "third"):
        _, article = story(secured=secured)
    assert 'secured: "third"' in article.newest_text.text
    assert 'secured: "opaque"' in article.first_text.text
    assert DocumentText.objects.count() == 2


def test_two_documents_with_one_url_stay_two_articles(write_document: Write) -> None:
    same = {"url": "https://provider.example/same", "title": "The same"}
    folder = write_document("a.md", **same).parent
    write_document("b.md", **same)
    for status in ("new", "unchanged"):
        assert run(folder).totals == {status: 2}
    assert Article.objects.count() == 2


def test_the_shared_documents_are_all_taken_and_then_unchanged(corpus: Path) -> None:
    folders = [corpus / "corpus" / name for name in ("ai", "powerapps")]
    for status in ("new", "unchanged"):
        imported = run(*folders)
        assert sum(report.totals[status] for report in imported.reports) == 195
        assert sum(report.count for report in imported.reports) == 195
    assert Article.objects.count() == 195
    for article in Article.objects.select_related("newest_text", "collection"):
        on_disk = (Path(article.collection.root) / article.path).read_bytes()
        assert article.newest_text.text.encode() == on_disk


def test_real_rewrites_end_with_the_values_of_their_last_version(
    corpus: Path, tmp_path: Path
) -> None:
    folders = sorted(path for path in (corpus / "history").iterdir() if path.is_dir())
    texts = {folder.name: sorted(folder.iterdir()) for folder in folders}
    for number in range(max(map(len, texts.values()))):
        for name, versions in texts.items():
            version = versions[min(number, len(versions) - 1)]
            (tmp_path / f"{name}.md").write_bytes(version.read_bytes())
        assert "invalid" not in run(tmp_path).totals
    for article in Article.objects.select_related("newest_text"):
        last = texts[article.path.removesuffix(".md")][-1].read_bytes()
        upstream = merge.upstream_values(read(last, now=article.arrived_at).document)
        assert article.newest_text.text.encode() == last
        del upstream["story"]  # an identifier, not a decidable field
        assert article.values == {**upstream, "published": bool(upstream["published"])}


def test_an_import_leaves_no_decision_of_its_own(story: Callable[..., Any]) -> None:
    story()
    story(title="Another", quality=90)
    assert not Decision.objects.exclude(kind=Kind.REPLACED).exists()
