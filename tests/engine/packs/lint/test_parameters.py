import pytest

from tests.engine.packs.sample_pack import problems_of, spoiled

FILE = "eligibility.yaml"


@pytest.mark.parametrize("day", ["2020-01-01", "2019-12-31"])
def test_the_values_of_a_parameter_stand_in_the_order_of_their_days(day: str):
    files = spoiled(FILE, "from_on: 2023-01-01", f"from_on: {day}")

    assert problems_of(files) == ["eligibility.yaml:8: from_on: expected a day after 2020-01-01"]


def test_a_parameter_has_a_value_when_the_edition_begins():
    files = spoiled("programme.yaml", "valid_from: 2024-01-01", "valid_from: 2019-12-31")

    message = "from_on: revenue_floor has no value on 2019-12-31, the first day of the edition"
    assert problems_of(files) == [f"eligibility.yaml:7: {message}"]


def test_a_parameter_may_begin_with_the_edition():
    assert problems_of(spoiled("programme.yaml", "valid_from: 2024-01-01", "valid_from: 2020-01-01")) == []


@pytest.mark.parametrize("value", ["two million", "2e6", "NaN", "1,000"])
def test_the_value_of_a_parameter_is_of_its_type(value: str):
    files = spoiled(FILE, 'value: "2000000"', f'value: "{value}"')

    assert f"eligibility.yaml:8: value: {value!r} is no money" in problems_of(files)


def test_a_parameter_is_no_enum():
    files = spoiled(FILE, "    type: money\n    unit: CNY\n", "    type: enum\n")

    assert "eligibility.yaml:4: type: a parameter has no options; write it as a code" in problems_of(files)


def test_a_parameter_that_nothing_reads_is_named():
    files = spoiled(FILE, "p.revenue_floor", "2000000")

    assert problems_of(files) == ["eligibility.yaml:2: revenue_floor: no rule uses this parameter"]
