"""What a request says goes where a form or a document names it, and nowhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.test import Client

from tests.architecture.reading import name_of, python_files, tree

REQUESTED = ("POST", "GET", "FILES")


def _binds(path: Path) -> Iterator[str]:
    """Give the places where names that the client chose become names of ours."""
    for node in ast.walk(tree(path)):
        where = f"{name_of(path)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            spread = [ast.unparse(one.value) for one in node.keywords if one.arg is None]
            if any(f"request.{part}" in text for text in spread for part in REQUESTED):
                yield f"{where} spreads a request"
            if isinstance(node.func, ast.Name) and node.func.id == "setattr":
                yield f"{where} sets an attribute by name"
        elif isinstance(node, ast.ClassDef) and any("ModelForm" in ast.unparse(base) for base in node.bases):
            yield f"{where} makes a form of a model"


def test_no_portal_binds_names_that_the_client_chose():
    assert [line for path in python_files("portals") for line in _binds(path)] == []


def _open_documents(schema: dict, names: set[str]) -> list[str]:
    """Return the documents among those taken that would take more than they name."""
    documents = schema["components"]["schemas"]
    return sorted(
        name
        for name in names
        if documents[name].get("type") == "object" and documents[name].get("additionalProperties") is not False
    )


def _taken(part: object, schema: dict, found: set[str]) -> set[str]:
    if isinstance(part, dict):
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name and name not in found:
            found.add(name)
            _taken(schema["components"]["schemas"][name], schema, found)
        for inner in part.values():
            _taken(inner, schema, found)
    elif isinstance(part, list):
        for inner in part:
            _taken(inner, schema, found)
    return found


def test_every_document_that_the_api_takes_refuses_what_it_does_not_name():
    schema = Client().get("/api/v1/openapi.json").json()
    bodies = [
        operation["requestBody"]
        for methods in schema["paths"].values()
        for operation in methods.values()
        if "requestBody" in operation
    ]
    taken = _taken(bodies, schema, set())

    assert len(taken) > 20
    assert _open_documents(schema, taken) == []
