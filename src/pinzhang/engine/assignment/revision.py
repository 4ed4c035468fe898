"""Changes to an assignment that leave the rest as it is: more seats, somebody out, a lower limit."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from pinzhang.engine.assignment.arrays import Ints
from pinzhang.engine.assignment.problem import Problem
from pinzhang.engine.assignment.refusals import InvalidProblem
from pinzhang.engine.assignment.run import Run

Pairs = Sequence[tuple[int, int]] | Ints | Run


def top_up(problem: Problem, pairs: Pairs, *, per_application: int | Sequence[int]) -> Problem:
    """Ask for more seats per application, everybody already assigned staying (补充评审专家)."""
    return replace(problem, kept=_pairs(pairs), per_application=per_application)


def replace_reviewer(problem: Problem, pairs: Pairs, *, reviewer: int, application: int) -> Problem:
    """Ask for somebody else in one seat, all other seats staying (更换评审专家).

    The pair is closed for good. The reviewer's minimum load falls to what is left.

    :raises InvalidProblem: the reviewer does not have that application.
    """
    there = _pairs(pairs)
    if (reviewer, application) not in there:
        raise InvalidProblem(f"reviewer {reviewer} is not assigned to application {application}")
    return _without(problem, there, [(reviewer, application)], reviewer)


def decline(problem: Problem, pairs: Pairs, *, reviewer: int, applications: Iterable[int] | None = None) -> Problem:
    """Ask for others in the seats that a reviewer declines (谢绝), all of them where none is named.

    Who declines everything is asked for nothing more; conflicts stay what they are.
    """
    there = _pairs(pairs)
    theirs = {application for each, application in there if each == reviewer}
    declined = theirs if applications is None else theirs & set(applications)
    changed = _without(problem, there, [(reviewer, application) for application in declined], reviewer)
    return changed if applications is not None else _with_limit(changed, reviewer, 0)


def limit_load(problem: Problem, pairs: Pairs, *, reviewer: int, max_load: int) -> Problem:
    """Lower what one reviewer may have (个人负荷上限); the pairs of least affinity go, the rest stays."""
    there = _pairs(pairs)
    theirs = [pair for pair in there if pair[0] == reviewer]
    theirs.sort(key=lambda pair: (-problem.affinity[pair], pair))
    stay = [pair for pair in there if pair not in theirs[max_load:]]
    return _with_limit(replace(problem, kept=tuple(stay)), reviewer, max_load)


def _pairs(pairs: Pairs) -> tuple[tuple[int, int], ...]:
    rows = pairs.pairs if isinstance(pairs, Run) else np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    return tuple((int(reviewer), int(application)) for reviewer, application in rows.tolist())


def _without(
    problem: Problem, there: Sequence[tuple[int, int]], gone: Sequence[tuple[int, int]], reviewer: int
) -> Problem:
    stay = tuple(pair for pair in there if pair not in gone)
    closed = problem.closed()
    for pair in gone:
        closed[pair] = True
    lowest = problem.lowest.copy()
    lowest[reviewer] = min(lowest[reviewer], sum(each == reviewer for each, _ in stay))
    return replace(problem, kept=stay, conflicts=closed, min_load=lowest)


def _with_limit(problem: Problem, reviewer: int, max_load: int) -> Problem:
    highest, lowest = problem.highest.copy(), problem.lowest.copy()
    highest[reviewer] = max_load
    lowest[reviewer] = min(lowest[reviewer], max_load)
    return replace(problem, max_load=highest, min_load=lowest)
