"""What a document may hold, each rule once.

Real documents stay far below every one of the numbers, so what passes a limit is a broken or a
hostile file; newsroom/docs/documents.md tells them. Pairs are (least, most),
both allowed.
"""

from typing import Final

# The file, before anything in it is looked at.
MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 12  # lists and mappings inside one another; real documents reach 5
MAX_EVENTS: Final = 20_000  # parser events; a real document has about 60

# Characters.
TITLE: Final = (1, 500)
EXCERPT: Final = (0, 20_000)
CATEGORY: Final = (0, 100)
TYPE: Final = (1, 40)
PROVIDER_NAME: Final = (0, 200)
DOMAIN: Final = (0, 253)
TOPIC: Final = (1, 100)
CAPTION: Final = (0, 500)  # an image's title and its attribution
NOTE: Final = (0, 2_000)  # what a person writes beside a decision
ADDRESS: Final = (1, 2_000)

FEATURED_CONTENT: Final = (0, MAX_BYTES)  # as long as the file may be
OPAQUE: Final = (0, MAX_BYTES)

# Items in a list.
TOPICS: Final = 50
IMAGES: Final = 100
RELATED: Final = 200

# Numbers. A heat of -1 says that a related story outranks this one; nothing lies below it.
QUALITY: Final = (0, 1_000_000)
HEAT: Final = (-1, 1_000_000)
PIXELS: Final = (0, 100_000)

# Dates run from this year to so many days after the moment of reading.
FIRST_YEAR: Final = 1990
DAYS_AHEAD: Final = 366
FARTHEST_OFFSET_MINUTES: Final = 14 * 60  # no place on earth is farther from UTC

# What stands in where a key is missing.
DEFAULT_CATEGORY: Final = "news"
DEFAULT_TYPE: Final = "article"

# A reading lists no more than this, so that one hostile file can't flood a report.
PROBLEMS: Final = 100
