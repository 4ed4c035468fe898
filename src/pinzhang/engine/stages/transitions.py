"""How a case moves through its plan. Nothing here is remembered: the domain keeps the state and the events."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.stages.kinds import (
    ROLE_NAMES,
    SETTLED_BY,
    Action,
    Actor,
    Move,
    moves,
    waits_on_applicant,
)
from pinzhang.engine.stages.plan import Plan
from pinzhang.engine.stages.refusals import NotPossible, OutOfTurn


class Outcome(StrEnum):
    """How a case ended (结果), the same few words for every programme."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class CaseState:
    """Where a case stands (办件状态)."""

    stage: str
    """The key of the stage it is in, or ended in."""
    waiting: bool = False
    """A correction request is open (等待补正)."""
    held: bool = False
    """The case is on hold (暂缓办理)."""
    outcome: Outcome | None = None
    passed: tuple[str, ...] = ()
    """The stages whose completion is still valid, in their order."""


@dataclass(frozen=True, slots=True)
class Step:
    """One action as the domain's events keep it (办理记录)."""

    action: Action
    role: Actor
    to: str | None = None


_WAITING = Words(zh="正在等待补正，答复或撤回补正要求后才能继续办理", en="A correction request is still open")
_HELD = Words(zh="本件已暂缓办理，恢复办理后才能继续", en="The case is on hold")
_NOT_WAITING = Words(zh="没有待答复的补正要求", en="No correction request is open")
_NOT_HELD = Words(zh="本件没有暂缓办理", en="The case is not on hold")
_NOT_OPTIONAL = Words(zh="本环节不能跳过", en="This stage may not be skipped")
_NO_TARGET = Words(zh="没有可以退回的环节", en="There is no stage to send it back to")
_SETTLED = Words(zh="已经作出决定，不能再撤回", en="The decision is made; it can no longer be withdrawn")
_NOT_LATE = Words(zh="现在轮不到申报人办理，不能记为逾期", en="Nobody but the office is awaited, so nothing can lapse")
_ENDED = Words(zh="本件已经办结，不能再办理", en="The case has ended")

_Hurdle = Callable[[Plan, CaseState], Words | None]


def _while_moving(_plan: Plan, state: CaseState) -> Words | None:
    if state.waiting:
        return _WAITING
    return _HELD if state.held else None


def _while_not_waiting(_plan: Plan, state: CaseState) -> Words | None:
    return _WAITING if state.waiting else None


def _while_waiting(_plan: Plan, state: CaseState) -> Words | None:
    return None if state.waiting else _NOT_WAITING


def _while_not_held(_plan: Plan, state: CaseState) -> Words | None:
    return _HELD if state.held else None


def _while_held(_plan: Plan, state: CaseState) -> Words | None:
    return None if state.held else _NOT_HELD


def _where_optional(plan: Plan, state: CaseState) -> Words | None:
    return _while_moving(plan, state) if plan.stage(state.stage).optional else _NOT_OPTIONAL


def _with_a_target(plan: Plan, state: CaseState) -> Words | None:
    return _while_moving(plan, state) if plan.return_targets(state.stage) else _NO_TARGET


def _before_the_decision(plan: Plan, state: CaseState) -> Words | None:
    return _SETTLED if any(plan.stage(key).kind in SETTLED_BY for key in state.passed) else None


def _when_somebody_else_is_late(plan: Plan, state: CaseState) -> Words | None:
    if state.held:
        return _HELD
    return None if state.waiting or waits_on_applicant(plan.stage(state.stage).kind) else _NOT_LATE


def _always(_plan: Plan, _state: CaseState) -> Words | None:
    return None


_HURDLES: Mapping[Action, _Hurdle] = MappingProxyType(
    {
        Action.COMPLETE: _while_moving,
        Action.SKIP: _where_optional,
        Action.REFUSE: _while_not_waiting,
        Action.RETURN: _with_a_target,
        Action.ASK: _while_not_waiting,
        Action.ANSWER: _while_waiting,
        Action.WITHDRAW_REQUEST: _while_waiting,
        Action.HOLD: _while_not_held,
        Action.RELEASE: _while_held,
        Action.WITHDRAW: _before_the_decision,
        Action.LAPSE: _when_somebody_else_is_late,
        Action.VOID: _always,
    }
)
"""What stands in the way of an action, given where the case stands."""

_ENDS: Mapping[Action, Outcome] = MappingProxyType(
    {
        Action.REFUSE: Outcome.REFUSED,
        Action.WITHDRAW: Outcome.WITHDRAWN,
        Action.LAPSE: Outcome.LAPSED,
        Action.VOID: Outcome.VOID,
    }
)

_WAITING_AFTER: Mapping[Action, bool] = MappingProxyType(
    {Action.ASK: True, Action.ANSWER: False, Action.WITHDRAW_REQUEST: False}
)
_HELD_AFTER: Mapping[Action, bool] = MappingProxyType({Action.HOLD: True, Action.RELEASE: False})


def start(plan: Plan) -> CaseState:
    """Return the state of a case that has just been opened."""
    return CaseState(stage=plan.first)


def allowed_actions(plan: Plan, state: CaseState, role: Actor) -> tuple[Action, ...]:
    """Return what this role may do to the case now, in the order of the buttons."""
    if state.outcome is not None:
        return ()
    stage = plan.stage(state.stage)
    return tuple(
        action
        for action, move in moves(stage.kind).items()
        if role in move.actors_in(stage) and _HURDLES[action](plan, state) is None
    )


def act(plan: Plan, state: CaseState, action: Action, *, role: Actor, to: str | None = None) -> CaseState:
    """Return where the case stands after an action.

    ``to`` is the stage a case is sent back to; it may be left out where only one is possible.

    :raises OutOfTurn: the action belongs to somebody else.
    :raises NotPossible: the action does not fit where the case stands.
    """
    _check(plan, state, action, role)
    if action is Action.RETURN:
        return _sent_back(plan, state, to)
    if to is not None:
        raise NotPossible("只有退回时才能指定环节", "Only a return names a stage")
    if action in _WAITING_AFTER:
        return replace(state, waiting=_WAITING_AFTER[action])
    if action in _HELD_AFTER:
        return replace(state, held=_HELD_AFTER[action])
    if action in _ENDS:
        return _ended(state, _ENDS[action])
    return _moved_on(plan, state, completed=action is Action.COMPLETE)


def replay(plan: Plan, steps: Iterable[Step]) -> CaseState:
    """Return the state that a history leads to.

    :raises Refusal: a step could not have been taken, so the history is not a true one.
    """
    state = start(plan)
    for step in steps:
        state = act(plan, state, step.action, role=step.role, to=step.to)
    return state


def _check(plan: Plan, state: CaseState, action: Action, role: Actor) -> None:
    if state.outcome is not None:
        raise _refused(_ENDED)
    stage = plan.stage(state.stage)
    move = moves(stage.kind).get(action)
    if move is None:
        raise NotPossible(f"“{stage.name.zh}”环节没有这个动作", f"This stage has no action “{action}”")
    actors = move.actors_in(stage)
    if role not in actors:
        raise _out_of_turn(move, actors)
    hurdle = _HURDLES[action](plan, state)
    if hurdle is not None:
        raise _refused(hurdle)


def _refused(reason: Words) -> NotPossible:
    return NotPossible(reason.zh, reason.en)


def _out_of_turn(move: Move, actors: frozenset[Actor]) -> OutOfTurn:
    names = [words for actor, words in ROLE_NAMES.items() if actor in actors]
    return OutOfTurn(
        f"“{move.zh}”由{'、'.join(words.zh for words in names)}办理",
        f"“{move.en}” belongs to: {', '.join(words.en for words in names)}",
    )


def _sent_back(plan: Plan, state: CaseState, to: str | None) -> CaseState:
    targets = plan.return_targets(state.stage)
    if to is None and len(targets) > 1:
        raise NotPossible("请写明退回到哪个环节", "Say which stage to send it back to")
    target = targets[0] if to is None else to
    if target not in targets:
        raise NotPossible("不能退回到这个环节", "It cannot be sent back to this stage")
    still_valid = tuple(key for key in state.passed if plan.comes_before(key, target))
    return CaseState(stage=target, passed=still_valid)


def _ended(state: CaseState, outcome: Outcome) -> CaseState:
    return CaseState(stage=state.stage, outcome=outcome, passed=state.passed)


def _moved_on(plan: Plan, state: CaseState, *, completed: bool) -> CaseState:
    passed = (*state.passed, state.stage) if completed else state.passed
    following = plan.next_after(state.stage)
    if following is None:
        return CaseState(stage=state.stage, outcome=Outcome.GRANTED, passed=passed)
    return CaseState(stage=following, passed=passed)
