"""A field's name is never read as its value: each surface says what is, for each kind and field."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from articles import moderation
from articles.documents.decidable import FIELDS
from articles.formatting.fields import change
from articles.models import Article, Decision, ImportRun
from articles.models.decision import new_token
from articles.rules import Kind
from articles.sync.importer import import_target
from articles.sync.targets import targets
from tests.desk_kit import decide, page_text, text_of

pytestmark = pytest.mark.django_db

CONFLICTS = "/conflicts/"
#: By field: upstream's first value, ours, and what upstream says then.
DISPUTES: dict[str, tuple[Any, Any, Any]] = {
    "quality": (38, 60, 45),
    "title": ("The first", "Ours", "Theirs now"),
    "excerpt": ("What it said.", "What we say.", "What it says."),
    "type": ("article", "opinion", "video"),
    "topics": (("AI",), ["AI", "ML"], ("Robots",)),
}
#: By field: what stays after *keep ours*, and what follows upstream after *take theirs*, with the
#: values.
KEPT: dict[str, str] = {
    "quality": "quality 60",
    "title": "title “Ours”",
    "excerpt": "excerpt “What we say.”",
    "type": "type “opinion”",
    "topics": "topics AI, ML",
}
TAKEN: dict[str, str] = {
    "quality": "quality 60 → 45",
    "title": "title “Ours” → “Theirs now”",
    "excerpt": "excerpt “What we say.” → “What it says.”",
    "type": "type “opinion” → “video”",
    "topics": "topics AI, ML → Robots",
}


@pytest.fixture
def dispute(make_article: Any, write_document: Any, users: Any, act_parameters: Any) -> Any:
    """Return a function that makes an article in conflict on a field."""

    def again(path: str, **fields: Any) -> None:
        import_target(targets([str(write_document(path, **fields))])[0])

    def make(name: str, *, is_published: bool = False) -> Article:
        if name == "published":
            # We approve what upstream publishes, then it unpublishes; or reject the reverse.
            article = make_article(name="a.md", title="A story", published=is_published)
            verb = moderation.approve if is_published else moderation.reject
            verb([article], **act_parameters(users.editor, article))
            again("a.md", title="A story", published=not is_published)
            return Article.objects.get(pk=article.pk)
        first, ours, now = DISPUTES[name]
        article = make_article(name="a.md", **{name: first})
        if name == "quality":
            moderation.set_quality([article], ours, **act_parameters(users.editor, article))
        else:
            moderation.edit([article], {name: ours}, **act_parameters(users.editor, article))
        again("a.md", **{name: now})
        return Article.objects.get(pk=article.pk)

    return make


def settle(client: Client, verb: str, article: Article, name: str) -> str:
    """Press a button of the page of conflicts; return the text of the page that follows."""
    page = client.get(CONFLICTS).content.decode()
    form = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    pick = f"{verb}:{article.pk}:{name}"
    return text_of(client.post(f"{CONFLICTS}settle/", {**form, "one": pick}, follow=True))


def surfaces(client: Client, article: Article) -> dict[str, str]:
    """Return the text of each page that shows the latest decision."""
    decision = Decision.objects.latest("pk")
    rows = client.get("/history.csv")
    cells = b"".join(rows.streaming_content).decode().lstrip("\ufeff")
    return {
        "article": page_text(client, article.get_absolute_url()),
        "history": page_text(client, "/history/"),
        "act": page_text(client, decision.act.get_absolute_url()),
        "admin's decisions": page_text(client, "/admin/articles/decision/"),
        "admin's act": page_text(client, f"/admin/articles/act/{decision.act_id}/change/"),
        "admin's article": page_text(client, f"/admin/articles/article/{article.pk}/change/"),
        "csv": " ".join(next(row for row in csv.reader(io.StringIO(cells)) if row[0][0].isdigit())),
    }


@pytest.mark.parametrize("is_published", [False, True])
def test_a_conflict_on_publishing_reads_by_value_before_and_after_it_is_settled(
    is_published: bool, dispute: Any, sign_in: Any
) -> None:
    """Prevents “Published kept as ours” of an article that is not published, and the reverse."""
    article, client = dispute("published", is_published=is_published), sign_in("superuser")
    ours = "published" if is_published else "not published"
    state = "published" if is_published else "unpublished"
    page = page_text(client, CONFLICTS)
    for text in ("A story publishing", f"Ours {ours}", f"Keep ours: {ours}"):
        assert text in page
    words = page_text(client, article.get_absolute_url())
    assert f"{state.capitalize()} here; upstream says" in words
    assert "From upstream: quality, title" in words
    assert f"Kept {state}: “A story”." in settle(client, "keep", article, "published")
    for surface, text in surfaces(client, article).items():
        if surface == "csv":
            assert f"stays {state}" in text
        elif surface != "act":
            assert f"Kept {state} by superuser" in text, surface
        assert "ublished kept" not in text, surface
        assert "Published set here" not in text, surface


@pytest.mark.parametrize("name", list(DISPUTES))
def test_keeping_ours_says_the_value_that_is_kept(name: str, dispute: Any, sign_in: Any) -> None:
    article, client = dispute(name), sign_in("superuser")
    kept = KEPT[name]
    assert f"{kept[0].upper()}{kept[1:]} set here; upstream says" in page_text(
        client, article.get_absolute_url()
    )
    # A message that has the title names it once.
    end = "." if name == "title" else ": “"
    assert f"Kept {kept}{end}" in settle(client, "keep", article, name)
    for surface, text in surfaces(client, article).items():
        if surface != "csv":
            assert f"Kept {kept} by superuser" in text, surface
    name_of_field, value = kept.split(" ", 1)
    assert f"{name_of_field} stays {value}" in surfaces(client, article)["csv"]


@pytest.mark.parametrize("name", list(DISPUTES))
def test_taking_theirs_says_both_values(name: str, dispute: Any, sign_in: Any) -> None:
    article, client = dispute(name), sign_in("superuser")
    end = "." if name == "title" else ": “"
    taken = f"{name.capitalize()} taken from upstream, {TAKEN[name]}{end}"
    assert taken in settle(client, "take", article, name)
    for surface, text in surfaces(client, article).items():
        assert TAKEN[name] in text, surface


@pytest.mark.parametrize("is_published", [False, True])
def test_taking_theirs_on_publishing_says_both_values(
    is_published: bool, dispute: Any, sign_in: Any
) -> None:
    article, client = dispute("published", is_published=is_published), sign_in("superuser")
    change = "published → not published" if is_published else "not published → published"
    message = settle(client, "take", article, "published")
    assert f"Publishing taken from upstream, {change}: “A story”." in message
    for surface, text in surfaces(client, article).items():
        if surface != "csv":
            assert "Publishing taken from upstream by superuser" in text, surface
        assert "ublished taken" not in text, surface


@pytest.mark.parametrize("name", FIELDS)
def test_a_release_says_that_the_field_follows_upstream_again(
    name: str, dispute: Any, users: Any, act_parameters: Any, sign_in: Any
) -> None:
    article, client = dispute(name), sign_in("superuser")
    moderation.release([article], [name], **act_parameters(users.editor, article))
    subject = "Publishing" if name == "published" else name.capitalize()
    follows = "follow" if name == "topics" else "follows"
    for surface, text in surfaces(client, article).items():
        if surface != "csv":
            assert f"{subject} {follows} upstream again, by editor" in text, surface
    assert "ublished follows" not in page_text(client, "/history/")


@pytest.mark.parametrize("verb", ["reject", "unpublish"])
def test_an_unpublished_article_that_follows_upstream_again_waits_again(
    verb: str, make_article: Any, sign_in: Any
) -> None:
    is_published = verb == "unpublish"
    article = make_article(title="A story", quality=38, published=is_published, name="a.md")
    client = sign_in("editor")
    decide(client, article, verb)
    make_article(title="A story", quality=38, published=False, name="a.md")
    article.refresh_from_db()
    assert article.status != "waiting"
    decide(client, article, "release", field="published")
    article.refresh_from_db()
    assert article.status == "waiting"
    text = page_text(client, "/queue/")
    assert "Publishing follows upstream again, waits again: “A story”." in text
    assert "follows upstream again, by editor: waits again" in page_text(client, "/history/")


@pytest.mark.parametrize("kind", [Kind.KEEP_OURS, Kind.TAKE_THEIRS])
@pytest.mark.parametrize("name", FIELDS)
def test_undoing_names_what_was_undone_by_value(
    name: str, kind: Kind, dispute: Any, users: Any, act_parameters: Any, sign_in: Any
) -> None:
    article, client = dispute(name), sign_in("superuser")
    settle(client, "keep" if kind == Kind.KEEP_OURS else "take", article, name)
    act = Decision.objects.latest("pk").act
    outcome = moderation.undo(act, by=users.superuser, token=new_token(), place="queue")
    kept = "unpublished" if name == "published" else KEPT.get(name)
    subject = "publishing" if name == "published" else name
    undone = f"kept {kept}" if kind == Kind.KEEP_OURS else f"{subject} taken from upstream"
    for surface, text in surfaces(client, article).items():
        if surface != "csv":
            assert f"“{undone}” undone by superuser" in text, surface
    assert outcome.act


def test_the_admins_field_says_the_value_that_was_set_here(dispute: Any, sign_in: Any) -> None:
    article = dispute("published")
    text = page_text(sign_in("editor"), f"/admin/articles/article/{article.pk}/change/")
    assert re.search(r"Set here by editor, [^:]+:\d\d UTC: unpublished\. Upstream says: pub", text)


def test_the_page_of_an_import_names_publishing_and_not_its_value(
    dispute: Any, sign_in: Any
) -> None:
    dispute("published")
    run = ImportRun.objects.latest("pk")
    text = page_text(sign_in("editor"), run.get_absolute_url())
    assert "Conflicts opened A story publishing " in text
    assert "publishing 1" in text.partition("Changed by field:")[2]
    assert "published 1" not in text


def test_a_hint_names_publishing_and_not_its_value(
    make_article: Any, users: Any, act_parameters: Any, sign_in: Any
) -> None:
    article = make_article(name="a.md", title="A story", quality=80)
    moderation.set_quality([article], 75, **act_parameters(users.editor, article))
    make_article(name="a.md", title="A story", quality=80, published=False)
    text = page_text(sign_in("reader"), article.get_absolute_url())
    assert "Changed since editor decided, a moment ago: publishing." in text


def test_how_a_value_changed_reads_by_value() -> None:
    """Prevents “published published → not published” in the admin's refusal."""
    assert change("published", True, False) == "published → not published"
    assert change("published", False, False) == "stays unpublished"
    assert change("quality", None, 38) == "quality not scored → 38"
    assert change("topics", [], ["AI"]) == "topics no topics → AI"
