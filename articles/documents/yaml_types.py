"""Which plain scalars some reader of YAML may take for another type than text.

A text that is one of these needs quotes. The patterns are those of YAML 1.1's types
(https://yaml.org/type/), of the core and JSON schemas of YAML 1.2 (section 10), and what js-yaml
and ruamel.yaml read besides. They may match a scalar that no reader takes so, such as a date with
month 99.
"""

import re
from typing import Final

_PATTERNS: Final = (
    # null, merge key, default value key
    r"~|null|Null|NULL|<<|=",
    # booleans: those of 1.2, and those that only 1.1 has
    r"true|True|TRUE|false|False|FALSE",
    r"y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF",
    # whole numbers: decimal, octal of 1.1 (017) and 1.2 (0o17), hexadecimal, binary
    r"[-+]?[0-9][0-9_]*",
    r"[-+]?0o[0-7_]+|[-+]?0[xX][0-9a-fA-F_]+|[-+]?0b[01_]+",
    # numbers with a point or an exponent, infinity, not a number
    r"[-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?",
    r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    # sexagesimal numbers of 1.1: 12:30:45
    r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?",
    # dates and times of 1.1
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}",
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{1,2}(?::[0-9]{1,2})?"
    r"(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?",
)
_TYPED: Final = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))


def is_typed(scalar: str) -> bool:
    """Tell whether some reader of YAML may take a plain scalar for another type than text.

    Such are null (also the empty scalar), booleans (also `y`, `no`, `on`), numbers, dates, times,
    `<<` and `=`; words in the letter cases of YAML alone: `NO`, not `nO`. `scalar` must be
    stripped, as YAML ignores white space around it.
    """
    return not scalar or _TYPED.fullmatch(scalar) is not None
