"""Documents without `published`: their sites show them, and a collection can be told so."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles import moderation
from articles.audit.check import Summary, findings
from articles.audit.finding import Finding
from articles.audit.repair import repair_articles
from articles.hints import hints_for, row_hints
from articles.models import Article, Collection, ImportRun
from articles.rules import Status
from articles.sync.locks import LockLost, acquire
from articles.sync.missing_published import set_missing_publishes
from tests.desk_kit import link, page_text
from tests.export_kit import export_folder, import_folder

pytestmark = pytest.mark.django_db


def remove_published(path: Path) -> str:
    """Remove the line of `published` from a document, and return its text then."""
    text = path.read_text().replace("published: false\n", "").replace("published: true\n", "")
    path.write_text(text)
    return text


@pytest.fixture
def path(write_document: Any) -> Path:
    """Return the path of an imported document without `published`."""
    document: Path = write_document(title="A story")
    remove_published(document)
    import_folder(document.parent)
    return document


def change_setting(client: Client, publishes: bool, **data: Any) -> Any:
    """Save the admin's page of the only collection; return the response."""
    collection = Collection.objects.get()
    url = reverse("admin:articles_collection_change", args=[collection.pk])
    data |= {"missing_publishes": "on"} if publishes else {}
    return client.post(url, {"site_url": "", **data}, follow=True)


def turn_on(client: Client) -> None:
    """Set the collection to publish what lacks `published`, with the number of articles."""
    change_setting(client, True, confirmed_count=1)
    assert Collection.objects.get().missing_publishes


def kinds(article: Article) -> list[str]:
    """Return the kinds of the article's hints, on its page and in its row."""
    hints = [*hints_for(article), *row_hints([article])[article.pk]]
    return [hint.kind for hint in hints]


def test_it_waits_and_says_that_its_site_shows_it_until_it_is_hidden_there(
    path: Path, users: SimpleNamespace, act_parameters: Any
) -> None:
    article = Article.objects.get()
    assert (article.status, kinds(article)) == (Status.WAITING, ["shown-by-site"] * 2)
    moderation.reject([article], **act_parameters(users.editor, article))
    export_folder(path.parent)
    moderation.undo(article.decisions.get().act, by=users.editor, token="undo", place="queue")
    article.refresh_from_db()
    assert (article.status, kinds(article)) == (Status.WAITING, [])
    export_folder(path.parent)
    assert kinds(Article.objects.get()) == ["shown-by-site"] * 2


@pytest.mark.parametrize("line", ["published: false", "published: true"])
def test_a_document_that_says_so_is_not_hinted_at(write_document: Any, line: str) -> None:
    document = write_document()
    document.write_text(document.read_text().replace("published: false", line))
    import_folder(document.parent)
    assert kinds(Article.objects.get()) == []


def test_the_setting_names_the_articles_and_asks_for_their_number(path: Path, sign_in: Any) -> None:
    client = sign_in("superuser")
    for given in ({}, {"confirmed_count": 2}):
        page = change_setting(client, True, **given).content.decode()
        assert "1 article that nobody decided would be published at once: “A story”" in page
        assert Article.objects.get().status == Status.WAITING
        assert not Collection.objects.get().missing_publishes
    page = change_setting(client, True, confirmed_count=1).content.decode()
    assert "1 article is published now" in page
    assert Article.objects.get().status == Status.PUBLISHED
    run = ImportRun.objects.latest("pk")
    assert (run.totals, run.entries.get().changes) == ({"changed": 1}, ["published"])
    page = change_setting(client, False, confirmed_count=1).content.decode()
    assert "1 article is waiting again now" in page
    assert Article.objects.get().status == Status.WAITING


def test_the_setting_waits_for_an_import_that_is_running(path: Path, sign_in: Any) -> None:
    acquire(Collection.objects.get())
    page = change_setting(sign_in("superuser"), True, confirmed_count=1).content.decode()
    assert "An import or export is running" in page
    assert Article.objects.get().status == Status.WAITING
    assert not Collection.objects.get().missing_publishes


@pytest.mark.parametrize("publishes", [True, False])
def test_a_change_that_was_interrupted_is_finished_by_the_next_import(
    path: Path, write_document: Any, sign_in: Any, monkeypatch: pytest.MonkeyPatch, publishes: bool
) -> None:
    for number in range(3):
        remove_published(write_document(name=f"{number}.md", title="A story"))
    import_folder(path.parent)
    client = sign_in("superuser")
    if not publishes:
        change_setting(client, True, confirmed_count=4)
    monkeypatch.setattr("articles.sync.missing_published.CHUNK", 1)
    chunks = iter([None, LockLost()])

    def lose_lock(run: ImportRun) -> None:
        if isinstance(fault := next(chunks, None), Exception):
            raise fault

    with monkeypatch.context() as patch:
        patch.setattr("articles.sync.missing_published.heartbeat", lose_lock)
        page = change_setting(client, publishes, confirmed_count=4).content.decode()
    assert "The setting is stored; the next import applies it." in page
    published = Article.objects.filter(status=Status.PUBLISHED)
    assert published.count() == (1 if publishes else 3)
    assert mark_findings() != []
    for _ in range(2):
        import_folder(path.parent)
        assert published.count() == (4 if publishes else 0)
        assert mark_findings() == []
    run = ImportRun.objects.filter(kind=ImportRun.Kind.SETTING).latest("pk")
    assert (run.totals, run.interrupted) == ({"changed": 4}, False)


def test_a_mark_without_its_setting_is_found_and_repaired_and_publishes_nothing(
    path: Path,
) -> None:
    article = Article.objects.get()
    article.upstream["missing_publishes"] = True
    article.save()
    (finding,) = mark_findings()
    assert (finding.expected, finding.found) == ('"none"', '"yes"')
    repair_articles([article.pk])
    article.refresh_from_db()
    assert (article.status, "missing_publishes" in article.upstream) == (Status.WAITING, False)


def test_it_is_no_import_for_todays_warning(path: Path, sign_in: Any) -> None:
    client = sign_in("superuser")
    before = page_text(client, "/imports/")
    change_setting(client, True, confirmed_count=1)
    assert "Change of a setting of" in page_text(client, "/imports/")
    assert "Change of a setting of" not in before
    runs = ImportRun.objects.filter(kind=ImportRun.Kind.IMPORT)
    assert link(client, "/", "a moment ago") == runs.get().get_absolute_url()


def test_a_withdrawal_that_the_setting_makes_a_yes_is_none(
    write_document: Any, sign_in: Any, users: SimpleNamespace, act_parameters: Any
) -> None:
    document = write_document(title="A story")
    document.write_text(document.read_text().replace("published: false", "published: true"))
    import_folder(document.parent)
    article = Article.objects.get()
    moderation.approve([article], **act_parameters(users.editor, article))
    remove_published(document)
    import_folder(document.parent)
    article.refresh_from_db()
    assert article.withdrawn_since
    change_setting(sign_in("superuser"), True, confirmed_count=0)
    article.refresh_from_db()
    assert (article.status, article.withdrawn_since) == (Status.PUBLISHED, None)


def mark_findings() -> list[Finding]:
    """Return what the check of the history finds."""
    return list(findings(Summary()))


def test_what_people_decided_stays_and_no_conflict_opens(
    path: Path, sign_in: Any, users: SimpleNamespace, act_parameters: Any
) -> None:
    article = Article.objects.get()
    moderation.reject([article], **act_parameters(users.editor, article))
    client = sign_in("superuser")
    page = change_setting(client, True, confirmed_count=0).content.decode()
    assert "0 articles are published now" in page
    article.refresh_from_db()
    assert (article.status, article.conflict_count) == (Status.REJECTED, 0)
    moderation.undo(article.decisions.get().act, by=users.editor, token="undo", place="queue")
    article.refresh_from_db()
    assert article.status == Status.PUBLISHED


def test_with_the_setting_a_key_that_goes_away_is_upstreams_yes(
    path: Path, sign_in: Any, write_document: Any, users: SimpleNamespace, act_parameters: Any
) -> None:
    turn_on(sign_in("superuser"))
    undecided, rejected = (
        write_document(name=f"{name}.md", title=name) for name in ("undecided", "rejected")
    )
    import_folder(path.parent)
    article = Article.objects.get(path="rejected.md")
    assert article.status == Status.WAITING
    moderation.reject([article], **act_parameters(users.editor, article))
    for document in (undecided, rejected):
        remove_published(document)
    assert import_folder(path.parent).conflicts == 1
    article.refresh_from_db()
    assert (article.status, list(article.conflicts)) == (Status.REJECTED, ["published"])
    assert Article.objects.get(path="undecided.md").status == Status.PUBLISHED


def test_with_the_setting_an_approval_adds_no_line_and_a_take_down_does(
    path: Path, sign_in: Any, users: SimpleNamespace, act_parameters: Any
) -> None:
    turn_on(sign_in("superuser"))
    text, article = path.read_text(), Article.objects.get()
    moderation.approve([article], **act_parameters(users.editor, article))
    export_folder(path.parent)
    assert path.read_text() == text
    article.refresh_from_db()
    moderation.unpublish([article], **act_parameters(users.editor, article))
    export_folder(path.parent)
    assert "published: false\n" in path.read_text()
    assert import_folder(path.parent).conflicts == 0


@pytest.mark.django_db(transaction=True)
def test_the_admin_applies_the_setting_outside_of_a_transaction(
    path: Path, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prevents that others wait for the database until the last of many articles is changed."""
    in_transaction: list[bool] = []

    def spy(*args: Any, **options: Any) -> int:
        in_transaction.append(connection.in_atomic_block)
        return set_missing_publishes(*args, **options)

    monkeypatch.setattr("articles.admin.sources.set_missing_publishes", spy)
    turn_on(sign_in("superuser"))
    assert in_transaction == [False]
    assert Article.objects.get().status == Status.PUBLISHED
