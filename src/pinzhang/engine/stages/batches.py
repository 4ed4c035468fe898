"""What a batch does with its cases: when its stage opens, which list it works on, who leaves it forward."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from math import isfinite

from pinzhang.engine.packs.schema.stages import ExitRule
from pinzhang.engine.stages.plan import Plan
from pinzhang.engine.stages.refusals import CannotSelect, ListedTwice, NotABatchStage
from pinzhang.engine.stages.transitions import CaseState

Score = Decimal | float


@dataclass(frozen=True, slots=True)
class Gathering:
    """How far the cases of a batch have come towards one of its stages (集齐情况)."""

    ready: tuple[str, ...]
    """Those in the stage with nothing in their way: the list to freeze."""
    behind: tuple[str, ...]
    """Those that stay behind: held, asked for a correction, or in a stage an officer has closed."""
    awaited: tuple[str, ...]
    """Those the stage still has to wait for."""

    @property
    def is_open(self) -> bool:
        return bool(self.ready) and not self.awaited


def gather(
    plan: Plan, key: str, states: Mapping[str, CaseState], *, closed_early: frozenset[str] = frozenset()
) -> Gathering:
    """Sort the living cases of a batch by whether a batch stage has to wait for them.

    The plan is the whole edition's, because cases of several routes meet in one batch; cases whose route skips the
    stage do not belong among the states.

    :raises NotABatchStage: each case passes the stage on its own.
    """
    if not plan.is_batch(key):
        raise NotABatchStage(key)
    ready: list[str] = []
    behind: list[str] = []
    awaited: list[str] = []
    for name, state in states.items():
        if state.outcome is not None or plan.comes_before(key, state.stage):
            continue
        if _stays_behind(plan, key, state, closed_early):
            behind.append(name)
        elif state.stage == key and not (state.held or state.waiting):
            ready.append(name)
        else:
            awaited.append(name)
    return Gathering(tuple(ready), tuple(behind), tuple(awaited))


def batch_is_open(
    plan: Plan, key: str, states: Iterable[CaseState], *, closed_early: frozenset[str] = frozenset()
) -> bool:
    """Tell whether a batch stage may begin: some case is ready in it, and it has to wait for none.

    :raises NotABatchStage: each case passes the stage on its own.
    """
    numbered = {str(number): state for number, state in enumerate(states)}
    return gather(plan, key, numbered, closed_early=closed_early).is_open


def _stays_behind(plan: Plan, key: str, state: CaseState, closed_early: frozenset[str]) -> bool:
    if state.held or state.waiting:
        return plan.stage(state.stage).hold == "case"
    return any(plan.comes_before(closed, key) and not plan.comes_before(closed, state.stage) for closed in closed_early)


@dataclass(frozen=True, slots=True)
class FrozenList:
    """A list that can no longer change (固定名单), with the digest that proves it."""

    items: tuple[str, ...]
    digest: str


def freeze(items: Iterable[str]) -> FrozenList:
    """Freeze a list, in an order of its own, and hash its canonical JSON with SHA-256.

    :raises ListedTwice: something is in the list twice.
    """
    in_order = sorted(items)
    twice = sorted({item for item, following in pairwise(in_order) if item == following})
    if twice:
        raise ListedTwice(", ".join(twice))
    canonical = json.dumps(in_order, ensure_ascii=False, separators=(",", ":")).encode()
    return FrozenList(tuple(in_order), hashlib.sha256(canonical).hexdigest())


@dataclass(frozen=True, slots=True)
class Selection:
    """Who leaves a stage forward (入围结果). Equal scores across the edge are named, and left to people."""

    kept: tuple[str, ...]
    left_out: tuple[str, ...]
    tied: tuple[str, ...] = ()


def select(exit_rule: ExitRule, ranked: Sequence[tuple[str, Score]], places: int | None) -> Selection:
    """Apply an exit rule to a ranking, best first.

    A score that the rule names is reached by being equal to it; with ``top_n`` and ``ratio`` it is a floor as well.
    A ratio is a minimum, so a broken number of cases is rounded up.

    :raises CannotSelect: the ranking is not in order, or the rule lacks its number or the places.
    """
    _check_ranking(ranked)
    if exit_rule.kind == "all":
        return Selection(tuple(name for name, _ in ranked), ())
    if exit_rule.kind == "cut_off" and exit_rule.score is None:
        raise CannotSelect("a cut-off needs a score")
    floor = exit_rule.score
    good = ranked if floor is None else [one for one in ranked if one[1] >= floor]
    too_low = tuple(name for name, _ in ranked[len(good) :])
    if exit_rule.kind == "cut_off":
        return Selection(tuple(name for name, _ in good), too_low)
    best = _best(good, _how_many(exit_rule, places))
    return Selection(best.kept, (*best.left_out, *too_low), best.tied)


def _check_ranking(ranked: Sequence[tuple[str, Score]]) -> None:
    scores = [score for _, score in ranked]
    if not all(isfinite(score) for score in scores):
        raise CannotSelect("a score is not a number")
    if any(lower > higher for higher, lower in pairwise(scores)):
        raise CannotSelect("the ranking is not in order, best first")
    if len({name for name, _ in ranked}) < len(ranked):
        raise CannotSelect("somebody is ranked twice")


def _how_many(exit_rule: ExitRule, places: int | None) -> int:
    if exit_rule.kind == "top_n" and exit_rule.count is not None:
        return exit_rule.count
    if places is None or places < 0:
        raise CannotSelect("the number of places is not known")
    if exit_rule.kind == "top_n":
        return places
    if exit_rule.ratio is None:
        raise CannotSelect("a ratio needs its number")
    return int((exit_rule.ratio * places).to_integral_value(ROUND_CEILING))


def _best(ranked: Sequence[tuple[str, Score]], how_many: int) -> Selection:
    names = [name for name, _ in ranked]
    if how_many >= len(ranked):
        return Selection(tuple(names), ())
    if how_many == 0 or ranked[how_many - 1][1] > ranked[how_many][1]:
        return Selection(tuple(names[:how_many]), tuple(names[how_many:]))
    edge = ranked[how_many][1]
    return Selection(
        tuple(name for name, score in ranked if score > edge),
        tuple(name for name, score in ranked if score < edge),
        tuple(name for name, score in ranked if score == edge),
    )
