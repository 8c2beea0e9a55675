"""The fixtures of a desk with one document, in doubt whose word its values are."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from articles import moderation
from articles.models import Article
from tests.upstream_word.kit import Desk


@pytest.fixture
def desk(
    make_article: Callable[..., Article], users: SimpleNamespace, act_parameters: Any
) -> Callable[..., Desk]:
    """Return a function that imports a document, and returns the desk with it."""
    return lambda **fields: Desk(make_article(**fields), users.editor, act_parameters)


@pytest.fixture
def in_doubt(desk: Callable[..., Desk]) -> Desk:
    """Return the desk after the bot overwrote what was taken down, with an unpublished version."""
    here = desk(quality=90, published=True)
    here.act(moderation.unpublish)
    here.exports()
    here.overwrites(published=False, quality=40)
    here.imports()
    return here


@pytest.fixture
def two_words(desk: Callable[..., Desk]) -> Desk:
    """Return the desk after the bot set `published` alone in a file with our quality."""
    here = desk(quality=45, published=False)
    here.act(moderation.approve, quality=80)
    here.exports()
    here.patches(published=False)
    here.imports()
    return here
