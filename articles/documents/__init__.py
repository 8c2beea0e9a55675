"""News documents: text in, typed fields and problems out. Knows nothing of Django.

`read` is the way in, `splice` the way out: it sets fields in a text and leaves the rest of it
alone. `parse` gives the tree with offsets.
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
    "read",
    "scan",
    "splice",
]
