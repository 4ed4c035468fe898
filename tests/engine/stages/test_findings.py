from itertools import product

import pytest

from pinzhang.engine.packs.schema.stages import Ballot
from pinzhang.engine.stages import NotPossible, combined_finding, consultation_finding, panel_carries
from tests.engine.stages.samples import make_stage

TAX, SAFETY = ({"key": "tax", "name": "税务局"}, {"key": "safety", "name": "应急局"})


def test_all_findings_must_be_good():
    for first, second in product((True, False, None), repeat=2):
        expected = False if False in (first, second) else None if None in (first, second) else True
        assert combined_finding("all", [first, second]) is expected


def test_one_good_finding_is_enough():
    for first, second in product((True, False, None), repeat=2):
        expected = True if True in (first, second) else None if None in (first, second) else False
        assert combined_finding("any", [first, second]) is expected


def test_a_consultation_is_over_when_every_department_agreed():
    stage = make_stage("consultation", departments=(TAX, SAFETY))

    assert consultation_finding(stage, {"tax": True}, term_over=False) is None
    assert consultation_finding(stage, {"tax": True, "safety": True}, term_over=False) is True


def test_one_objection_settles_a_consultation():
    stage = make_stage("consultation", departments=(TAX, SAFETY))

    assert consultation_finding(stage, {"safety": False}, term_over=False) is False


def test_silence_is_waited_for():
    stage = make_stage("consultation", departments=(TAX, SAFETY), silence="wait")

    assert consultation_finding(stage, {"tax": True}, term_over=True) is None


def test_silence_after_the_term_is_no_objection_where_the_pack_says_so():
    stage = make_stage("consultation", departments=(TAX, SAFETY), silence="no_objection")

    assert consultation_finding(stage, {"tax": True}, term_over=False) is None
    assert consultation_finding(stage, {"tax": True}, term_over=True) is True
    assert consultation_finding(stage, {"tax": False}, term_over=True) is False


def test_a_vote_is_carried_by_the_share_itself():
    two_thirds = Ballot.model_validate({"pass_share": "0.6"})

    assert panel_carries(two_thirds, present=5, in_favour=3) is True
    assert panel_carries(two_thirds, present=5, in_favour=2) is False
    assert panel_carries(two_thirds, present=4, in_favour=3) is True
    assert panel_carries(Ballot(), present=4, in_favour=2) is True
    assert panel_carries(Ballot.model_validate({"pass_share": "1"}), present=3, in_favour=3) is True
    assert panel_carries(Ballot.model_validate({"pass_share": "0"}), present=3, in_favour=0) is True


@pytest.mark.parametrize(
    ("present", "in_favour", "zh", "en"),
    [
        (15, 9, "到会 15 人，不足 17 人，不能表决", "15 members are present; 17 are needed"),
        (20, 9, "到会人数应为单数，不能表决", "The number of members present must be odd"),
        (17, 18, "赞成票数与到会人数不符", "The votes in favour do not fit the members present"),
        (17, -1, "赞成票数与到会人数不符", "The votes in favour do not fit the members present"),
    ],
)
def test_a_vote_that_does_not_count_is_refused(present, in_favour, zh, en):
    ballot = Ballot(minimum_members=17, odd_number=True)

    with pytest.raises(NotPossible) as refusal:
        panel_carries(ballot, present=present, in_favour=in_favour)

    assert str(refusal.value) == zh
    assert refusal.value.reason.en == en


def test_a_panel_of_exactly_the_least_number_votes():
    assert panel_carries(Ballot(minimum_members=17, odd_number=True), present=17, in_favour=17) is True
