import numpy as np
import pytest

from pinzhang.engine.assignment import InvalidProblem, Problem, assign
from pinzhang.engine.assignment.revision import decline, limit_load, replace_reviewer, top_up


def round_of(**demands):
    problem = Problem(np.random.default_rng(5).random((8, 10)), 2, 4, 1, **demands)
    return problem, assign(problem)


def pairs_of(run):
    return {tuple(pair) for pair in run.pairs.tolist()}


def test_topping_up_keeps_everybody_and_adds_one_each():
    problem, before = round_of()

    after = assign(top_up(problem, before, per_application=3))

    assert pairs_of(before) < pairs_of(after)
    assert np.bincount(after.pairs[:, 1]).tolist() == [3] * 10


def test_replacing_one_reviewer_changes_one_seat_alone():
    problem, before = round_of()
    reviewer, application = before.pairs[0].tolist()

    after = assign(replace_reviewer(problem, before.pairs, reviewer=reviewer, application=application))

    assert pairs_of(before) - pairs_of(after) == {(reviewer, application)}
    assert [pair[1] for pair in pairs_of(after) - pairs_of(before)] == [application]


def test_a_reviewer_who_is_not_there_cannot_be_replaced():
    problem, before = round_of()
    absent = next(reviewer for reviewer in range(8) if (reviewer, 0) not in pairs_of(before))

    with pytest.raises(InvalidProblem, match=f"reviewer {absent} is not assigned to application 0"):
        replace_reviewer(problem, before, reviewer=absent, application=0)


def test_who_declines_everything_is_asked_for_nothing_and_conflicts_stay():
    conflicts = np.zeros((8, 10), dtype=bool)
    conflicts[3, 4] = True
    problem, before = round_of(conflicts=conflicts)

    changed = decline(problem, before, reviewer=3)
    after = assign(changed)

    assert after.loads[3] == 0
    assert changed.closed()[3, 4]
    assert {pair for pair in pairs_of(before) if pair[0] != 3} < pairs_of(after)


def test_declining_one_application_leaves_the_others():
    problem, before = round_of()
    theirs = [application for reviewer, application in pairs_of(before) if reviewer == 2]

    after = assign(decline(problem, list(pairs_of(before)), reviewer=2, applications=theirs[:1]))

    assert (2, theirs[0]) not in pairs_of(after)
    assert pairs_of(before) - pairs_of(after) == {(2, theirs[0])}


def test_a_lower_limit_takes_the_least_fitting_pairs():
    problem, before = round_of()
    busiest = int(before.loads.argmax())
    theirs = sorted((pair for pair in pairs_of(before) if pair[0] == busiest), key=lambda pair: problem.affinity[pair])

    after = assign(limit_load(problem, before, reviewer=busiest, max_load=len(theirs) - 1))

    assert theirs[0] not in pairs_of(after)
    assert pairs_of(before) - pairs_of(after) == {theirs[0]}
