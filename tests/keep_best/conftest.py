"""Fixtures of keeping the best of a story: a folder with a story of four copies, a reviewer."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.export_kit import import_folder
from tests.keep_best.keep_best_kit import FOLD
from tests.story_placing_kit import write_copy, write_unlike


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    """An imported folder with a story of four waiting copies; `second` has the best score."""
    folder = tmp_path / "news"
    write_unlike(folder)
    for number, name in enumerate(("first", "second", "third", "fourth")):
        path = write_copy(folder, name, FOLD, day=number / 4)
        if name == "second":
            path.write_text(path.read_text().replace("quality: 38", "quality: 60"))
    import_folder(folder)
    return folder


@pytest.fixture
def reviewer(sign_in: Any) -> Client:
    client: Client = sign_in("reviewer")
    return client
