"""CONTRIBUTING lists the files that a new verb, field, filter, role or page touches."""

import re
from pathlib import Path

import pytest

from articles.documents.decidable import DECIDABLE, EDITABLE

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / ".github" / "CONTRIBUTING.md").read_text()
CODE = [
    path
    for path in sorted((ROOT / "articles").rglob("*.py"))
    if "migrations" not in path.parts and "demo" not in path.parts
]


def listed_files(heading: str) -> set[str]:
    """Return the files that a section of the page names."""
    section = PAGE.split(f"## To add {heading}")[1].split("\n## ")[0]
    return set(re.findall(r"`((?:articles|newsroom|templates|tests)/[\w/.]+\.\w+)`", section))


@pytest.mark.parametrize("heading", re.findall(r"(?m)^## To add ([^,(]+)", PAGE))
def test_every_file_that_a_section_names_exists(heading: str) -> None:
    files = listed_files(heading)
    assert files
    missing = [file for file in files if "FAMILY" not in file and not (ROOT / file).exists()]
    assert missing == []


def test_the_files_that_name_a_verb_are_those_listed() -> None:
    """`reopen` stands for a verb that nothing treats in a special way but where it is offered."""
    naming = {str(path.relative_to(ROOT)) for path in CODE if "Kind.REOPEN" in path.read_text()} | {
        "articles/rules/kinds.py"
    }
    # `moderation.reopen` is a shorthand for callers; a new verb needs none. Acts and hints of what
    # was sent back are a rule of that verb alone.
    special = {"articles/moderation/by_kind.py", "articles/moderation/acts.py"}
    assert naming - special <= listed_files("a verb")


def test_no_other_file_lists_the_fields_that_people_may_decide() -> None:
    """A file that names most of them would have to be edited for a new one."""
    table = {"articles/documents/decidable.py", "articles/documents/schema.py"}
    # The readers of documents and of related links name every key; what is applied has a search
    # text of title and excerpt, and topics in a table of their own.
    special = {
        "articles/documents/reader.py",
        "articles/documents/nested.py",
        "articles/sync/related_rows.py",
        "articles/moderation/apply.py",
    }
    naming = {
        str(path.relative_to(ROOT))
        for path in CODE
        if sum(f'"{name}"' in path.read_text() for name in EDITABLE) >= 3
    }
    assert naming - table - special == set()
    assert len(DECIDABLE) == len(EDITABLE) + 2


def test_every_slow_module_exists() -> None:
    listed = (ROOT / "tests" / "slow_modules.txt").read_text().split()

    assert [name for name in listed if not (ROOT / "tests" / name).exists()] == []
