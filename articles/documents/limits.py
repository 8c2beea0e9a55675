"""Limits of documents, and of notes and ids that people send; the defaults of missing keys.

Each is defined once, here; newsroom/docs/documents.md lists most of them. Pairs are (minimum,
maximum), both allowed. A document that exceeds a limit is probably broken or hostile.
"""

from typing import Final

# The file: its size in bytes, its nesting, and the number of events of the YAML parser.
MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 12  # lists and mappings inside one another; real documents reach 5
MAX_EVENTS: Final = 20_000  # a real document has about 60

# Lengths of texts, in characters.
TITLE: Final = (1, 500)
EXCERPT: Final = (0, 20_000)
CATEGORY: Final = (0, 100)
TYPE: Final = (1, 40)
PROVIDER_NAME: Final = (0, 200)
DOMAIN: Final = (0, 253)
TOPIC: Final = (1, 100)
CAPTION: Final = (0, 500)  # an image's title and its attribution
NOTE: Final = (0, 2_000)  # a person's note on a decision
URL: Final = (1, 2_000)

FEATURED_CONTENT: Final = (0, MAX_BYTES)  # as long as the file may be
OPAQUE: Final = (0, MAX_BYTES)

# Numbers of items in a list.
TOPICS: Final = 50
IMAGES: Final = 100
RELATED: Final = 500

# Numbers: quality in points, images in pixels. A heat of -1 means that a related story outranks
# this one; upstream writes no lower heat.
QUALITY: Final = (0, 1_000_000)
HEAT: Final = (-1, 1_000_000)
PIXELS: Final = (0, 100_000)
ID_DIGITS: Final = 18  # of an id in a request: each such number fits a 64-bit column

# Dates: the first year allowed, and the number of days after the time of reading.
FIRST_YEAR: Final = 1990
DAYS_AHEAD: Final = 366
MAX_OFFSET_MINUTES: Final = 14 * 60  # the largest UTC offset in use

# Defaults of missing keys.
DEFAULT_CATEGORY: Final = "news"
DEFAULT_TYPE: Final = "article"

# The number of problems listed for one file, so that a hostile one can't flood a report.
PROBLEMS: Final = 100
