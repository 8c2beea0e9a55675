"""Conflicts with upstream: opened by an import, shown with all values, resolved by an editor."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import moderation
from articles.models import Act, Article, ImportEntry
from articles.rules import Kind
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.desk_kit import link, page_text, text_of

pytestmark = pytest.mark.django_db

PAGE = "/conflicts/"


@pytest.fixture
def make_conflict(
    make_article: Callable[..., Article],
    write_document: Callable[..., Path],
    users: SimpleNamespace,
    act_parameters: Any,
) -> Callable[..., Article]:
    """Return a function that makes an article in conflict on its quality."""

    def make(name: str = "a.md", title: str = "A story") -> Article:
        article = make_article(name=name, title=title, quality=38)
        words = act_parameters(users.reviewer, article, note="A scoop.")
        moderation.set_quality([article], 60, **words)
        path = write_document(name, title=title, quality=45)
        import_target(targets([str(path)])[0])
        article.refresh_from_db()
        return article

    return make


def form_of(client: Client) -> dict[str, str]:
    """Return the hidden fields of the page's form as it is now."""
    page = client.get(PAGE).content.decode()
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))


def test_a_conflict_shows_ours_and_both_upstream_values(
    make_conflict: Callable[..., Article], sign_in: Any
) -> None:
    article = make_conflict()
    words = text_of(sign_in("editor").get(PAGE))
    assert "A story quality" in words
    assert "Ours 60 Quality set by reviewer · a moment ago" in words
    assert "A scoop." in words
    # Enough to decide on the story without opening it.
    assert "1 article in conflict." in words
    for fact in ("Waiting", "Provider", "provider.example", article.excerpt):
        assert fact in words, fact
    assert "Upstream then 38 Upstream now 45" in words
    assert "Keep ours: 60" in words
    assert "Take upstream: 45" in words


def test_texts_that_differ_late_are_shown_in_full_and_told_apart_on_every_button(
    make_article: Callable[..., Article],
    write_document: Callable[..., Path],
    users: SimpleNamespace,
    act_parameters: Any,
    sign_in: Any,
) -> None:
    """Prevents three texts that are cut before they differ, and two buttons with one label."""
    common = "The laundry in Osaka has folded shirts by machine since spring, and its owner says"
    then, ours, now = (f"{common} that {who} lost a job." for who in ("nobody", "Ann", "everybody"))
    article = make_article(name="a.md", excerpt=then)
    moderation.edit([article], {"excerpt": ours}, **act_parameters(users.editor, article))
    import_target(targets([str(write_document("a.md", excerpt=now))])[0])
    client = sign_in("editor")
    words = page_text(client, PAGE)
    for marked in ("Ours “{} that Ann", "then “{} that nobody", "now “{} that everybody"):
        assert marked.format(common) in words
    assert "Keep ours: … Ann lost a job.”" in words
    assert "Take upstream: … everybody lost a job.”" in words
    words = page_text(client, article.get_absolute_url())
    assert f"upstream says “{common} that everybody lost a job.”" in words
    assert "Follow upstream: … everybody lost a job.”" in words


def test_what_an_import_decided_is_shown_as_the_imports(
    make_article: Callable[..., Article],
    write_document: Callable[..., Path],
    users: SimpleNamespace,
    act_parameters: Any,
    sign_in: Any,
) -> None:
    """Prevents “not published None”: a replacement is decided by no user."""
    article = make_article(name="a.md", title="The old story")
    moderation.approve([article], **act_parameters(users.editor, article))
    for quality in (38, 80):
        path = write_document(
            "a.md", title="Another one", url="https://provider.example/other", quality=quality
        )
        import_target(targets([str(path)])[0])
    words = text_of(sign_in("editor").get(PAGE))
    assert "Ours not published Replaced by the import · a moment ago" in words


def test_keeping_ours_settles_it_until_upstream_changes_again(
    make_conflict: Callable[..., Article], sign_in: Any, write_document: Callable[..., Path]
) -> None:
    article, client = make_conflict(), sign_in("editor")
    page = client.post(
        PAGE + "settle/", {**form_of(client), "one": f"keep:{article.pk}:quality"}, follow=True
    )
    assert "No conflicts" in text_of(page)
    assert "Kept quality 60: “A story”." in text_of(page)
    article.refresh_from_db()
    assert (article.quality, article.standing) == (60, {"quality": 1})
    path = write_document("a.md", title="A story", quality=46)
    import_target(targets([str(path)])[0])
    assert Article.objects.in_conflict().count() == 1


def test_taking_the_upstream_value_and_undoing_it(
    make_conflict: Callable[..., Article], sign_in: Any
) -> None:
    article, client = make_conflict(), sign_in("editor")
    page = client.post(
        PAGE + "settle/", {**form_of(client), "one": f"take:{article.pk}:quality"}, follow=True
    )
    article.refresh_from_db()
    assert (article.quality, article.standing, article.conflict_count) == (45, {}, 0)
    action = re.search(r'action="(/acts/\d+/undo/)"', page.content.decode())
    assert action
    client.post(action[1], {"token": "a" * 32, "place": "queue", "note": "no"})
    article.refresh_from_db()
    assert (article.quality, article.conflict_count) == (60, 1)


def test_many_are_settled_at_once_as_one_act(
    make_conflict: Callable[..., Article], sign_in: Any
) -> None:
    articles = [make_conflict(f"{number}.md", f"Story {number}") for number in range(3)]
    client = sign_in("editor")
    picks = [f"{article.pk}:quality" for article in articles[:2]]
    before = Act.objects.count()
    client.post(PAGE + "settle/", {**form_of(client), "all": "keep", "pick": picks})
    assert list(Article.objects.in_conflict()) == articles[2:]
    assert Act.objects.count() == before + 1
    assert Act.objects.latest("pk").decisions.filter(kind=Kind.KEEP_OURS).count() == 2


def test_what_was_decided_since_is_named_and_stays(
    make_conflict: Callable[..., Article], sign_in: Any, users: SimpleNamespace, act_parameters: Any
) -> None:
    article, client = make_conflict(), sign_in("editor")
    form = form_of(client)
    moderation.set_quality([article], 61, **act_parameters(users.reviewer, article))
    page = client.post(PAGE + "settle/", {**form, "one": f"take:{article.pk}:quality"}, follow=True)
    article.refresh_from_db()
    assert article.quality == 61
    assert "“A story”:" in text_of(page)


@pytest.mark.parametrize(
    "fields",
    [
        {"all": "keep"},
        {"one": "keep:x:quality"},
        {"one": "keep:1:colour"},
        {"one": "burn:1:quality"},
        {"all": "keep", "pick": ["99999999999:quality"]},
        {"one": "keep:1:quality", "seen-1": "everything"},
    ],
)
def test_a_form_that_makes_no_sense_is_answered_by_a_sentence(
    fields: dict[str, Any], make_conflict: Callable[..., Article], sign_in: Any
) -> None:
    make_conflict()
    client = sign_in("editor")
    page = client.post(PAGE + "settle/", {"token": "a" * 32, **fields}, follow=True)
    assert 'class="message error"' in page.content.decode()
    assert Article.objects.in_conflict().count() == 1


def test_a_reader_sees_conflicts_and_settles_none(
    make_conflict: Callable[..., Article], sign_in: Any
) -> None:
    make_conflict()
    for role in ("reader", "reviewer"):
        client = sign_in(role)
        assert "Keep ours:" not in text_of(client.get(PAGE))
        assert client.post(PAGE + "settle/", {"all": "keep"}).status_code == 403


def test_thirty_conflicts_cost_as_many_queries_as_three(
    make_conflict: Callable[..., Article], sign_in: Any
) -> None:
    """Prevents a query for each conflict's decision, its user or the topics."""
    client = sign_in("editor")

    def count(number: int) -> int:
        for each in range(Article.objects.count(), number):
            make_conflict(f"{each}.md", f"Story {each}")
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    count(3)
    assert count(3) == count(30)


def test_the_page_of_an_import_lists_what_it_did_document_by_document(
    make_conflict: Callable[..., Article], write_document: Callable[..., Path], sign_in: Any
) -> None:
    make_conflict()
    bad = write_document("bad.md")
    bad.write_text(bad.read_text().replace("quality: 38", "quality: high"))
    write_document("a.md", title="A story", quality=47)
    write_document("new.md", title="A new story")
    import_target(targets([str(bad.parent)])[0])
    client = sign_in("reader")
    listed = text_of(client.get("/imports/"))
    assert "Documents that can’t be taken (1)" in listed
    assert re.search(r"line \d+: quality : expected a whole number", listed), listed
    run = ImportEntry.objects.latest("pk").run
    words = text_of(client.get(run.get_absolute_url()))
    for expected in ("A new story", "Newly invalid bad.md", "Changed by field: quality 1"):
        assert expected in words, expected
    run = ImportEntry.objects.exclude(conflicts=[]).latest("pk").run
    assert "Conflicts opened A story quality" in text_of(client.get(run.get_absolute_url()))


def test_texts_are_compared_and_the_export_downloaded(
    make_conflict: Callable[..., Article], sign_in: Any
) -> None:
    article, client = make_conflict(), sign_in("reader")
    page = client.get(f"/articles/{article.pk}/texts/")
    assert "− taken out quality: 45" in text_of(page)
    assert "+ put in quality: 60" in text_of(page)
    page = client.get(f"/articles/{article.pk}/texts/?a=first&b=newest")
    assert "− taken out quality: 38" in text_of(page)
    assert "isn’t kept" in text_of(client.get(f"/articles/{article.pk}/texts/?a=none"))
    response = client.get(f"/articles/{article.pk}/document/")
    assert response["Content-Disposition"] == 'attachment; filename="a.md"'
    assert "quality: 60" in response.content.decode()


def test_a_conflict_is_told_where_an_article_is_decided(
    make_conflict: Callable[..., Article], sign_in: Any, users: Any, act_parameters: Any
) -> None:
    article = make_conflict()
    told = "conflict: upstream now says quality 45 ;"
    reviewer, editor = sign_in("reviewer"), sign_in("editor")
    for page in ("/queue/", "/review/", article.get_absolute_url()):
        text = page_text(reviewer, page)
        assert f"{told} what was decided here stands until an editor settles it" in text, page
    assert "Keep ours: 60" in page_text(editor, link(editor, "/queue/", "settle it"))
    moderation.keep_ours([article], ["quality"], **act_parameters(users.editor, article))
    assert "conflict: upstream" not in page_text(reviewer, "/queue/")
