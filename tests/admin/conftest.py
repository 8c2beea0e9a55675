"""Fixtures of the admin's tests."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from tests.admin.kit import Desk, Make


@pytest.fixture
def desk(sign_in: Callable[[str], Client]) -> Desk:
    return Desk(sign_in("editor"))


@pytest.fixture
def decide(cast: SimpleNamespace, act_words: Callable[..., Any]) -> Callable[..., Any]:
    """Let somebody decide at another place meanwhile."""

    def meanwhile(verb: Any, who: str, *articles: Article, **more: Any) -> Any:
        return verb(articles, **act_words(getattr(cast, who), *articles, **more))

    return meanwhile


@pytest.fixture
def shelf(make_article: Make) -> SimpleNamespace:
    return SimpleNamespace(
        low=make_article(title="Low story", quality=12, provider="Heise", domain="heise.example",
                         topics=("AI", "Vision"), url="https://heise.example/low-story"),
        high=make_article(title="High story", quality=90, type="video", excerpt="About a zebra."),
        near=make_article(title="Near story", quality=69, type="podcast"),
        none=make_article(title="Unscored story", quality=None, topics=("Vision",),
                          published_at="2019-01-02T03:04:05Z"),
    )  # fmt: skip
