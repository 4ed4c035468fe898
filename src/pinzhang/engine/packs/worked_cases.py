"""The worked cases of a pack: run as tests against its own rules."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pinzhang.engine.packs.draft import Draft
from pinzhang.engine.packs.problems import Problem
from pinzhang.engine.packs.schema.edition import WHOLE, Edition, Example
from pinzhang.engine.packs.schema_errors import suggestion
from pinzhang.engine.packs.yaml_text import Path
from pinzhang.engine.rules.explain import explain
from pinzhang.engine.rules.kinds import Kind
from pinzhang.engine.rules.problems import BadFacts
from pinzhang.engine.rules.scope import Scope

_FACTS = ("facts", "subject", "mark")
_FLAGS = {"true": True, "false": False}
_STEPS = re.compile(r"[^.\[\]]+|\[\d+\]")


def check_examples(draft: Draft, edition: Edition) -> Iterator[Problem]:
    """Run every example of a pack whose rules are sound, and name each verdict that is not the expected one."""
    scope = Scope.of(edition)
    for file, i, example in draft.examples:
        yield from (
            draft.problem(file, ("examples", i, *path), message) for path, message in _wrong(edition, scope, example)
        )


def document_of(example: Example, scope: Scope) -> dict[str, Any]:
    """Return the facts document of an example; a pack leaves every scalar as text, here they get their types."""
    document: dict[str, Any] = {"application": _typed_all(example.application, scope.answers)}
    for part in _FACTS:
        given = getattr(example, part)
        if given or part == "facts":
            document[part] = _typed_all(given, scope.facts)
    if example.peers:
        document["peers"] = {name: _peers(one) for name, one in example.peers.items()}
    return document


def verdicts_of(explanation: Mapping[str, Any]) -> dict[str, str]:
    """Return the verdict of every rule and of the whole, in the words of examples."""
    verdicts = {rule["id"]: rule.get("verdict", "does not apply") for rule in explanation["rules"]}
    return {WHOLE: explanation["verdict"], **verdicts}


def _wrong(edition: Edition, scope: Scope, example: Example) -> Iterator[tuple[Path, str]]:
    try:
        found = explain(edition, document_of(example, scope), on=example.on, decisions=example.decisions)
    except BadFacts as refusal:
        yield _path(refusal.path), str(refusal)
        return
    verdicts = verdicts_of(found)
    for key, expected in example.expect.items():
        if key not in verdicts:
            yield ("expect", key), f"{key}: no such rule{suggestion(key, verdicts)}"
        elif verdicts[key] != expected:
            yield ("expect", key), f"{example.example}: {key} is {verdicts[key]}, expected {expected}"


def _path(written: str) -> Path:
    steps = (step for step in _STEPS.findall(written))
    return tuple(int(step[1:-1]) if step.startswith("[") else step for step in steps)


def _typed_all(values: Mapping[str, Any], kinds: Mapping[str, Kind]) -> dict[str, Any]:
    return {name: _typed(value, kinds[name]) if name in kinds else value for name, value in values.items()}


def _typed(value: Any, kind: Kind) -> Any:
    if isinstance(value, str):
        return _FLAGS.get(value, value) if kind.sort == "bool" else value
    if isinstance(value, list):
        return [_typed(item, kind.of or kind) for item in value]
    if isinstance(value, dict):
        return _typed_members(value, kind)
    return value


def _typed_members(value: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
    if kind.sort == "records" and "records" in value and isinstance(value["records"], list):
        return {**value, "records": [_typed(row, Kind("record", columns=kind.columns)) for row in value["records"]]}
    if kind.columns:
        return _typed_all(value, dict(kind.columns))
    return {name: _typed(one, kind.of or kind) for name, one in value.items()}


def _peers(one: Any) -> Any:
    if isinstance(one, dict) and re.fullmatch(r"\d{1,6}", str(one.get("missing")), re.ASCII):
        return {**one, "missing": int(one["missing"])}
    return one
