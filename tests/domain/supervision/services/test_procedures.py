"""Notice, statement or hearing, then the decision: nothing else suspends or revokes."""

from datetime import date

import pytest

from pinzhang.domain.core.models import Event
from pinzhang.domain.core.refusals import ChangedMeanwhile
from pinzhang.domain.core.services import jobs
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.messages.models import Letter, Notice
from pinzhang.domain.supervision.models import Alert, Consequence, Procedure
from pinzhang.domain.supervision.refusals import CannotProceed
from pinzhang.domain.supervision.services import alerts, holders, procedures
from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.outcomes import HearingRule
from pinzhang.engine.packs.schema.stages import Term
from tests.domain.supervision.casting import AFTER, AT, DAY, GROUND, UNTIL, fail_sampling, refused, set_the_stage
from tests.factories import load, make_enterprise, make_officer, make_round
from tests.factories.marks import make_held_mark, premium_edition
from tests.factories.programmes import PREMIUM_PACK

pytestmark = [pytest.mark.django_db, pytest.mark.data]
SAY = {"text": "已整改，请看复检报告", "hearing_wanted": False}


@pytest.fixture
def cast():
    return set_the_stage()


def _work_off(at=AT):
    while jobs.run_due(at=at):
        pass


def _with_term() -> HearingRule:
    term = Term(count="5", unit="working_days", basis="legal", clause="第十条", source="opinions")
    return HearingRule(term=term, text=Words(zh="五个工作日内陈述申辩"), clause="第十条", source="opinions")


def test_a_procedure_gives_notice_and_changes_nothing_yet(cast):
    procedure = cast.opened()
    _work_off()

    assert (procedure.statement_until_on, procedure.term_is_stated, procedure.case.due_on) == (UNTIL, False, UNTIL)
    assert (procedure.case.stage, Mark.objects.get().state) == ("statement", "active")
    assert Letter.objects.get(kind="hearing").number == procedure.case.number
    assert Notice.objects.get(recipient=cast.lin).title == f"请陈述申辩：{cast.mark.number}"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ground": "no-such"}, "ground"),
        ({"text": " "}, "text"),
        ({"statement_until_on": None}, "statement_until_on"),
        ({"statement_until_on": AT.date()}, "statement_until_on"),
        ({"effect": "suspend", "ground": GROUND}, "ground"),
        ({"effect": "lapse"}, None),
        ({"at_once": True}, None),
    ],
)
def test_a_procedure_that_lacks_something_is_not_opened(cast, wrong, field):
    refusal = refused(CannotProceed, cast.opened, **wrong)

    assert list(refusal.fields) == ([field] if field else [])


def test_one_procedure_runs_about_a_mark_at_a_time_and_none_about_one_that_is_over(cast):
    cast.opened()
    refused(CannotProceed, cast.opened)
    Procedure.objects.update(decision="dropped", decision_text="x", decided_by=cast.wang, decided_at=AT)
    cast.decided()

    refused(CannotProceed, cast.opened)


def test_the_term_of_the_edition_counts_and_may_only_be_longer():
    rule = _with_term()
    cast = set_the_stage(make_held_mark(make_round(premium_edition(hearing=rule))))
    short = refused(CannotProceed, cast.opened, statement_until_on=date(2026, 3, 8))

    procedure = cast.opened(statement_until_on=None)

    assert list(short.fields) == ["statement_until_on"]
    assert (procedure.statement_until_on, procedure.term_is_stated) == (date(2026, 3, 9), True)


def test_nothing_is_decided_before_the_holder_could_speak(cast):
    procedure = cast.opened()
    given = {"procedure": procedure, "apply": True, "text": "属实", "by": cast.wang}

    refused(CannotProceed, procedures.decide_procedure, at=AT + 10 * DAY, **given)
    decided = procedures.decide_procedure(at=AFTER, **given)

    assert (decided.decision, Mark.objects.get().state) == ("applied", "revoked")
    assert (decided.change.case, decided.change.clause) == (decided.case, "四（三）")
    assert decided.case.outcome == "granted"
    assert list(Consequence.objects.values_list("text", flat=True)) == [
        "不再是获授权的品牌主体；继续使用名称、标识的依法追究。"
    ]


def test_a_statement_lets_the_office_decide_earlier_and_a_hearing_must_be_held(cast):
    procedure = cast.opened()
    said = {"text": "请求当面说明", "hearing_wanted": True}
    procedures.make_statement(procedure=procedure, by=cast.lin, at=AT + DAY, **said)
    given = {"procedure": procedure, "by": cast.wang, "at": AT + 3 * DAY}
    refused(CannotProceed, procedures.decide_procedure, apply=False, text="复检合格", **given)
    heard = {"heard_on": (AT + 2 * DAY).date(), "record": "到场两人"}
    refused(CannotProceed, procedures.record_hearing, **given, **{**heard, "record": ""})
    refused(CannotProceed, procedures.record_hearing, **given, **{**heard, "heard_on": AFTER.date()})

    procedures.record_hearing(**given, **heard)
    refused(CannotProceed, procedures.decide_procedure, apply=False, text=" ", **given)
    decided = procedures.decide_procedure(apply=False, text="复检合格", **given)
    _work_off(AFTER)

    assert (decided.decision, decided.case.outcome, Mark.objects.get().state) == ("dropped", "refused", "active")
    assert Notice.objects.filter(recipient=cast.wang, title__startswith="收到陈述申辩").count() == 1
    assert Notice.objects.filter(recipient=cast.lin, title__startswith="不予处置").count() == 1
    refused(CannotProceed, procedures.record_hearing, **given, **heard)
    refused(CannotProceed, procedures.decide_procedure, apply=True, text="属实", **given)


def test_a_statement_is_the_signers_once_and_in_time(cast):
    procedure = cast.opened()
    given = {"procedure": procedure, "by": cast.lin, "at": AT}
    refused(CannotProceed, procedures.make_statement, **{**given, "by": cast.wang}, **SAY)
    refused(CannotProceed, procedures.make_statement, **given, **{**SAY, "text": " "})
    refused(CannotProceed, procedures.make_statement, **{**given, "at": AFTER}, **SAY)

    procedures.make_statement(**given, **SAY)

    refused(CannotProceed, procedures.make_statement, **given, **SAY)


def test_a_term_that_ends_in_silence_leads_to_the_decision(cast):
    procedure = cast.opened()

    procedures.end_statement_terms({}, AT + 10 * DAY)
    assert Procedure.objects.get().case.stage == "statement"
    procedures.end_statement_terms({}, AFTER)

    assert Procedure.objects.get().case.stage == "decision"
    refused(CannotProceed, procedures.make_statement, procedure=procedure, by=cast.lin, at=AFTER, **SAY)


def test_an_edition_may_let_the_office_suspend_before_the_hearing():
    grounds = load(PREMIUM_PACK).outcomes.grounds
    quick = tuple(one.model_copy(update={"at_once": True}) for one in grounds)
    cast = set_the_stage(make_held_mark(make_round(premium_edition(grounds=quick))))

    procedure = cast.opened("suspend", "standard-not-met-suspension", at_once=True)
    assert Mark.objects.get().state == "suspended"
    procedures.decide_procedure(procedure=procedure, apply=False, text="不属实", by=cast.wang, at=AFTER)
    assert Mark.objects.get().state == "active"

    kept = cast.decided(effect="suspend", ground="standard-not-met-suspension", at_once=True)
    assert (Mark.objects.get().state, kept.change) == ("suspended", kept.at_once)
    assert MarkChange.objects.filter(to_state="suspended").count() == 2


def test_an_alert_that_is_taken_up_names_its_procedure(cast):
    fail_sampling(cast.mark)
    alerts.watch_all({}, AT)
    alert = Alert.objects.get(ground=GROUND)

    procedure = cast.opened(alert=alert)

    alert.refresh_from_db()
    assert (alert.state, alert.procedure) == ("taken_up", procedure)


def test_a_decision_on_an_old_page_is_refused(cast):
    procedure = cast.opened()
    version = procedure.case.version
    procedures.make_statement(procedure=procedure, by=cast.lin, at=AT, **SAY)
    given = {"procedure": procedure, "apply": True, "text": "属实", "by": cast.wang, "at": AFTER}

    refused(ChangedMeanwhile, procedures.decide_procedure, expected_version=version, **given)


def test_what_follows_is_done_once_and_says_how(cast):
    cast.decided()
    one = Consequence.objects.get()
    given = {"consequence": one, "by": cast.wang, "at": AFTER}
    refused(CannotProceed, procedures.do_consequence, note="", **given)

    procedures.do_consequence(note="已收回证书", **given)

    assert Consequence.objects.get().note == "已收回证书"
    refused(CannotProceed, procedures.do_consequence, note="再办", **given)


def test_while_a_procedure_runs_the_mark_is_neither_handed_back_nor_passed_on(cast):
    cast.opened()
    mark, to = cast.mark, make_enterprise()
    refused(CannotProceed, holders.hand_back, mark=mark, text="停产", by=cast.lin, at=AT)
    refused(CannotProceed, holders.pass_on, mark=mark, to=to, text="合并", document_number="1", by=cast.wang, at=AT)
    Procedure.objects.update(decision="dropped", decision_text="x", decided_by=cast.wang, decided_at=AT)

    holders.pass_on(mark=mark, to=to, text="合并", document_number="协议1号", by=cast.wang, at=AT)

    assert Mark.objects.get().holder == to


def test_an_edition_without_grounds_to_suspend_lends_those_to_revoke():
    grounds = tuple(one for one in load(PREMIUM_PACK).outcomes.grounds if one.effect == "revoke")
    cast = set_the_stage(make_held_mark(make_round(premium_edition(grounds=grounds))))

    cast.decided(effect="suspend")

    assert Mark.objects.get().state == "suspended"
    assert Event.objects.filter(name="marks.mark.suspended").count() == 1
    assert make_officer(cast.mark.authority)
