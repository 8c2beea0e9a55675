"""Published articles that changed, or that upstream withdrew, since a person decided on them."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import moderation
from articles.models import Act, Article, Decision
from articles.models.decision import new_token
from articles.moderation import batches
from articles.moderation.decision_requests import Seen
from articles.rules import Kind
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.desk_kit import decide, headlines, link, page_text, text_of, undo

pytestmark = pytest.mark.django_db

CHANGED = "/queue/?status=published&changed=since"
WITHDRAWN = "/queue/?status=published&changed=withdrawn"
Rewrite = Callable[..., Article]


@pytest.fixture
def rewrite(write_document: Callable[..., Path]) -> Rewrite:
    """Return a function that has upstream write the document again, imports and returns it."""

    def rewritten(**fields: Any) -> Article:
        path = write_document("a.md", **{"title": "A story", **fields})
        import_target(targets([str(path)])[0])
        return Article.objects.get(path="a.md")

    return rewritten


@pytest.fixture
def approved(rewrite: Rewrite, users: SimpleNamespace, act_parameters: Any) -> Article:
    """Return an article of quality 38 that the reviewer approved."""
    article = rewrite()
    moderation.approve([article], **act_parameters(users.reviewer, article))
    return article


def is_listed(client: Any, address: str = CHANGED) -> bool:
    return bool(headlines(client.get(address)))


# -- The text changed ------------------------------------------------------------------------------


def test_a_published_article_that_changes_is_counted_on_today_and_listed_with_the_difference(
    approved: Article, rewrite: Rewrite, sign_in: Any
) -> None:
    client = sign_in("reader")
    assert not is_listed(client)
    rewrite(title="Another headline", excerpt="Something else.")
    assert "1 changed since a person decided" in page_text(client, "/")
    page = client.get(link(client, "/", "changed since a person decided"))
    assert headlines(page) == ["Another headline"]
    words = text_of(page)
    assert "Changed since reviewer decided, a moment ago" in words
    assert "Title before: “A story” now: “Another headline”" in words
    assert "Excerpt before: “What story number 1 says.” now: “Something else.”" in words
    assert "Another headline" in text_of(client.get(link(client, CHANGED, "Compare the texts")))
    assert "before: “A story”" in page_text(client, approved.get_absolute_url())


def test_seen_stays_is_a_decision_that_changes_neither_value_nor_owner(
    approved: Article, rewrite: Rewrite, sign_in: Any
) -> None:
    before = rewrite(title="Another headline")
    client = sign_in("second_reviewer")
    assert 'value="confirm"' in client.get(CHANGED).content.decode()
    decide(client, approved, "confirm")
    after = Article.objects.get(pk=approved.pk)
    assert not is_listed(client)
    assert "0 changed since a person decided" in page_text(client, "/")
    kept = ("status", "published", "standing", "quality", "title", "decided_by_id", "public_since")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    decision = Decision.objects.latest("pk")
    assert (decision.kind, decision.changes, decision.number) == ("confirm", {}, 2)
    assert decision.text_id == after.newest_text_id
    assert "Seen and left published by second-reviewer" in page_text(client, "/history/")
    assert "Seen and left published" in page_text(client, approved.get_absolute_url())


def test_seen_stays_is_undone_and_redone(approved: Article, rewrite: Rewrite, sign_in: Any) -> None:
    rewrite(title="Another headline")
    client = sign_in("reviewer")
    decide(client, approved, "confirm")
    assert "Another headline" in text_of(undo(client))
    assert is_listed(client)
    undo(client)  # of the undo: a redo
    assert not is_listed(client)


def test_a_further_change_lists_it_again(approved: Article, rewrite: Rewrite, sign_in: Any) -> None:
    rewrite(title="Another headline")
    decide(sign_in("reviewer"), approved, "confirm")
    rewrite(title="A third headline")
    words = page_text(sign_in("reader"), CHANGED)
    assert "before: “Another headline” now: “A third headline”" in words


def test_any_decision_of_a_person_on_it_is_a_look(
    approved: Article, rewrite: Rewrite, users: SimpleNamespace, act_parameters: Any, sign_in: Any
) -> None:
    rewrite(title="Another headline")
    moderation.set_quality([approved], 70, **act_parameters(users.reviewer, approved))
    assert not is_listed(sign_in("reader"))
    undo(sign_in("reviewer"))
    assert is_listed(sign_in("reader"))
    moderation.unpublish([approved], **act_parameters(users.editor, approved, note="No."))
    assert not is_listed(sign_in("reader"))


@pytest.mark.parametrize("rewritten", [{"heat": 99}, {"secured": "new"}])
def test_noise_is_no_change(
    approved: Article, rewrite: Rewrite, sign_in: Any, rewritten: Any
) -> None:
    rewrite(**rewritten)
    assert not is_listed(sign_in("reader"))


def test_a_field_that_a_person_decided_is_asked_about_as_a_conflict_instead(
    approved: Article, rewrite: Rewrite, users: SimpleNamespace, act_parameters: Any, sign_in: Any
) -> None:
    moderation.edit([approved], {"title": "Ours"}, **act_parameters(users.editor, approved))
    assert rewrite(title="Another headline").conflicts
    assert not is_listed(sign_in("reader"))


def test_what_upstream_publishes_or_waits_is_not_listed(rewrite: Rewrite, sign_in: Any) -> None:
    rewrite(quality=80)
    rewrite(quality=80, title="Another headline")
    assert not is_listed(sign_in("reader"))


def test_what_changed_since_the_form_was_made_is_shown_before_it_is_confirmed(
    approved: Article, rewrite: Rewrite, sign_in: Any
) -> None:
    rewrite(title="Another headline")
    seen = "2 published=1"
    rewrite(title="A third headline")
    response = decide(sign_in("reviewer"), approved, "confirm", seen=seen)
    assert response.status_code == 409
    assert "The document has changed since you opened it" in text_of(response)
    assert Decision.objects.count() == 1


def test_what_somebody_has_confirmed_meanwhile_is_a_quiet_success_that_names_who(
    approved: Article, rewrite: Rewrite, sign_in: Any
) -> None:
    rewrite(title="Another headline")
    decide(sign_in("reviewer"), approved, "confirm")
    client = sign_in("second_reviewer")
    page = client.get(decide(client, approved, "confirm")["Location"])
    assert "It is so already: Seen and left published by reviewer" in text_of(page)
    assert Decision.objects.count() == 2


def test_what_is_taken_down_meanwhile_can_not_stay(
    approved: Article, rewrite: Rewrite, users: SimpleNamespace, act_parameters: Any, sign_in: Any
) -> None:
    rewrite(title="Another headline")
    moderation.unpublish([approved], **act_parameters(users.editor, approved, note="No."))
    response = decide(sign_in("reviewer"), approved, "confirm", seen="2 published=1")
    assert response.status_code == 409
    assert "It is taken down now" in text_of(response)


def test_who_may_not_approve_may_not_confirm(
    approved: Article, rewrite: Rewrite, sign_in: Any
) -> None:
    rewrite(title="Another headline")
    client = sign_in("reader")
    assert 'value="confirm"' not in client.get(CHANGED).content.decode()
    assert decide(client, approved, "confirm").status_code == 403


def test_a_form_sent_twice_confirms_once(approved: Article, rewrite: Rewrite, sign_in: Any) -> None:
    rewrite(title="Another headline")
    client, token = sign_in("reviewer"), new_token()
    for _ in range(2):
        assert decide(client, approved, "confirm", token=token).status_code == 302
    assert Act.objects.count() == 2


def test_a_quality_typed_with_seen_stays_is_set(
    approved: Article, rewrite: Rewrite, sign_in: Any
) -> None:
    rewrite(title="Another headline")
    decide(sign_in("reviewer"), approved, "confirm", quality="64", quality_was="38")
    article = Article.objects.get(pk=approved.pk)
    assert (article.quality, article.unseen_since) == (64, None)
    assert Decision.objects.latest("pk").kind == Kind.SET_QUALITY


def test_a_replaced_story_waits_and_is_not_listed(
    approved: Article, rewrite: Rewrite, sign_in: Any
) -> None:
    article = rewrite(title="Another story", url="https://provider.example/other")
    assert (article.status, article.unseen_since) == ("waiting", None)
    assert not is_listed(sign_in("reader"))


# -- Upstream withdrew it --------------------------------------------------------------------------


def test_a_repeated_withdrawal_asks_nothing_again_and_stays_on_today_until_somebody_looks(
    approved: Article, rewrite: Rewrite, sign_in: Any
) -> None:
    client = sign_in("reviewer")
    assert not rewrite(quality=38, published=True).conflicts
    article = rewrite(quality=38, published=False)
    assert (article.conflicts, article.status) == ({}, "published")
    assert "1 withdrawn upstream, still published" in page_text(client, "/")
    page = client.get(link(client, "/", "withdrawn upstream, still published"))
    assert headlines(page) == ["A story"]
    assert "Withdrawn upstream a moment ago , still published here" in text_of(page)
    decide(client, approved, "confirm")
    assert not is_listed(client, WITHDRAWN)
    assert "0 withdrawn upstream, still published" in page_text(client, "/")
    # The next one is another one.
    rewrite(quality=38, published=True)
    rewrite(quality=38, published=False)
    assert is_listed(client, WITHDRAWN)
    rewrite(quality=38, published=True)
    assert not is_listed(client, WITHDRAWN)


def test_a_document_that_loses_its_key_published_is_withdrawn_too(
    rewrite: Rewrite, users: SimpleNamespace, act_parameters: Any, sign_in: Any
) -> None:
    article = rewrite(quality=80)
    moderation.approve([article], **act_parameters(users.reviewer, article))
    assert rewrite(quality=None).status == "published"
    assert is_listed(sign_in("reader"), WITHDRAWN)


# -- Many at once ----------------------------------------------------------------------------------


def test_many_are_seen_and_left_published_as_one_act(
    approved: Article, rewrite: Rewrite, users: SimpleNamespace, sign_in: Any
) -> None:
    article = rewrite(title="Another headline")
    client = sign_in("editor")
    assert 'value="confirm"' in client.get(CHANGED).content.decode()
    seen = {article.pk: Seen.of(article)}
    request = batches.BatchRequest(Kind.CONFIRM, seen, "all", CHANGED, Act.Place.QUEUE)
    batch = batches.freeze(request, by=users.editor, token=new_token())
    assert "Leave 1 article published" in page_text(client, batch.get_absolute_url())
    batches.begin(batch.pk, by=users.editor, typed="1", shown=1)
    batches.run(batch.pk, by=users.editor)
    assert not is_listed(client)
    assert Decision.objects.latest("pk").kind == Kind.CONFIRM
    undo(client)
    assert is_listed(client)


# -- At scale --------------------------------------------------------------------------------------


def test_the_list_takes_as_many_queries_for_one_row_as_for_many(
    make_article: Any,
    write_document: Any,
    users: SimpleNamespace,
    act_parameters: Any,
    sign_in: Any,
) -> None:
    client, counts = sign_in("reader"), []
    for number in range(5):
        article = make_article(name=f"{number}.md")
        moderation.approve([article], **act_parameters(users.reviewer, article))
        path = write_document(f"{number}.md", title=f"Another headline {number}")
        import_target(targets([str(path)])[0])
        with CaptureQueriesContext(connection) as queries:
            assert len(headlines(client.get(CHANGED))) == number + 1
        counts.append(len(queries))
    # A page of up to two rows also counts the articles of the desk.
    assert counts[2] == counts[4]


def test_counting_them_reads_only_the_index_of_such_articles(db: None) -> None:
    for rows in (Article.objects.changed_since_decided(), Article.objects.withdrawn_upstream()):
        with CaptureQueriesContext(connection) as queries:
            rows.order_by().count()
        plan = rows.order_by().values("pk").explain()
        if connection.vendor == "sqlite":
            assert "article_changed_since" in plan or "article_withdrawn" in plan
        assert len(queries) == 1
