"""Find the documents that report the same news: stories, their copies, and why they are the same.

`words` splits texts into words and numbers, `likeness` weighs and compares them, `series` tells
members of a series apart, `rule` decides which stories a copy belongs to, and `Grouping` applies it
to one document after another. Nothing here depends on Django.
"""

from articles.stories.copies import Copy, provider_key
from articles.stories.grouping import Grouping, Placement
from articles.stories.rule import Pointer, Reach, Reason

__all__ = ["Copy", "Grouping", "Placement", "Pointer", "Reach", "Reason", "provider_key"]
