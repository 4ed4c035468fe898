import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import friedmanchisquare

from pinzhang.engine.scoring.agreement.blocks import (
    Intraclass,
    block_of,
    concordance,
    intraclass,
    intraclass_of_components,
)
from pinzhang.engine.scoring.mixed.fit import fit_mixed
from tests.engine.scoring.rounds import shrout_fleiss, simulated

tables = st.integers(0, 10_000).map(lambda seed: np.random.default_rng(seed).integers(1, 8, (6, 4)).astype(float))


def test_the_published_table_gives_the_published_correlations():
    """Shrout and Fleiss 1979, table 4."""
    found = intraclass(block_of(shrout_fleiss()))

    assert {name: round(each.value, 6) for name, each in found.items()} == {
        "ICC1": 0.165742,
        "ICC2": 0.289764,
        "ICC3": 0.714841,
        "ICC1k": 0.442797,
        "ICC2k": 0.620051,
        "ICC3k": 0.909316,
    }


@pytest.mark.filterwarnings("ignore:The inplace keyword")
@settings(deadline=None, max_examples=10)
@given(tables)
def test_correlations_and_intervals_are_those_of_pingouin(block):
    rows = [(target, judge, block[target, judge]) for target in range(6) for judge in range(4)]
    frame = pd.DataFrame(rows, columns=["target", "judge", "score"])
    peer = pingouin.intraclass_corr(frame, targets="target", raters="judge", ratings="score")
    column = next(name for name in peer.columns if name.startswith("CI95"))

    found = intraclass(block)

    assert list(found) == ["ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"]
    for (_, row), (name, each) in zip(peer.iterrows(), found.items(), strict=True):
        assert each.value == pytest.approx(row["ICC"], abs=1e-6), name
        if name in {"ICC1", "ICC2", "ICC3"}:
            assert (each.low, each.high) == pytest.approx(tuple(row[column]), abs=0.0051)


def test_a_block_with_a_gap_is_no_block():
    assert block_of(shrout_fleiss()).shape == (6, 4)
    assert block_of(simulated().ratings) is None


def test_perfect_agreement_is_one_without_an_interval():
    block = np.array([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]])

    assert intraclass(block) == dict.fromkeys(("ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"), Intraclass(1.0))
    assert concordance(block) == 1.0


def test_reviewers_who_each_stick_to_one_score_order_nothing():
    block = np.array([[1.0, 3.0], [1.0, 3.0], [1.0, 3.0]])

    assert concordance(block) is None
    assert {name: each.value for name, each in intraclass(block).items()} == {"ICC1": -1.0, "ICC2": 0.0, "ICC2k": 0.0}


def test_an_average_whose_interval_is_not_defined_has_none():
    block = np.random.default_rng(231).integers(1, 8, (6, 4)).astype(float)

    average = intraclass(block)["ICC2k"]

    assert (average.low, average.high) == (None, None)
    assert average.value == pytest.approx(-1.215190, abs=1e-6)


def test_components_of_a_complete_block_give_the_same_correlations():
    ratings = shrout_fleiss()
    expected = intraclass(block_of(ratings))

    found = intraclass_of_components(fit_mixed(ratings))

    assert list(found) == ["ICC2", "ICC2k", "ICC3", "ICC3k"]
    for name, each in found.items():
        assert each.value == pytest.approx(expected[name].value, abs=1e-5)
        assert each.low is None


def test_concordance_corrects_for_ties():
    """Two judges, one of whom ties two targets: rank sums 2.5, 3.5 and 6, spread 26 / 4, tie term 6."""
    block = np.array([[1.0, 1.0], [1.0, 2.0], [3.0, 3.0]])

    assert concordance(block) == pytest.approx((12 * (2.5**2 + 3.5**2 + 36) - 3 * 4 * 3 * 16) / (4 * 3 * 8 - 2 * 6))


@given(tables)
def test_concordance_is_that_of_the_friedman_test(block):
    assert concordance(block) == pytest.approx(friedmanchisquare(*block).statistic / (4 * (6 - 1)))


@given(tables, st.permutations(range(6)))
def test_concordance_lies_between_nought_and_one_whatever_the_order(block, order):
    found = concordance(block)

    assert -1e-12 <= found <= 1 + 1e-12
    assert concordance(block[list(order)]) == pytest.approx(found)
