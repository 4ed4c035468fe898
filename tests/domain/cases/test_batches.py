"""A list is frozen and hashed; held cases stay behind, the rest proceed; a return voids what came after."""

import pytest

from pinzhang.domain.applications.refusals import CannotDecide
from pinzhang.domain.applications.services import lists, stages
from pinzhang.domain.cases.models import BatchStage, Case, StageVisit
from pinzhang.domain.cases.refusals import CannotMove, CannotOpenList
from pinzhang.domain.cases.services import batches, moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.models import Event
from pinzhang.domain.review.models import PanelEntry
from pinzhang.domain.review.services import panel
from pinzhang.engine.stages import Action, freeze
from tests.factories import AT, make_edition, make_officer, make_round, make_user
from tests.factories.flow import DAY, bring_to, decide_judgements, draft, in_notice, submitted
from tests.factories.programmes import PREMIUM_PACK, load

pytestmark = pytest.mark.django_db


def _premium(**changes):
    document = load(PREMIUM_PACK)
    document = document.model_copy(
        update={"stages": tuple(one.model_copy(update=changes.get(one.kind, {})) for one in document.stages)}
    )
    return make_round(make_edition(document=document))


def _case(application) -> Case:
    return Case.objects.get(pk=application.case_id)


def _refused(refused, act, *args, **given):
    tables = (Case, BatchStage, StageVisit)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    events = Event.objects.count()
    with pytest.raises(refused) as refusal:
        act(*args, **given)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert Event.objects.count() == events
    return refusal.value


def test_a_list_is_frozen_with_a_digest_that_anybody_can_work_out_again():
    notice, _ = in_notice(_premium(), count=3)

    assert notice.frozen == sorted(Case.objects.values_list("number", flat=True))
    assert notice.frozen_digest == freeze(notice.frozen).digest
    assert Event.objects.filter(name="cases.list.opened").last().data["digest"] == notice.frozen_digest


def test_a_list_waits_for_those_who_come_before_unless_the_officer_says_why_not():
    round_ = _premium()
    officer = make_officer(round_.authority)
    first = bring_to(submitted(round_), "panel", officer=officer)
    late = submitted(round_)
    given = {"round_": round_, "stage": "panel", "by": officer, "at": AT}
    _refused(CannotOpenList, lists.open_list, **given)

    opened = lists.open_list(**given, ground="该企业逾期未补齐")

    assert opened.frozen == [first.case.number]
    assert _case(late).stage == "recommendation"


def test_nobody_ready_or_a_list_in_hand_opens_no_list():
    round_ = _premium()
    officer = make_officer(round_.authority)
    given = {"round_": round_, "stage": "panel", "by": officer, "at": AT}
    application = submitted(round_)
    _refused(CannotOpenList, lists.open_list, **given, ground="提前")
    bring_to(application, "panel", officer=officer)
    lists.open_list(**given)

    refusal = _refused(CannotOpenList, lists.open_list, **given)

    assert str(refusal) == "这个环节已有一份名单在办。"


@pytest.mark.parametrize("days", [0, -3])
def test_a_last_day_that_is_not_ahead_is_refused(days):
    round_ = _premium()
    officer = make_officer(round_.authority)
    bring_to(submitted(round_), "panel", officer=officer)

    refusal = _refused(
        CannotOpenList,
        lists.open_list,
        round_=round_,
        stage="panel",
        by=officer,
        at=AT,
        until_on=local_day(AT + days * DAY),
    )

    assert list(refusal.fields) == ["until_on"]


def test_a_held_case_stays_while_the_others_proceed_and_is_not_in_what_the_list_yields():
    round_ = _premium()
    notice, officer = in_notice(round_, count=3)
    held = Case.objects.get(number=notice.frozen[0])
    plan = lists.list_plan(round_)
    moves.move(case=held, plan=plan, action=Action.HOLD, role="office", by=officer, at=AT)

    closed = lists.close_list(opened=notice, round_=round_, by=officer, at=AT + 8 * DAY)

    stages_now = list(Case.objects.order_by("number").values_list("stage", flat=True))
    assert stages_now == ["public-notice", "decision", "decision"]
    assert closed.yielded == notice.frozen[1:]
    event = Event.objects.filter(name="cases.list.closed").last()
    assert (event.data["count"], event.data["yield"]) == (2, freeze(notice.frozen[1:]).digest)


def test_a_list_closes_once():
    round_ = _premium()
    notice, officer = in_notice(round_, count=1)
    lists.close_list(opened=notice, round_=round_, by=officer, at=AT + 8 * DAY)

    _refused(CannotMove, lists.close_list, opened=notice, round_=round_, by=officer, at=AT + 8 * DAY)
    _refused(CannotMove, batches.keep_minutes, opened=notice, minutes="改")
    _refused(
        CannotMove,
        lists.return_list,
        opened=notice,
        round_=round_,
        to="panel",
        note="x",
        by=officer,
        at=AT,
        role="office",
    )


def test_a_notice_cannot_be_closed_on_its_last_day():
    round_ = _premium()
    notice, officer = in_notice(round_, count=1)

    _refused(CannotDecide, lists.close_list, opened=notice, round_=round_, by=officer, at=AT + 7 * DAY)


@pytest.mark.parametrize("refuse", [{"QDYP-2026-9999": "不在名单"}, None], ids=["stranger", "no ground"])
def test_a_refusal_names_somebody_on_the_list_and_says_why(refuse):
    round_ = _premium()
    notice, officer = in_notice(round_, count=1)
    refuse = refuse or {notice.frozen[0]: "  "}

    _refused(CannotDecide, lists.close_list, opened=notice, round_=round_, refuse=refuse, by=officer, at=AT + 8 * DAY)


def test_the_engine_of_lists_knows_no_strangers():
    round_ = _premium()
    notice, officer = in_notice(round_, count=1)

    _refused(
        CannotMove,
        batches.close_batch_stage,
        opened=notice,
        plan=lists.list_plan(round_),
        keep=["QDYP-2026-9999"],
        role="office",
        by=officer,
        at=AT,
    )


def test_a_decision_without_its_document_number_is_refused():
    round_ = _premium(decision={"document_number": True})
    notice, officer = in_notice(round_, count=1)
    lists.close_list(opened=notice, round_=round_, by=officer, at=AT + 8 * DAY)
    decision = lists.open_list(round_=round_, stage="decision", by=officer, at=AT + 8 * DAY)

    refusal = _refused(CannotDecide, lists.close_list, opened=decision, round_=round_, by=officer, at=AT + 8 * DAY)

    assert list(refusal.fields) == ["document_number"]


def test_a_list_that_is_sent_back_voids_what_was_concluded_and_is_made_anew():
    round_ = _premium()
    notice, officer = in_notice(round_, count=2)
    given = {"opened": notice, "round_": round_, "to": "panel", "by": officer, "at": AT, "role": "office"}
    _refused(CannotMove, lists.return_list, **given, note=" ")

    lists.return_list(**given, note="名次有误")

    assert set(Case.objects.values_list("stage", flat=True)) == {"panel"}
    assert "panel" not in Case.objects.first().passed
    assert StageVisit.objects.filter(stage="panel", voided=True).count() == 2
    again = panel.open_panel(round_=round_, stage="panel", by=officer, at=AT)
    assert (again.sequence, PanelEntry.objects.filter(batch_stage=again).count()) == (2, 2)


def test_a_return_to_the_only_stage_possible_voids_as_well_when_it_is_not_named():
    round_ = _premium(document_review={"return_to": ("eligibility-check",)})
    officer = make_officer(round_.authority)
    application = bring_to(submitted(round_), "expert-review", officer=officer)

    stages.decide_stage(
        application=application, action=Action.RETURN, role="office", by=officer, at=AT, note="资格有疑问"
    )

    assert _case(application).stage == "eligibility-check"
    voided = set(StageVisit.objects.filter(voided=True).values_list("stage", flat=True))
    assert voided == {"eligibility-check", "third-party-evaluation"}


def test_a_refusal_or_return_without_a_ground_is_refused():
    application = submitted(make_round())
    given = {"application": application, "role": "office", "by": make_officer(application.case.authority), "at": AT}

    _refused(CannotDecide, stages.decide_stage, **given, action=Action.REFUSE)
    _refused(CannotDecide, stages.decide_stage, **given, action=Action.RETURN, to="submission", note=" ")


def test_nobody_acts_out_of_turn():
    application = submitted(make_round())
    officer = make_officer(application.case.authority)
    decide_judgements(application, officer)

    for role in ("applicant", "recommender", "reviewer", "authority"):
        _refused(
            CannotMove,
            stages.decide_stage,
            application=application,
            action=Action.COMPLETE,
            role=role,
            by=make_user(),
            at=AT,
        )


def test_a_case_on_a_list_is_not_decided_alone():
    round_ = _premium()
    in_notice(round_, count=1)
    application = round_.applications.get()

    refusal = _refused(
        CannotDecide,
        stages.decide_stage,
        application=application,
        action=Action.COMPLETE,
        role="office",
        by=make_user(),
        at=AT,
    )

    assert str(refusal) == "这个环节按名单办理，不能单件处理。"


def test_an_optional_stage_may_be_skipped_and_no_other():
    round_ = _premium(evaluation={"optional": True})
    officer = make_officer(round_.authority)
    application = bring_to(submitted(round_), "third-party-evaluation", officer=officer)
    given = {"application": application, "by": officer, "at": AT, "note": "已有评价"}

    stages.set_aside(**given, action=Action.SKIP)

    assert _case(application).stage == "expert-review"
    assert "third-party-evaluation" not in _case(application).passed
    _refused(CannotMove, stages.set_aside, **given, action=Action.SKIP)


def test_what_is_set_aside_has_a_ground_and_an_ending_frees_the_place():
    round_ = make_round()
    application = submitted(round_)
    officer = make_officer(round_.authority)
    given = {"application": application, "by": officer, "at": AT}
    _refused(CannotDecide, stages.set_aside, **given, action=Action.VOID, note=" ")
    _refused(CannotDecide, stages.set_aside, **given, action=Action.COMPLETE, note="x")
    stages.set_aside(**given, action=Action.HOLD, note="核实中")
    held = _case(application).held
    stages.set_aside(**given, action=Action.RELEASE, note="已核实")

    stages.set_aside(**given, action=Action.VOID, note="重复申报")

    assert (held, _case(application).outcome) == (True, "void")
    again = draft(round_, firm=application.applicant)
    assert again.case.outcome == ""


def test_an_applicant_with_time_to_answer_does_not_lapse():
    application = submitted(make_round())
    officer = make_officer(application.case.authority)
    given = {"application": application, "by": officer, "action": Action.LAPSE, "note": "未答复"}
    _refused(CannotMove, stages.set_aside, **given, at=AT)
    stages.ask_corrections(application=application, requests={"main_products": "请写明"}, by=officer, at=AT)
    request = application.case.corrections.get()
    request.due_on = local_day(AT + 5 * DAY)
    request.save()

    _refused(CannotDecide, stages.set_aside, **given, at=AT + 5 * DAY)
    stages.set_aside(**given, at=AT + 6 * DAY)

    assert _case(application).outcome == "lapsed"
