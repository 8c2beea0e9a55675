"""The source code: only `articles.moderation.apply` assigns the fields that people may decide."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

DECIDED_FIELDS = {"published", "quality", "title", "excerpt", "type", "status", "standing"}
PACKAGE = Path(apps.get_app_config("articles").path)
APPLY_MODULE = Path("moderation/apply.py")


def assignments(source: str, *, is_model: bool = True) -> list[tuple[int, str]]:
    """Return the line and the name of each assignment to a decided field, of any object.

    Outside the models, assignments to `self` don't count: a filter of the admin has a title too.
    """
    result = []
    for node in ast.walk(ast.parse(source)):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            for each in ast.walk(target):
                if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store):
                    if (
                        not is_model
                        and isinstance(each.value, ast.Name)
                        and each.value.id == "self"
                    ):
                        continue
                    result += [(node.lineno, each.attr)] if each.attr in DECIDED_FIELDS else []
        if isinstance(node, ast.Call):
            result += [(node.lineno, name) for name in _fields_written(node)]
    return result


def _fields_written(call: ast.Call) -> set[str]:
    """Return the decided fields that a call assigns, such as `update` or `setattr`."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if isinstance(call.func, ast.Name) and call.func.id == "setattr":
        return _decided_strings(call.args[1:2])
    if name in {"update", "update_or_create", "bulk_create"}:
        return {keyword.arg for keyword in call.keywords if keyword.arg in DECIDED_FIELDS} | (
            _decided_strings(
                [k.value for k in call.keywords if k.arg in {"defaults", "update_fields"}]
            )
        )
    if name in {"bulk_update", "save"}:
        return _decided_strings(
            [*call.args[1:], *(k.value for k in call.keywords if k.arg != "force")]
        )
    return set()


def _decided_strings(nodes: list[ast.expr]) -> set[str]:
    """Return the decided fields that are string constants in the nodes."""
    constants = (
        each for node in nodes for each in ast.walk(node) if isinstance(each, ast.Constant)
    )
    return {each.value for each in constants if each.value in DECIDED_FIELDS}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("article.published = True", ["published"]),
        ("article.title, x = 'a', 1", ["title"]),
        ("article.quality += 5", ["quality"]),
        ("setattr(article, 'status', 'x')", ["status"]),
        ("Article.objects.filter(pk=1).update(published=True, heat=1)", ["published"]),
        ("Article.objects.bulk_update(rows, ['heat', 'excerpt'])", ["excerpt"]),
        ("article.save(update_fields=['standing'])", ["standing"]),
        ("article.heat = 1; x = article.published; totals[entry.status] += 1", []),
    ],
)
def test_the_reading_of_the_code_sees_what_it_should(source: str, names: list[str]) -> None:
    assert [name for _, name in assignments(source)] == names


def test_only_apply_states_assigns_what_people_may_decide() -> None:
    modules = {path.relative_to(PACKAGE): path for path in PACKAGE.rglob("*.py")}
    assert assignments(modules.pop(APPLY_MODULE).read_text())
    result = [
        f"{name}:{line}: {field}"
        for name, path in modules.items()
        if "migrations" not in name.parts
        for line, field in assignments(path.read_text(), is_model="models" in name.parts)
    ]
    assert result == []


def test_the_fields_an_import_fills_are_none_that_people_decide() -> None:
    from articles.sync.store import COPIED_COLUMNS

    assert not DECIDED_FIELDS & set(COPIED_COLUMNS)
