"""Services are the only writers; portals read and call."""

import ast
from pathlib import Path

from tests.architecture.reading import SOURCE, name_of, python_files, tree

WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
}  # fmt: skip
PLAIN = {"dict", "set", "hashlib"}


def _queries(node: ast.expr) -> bool:
    """Tell whether a call hangs on a manager or on something that came from one."""
    text = ast.unparse(node)
    return ".objects" in text or "filter(" in text or ".all()" in text


def _writes(path: Path) -> list[str]:
    found = []
    for node in ast.walk(tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, owner = node.func.attr, node.func.value
        on_a_query = name in WRITES and _queries(owner)
        saves = name == "save" and isinstance(owner, ast.Name)
        if on_a_query or saves:
            found.append(f"{name_of(path)}:{node.lineno} {ast.unparse(node.func)}")
    return found


def test_portals_never_write():
    assert [line for path in python_files("portals") for line in _writes(path)] == []


def test_in_the_domain_only_services_write():
    others = [path for path in python_files("domain") if "services" not in "/".join(path.parts)]

    assert [line for path in others for line in _writes(path)] == []


def test_the_demonstration_and_the_commands_write_through_services_only():
    assert [line for path in python_files("demo", "operation", "commands") for line in _writes(path)] == []


def test_views_are_thin():
    long = {
        f"{name_of(path)}:{node.name}": length
        for path in python_files("portals")
        if "views" in path.relative_to(SOURCE).parts or path.name == "views.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and (length := (node.end_lineno or 0) - node.lineno + 1) > 40
    }

    assert long == {}


def test_a_mark_is_suspended_or_revoked_at_the_end_of_a_procedure_only():
    """Whoever else took the measure itself would pass over the notice and the hearing."""
    measures = {"suspend_mark", "revoke_mark", "annul_change"}
    allowed = ("domain/marks/services", "domain/supervision/services")
    callers = {
        name_of(path)
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name | ast.Attribute)
        and (node.id if isinstance(node, ast.Name) else node.attr) in measures
    }

    assert {path for path in callers if not any(place in path for place in allowed)} == set()
    assert any("supervision" in path for path in callers)
