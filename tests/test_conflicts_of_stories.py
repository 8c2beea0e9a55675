"""A value that was looked at is asked about again of another story, in no spelling of the same."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.models import Article
from articles.sync.importer import import_target
from articles.sync.targets import targets

pytestmark = pytest.mark.django_db

#: What a document says when a value is looked at, and what it says when the value is back.
SAME = [
    ({"url": "/live#1"}, {"url": "/live#1"}),
    ({"url": "/live"}, {"url": "/live#comments"}),
    ({"url": "/live#caf%c3%a9"}, {"url": "/live?fbclid=x#café"}),
    ({"url": "/#!/story/1"}, {"url": "/#!/story/%31?utm_source=x"}),
    ({"title": "Caf&eacute; opens"}, {"title": "Café opens"}),
]
OTHERS = [
    ({"url": "/live#1"}, {"url": "/live#2"}),
    ({"url": "/?article=%EF%F0"}, {"url": "/?article=%E2%E2"}),
    ({"title": "Café opens"}, {"title": "Café closes"}),
]
Rewrite = Callable[..., Article]


@pytest.fixture
def rewrite(write_document: Callable[..., Path]) -> Rewrite:
    """Return a function that has upstream write the document again, imports and returns it."""

    def rewritten(quality: int, url: str = "/1", title: str = "Bridge reopens") -> Article:
        path = write_document("a.md", quality=quality, url=f"https://a.example{url}", title=title)
        import_target(targets([str(path.parent)])[0])
        return Article.objects.get()

    return rewritten


@pytest.fixture
def keep(users: SimpleNamespace, act_parameters: Any) -> Callable[[Article], None]:
    """Return a function that keeps our quality against upstream's."""

    def kept(article: Article) -> None:
        assert article.conflicts.keys() == {"quality"}
        moderation.keep_ours([article], ["quality"], **act_parameters(users.editor, article))

    return kept


@pytest.fixture
def scored(
    rewrite: Rewrite, keep: Any, users: SimpleNamespace, act_parameters: Any
) -> Callable[[dict[str, str]], None]:
    """Return a function that imports an article, and looks at the values 38 and 45 of it."""

    def imported(fields: dict[str, str]) -> None:
        article = rewrite(38, **fields)
        moderation.set_quality([article], 60, **act_parameters(users.reviewer, article))
        keep(rewrite(45, **fields))

    return imported


@pytest.mark.parametrize(("before", "after"), SAME)
def test_another_spelling_of_a_story_asks_nothing_again(
    before: dict[str, str], after: dict[str, str], scored: Any, rewrite: Rewrite
) -> None:
    scored(before)
    assert not rewrite(38, **after).conflicts
    assert not rewrite(45, **before).conflicts


@pytest.mark.parametrize(("before", "after"), OTHERS)
def test_another_story_asks_again(
    before: dict[str, str], after: dict[str, str], scored: Any, rewrite: Rewrite
) -> None:
    scored(before)
    assert rewrite(38, **after).conflicts.keys() == {"quality"}


@pytest.mark.parametrize(("before", "after"), SAME)
def test_a_story_that_comes_back_after_another_in_another_spelling_asks_nothing_again(
    before: dict[str, str], after: dict[str, str], scored: Any, rewrite: Rewrite, keep: Any
) -> None:
    scored(before)
    keep(rewrite(52, **before | {"title": "Quite another headline"}))
    assert not rewrite(38, **after).conflicts
    assert not rewrite(45, **before).conflicts
