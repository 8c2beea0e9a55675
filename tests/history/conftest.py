"""Fixtures for tests of history: acts on one article and on many."""

from typing import Any

import pytest

from articles.models import Act
from tests.history.kit import reject_many, reject_one


@pytest.fixture
def rejected(make_article: Any, users: Any, act_parameters: Any) -> Act:
    """Return the reviewer's rejection of one article."""
    return reject_one(make_article, users, act_parameters)


@pytest.fixture
def batch(write_document: Any, users: Any, act_parameters: Any) -> Act:
    """Return the editor's rejection of 60 articles at once."""
    return reject_many(write_document, users, act_parameters)
