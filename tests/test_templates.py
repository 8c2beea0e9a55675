"""The files of the templates: short lines, and none that nothing uses."""

import re
from pathlib import Path

import django.contrib.admin
import pytest
from django.template.loader import get_template

from articles.documents import limits

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "templates"
STOCK_ADMIN = Path(django.contrib.admin.__file__).parent / "templates" / "admin"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
#: In characters.
LINE_LENGTH = 120
#: The error pages that Django finds by their names.
ERROR_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}


def test_lines_are_short() -> None:
    long = [
        f"{name}:{number}"
        for name in TEMPLATES
        for number, line in enumerate((FOLDER / name).read_text().splitlines(), start=1)
        if len(line) > LINE_LENGTH
    ]
    assert not long, long


def test_a_comment_ends_on_its_line() -> None:
    # Django takes a longer one for text, and shows it.
    open_ones = [
        f"{name}:{number}"
        for name in TEMPLATES
        for number, line in enumerate((FOLDER / name).read_text().splitlines(), start=1)
        if line.count("{#") != line.count("#}")
    ]
    assert not open_ones, open_ones


def test_code_or_another_template_uses_every_template() -> None:
    unused = [
        name
        for name in TEMPLATES
        if name not in ERROR_PAGES and not overrides_admin(name) and not users_of(name)
    ]
    assert not unused, unused


def test_limits_are_written_in_no_template() -> None:
    """Templates take them from `articles.documents.limits`, by the tag `limit`."""
    limits_there = {str(limits.NOTE[1]), str(limits.QUALITY[1]), str(limits.URL[1])}
    written = [
        f"{name}: {number}"
        for name in TEMPLATES
        for number in re.findall(r'\b(?:max|maxlength)="(\d+)"', (FOLDER / name).read_text())
        if number in limits_there
    ]
    assert not written, written


def test_partials_have_an_underscore_and_pages_have_none() -> None:
    for name in (name for name in TEMPLATES if name.startswith("desk/")):
        is_page = "{% extends " in (FOLDER / name).read_text()
        assert is_page != Path(name).name.startswith("_"), name


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles_and_so_does_each_that_it_names(name: str) -> None:
    text = (FOLDER / name).read_text()
    for each in (name, *re.findall(r'{% (?:extends|include) "([^"]+)"', text)):
        get_template(each)


def overrides_admin(name: str) -> bool:
    """Tell whether Django's admin looks for a template of this name before its own."""
    return name.startswith("admin/") and (STOCK_ADMIN / Path(name).name).exists()


def users_of(name: str) -> list[str]:
    """Return the other templates and the modules that name a template."""
    modules = [*(ROOT / "articles").rglob("*.py"), *(ROOT / "newsroom").rglob("*.py")]
    files = [*(FOLDER / each for each in TEMPLATES if each != name), *modules]
    return [file.name for file in files if f'"{name}"' in file.read_text()]
