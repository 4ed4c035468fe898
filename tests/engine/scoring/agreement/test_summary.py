import pytest

from pinzhang.engine.scoring.agreement.summary import agreement_of
from pinzhang.engine.scoring.ratings import Sheet, ratings_of
from pinzhang.engine.scoring.refusals import CutRefused, SingleReviewer
from tests.engine.scoring.rounds import shrout_fleiss, simulated


def test_a_complete_round_has_every_measure():
    found = agreement_of(shrout_fleiss(), places=2)

    assert found.complete
    assert sorted(found.icc) == ["ICC1", "ICC1k", "ICC2", "ICC2k", "ICC3", "ICC3k"]
    assert found.kendall_w == pytest.approx(0.887037, abs=1e-6)
    assert [each.reviewer for each in found.leave_one_out] == ["A", "B", "C", "D"]
    assert found.flags == ()


def test_an_incomplete_round_says_what_it_lacks():
    found = agreement_of(simulated().ratings, with_leave_one_out=False)

    assert not found.complete
    assert sorted(found.icc) == ["ICC2", "ICC2k", "ICC3", "ICC3k"]
    assert found.kendall_w is None
    assert list(found.alpha_by_criterion) == ["c0", "c1", "c2", "c3"]
    assert found.leave_one_out == ()
    assert [flag.name for flag in found.flags] == ["IncompleteBlock"]


def test_perfect_agreement_leaves_nothing_to_fit_and_says_so():
    rows = [Sheet(f"a{one}", who, (float(one * one),)) for one in range(4) for who in "xyz"]

    complete, gap = agreement_of(ratings_of(rows, ["c"])), agreement_of(ratings_of(rows[:-1], ["c"]))

    assert complete.alpha.interval == pytest.approx(1.0)
    assert complete.kendall_w == pytest.approx(1.0)
    assert complete.leave_one_out == ()
    assert [flag.name for flag in complete.flags] == ["NothingRepeated"]
    assert gap.icc == {}


@pytest.mark.parametrize("places", [0, 6])
def test_a_number_of_winners_that_makes_no_sense_is_refused(places):
    with pytest.raises(CutRefused):
        agreement_of(shrout_fleiss(), places=places)


def test_one_reviewer_cannot_agree():
    with pytest.raises(SingleReviewer):
        agreement_of(ratings_of([Sheet("a", "x", (1.0,)), Sheet("b", "x", (2.0,))], ["c"]))
