"""Stages put together: the weights of the pack, the joint draws, the line."""

import numpy as np
import pytest

from pinzhang.engine.scoring.calibration import calibrate
from pinzhang.engine.scoring.decision import crossings, zones
from pinzhang.engine.scoring.ratings import Sheet, ratings_of
from pinzhang.engine.scoring.refusals import CutRefused, DisconnectedDesign, EmptyRatings
from pinzhang.engine.scoring.standings import WeighedStage, standings_of
from tests.engine.scoring.rounds import shrout_fleiss, simulated


@pytest.fixture(scope="module")
def first():
    return calibrate(simulated(applications=30, reviewers=6, seed=3).ratings, draws=2000)


@pytest.fixture(scope="module")
def second():
    return calibrate(simulated(applications=30, reviewers=5, seed=4).ratings, draws=2000)


def test_one_stage_alone_is_ranked_as_it_was_calibrated(first):
    found = standings_of([WeighedStage(first, 1.0)])

    by_name = {each.application: each for each in first.applications}
    assert [by_name[name].span.rank for name in found.applications] == found.ranks.tolist()
    assert [by_name[name].raw_rank for name in found.applications] == found.raw_ranks.tolist()
    assert {each.application: each.zone for each in found.zones(8)} == {
        each.application: each.zone for each in zones(first, 8)
    }
    assert set(found.crossings(8)) == set(crossings(first, 8))
    assert found.tied() == ()


def test_two_stages_add_scores_and_errors_by_their_weights(first, second):
    found = standings_of([WeighedStage(first, 0.6), WeighedStage(second, 0.4)])

    one = {each.application: each for each in first.applications}
    two = {each.application: each for each in second.applications}
    wanted = [0.6 * one[name].score + 0.4 * two[name].score for name in found.applications]
    assert found.scores.tolist() == pytest.approx(wanted)
    assert found.scores.tolist() == sorted(wanted, reverse=True)
    errors = [np.hypot(0.6 * one[name].se, 0.4 * two[name].se) for name in found.applications]
    assert found.errors.tolist() == pytest.approx(errors)


def test_the_spread_of_the_joint_draws_is_the_error_of_the_sum(first, second):
    found = standings_of([WeighedStage(first, 0.5), WeighedStage(second, 0.5)])

    spread = found.draws.units.std(axis=1)
    assert np.median(spread / found.errors) == pytest.approx(1.0, abs=0.05)
    assert np.corrcoef(found.draws.units.mean(axis=1), found.scores)[0, 1] > 0.99
    table = found.pairwise(found.applications[:3])
    assert table[0, 2] == pytest.approx(1.0 - table[2, 0])
    assert table[0, 2] >= 0.5


def test_whoever_is_barred_or_lacks_a_stage_stands_in_no_ranking(first):
    part = calibrate(shrout_fleiss())
    everybody = standings_of([WeighedStage(part, 1.0)])

    assert "5" in everybody.applications
    assert "5" not in standings_of([WeighedStage(part, 1.0)], barred=["5"]).applications
    with pytest.raises(EmptyRatings):
        standings_of([WeighedStage(part, 0.5), WeighedStage(first, 0.5)])


def test_equal_scores_are_surfaced():
    rows = {"a": (4, 5), "b": (4, 5), "c": (1, 2), "d": (2, 2)}
    sheets = [Sheet(name, who, (float(v),)) for name, row in rows.items() for who, v in zip("xy", row, strict=True)]

    assert standings_of([WeighedStage(calibrate(ratings_of(sheets, ["s"])), 1.0)]).tied() == (("a", "b"),)


def test_groups_without_a_common_reviewer_are_not_ranked_and_no_cut_is_drawn_outside():
    sheets = [Sheet(f"{g}{n}", f"{g}{r}", (float(n + n * r % 3),)) for g in "pq" for n in range(4) for r in range(3)]
    with pytest.raises(DisconnectedDesign):
        standings_of([WeighedStage(calibrate(ratings_of(sheets, ["s"])), 1.0)])
    with pytest.raises(CutRefused):
        standings_of([WeighedStage(calibrate(shrout_fleiss()), 1.0)]).zones(6)
