"""Names with entities that an earlier release stored are found by the name that pages show."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from articles.documents.folding import folded_name
from articles.models import Provider, Topic
from tests.feeds_kit import JSON
from tests.upgrades.kit import VERSIONS, copy_of, migrate, restore, rows

#: Releases that stored no folded names.
WITHOUT_FOLDED = ("0.1.0", "0.2.0")
#: How a name was stored and folded before, and the name that is shown.
NAMES = [("Q&amp;A", "q&amp;a", "Q&A"), ("A\u00a0B", "a\u00a0b", "A B"), ("AI", "ai", "AI")]


@pytest.fixture(params=VERSIONS)
def old_desk(request: pytest.FixtureRequest, folder: Path) -> Iterator[None]:
    """A desk of an earlier release, or of 0.3.0 before its last migration, with NAMES."""
    with copy_of("", folder):
        restore(request.param)
        has_folded = request.param not in WITHOUT_FOLDED
        if has_folded:
            call_command("migrate", "articles", "0008", verbosity=0)
        for table in ("topic", "provider"):
            numbers = [pk for (pk,) in rows(f"SELECT id FROM articles_{table} ORDER BY id LIMIT 3")]
            for number, (name, folded, _) in zip(numbers, NAMES, strict=True):
                with connection.cursor() as cursor:
                    set_folded = ", folded_name = %s" if has_folded else ""
                    cursor.execute(
                        f"UPDATE articles_{table} SET name = %s{set_folded} WHERE id = %s",
                        [name, *[folded] * has_folded, number],
                    )
        migrate()
        yield


def test_names_stored_before_are_found_as_they_are_shown_and_as_they_are_stored(
    old_desk: None,
) -> None:
    for stored, _, shown in NAMES:
        for parameter in ("topic", "provider"):
            for name in (stored, shown, shown.lower()):
                response = Client().get(JSON, {parameter: name})
                assert response.status_code == 200, (parameter, name)
    for model in (Provider, Topic):
        assert all(row.folded_name == folded_name(row.name) for row in model.objects.all())
