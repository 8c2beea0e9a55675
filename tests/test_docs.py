"""Agreement of the README and the docs with the code: links, settings, options, limits."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from django.core.management import load_command_class

from articles.documents import limits
from articles.permissions import GROUPS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "newsroom" / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
COMMANDS = (
    "start", "import_articles", "export_articles", "make_demo", "reset_second_factor",
    "start", "import_articles", "export_articles", "make_demo", "check_history", "export_history",
    "restore", "backup", "restore_backup", "forget_person", "redact_text",
)  # fmt: skip


def test_every_link_of_the_docs_leads_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_path_the_readme_names_exists() -> None:
    readme = (ROOT / "README.md").read_text()
    for path in re.findall(r"`((?:articles|newsroom|templates|seeds|tests|\.ci)/[\w/.]*)`", readme):
        assert (ROOT / path).exists(), path


def test_the_settings_page_lists_exactly_the_variables_that_are_read() -> None:
    code = "".join(
        path.read_text()
        for path in [ROOT / "newsroom" / "settings.py", *(ROOT / "tests").rglob("*.py")]
        if path != Path(__file__)
    )
    read = set(re.findall(r'"((?:NEWSROOM_|DATABASE_)[A-Z_]+)"', code))
    people = {f"NEWSROOM_PASSWORD_{name}" for name in ("EDITOR", "REVIEWER", "ADMIN")}
    listed = set(
        re.findall(r"`((?:NEWSROOM_|DATABASE_)[A-Z_]+)`", (DOCS / "settings.md").read_text())
    )
    assert listed == read | people


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_line_in_the_docs_is_one_the_command_takes(name: str) -> None:
    command = load_command_class("articles", name)
    parser = command.create_parser("manage.py", name)
    lines = [
        line
        for page in PAGES
        for line in re.findall(rf"manage\.py {name}(?!_)((?: [^`\n&|]+)?)", page.read_text())
    ]
    assert lines, f"no page of the docs shows how to use {name}"
    for line in lines:
        words = [word.strip("….,;:)") for word in shlex.split(line.split("  ")[0], posix=True)]
        parser.parse_args([word for word in words if word and re.match(r"[-./\w]", word)])


def test_every_command_and_option_has_a_help_text() -> None:
    for name in COMMANDS:
        command = load_command_class("articles", name)
        parser = command.create_parser("manage.py", name)
        assert command.help
        assert all(action.help for action in parser._actions), name


def test_the_documents_page_states_the_limits_of_the_code() -> None:
    page = (DOCS / "documents.md").read_text()
    for number in (
        limits.TITLE[1],
        limits.EXCERPT[1],
        limits.PROVIDER_NAME[1],
        limits.DOMAIN[1],
        limits.TOPIC[1],
        limits.TOPICS,
        limits.IMAGES,
        limits.RELATED,
        limits.URL[1],
        limits.QUALITY[1],
        limits.MAX_EVENTS,
        limits.FIRST_YEAR,
        limits.MAX_DEPTH,
    ):
        shown = f"{number:,}" if number != limits.FIRST_YEAR else str(number)
        assert re.search(rf"(?<![\d,]){shown}(?!,?\d)", page), shown


def test_the_architecture_page_names_the_groups() -> None:
    page = (DOCS / "architecture.md").read_text()
    assert all(name in page for name in GROUPS)


def test_the_readme_has_the_two_commands_of_a_stranger() -> None:
    readme = (ROOT / "README.md").read_text()
    begin = "python3 -m venv .venv && .venv/bin/pip install -e "
    assert f"    {begin}. && .venv/bin/python manage.py start\n" in readme
    lock = "--require-hashes -r .ci/requirements.lock"
    project = "--no-deps --no-build-isolation -e ."
    pip = ".venv/bin/pip install"
    test = f"python3 -m venv .venv && {pip} {lock} && {pip} {project} && .venv/bin/pytest -n auto"
    assert f"    {test}\n" in readme


def test_every_package_is_in_a_layer_or_ignored() -> None:
    contract = PYPROJECT["tool"]["importlinter"]["contracts"][0]
    assert contract["exhaustive"] is True
    layers = re.findall(r"\w+", " ".join(contract["layers"]))
    packages = {
        path.stem
        for path in (ROOT / "articles").iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").exists()
    }
    assert packages <= {*layers, *contract["exhaustive_ignores"]}
    assert len(layers) == len(set(layers))


def test_what_the_readme_makes_is_not_kept_in_version_control() -> None:
    made = re.findall(r"manage\.py make_demo (\w+)", (ROOT / "README.md").read_text())
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert made
    assert all(f"/{folder}/" in ignored for folder in made)
