"""Fixtures of keeping the best of a story: a folder with a story of four copies, a reviewer."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.story_placing_kit import import_story_of_four


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    """An imported folder with a story of four waiting copies; `second` has the best score."""
    folder = tmp_path / "news"
    import_story_of_four(folder)
    return folder


@pytest.fixture
def reviewer(sign_in: Any) -> Client:
    client: Client = sign_in("reviewer")
    return client
