"""Solve a posed assignment problem, and say in words and figures what came of it."""

import time
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

from pinzhang.domain.review.refusals import NoAssignment
from pinzhang.domain.review.selectors.posing import Posed
from pinzhang.engine.assignment import Effort, Infeasible, InvalidProblem, Problem, Run, assign
from pinzhang.engine.assignment.measures import best_seat_floor, conflict_costs

MOST_COSTED = 60
"""Conflicts, at most, whose cost is counted: each may be a problem of its own."""
MOST_PAIRS_COSTED = 30_000
MOST_NAMED = 5

LEVELLING = Effort(trial_patience=3.0, contests=2)
"""How far leximin is driven: a round is dealt out in minutes, and the run says where it was not settled to the end."""

REMEDIES = {
    "seats": "减少每件申报的评审人数，或增加评审专家。",
    "conflicts": "回避后人手不够：增加评审专家，或提高负荷上限。",
    "diversity": "同一单位的专家太多：增加其他单位的专家，或取消“同一单位至多一人”。",
    "specialities": "增加所需专业的评审专家，或减少必须具备的专业。",
    "max_load": "提高负荷上限，或增加评审专家，或减少每件申报的评审人数。",
    "min_load": "降低最低负荷。",
    "kept": "先撤回或更换一部分已经分派的任务。",
    "min_affinity": "放宽最低匹配度。",
    "together": "几项要求合在一起无法满足，请逐项放宽再试。",
}
"""What an officer can do about the demand that makes an assignment impossible."""


@dataclass(frozen=True, eq=False)
class Solved:
    """An assignment of a posed problem, with its figures."""

    run: Run
    metrics: dict[str, Any]


def solve(posed: Posed) -> Solved:
    """Solve a posed problem.

    :raises NoAssignment: nothing keeps the demands; the cause is named, with the files and people it concerns.
    """
    started = time.perf_counter()
    try:
        problem = posed.problem()
        demand = posed.demand
        effort = LEVELLING if demand.objective == "leximin" else None
        run = assign(problem, objective=demand.objective, links=demand.links, seed=demand.seed, effort=effort)
        costs = _costs(posed, problem)
        seat_floor = best_seat_floor(problem)
    except Infeasible as refusal:
        raise _no_assignment(posed, refusal) from refusal
    except InvalidProblem as refusal:
        raise NoAssignment("要求填写有误，不能计算。", reasons=(str(refusal),)) from refusal
    figures = _figures(posed, run, seat_floor) | {"costs": costs, "seconds": round(time.perf_counter() - started, 3)}
    return Solved(run, figures)


def _figures(posed: Posed, run: Run, seat_floor: float | None) -> dict[str, Any]:
    loads = {str(each.pk): int(run.loads[row]) for row, each in enumerate(posed.reviewers)}
    strengths = Counter(conflict.strength for conflict in posed.standing.conflicts)
    return {
        "schema": 1,
        "total": run.total,
        "total_bound": run.total_bound,
        "total_proven": run.total_is_optimal,
        "floor": run.floor,
        "floor_bound": run.floor_bound,
        "floor_proven": run.floor_is_optimal,
        "seat_floor": seat_floor,
        "components": run.components,
        "links": len(run.links),
        "all_raised": run.all_raised,
        "loads": loads,
        "limits": {str(each.pk): posed.highest[row] for row, each in enumerate(posed.reviewers)},
        "seats": len(run.pairs),
        "kept": len(posed.kept),
        "released": [task.pk for task in posed.released],
        "conflicts": {"hard": strengths["hard"], "soft": strengths["soft"]},
        "solver": f"ortools {version('ortools')}, scipy {version('scipy')}",
    }


def _costs(posed: Posed, problem: Problem) -> list[dict[str, Any]] | None:
    """Return what each hard conflict costs the greatest total; nothing where there are too many to count."""
    closed = int((posed.conflicts & ~np.isnan(problem.affinity)).sum())
    if closed > MOST_COSTED or posed.size > MOST_PAIRS_COSTED:
        return None
    return [
        {
            "reviewer": posed.reviewers[cost.reviewer].pk,
            "application": posed.applications[cost.application].pk,
            "total": cost.total,
        }
        for cost in conflict_costs(problem)
    ]


def _no_assignment(posed: Posed, refusal: Infeasible) -> NoAssignment:
    numbers = [posed.applications[place].case.number for place in refusal.applications]
    names = [str(posed.reviewers[place].user) for place in refusal.reviewers]
    reasons = [REMEDIES[refusal.constraint]]
    if numbers:
        reasons.append(f"涉及申报：{_some(numbers)}")
    if names:
        reasons.append(f"涉及专家：{_some(names)}")
    return NoAssignment(f"没有可行的方案：{refusal.reason}。", reasons=tuple(reasons))


def _some(names: list[str]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + more
