"""Parse news documents into typed fields and problems, and write decided fields back into them.

A document is a text file with YAML front matter; newsroom/docs/documents.md specifies the format.
`read` turns the bytes of a file into a Reading (its text, a NewsDocument or None, and the
problems), `parse` returns a text's front matter as a tree with offsets, and its body. `splice` sets
fields in a text, `restore` writes their earlier sources back, and both leave the rest of the text
unchanged. Nothing here depends on Django.
"""

from .frontmatter import (
    HAS_LIBYAML,
    MAX_BYTES,
    DocumentError,
    FrontMatter,
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
    decode,
    parse,
    parse_leniently,
)
from .reader import ImageEntry, NewsDocument, ProviderEntry, Reading, RelatedEntry, read
from .restore import restore, source_of, without_entries
from .splice import SpliceError, splice

__all__ = [
    "HAS_LIBYAML",
    "MAX_BYTES",
    "DocumentError",
    "FrontMatter",
    "ImageEntry",
    "Mapping",
    "NewsDocument",
    "Node",
    "Problem",
    "ProviderEntry",
    "Reading",
    "RelatedEntry",
    "Scalar",
    "Sequence",
    "SpliceError",
    "decode",
    "parse",
    "parse_leniently",
    "read",
    "restore",
    "source_of",
    "splice",
    "without_entries",
]
