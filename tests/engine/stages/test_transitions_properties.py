"""Any sequence of actions on any plan: the states stay defined, the history stays true, nobody acts out of turn."""

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.stages import Role
from pinzhang.engine.stages import (
    Action,
    Actor,
    CaseState,
    Outcome,
    Plan,
    Refusal,
    Step,
    act,
    actors_of,
    allowed_actions,
    replay,
    start,
)
from pinzhang.engine.stages.kinds import STAGE_KINDS
from tests.engine.stages.samples import make_stage

ROLES: tuple[Actor, ...] = (*get_args(Role), "system")

ACTS_FOR_ITSELF = {
    "submission": {"applicant", "office"},
    "declaration": {"applicant", "office"},
    "appointment": {"applicant", "institution"},
    "rating": {"applicant", "system"},
    "approval": {"authority"},
    "decision": {"authority", "office"},
    "evaluation": {"institution"},
    "report": {"institution"},
    "recommendation": {"recommender"},
    "eligibility_check": {"office"},
    "panel": {"office"},
    "fee": {"institution", "office", "system"},
    "public_notice": {"office", "system"},
    "document_review": {"office", "system"},
}
"""Who may complete a stage for which the pack names no actors, written down a second time."""


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    kinds = draw(st.lists(st.sampled_from(STAGE_KINDS), min_size=1, max_size=7))
    keys = [f"s{number}" for number in range(len(kinds))]
    return Plan.of(
        [
            make_stage(
                kind,
                key=key,
                optional=draw(st.booleans()),
                actors=tuple(draw(st.lists(st.sampled_from(get_args(Role)), max_size=2, unique=True))),
                return_to=tuple(draw(st.lists(st.sampled_from(keys), max_size=3, unique=True))),
            )
            for key, kind in zip(keys, kinds, strict=True)
        ]
    )


def is_defined(plan: Plan, state: CaseState) -> bool:
    """Tell whether a state means something, from nothing but the fields themselves."""
    keys = [stage.key for stage in plan.stages]
    here = keys.index(state.stage)
    granted = state.outcome is Outcome.GRANTED
    may_be_passed = keys[: here + 1] if granted else keys[:here]
    in_order = [key for key in may_be_passed if key in state.passed] == list(state.passed)
    at_the_end = not granted or here == len(keys) - 1
    at_rest = state.outcome is None or not (state.waiting or state.held)
    unskipped = all(key in state.passed or plan.stage(key).optional for key in may_be_passed)
    return in_order and at_the_end and at_rest and unskipped


def may_ever(plan: Plan, state: CaseState, action: Action, role: Actor) -> bool:
    """Tell whether a role could take an action at all, by the rules in words."""
    stage = plan.stage(state.stage)
    if action in {Action.WITHDRAW, Action.ANSWER}:
        return role == "applicant" or (action is Action.ANSWER and role == "office")
    if action in {Action.SKIP, Action.HOLD, Action.RELEASE, Action.VOID}:
        return role == "office" or (role == "system" and action is not Action.SKIP)
    if action is Action.COMPLETE and not stage.actors and stage.kind in ACTS_FOR_ITSELF:
        return role in ACTS_FOR_ITSELF[stage.kind]
    by_turn = role in actors_of(stage) or role in {"office", "system"}
    return by_turn or (role == "institution" and stage.kind in {"fee", "appointment"})


class AnyCase(RuleBasedStateMachine):
    """One case, to which anybody tries to do anything."""

    @initialize(plan=plans())
    def open_the_case(self, plan: Plan) -> None:
        self.plan = plan
        self.state = start(plan)
        self.history: list[Step] = []

    @rule(data=st.data(), action=st.sampled_from(Action), role=st.sampled_from(ROLES))
    def try_anything(self, data: st.DataObject, action: Action, role: Actor) -> None:
        keys = [stage.key for stage in self.plan.stages]
        to = data.draw(st.none() | st.sampled_from([*keys, "elsewhere"])) if action is Action.RETURN else None
        self._attempt(action, role, to)

    @rule(data=st.data(), role=st.sampled_from(ROLES))
    def take_an_allowed_action(self, data: st.DataObject, role: Actor) -> None:
        allowed = allowed_actions(self.plan, self.state, role)
        if allowed:
            action = data.draw(st.sampled_from(allowed))
            targets = self.plan.return_targets(self.state.stage)
            to = data.draw(st.sampled_from(targets)) if action is Action.RETURN else None
            assert self._attempt(action, role, to)

    def _attempt(self, action: Action, role: Actor, to: str | None) -> bool:
        before = self.state
        allowed = action in allowed_actions(self.plan, before, role)
        try:
            after = act(self.plan, before, action, role=role, to=to)
        except Refusal as refusal:
            self._check_refusal(refusal.reason, expected=not allowed or action is Action.RETURN)
            return False
        assert allowed
        assert may_ever(self.plan, before, action, role)
        assert after != before
        self._check_what_changed(before, after, action)
        self.history.append(Step(action, role, to))
        self.state = after
        return True

    def _check_refusal(self, reason: Words, *, expected: bool) -> None:
        assert expected
        assert reason.zh
        assert reason.en

    def _check_what_changed(self, before: CaseState, after: CaseState, action: Action) -> None:
        assert before.outcome is None
        if action in {Action.COMPLETE, Action.SKIP, Action.RETURN}:
            assert not before.waiting
            assert not before.held
        if action is Action.RETURN:
            assert self.plan.comes_before(after.stage, before.stage)
            assert all(self.plan.comes_before(key, after.stage) for key in after.passed)
            assert set(after.passed) <= set(before.passed)
        elif action is not Action.COMPLETE:
            assert after.passed == before.passed

    @invariant()
    def the_state_is_defined(self) -> None:
        assert is_defined(self.plan, self.state)

    @invariant()
    def the_history_replays_to_the_state(self) -> None:
        assert replay(self.plan, self.history) == self.state

    @invariant()
    def the_case_can_end(self) -> None:
        if self.state.outcome is None:
            assert act(self.plan, self.state, Action.VOID, role="office").outcome is Outcome.VOID

    @invariant()
    def the_case_can_be_granted(self) -> None:
        if self.state.outcome is None:
            assert led_to_the_end(self.plan, self.state).outcome is Outcome.GRANTED


def led_to_the_end(plan: Plan, state: CaseState) -> CaseState:
    """Do whatever is needed next, by whoever may, until the case has ended."""
    while state.outcome is None:
        wanted = Action.WITHDRAW_REQUEST if state.waiting else Action.RELEASE if state.held else Action.COMPLETE
        role = next(role for role in ROLES if wanted in allowed_actions(plan, state, role))
        state = act(plan, state, wanted, role=role)
    return state


TestAnyCase = AnyCase.TestCase
TestAnyCase.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)


@given(plans())
def test_a_case_that_nobody_stops_passes_every_stage_once(plan):
    state = led_to_the_end(plan, start(plan))

    assert state == CaseState(
        plan.stages[-1].key, outcome=Outcome.GRANTED, passed=tuple(stage.key for stage in plan.stages)
    )
