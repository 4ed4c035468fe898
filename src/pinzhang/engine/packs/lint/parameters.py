"""Dated parameters: their order, their first day, their type."""

from collections.abc import Iterator

from pinzhang.engine.packs.draft import Draft
from pinzhang.engine.packs.problems import Problem
from pinzhang.engine.rules.kinds import scalar_kind
from pinzhang.engine.rules.scope import parameter_value

FILE = "eligibility.yaml"


def check_parameter_order(draft: Draft) -> Iterator[Problem]:
    """Check that the values of a parameter stand in the order of their days, each day once."""
    for i, parameter in enumerate(draft.eligibility.parameters):
        for j in range(1, len(parameter.values)):
            if parameter.values[j].from_on <= parameter.values[j - 1].from_on:
                message = f"from_on: expected a day after {parameter.values[j - 1].from_on}"
                yield draft.problem(FILE, ("parameters", i, "values", j, "from_on"), message)


def check_parameter_start(draft: Draft) -> Iterator[Problem]:
    """Check that a parameter has a value from the first day of the edition on."""
    start = draft.programme.valid_from
    for i, parameter in enumerate(draft.eligibility.parameters):
        if parameter.values[0].from_on > start:
            message = f"from_on: {parameter.name} has no value on {start}, the first day of the edition"
            yield draft.problem(FILE, ("parameters", i, "values", 0, "from_on"), message)


def check_parameter_types(draft: Draft) -> Iterator[Problem]:
    """Check that every value of a parameter is of its type."""
    for i, parameter in enumerate(draft.eligibility.parameters):
        if parameter.type == "enum":
            yield draft.problem(FILE, ("parameters", i, "type"), "type: a parameter has no options; write it as a code")
        for j, dated in enumerate(parameter.values):
            if parameter_value(dated.value, scalar_kind(parameter.type)) is None:
                message = f"value: {dated.value!r} is no {parameter.type}"
                yield draft.problem(FILE, ("parameters", i, "values", j, "value"), message)
