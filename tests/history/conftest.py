"""Acts that the pages of history show."""

from typing import Any

import pytest

from articles.models import Act
from tests.history.kit import reject_many, reject_one


@pytest.fixture
def rejected(make_article: Any, cast: Any, act_words: Any) -> Act:
    return reject_one(make_article, cast, act_words)


@pytest.fixture
def batch(write_document: Any, cast: Any, act_words: Any) -> Act:
    return reject_many(write_document, cast, act_words)
