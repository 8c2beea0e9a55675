"""News documents: text in, typed fields and problems out. Knows nothing of Django.

`read` is the way in; `parse` gives the tree with offsets, for those who change a text in place.
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
    scan,
)
from .news import ImageEntry, NewsDocument, ProviderEntry, Reading, RelatedEntry, read

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
    "decode",
    "parse",
    "read",
    "scan",
]
