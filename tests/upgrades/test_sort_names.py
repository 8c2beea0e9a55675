"""Names that an earlier release stored get their sort keys."""

from articles.documents.collation import sort_key
from articles.models import Collection, Provider, Topic
from tests.upgrades.kit import Upgraded


def test_names_stored_before_are_sorted(desk: Upgraded) -> None:
    for model in (Collection, Provider, Topic):
        rows = list(model.objects.all())
        assert rows
        keys = [bytes(row.sort_name) for row in rows]
        assert keys == sorted(sort_key(row.name) for row in rows)
