"""The locks pin what the project asks for, with digests, and the audit fails where it must."""

import importlib.util
import re
import tomllib
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "desk.lock", "tools.lock")


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """Return the module of the program `.ci/audit`."""
    loader = SourceFileLoader("audit", str(ROOT / ".ci" / "audit"))
    spec = importlib.util.spec_from_loader("audit", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def lock(name: str) -> str:
    return (ROOT / ".ci" / name).read_text()


def required(*extras: str) -> list[Requirement]:
    """Return the project's requirements, with those of extras, but itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    texts = [*project["dependencies"]]
    for extra in extras:
        texts += project["optional-dependencies"][extra]
    return [each for each in map(Requirement, texts) if each.name != project["name"]]


@pytest.mark.parametrize(
    ("name", "extras"),
    [("requirements.lock", ("postgres", "test", "lint")), ("desk.lock", ("postgres",))],
)
def test_a_lock_pins_a_version_that_the_project_allows_of_all_it_asks_for(
    name: str, extras: tuple[str, ...], audit: ModuleType
) -> None:
    pinned = audit.pins(lock(name))
    for each in required(*extras):
        version = pinned.get(audit.normalised(each.name))
        assert version, f"{each.name} is not pinned: run .ci/lock"
        assert each.specifier.contains(version), f"{each} has {version}: run .ci/lock"
    assert "hatchling" in pinned, "a desk is built without another download"


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_the_digests_of_its_files_and_no_lock_names_a_registry(
    name: str, audit: ModuleType
) -> None:
    blocks = re.split(r"\n(?=[A-Za-z])", lock(name))
    pins = [block for block in blocks if audit.PIN.match(block)]
    assert len(pins) == len(audit.pins(lock(name)))
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", block) for block in pins)
    assert "://" not in lock(name)


def test_the_locks_agree_with_each_other(audit: ModuleType) -> None:
    desk, everything = audit.pins(lock("desk.lock")), audit.pins(lock("requirements.lock"))
    assert desk.items() <= everything.items()


def test_a_package_of_another_system_is_audited_too(audit: ModuleType) -> None:
    text = lock("requirements.lock")
    assert " ; " in text
    without = audit.unconditional(text)
    assert " ; " not in without
    assert audit.pins(without) == audit.pins(text)
    assert without.count("--hash") == text.count("--hash")


PINNED = {"django": "5.2", "regex": "1"}
CLEAN: list[dict[str, Any]] = [
    {"name": "Django", "version": "5.2", "vulns": []},
    {"name": "regex", "version": "1", "vulns": []},
]
HOLE = {"id": "CVE-2026-1", "fix_versions": ["5.2.1"]}


@pytest.mark.parametrize(
    ("dependencies", "status", "said"),
    [
        (CLEAN, 0, ["2 packages audited, no hole known"]),
        (
            [{**CLEAN[0], "vulns": [HOLE]}, CLEAN[1]],
            1,
            ["django 5.2: CVE-2026-1, mended in 5.2.1"],
        ),
        (
            [CLEAN[0], {"name": "regex", "skip_reason": "not found"}],
            1,
            ["regex 1: skipped, so not audited"],
        ),
        (CLEAN[:1], 1, ["regex 1: skipped, so not audited"]),
        (
            [{**CLEAN[0], "vulns": [HOLE]}],
            1,
            ["django 5.2: CVE-2026-1, mended in 5.2.1", "regex: skipped"],
        ),
        (
            [{"name": "django", "skip_reason": "x"}, {"name": "regex", "skip_reason": "x"}],
            3,
            ["not audited: the vulnerability service is unreachable"],
        ),
        (None, 3, ["not audited: the vulnerability service is unreachable"]),
    ],
)
def test_the_audit_fails_for_a_hole_a_skipped_package_and_where_it_could_not_be_done(
    dependencies: Any, status: int, said: list[str], audit: ModuleType
) -> None:
    report = None if dependencies is None else {"dependencies": dependencies}
    assert audit.judge(PINNED, report) == (status, said)
