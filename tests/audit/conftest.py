"""The fixture of a desk with most kinds of rows."""

from tests.desk_world import world

__all__ = ["world"]
