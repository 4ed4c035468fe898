import numpy as np
import pytest

from pinzhang.engine.assignment import InvalidProblem, Problem

ONES = np.ones((3, 4))


@pytest.mark.parametrize(
    ("arguments", "demands", "said"),
    [
        ((np.ones(3), 1, 1), {}, "a table of reviewers by applications"),
        ((np.ones((0, 3)), 1, 1), {}, "at least one of each"),
        ((np.array([[np.inf]]), 1, 1), {}, "must be finite"),
        ((np.array([[1e13]]), 1, 1), {}, "must be finite and reasonable"),
        ((ONES, [1, 2], 1), {}, "per_application must be one number or 4 of them"),
        ((ONES, 1, 1.5), {}, "max_load must be whole and not negative"),
        ((ONES, 1, 1, -1), {}, "min_load must be whole and not negative"),
        ((ONES, 1, [[1]]), {}, "max_load must be one number or 3 of them"),
        ((ONES, 1, 1), {"conflicts": np.ones((4, 3), dtype=bool)}, "conflicts must have the shape of affinity"),
        ((ONES, 1, 1), {"organisations": ["甲"]}, "organisations must have 3 entries"),
        ((ONES, 1, 1), {"required": [()]}, "required must have 4 entries"),
        ((ONES, 1, 1), {"kept": [(0, 0), (0, 0)]}, "a kept pair is named twice"),
        ((ONES, 1, 1), {"kept": [(3, 0)]}, "kept pair \\(3, 0\\) is not in the table"),
        ((ONES, 1, 1), {"anchors": [4]}, "an anchor is not in the table"),
    ],
)
def test_figures_that_are_no_problem_are_refused_with_a_sentence(arguments, demands, said):
    with pytest.raises(InvalidProblem, match=said):
        Problem(*arguments, **demands)


def test_what_is_not_a_number_is_a_conflict_as_is_what_the_mask_says():
    affinity = np.array([[np.nan, 1.0], [1.0, 1.0]])

    problem = Problem(affinity, 1, 2, conflicts=np.array([[False, True], [False, False]]))

    assert problem.closed().tolist() == [[True, True], [False, False]]
