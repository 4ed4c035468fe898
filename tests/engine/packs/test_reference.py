"""What is written about the schema agrees with the schema."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from pydantic import BaseModel
from tools import write_pack_reference
from tools.write_pack_reference import FILES as DESCRIBED
from tools.write_pack_reference import editor_schema, field_docs, reference, schema_path, schema_text

from pinzhang.engine.packs.files import model_of
from pinzhang.engine.packs.schema.base import Strict
from tests.engine.packs.sample_pack import CATALOGUE, FILES

REAL = sorted(Path("packs").glob("*/*/*.yaml"))


def as_an_editor_reads(content: bytes) -> Any:
    """Read YAML as editors do: version 1.2, where a day is a text and ``on`` is no truth value."""

    class Editor(yaml.SafeLoader):
        pass

    wanted = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool"}
    plain = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag in wanted and first not in "yYnNoO"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Editor.yaml_implicit_resolvers = plain
    return yaml.load(content, Loader=Editor)  # noqa: S506 - a safe loader


def accepts(file: str, data: Any) -> bool:
    return jsonschema_rs.validator_for(editor_schema(file)).is_valid(data)


def test_the_page_and_the_schemas_are_up_to_date():
    assert write_pack_reference.PAGE.read_text(encoding="utf-8") == reference()
    for file in DESCRIBED:
        assert schema_path(file).read_text(encoding="utf-8") == schema_text(file)


def test_no_schema_is_left_over():
    expected = {schema_path(file) for file in DESCRIBED}

    assert set(write_pack_reference.EDITOR_SCHEMAS.iterdir()) == expected


def test_a_key_without_a_text_below_it_is_refused():
    class Silent(Strict):
        spoken: str
        """Said."""
        silent: str

    with pytest.raises(LookupError) as refusal:
        field_docs(Silent)

    assert str(refusal.value) == "Silent: no text below silent"


def test_keys_are_documented_with_those_they_inherit():
    class Older(Strict):
        first: str
        """One."""

    class Younger(Older):
        title: str

    assert field_docs(Younger) == {"first": "One.", "title": "The title people read."}


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.endswith(".yaml")))
def test_an_editor_accepts_what_the_loader_accepts(name: str):
    file = "examples/*.yaml" if name.startswith("examples/") else name

    assert accepts(file, as_an_editor_reads(FILES[name]))


def test_an_editor_accepts_the_catalogue():
    assert accepts("facts/*.yaml", as_an_editor_reads(CATALOGUE["general.yaml"]))


@pytest.mark.parametrize("path", REAL, ids=[str(path) for path in REAL])
def test_an_editor_accepts_the_packs_of_this_repository(path: Path):
    assert accepts(path.name, as_an_editor_reads(path.read_bytes()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: mark", "kind: marc"),
        ("case_prefix: HP", "case_prefx: HP"),
        ("status: partial\n", ""),
        ("valid_from: ", "valid_from: x"),
    ],
)
def test_an_editor_marks_what_the_loader_refuses(old: str, new: str):
    content = FILES["programme.yaml"].decode().replace(old, new, 1)

    assert not accepts("programme.yaml", as_an_editor_reads(content.encode()))


def test_every_schema_is_json_schema_with_a_description_for_every_key():
    for file in DESCRIBED:
        schema = json.loads(schema_text(file))
        assert jsonschema_rs.meta.is_valid(schema)
        definitions = [schema, *schema.get("$defs", {}).values()]
        described = [key for one in definitions for key in one.get("properties", {}).values()]
        assert described
        assert all(key["description"] for key in described)


def test_every_file_of_a_pack_is_described():
    assert {model for file, model in DESCRIBED.items() if file != "facts/*.yaml"} == {
        model_of(name) for name in FILES if name.endswith(".yaml")
    }
    assert all(issubclass(model, BaseModel) for model in DESCRIBED.values())
