import numpy as np
import pytest

from pinzhang.engine.assignment import Infeasible, Problem, assign

ONES = np.ones((4, 4))


def refusal(*arguments, **demands):
    with pytest.raises(Infeasible) as refused:
        assign(Problem(*arguments, **demands))
    return refused.value


def test_more_seats_than_reviewers_are_refused():
    refused = refusal(ONES, [2, 5, 2, 2], 9)

    assert (refused.constraint, refused.applications) == ("seats", (1,))
    assert str(refused) == refused.reason == "每件申报的评审人数多于评审专家总数"


def test_loads_too_small_in_sum_are_named_with_both_figures():
    refused = refusal(ONES, 2, 1)

    assert (refused.constraint, str(refused)) == ("max_load", "共需评审 8 件次，最大负荷合计仅 4 件次")


def test_minimum_loads_too_great_in_sum_are_named():
    assert refusal(ONES, 1, 3, 2).constraint == "min_load"


def test_a_minimum_above_the_maximum_names_the_reviewer():
    refused = refusal(ONES, 2, [3, 3, 1, 3], [0, 0, 2, 0])

    assert (refused.constraint, refused.reviewers) == ("min_load", (2,))


def test_an_application_whose_reviewers_are_all_in_conflict_is_named():
    affinity = ONES.copy()
    affinity[1:, 2] = np.nan

    refused = refusal(affinity, 2, 4)

    assert (refused.constraint, refused.applications) == ("conflicts", (2,))


def test_conflicts_that_leave_too_little_load_name_who_is_caught():
    conflicts = np.ones((4, 4), dtype=bool)
    conflicts[0] = conflicts[:, 3] = False

    refused = refusal(ONES, 1, 2, conflicts=conflicts)

    assert (refused.constraint, refused.reviewers) == ("conflicts", (0,))
    assert refused.applications == (0, 1, 2)


def test_too_few_above_the_least_affinity_are_named():
    affinity = ONES.copy()
    affinity[:, 0] = 0.1

    assert refusal(affinity, 1, 4, min_affinity=0.5).applications == (0,)


def test_colleagues_alone_cannot_fill_a_panel():
    refused = refusal(ONES, 3, 4, organisations=["甲", "甲", "乙", "乙"])

    assert (refused.constraint, refused.applications) == ("diversity", (0, 1, 2, 3))


def test_colleagues_under_tight_loads_are_the_cause():
    refused = refusal(np.ones((4, 2)), 2, 1, organisations=["甲", "甲", "甲", None])

    assert refused.constraint == "diversity"


def test_a_speciality_that_nobody_open_has_is_named():
    refused = refusal(ONES, 1, 4, specialities=[{"水产"}, (), (), ()], required=[(), {"水产"}, {"酿造"}, ()])

    assert (refused.constraint, refused.applications) == ("specialities", (2,))


def test_one_specialist_cannot_serve_more_than_the_load_allows():
    refused = refusal(ONES, 1, 3, specialities=[{"水产"}, (), (), ()], required=[{"水产"}] * 4)

    assert refused.constraint == "specialities"


def test_a_reviewer_open_to_too_few_applications_cannot_have_the_minimum():
    affinity = ONES.copy()
    affinity[0, 1:] = np.nan

    refused = refusal(affinity, 2, 3, [2, 0, 0, 0])

    assert (refused.constraint, refused.reviewers) == ("min_load", (0,))


def test_minimum_loads_that_contend_for_the_same_seats_are_the_cause():
    affinity = ONES.copy()
    affinity[:2, 2:] = np.nan

    assert refusal(affinity, 1, 4, [2, 1, 0, 0]).constraint == "min_load"


def test_reviewers_who_may_have_nothing_leave_too_few():
    assert refusal(ONES, 2, [8, 0, 0, 0]).constraint == "max_load"


def test_a_kept_pair_in_conflict_is_refused():
    affinity = ONES.copy()
    affinity[1, 2] = np.nan

    refused = refusal(affinity, 1, 2, kept=[(1, 2)])

    assert (refused.constraint, refused.applications, refused.reviewers) == ("kept", (2,), (1,))


def test_more_kept_pairs_than_loads_or_seats_are_refused():
    assert refusal(ONES, 1, 1, kept=[(1, 2), (1, 3)]).reviewers == (1,)
    assert refusal(ONES, 1, 2, kept=[(1, 2), (0, 2)]).applications == (2,)


def test_kept_pairs_that_leave_no_seat_for_the_rest_are_the_cause():
    specialities, required = [{"水产"}, (), (), ()], [{"水产"}, (), (), ()]

    refused = refusal(ONES, 1, 1, kept=[(0, 3)], specialities=specialities, required=required)

    assert refused.constraint == "specialities"


def test_kept_pairs_alone_can_be_the_cause():
    affinity = np.array([[1.0, 1.0], [np.nan, 1.0]])

    assert refusal(affinity, 1, 1, kept=[(0, 1)]).constraint == "conflicts"


def test_demands_that_contradict_each_other_only_together_are_called_so():
    affinity = np.ones((2, 2))
    affinity[0, 0] = np.nan

    refused = refusal(
        affinity, 2, 2, organisations=["甲", "甲"], specialities=[(), ()], required=[{"水产"}, {"水产"}], anchors=[1]
    )

    assert refused.constraint == "together"
