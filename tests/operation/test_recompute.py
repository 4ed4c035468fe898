"""``pinzhang log recompute``: a decision comes out of what was kept as recorded, or the command says where not."""

import json

import pytest
from typer.testing import CliRunner

from pinzhang.cli import app
from pinzhang.domain.applications.models import DecisionRecord
from pinzhang.domain.programmes.models import ProgrammeEdition
from pinzhang.domain.trust.models import LogRecord, LogSalt
from tests.factories.decisions import decided_round

pytestmark = pytest.mark.django_db
SAME, DIFFERENT, CANNOT_TELL, BAD_INPUT = 0, 1, 3, 4


@pytest.fixture
def record():
    decided_round(count=2, refuse=[0])
    return DecisionRecord.objects.order_by("log_seq").first()


def _told(*arguments):
    result = CliRunner().invoke(app, ["log", "recompute", *arguments, "--json"])
    return result.exit_code, json.loads(result.stdout)


def _only(record):
    code, told = _told(record.application.case.number)
    return code, told["decisions"][0]


def _keep(record, **inputs):
    DecisionRecord.objects.filter(pk=record.pk).update(inputs={**record.inputs, **inputs})


def test_every_decision_comes_out_as_it_was_recorded_the_refused_as_well(record):
    code, told = _told()

    assert (code, told["same"]) == (SAME, True)
    assert len(told["decisions"]) == 2
    assert told["decisions"][0] == {
        "case": record.application.case.number,
        "seq": record.log_seq,
        "same": True,
        "entry": True,
        "edition": True,
        "inputs": True,
        "verdicts": True,
        "changed": [],
    }
    assert (record.inputs["granted"], record.inputs["verdicts"]["*"]) == (False, "met")


def test_a_person_reads_one_line_for_each_decision(record):
    number = record.application.case.number

    result = CliRunner().invoke(app, ["log", "recompute", number])

    assert result.stdout == f"{number} 日志第 {record.log_seq} 条：一致\n决定 1 项：一致\n"


def test_inputs_changed_after_the_decision_are_found_by_their_digest(record):
    _keep(record, granted=True)

    code, told = _only(record)

    assert (code, told["inputs"], told["verdicts"]) == (DIFFERENT, False, True)


def test_a_verdict_that_the_inputs_do_not_give_is_named_by_its_rule(record):
    rule = next(key for key, verdict in record.inputs["verdicts"].items() if key != "*" and verdict == "met")
    _keep(record, verdicts={**record.inputs["verdicts"], rule: "not met"})

    code, told = _only(record)

    assert (code, told["verdicts"], told["changed"]) == (DIFFERENT, False, [rule])
    spoken = CliRunner().invoke(app, ["log", "recompute"]).stdout
    assert f"依据不一致，逐条结论不一致（{rule}）" in spoken


def test_an_edition_changed_after_the_decision_is_found_by_its_digest(record):
    edition = ProgrammeEdition.objects.get(pk=record.application.round.edition_id)
    changed = bytes(edition.content).replace("区长质量奖".encode(), "市长质量奖".encode())
    assert changed != bytes(edition.content)
    ProgrammeEdition.objects.filter(pk=edition.pk).update(content=changed)

    code, told = _only(record)

    assert (code, told["edition"], told["inputs"]) == (DIFFERENT, False, True)


def test_a_decision_that_the_log_does_not_hold_is_different(record):
    LogRecord.objects.filter(pk=record.log_seq).update(data=b"{}")

    code, told = _only(record)

    assert (code, told["entry"], told["edition"], told["inputs"]) == (DIFFERENT, False, None, None)


def test_an_entry_about_another_case_is_not_the_entry_of_this_one(record):
    other = DecisionRecord.objects.exclude(pk=record.pk).get()
    DecisionRecord.objects.filter(pk=record.pk).update(log_seq=other.log_seq)

    assert _only(record)[1]["entry"] is False


def test_without_the_salt_the_inputs_cannot_be_told(record):
    LogSalt.objects.filter(record_id=record.log_seq).delete()

    code, told = _only(record)

    assert (code, told["same"], told["inputs"], told["verdicts"]) == (CANNOT_TELL, None, None, True)


@pytest.mark.parametrize("inputs", [{"verdicts": None}, {"facts": {"facts": 7}}, {"on": "gestern"}, {"decisions": 7}])
def test_what_cannot_be_run_is_not_said_to_be_the_same(record, inputs):
    _keep(record, **inputs)

    assert _only(record)[1]["verdicts"] is None


def test_a_case_without_a_decision_is_bad_input(record):
    result = CliRunner().invoke(app, ["log", "recompute", "SB-2026-9999"])

    assert (result.exit_code, result.stderr) == (BAD_INPUT, "SB-2026-9999 没有留存决定依据。\n")
