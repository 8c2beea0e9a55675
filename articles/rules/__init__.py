"""The rules: from upstream values and decisions to values, owners, status and conflicts; pure.

`kinds` has the vocabulary, `effective` the computation, `upstream_word` whose word a value is.
"""

from articles.rules.effective import (
    Conflict,
    EffectiveState,
    Owner,
    Ruling,
    changed_fields,
    differs,
    effective_state,
    field_values,
    withdrawn,
)
from articles.rules.kinds import (
    KEEPS_CONTENT,
    PUBLISHES,
    RELEASES,
    STORY,
    WITHOUT_VALUES,
    Kind,
    Status,
)

__all__ = [
    "KEEPS_CONTENT",
    "PUBLISHES",
    "RELEASES",
    "STORY",
    "WITHOUT_VALUES",
    "Conflict",
    "EffectiveState",
    "Kind",
    "Owner",
    "Ruling",
    "Status",
    "changed_fields",
    "differs",
    "effective_state",
    "field_values",
    "withdrawn",
]
