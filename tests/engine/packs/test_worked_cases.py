import pytest

from pinzhang.engine.packs.schema.edition import Example
from pinzhang.engine.packs.worked_cases import document_of
from pinzhang.engine.rules import Scope
from tests.engine.packs.sample_pack import line_of, problems_of, sample, spoiled

FILE = "examples/eligibility.yaml"


def test_every_scalar_of_an_example_gets_the_type_of_its_fact():
    edition = sample()
    first, second = (document_of(example, Scope.of(edition)) for example in edition.examples)

    assert first == {
        "application": {"sector": "industry", "has_shore": True, "boats": [{"length": "3.5"}]},
        "facts": {
            "established_on": "2021-06-01",
            "revenue": {"2023": "2000000"},
            "public_benefit": False,
            "samplings": {
                "records": [{"on": "2021-06-01", "result": "failed", "repeated": False}],
                "complete": {"from": "2020-01-01", "to": "2024-06-01"},
            },
            "staff_count": "49",
        },
    }
    assert second == {
        "application": {"sector": "services"},
        "facts": {},
        "subject": {"staff_count": "3"},
        "mark": {"public_benefit": True},
        "peers": {"staff_count": {"values": ["3", "5"], "missing": 2}},
    }


def test_a_value_that_has_a_type_already_keeps_it():
    edition = sample()
    example = Example.model_validate(
        {"example": "甲", "on": "2024-06-01", "facts": {"staff_count": 3}, "expect": {"programme": "unknown"}}
    )

    assert document_of(example, Scope.of(edition)) == {"application": {}, "facts": {"staff_count": 3}}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("programme: met", "programme: not met", "满三年的工业企业，收入达到下限: programme is met, expected not met"),
        (
            "many-staff: not met",
            "many-staff: met",
            "满三年的工业企业，收入达到下限: many-staff is not met, expected met",
        ),
        (
            "enough-revenue: does not apply, good-name",
            "enough-revenue: met, good-name",
            "服务业企业不看收入，其余没有数据: enough-revenue is does not apply, expected met",
        ),
        (
            "failed-sampling: met",
            "failed-samplings: met",
            "failed-samplings: no such rule; did you mean failed-sampling?",
        ),
        (
            "decisions: {good-name: true}",
            "decisions: {many-staff: true}",
            "decisions.many-staff: no rule of that id is decided by a person",
        ),
    ],
)
def test_a_verdict_that_is_not_the_expected_one_is_a_problem_at_its_line(old: str, new: str, message: str):
    files = spoiled(FILE, old, new)

    assert problems_of(files) == [f"{FILE}:{line_of(files, FILE, new)}: {message}"]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('revenue: {2023: "2000000"}', "revenue: {2023: two}", "facts.revenue.2023"),
        ('revenue: {2023: "2000000"}', "revenue: [1]", "facts.revenue"),
        ("public_benefit: false", "public_benefit: maybe", "facts.public_benefit"),
        ("result: failed, repeated", "result: broken, repeated", "facts.samplings.records[0].result"),
        ("records: [{on: 2021-06-01, result: failed, repeated: false}]", "records: none", "facts.samplings.records"),
        ("staff_count: 49", "staff_cuont: 49", "facts"),
        ('boats: [{length: "3.5"}]', 'boats: [[{length: "3.5"}]]', "application.boats[0]"),
        ('values: ["3", "5"], missing: 2', 'values: ["3", "5"], missing: two', "peers.staff_count.missing"),
        ('staff_count: {values: ["3", "5"], missing: 2}', "staff_count: [3, 5]", "peers.staff_count"),
    ],
)
def test_a_fact_that_is_none_is_a_problem_at_its_line(old: str, new: str, path: str):
    files = spoiled(FILE, old, new)

    (found,) = problems_of(files)
    place, _, message = found.partition(": ")
    line = line_of(files, FILE, "facts:") + 1 if path == "facts" else line_of(files, FILE, new)
    assert place == f"{FILE}:{line}"
    assert message.startswith(f"{path}: ")
