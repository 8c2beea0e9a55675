"""Fixtures of the admin's tests."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from tests.admin.kit import Editor, MakeArticle


@pytest.fixture
def editor(sign_in: Callable[[str], Client]) -> Editor:
    return Editor(sign_in("editor"))


@pytest.fixture
def decide(users: SimpleNamespace, act_parameters: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function by which another user decides on articles, outside the admin."""

    def decide_as(verb: Any, role: str, *articles: Article, **more: Any) -> Any:
        return verb(articles, **act_parameters(getattr(users, role), *articles, **more))

    return decide_as


@pytest.fixture
def varied_articles(make_article: MakeArticle) -> SimpleNamespace:
    """Articles that differ in what the list is filtered and searched by."""
    return SimpleNamespace(
        low=make_article(
            title="Low story",
            quality=12,
            provider="Heise",
            domain="heise.example",
            topics=("AI", "Vision"),
            url="https://heise.example/low-story",
        ),
        high=make_article(title="High story", quality=90, type="video", excerpt="About a zebra."),
        near=make_article(title="Near story", quality=69, type="podcast"),
        none=make_article(
            title="Unscored story",
            quality=None,
            topics=("Vision",),
            published_at="2019-01-02T03:04:05Z",
        ),
    )
