import pytest

from pinzhang.engine.stages import (
    Action,
    CaseState,
    NotPossible,
    Outcome,
    OutOfTurn,
    Refusal,
    Step,
    UnknownStage,
    act,
    allowed_actions,
    replay,
    start,
)
from tests.engine.stages.samples import AWARD, in_stage, make_plan, make_stage

CHECK = in_stage(AWARD, "eligibility-check")
NOTICE = in_stage(AWARD, "public-notice")


def refusal_of(plan, state, action, **arguments) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        act(plan, state, action, **arguments)
    return refusal.value


def test_a_case_begins_in_the_first_stage_with_nothing_behind_it():
    assert start(AWARD) == CaseState(stage="submission", waiting=False, held=False, outcome=None, passed=())


def test_completing_moves_to_the_next_stage_and_remembers_the_passed_one():
    state = act(AWARD, start(AWARD), Action.COMPLETE, role="applicant")

    assert state == CaseState(stage="eligibility-check", passed=("submission",))


def test_completing_the_last_stage_grants():
    state = act(AWARD, in_stage(AWARD, "conferral"), Action.COMPLETE, role="office")

    assert state == CaseState(
        stage="conferral", outcome=Outcome.GRANTED, passed=tuple(stage.key for stage in AWARD.stages)
    )


@pytest.mark.parametrize(
    ("action", "role", "outcome"),
    [
        (Action.REFUSE, "office", Outcome.REFUSED),
        (Action.WITHDRAW, "applicant", Outcome.WITHDRAWN),
        (Action.VOID, "system", Outcome.VOID),
    ],
)
def test_a_case_ends_where_it_stands(action, role, outcome):
    state = act(AWARD, CHECK, action, role=role)

    assert state == CaseState(stage="eligibility-check", outcome=outcome, passed=("submission",))


def test_a_draft_that_is_never_submitted_lapses():
    assert act(AWARD, start(AWARD), Action.LAPSE, role="system") == CaseState("submission", outcome=Outcome.LAPSED)


def test_an_ended_case_accepts_nothing():
    ended = act(AWARD, CHECK, Action.REFUSE, role="office")

    for action in Action:
        assert str(refusal_of(AWARD, ended, action, role="office")) == "本件已经办结，不能再办理"
    assert allowed_actions(AWARD, ended, "office") == ()


def test_whoever_is_not_in_turn_is_told_whose_turn_it_is():
    refusal = refusal_of(AWARD, CHECK, Action.COMPLETE, role="applicant")

    assert isinstance(refusal, OutOfTurn)
    assert str(refusal) == "“审查通过”由主管部门办理"
    assert refusal.reason.en == "“Pass the check” belongs to: programme office"


def test_several_in_turn_are_all_named():
    refusal = refusal_of(AWARD, in_stage(AWARD, "decision"), Action.COMPLETE, role="public")

    assert str(refusal) == "“作出决定”由主管部门、审定机关办理"
    assert refusal.reason.en == "“Decide in favour” belongs to: programme office, approving authority"


def test_an_action_that_the_kind_does_not_have_is_refused():
    refusal = refusal_of(AWARD, start(AWARD), Action.REFUSE, role="office")

    assert isinstance(refusal, NotPossible)
    assert str(refusal) == "“资格审查”环节没有这个动作"
    assert refusal.reason.en == "This stage has no action “refuse”"


def test_a_case_in_a_stage_of_another_plan_is_an_error():
    with pytest.raises(UnknownStage):
        act(AWARD, CaseState("elsewhere"), Action.COMPLETE, role="office")


def test_a_reviewer_does_not_close_the_review_of_all():
    review = in_stage(AWARD, "document-review")

    assert allowed_actions(AWARD, review, "reviewer") == ()
    assert isinstance(refusal_of(AWARD, review, Action.COMPLETE, role="reviewer"), OutOfTurn)
    assert act(AWARD, review, Action.COMPLETE, role="system").stage == "site-visit"


def test_an_applicant_does_not_confirm_the_own_payment():
    plan = make_plan("submission", "fee", "acceptance")

    assert allowed_actions(plan, in_stage(plan, "fee"), "applicant") == (Action.WITHDRAW,)
    assert act(plan, in_stage(plan, "fee"), Action.COMPLETE, role="system").stage == "acceptance"


def test_what_the_office_may_do_in_the_check():
    assert allowed_actions(AWARD, CHECK, "office") == (
        Action.COMPLETE,
        Action.REFUSE,
        Action.RETURN,
        Action.ASK,
        Action.HOLD,
        Action.VOID,
    )
    assert allowed_actions(AWARD, CHECK, "applicant") == (Action.WITHDRAW,)
    assert allowed_actions(AWARD, CHECK, "system") == (Action.HOLD, Action.VOID)


def test_a_correction_request_blocks_progress_until_it_is_answered():
    asked = act(AWARD, CHECK, Action.ASK, role="office")

    assert asked == in_stage(AWARD, "eligibility-check", waiting=True)
    assert allowed_actions(AWARD, asked, "office") == (
        Action.ANSWER,
        Action.WITHDRAW_REQUEST,
        Action.HOLD,
        Action.LAPSE,
        Action.VOID,
    )
    for action in (Action.COMPLETE, Action.REFUSE, Action.RETURN, Action.ASK):
        refusal = refusal_of(AWARD, asked, action, role="office")
        assert isinstance(refusal, NotPossible)
        assert str(refusal) == "正在等待补正，答复或撤回补正要求后才能继续办理"
        assert refusal.reason.en == "A correction request is still open"
    assert act(AWARD, asked, Action.ANSWER, role="applicant") == CHECK
    assert act(AWARD, asked, Action.WITHDRAW_REQUEST, role="office") == CHECK


def test_nothing_is_answered_where_nothing_was_asked():
    answer = refusal_of(AWARD, CHECK, Action.ANSWER, role="applicant")
    taken_back = refusal_of(AWARD, CHECK, Action.WITHDRAW_REQUEST, role="office")

    assert str(answer) == str(taken_back) == "没有待答复的补正要求"
    assert answer.reason.en == "No correction request is open"


def test_an_unanswered_correction_request_lapses():
    asked = act(AWARD, CHECK, Action.ASK, role="office")

    assert act(AWARD, asked, Action.LAPSE, role="system").outcome == Outcome.LAPSED


def test_the_office_cannot_let_a_case_lapse_by_its_own_delay():
    refusal = refusal_of(AWARD, CHECK, Action.LAPSE, role="office")

    assert str(refusal) == "现在轮不到申报人办理，不能记为逾期"
    assert refusal.reason.en == "Nobody but the office is awaited, so nothing can lapse"


def test_a_hold_stops_the_case_but_not_the_objection():
    held = act(AWARD, NOTICE, Action.HOLD, role="system")

    assert held == in_stage(AWARD, "public-notice", held=True)
    assert allowed_actions(AWARD, held, "office") == (Action.REFUSE, Action.ASK, Action.RELEASE, Action.VOID)
    for action in (Action.COMPLETE, Action.RETURN, Action.HOLD):
        refusal = refusal_of(AWARD, held, action, role="office")
        assert str(refusal) == "本件已暂缓办理，恢复办理后才能继续"
        assert refusal.reason.en == "The case is on hold"
    assert act(AWARD, held, Action.RELEASE, role="office") == NOTICE
    assert act(AWARD, held, Action.REFUSE, role="office") == CaseState(
        "public-notice", outcome=Outcome.REFUSED, passed=NOTICE.passed
    )


def test_a_hold_and_a_correction_request_come_and_go_on_their_own():
    both = act(AWARD, act(AWARD, NOTICE, Action.ASK, role="office"), Action.HOLD, role="office")

    assert both == in_stage(AWARD, "public-notice", waiting=True, held=True)
    assert act(AWARD, both, Action.ANSWER, role="applicant") == in_stage(AWARD, "public-notice", held=True)
    assert act(AWARD, both, Action.RELEASE, role="office") == in_stage(AWARD, "public-notice", waiting=True)
    assert str(refusal_of(AWARD, both, Action.COMPLETE, role="office")).startswith("正在等待补正")


def test_a_held_case_does_not_lapse_although_an_answer_is_late():
    both = in_stage(AWARD, "public-notice", waiting=True, held=True)

    assert str(refusal_of(AWARD, both, Action.LAPSE, role="system")) == "本件已暂缓办理，恢复办理后才能继续"


def test_what_is_not_held_cannot_be_released():
    refusal = refusal_of(AWARD, NOTICE, Action.RELEASE, role="office")

    assert str(refusal) == "本件没有暂缓办理"
    assert refusal.reason.en == "The case is not on hold"


def test_a_held_case_may_be_withdrawn():
    held = in_stage(AWARD, "public-notice", held=True)

    assert act(AWARD, held, Action.WITHDRAW, role="applicant") == CaseState(
        "public-notice", outcome=Outcome.WITHDRAWN, passed=held.passed
    )


def test_a_return_voids_what_was_passed_from_the_target_on():
    approval = in_stage(AWARD, "approval")

    state = act(AWARD, approval, Action.RETURN, role="authority", to="panel")

    assert state == in_stage(AWARD, "panel")
    assert act(AWARD, state, Action.COMPLETE, role="office") == in_stage(AWARD, "consultation")


def test_a_return_needs_no_target_where_only_one_is_possible():
    assert act(AWARD, CHECK, Action.RETURN, role="office") == start(AWARD)


def test_a_return_among_several_must_name_its_target():
    plan = make_plan("panel", "consultation", "approval")

    refusal = refusal_of(plan, in_stage(plan, "approval"), Action.RETURN, role="authority")

    assert isinstance(refusal, NotPossible)
    assert str(refusal) == "请写明退回到哪个环节"
    assert refusal.reason.en == "Say which stage to send it back to"


@pytest.mark.parametrize("to", ["submission", "conferral", "approval", "nowhere"])
def test_a_return_goes_only_where_it_may(to):
    refusal = refusal_of(AWARD, in_stage(AWARD, "approval"), Action.RETURN, role="authority", to=to)

    assert isinstance(refusal, NotPossible)
    assert str(refusal) == "不能退回到这个环节"
    assert refusal.reason.en == "It cannot be sent back to this stage"


def test_a_return_is_not_offered_where_it_leads_nowhere():
    plan = make_plan("panel", "conferral")

    refusal = refusal_of(plan, in_stage(plan, "conferral"), Action.RETURN, role="office")

    assert str(refusal) == "没有可以退回的环节"
    assert refusal.reason.en == "There is no stage to send it back to"
    assert Action.RETURN not in allowed_actions(plan, in_stage(plan, "conferral"), "office")


def test_only_a_return_names_a_stage():
    refusal = refusal_of(AWARD, CHECK, Action.COMPLETE, role="office", to="panel")

    assert isinstance(refusal, NotPossible)
    assert str(refusal) == "只有退回时才能指定环节"
    assert refusal.reason.en == "Only a return names a stage"


def test_an_applicant_withdraws_until_the_decision():
    assert act(AWARD, in_stage(AWARD, "decision"), Action.WITHDRAW, role="applicant").outcome == Outcome.WITHDRAWN


def test_an_applicant_does_not_withdraw_after_the_decision():
    plan = make_plan("submission", "decision", "public_notice")

    refusal = refusal_of(plan, in_stage(plan, "public-notice"), Action.WITHDRAW, role="applicant")

    assert isinstance(refusal, NotPossible)
    assert str(refusal) == "已经作出决定，不能再撤回"
    assert refusal.reason.en == "The decision is made; it can no longer be withdrawn"


def test_an_optional_stage_is_skipped_and_does_not_count_as_passed():
    visit = make_stage("site_visit", optional=True)
    plan = make_plan("submission", visit, "decision")

    state = act(plan, in_stage(plan, "site-visit"), Action.SKIP, role="office")

    assert state == CaseState("decision", passed=("submission",))


def test_skipping_the_last_stage_grants_as_well():
    plan = make_plan("submission", make_stage("conferral", optional=True))

    state = act(plan, in_stage(plan, "conferral"), Action.SKIP, role="office")

    assert state == CaseState("conferral", outcome=Outcome.GRANTED, passed=("submission",))


def test_an_optional_stage_is_not_skipped_on_hold():
    plan = make_plan("submission", make_stage("site_visit", optional=True))

    refusal = refusal_of(plan, in_stage(plan, "site-visit", held=True), Action.SKIP, role="office")

    assert str(refusal) == "本件已暂缓办理，恢复办理后才能继续"


def test_a_stage_that_is_not_optional_is_not_skipped():
    refusal = refusal_of(AWARD, CHECK, Action.SKIP, role="office")

    assert isinstance(refusal, NotPossible)
    assert str(refusal) == "本环节不能跳过"
    assert refusal.reason.en == "This stage may not be skipped"


def test_a_history_leads_to_its_state():
    steps = [
        Step(Action.COMPLETE, "applicant"),
        Step(Action.ASK, "office"),
        Step(Action.ANSWER, "applicant"),
        Step(Action.RETURN, "office", to="submission"),
        Step(Action.COMPLETE, "office"),
    ]

    assert replay(AWARD, steps) == CHECK


def test_a_history_that_cannot_be_true_is_refused():
    with pytest.raises(OutOfTurn):
        replay(AWARD, [Step(Action.COMPLETE, "applicant"), Step(Action.COMPLETE, "applicant")])


def test_the_award_runs_from_the_form_to_the_ceremony():
    roles = ("applicant", "office", *["system"] * 3, "office", *["system"] * 2, "authority", "office", "office")

    state = replay(AWARD, [Step(Action.COMPLETE, role) for role in roles])

    assert state.outcome == Outcome.GRANTED
