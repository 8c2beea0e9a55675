"""The short form of the proof of thirty days: imports, decisions and exports agree every day.

The long one: `python -m tests.proofs thirty-days`.
"""

from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.register_assert_rewrite("tests.proofs.thirty_days", "tests.proofs.modelled_desk")

from tests.proofs import thirty_days  # noqa: E402

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_ten_days_of_upstream_and_an_editor_keep_the_values_of_both(
    tmp_path: Path, users: SimpleNamespace
) -> None:
    root = tmp_path / "documents"
    root.mkdir()
    thirty_days.prove(root, users.editor, thirty_days.FEWEST_DAYS, print)
