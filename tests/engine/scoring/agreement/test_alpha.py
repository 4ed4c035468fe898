import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pinzhang.engine.scoring.agreement.alpha import alpha_by_criterion, alpha_of
from pinzhang.engine.scoring.ratings import Sheet, ratings_of
from pinzhang.engine.scoring.refusals import ConstantRatings, NothingShared
from tests.engine.scoring.rounds import krippendorff_2011


def ratings(*rows, criteria="cde"):
    return ratings_of([Sheet(one, who, tuple(values)) for one, who, *values in rows], criteria)


def test_the_published_table_gives_the_published_alpha():
    """Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section D."""
    found = alpha_of(krippendorff_2011())

    assert found.nominal == pytest.approx(0.743421, abs=1e-6)
    assert found.ordinal == pytest.approx(0.815388, abs=1e-6)
    assert found.interval == pytest.approx(0.849107, abs=1e-6)
    assert alpha_by_criterion(krippendorff_2011()) == {"code": found}


def test_a_criterion_that_nobody_shares_or_that_never_differs_has_no_alpha():
    table = ratings(
        ("a", "x", 1.0, 3.0, 1.0), ("a", "y", 2.0, 3.0, None), ("b", "x", 2.0, 3.0, None), ("b", "y", 2.0, 3.0, 4.0)
    )

    assert list(alpha_by_criterion(table)) == ["c"]


def test_ratings_that_nobody_shares_are_refused():
    with pytest.raises(NothingShared) as refusal:
        alpha_of(ratings(("a", "x", 1.0), ("b", "y", 2.0), criteria="c"))

    assert str(refusal.value) == "没有两位评审评过同一申报"


def test_shared_ratings_that_never_differ_are_refused():
    with pytest.raises(ConstantRatings) as refusal:
        alpha_of(ratings(("a", "x", 1.0), ("a", "y", 1.0), ("b", "y", 2.0), criteria="c"))

    assert str(refusal.value) == "共同评分全部相同，无法区分"


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=4, max_size=4), min_size=2, max_size=8))
def test_alpha_is_that_of_the_library(units):
    shared = [[value for value in unit if value is not None] for unit in units]
    assume(len({value for unit in shared if len(unit) > 1 for value in unit}) > 1)
    rows = [(f"u{one}", f"r{who}", value) for one, unit in enumerate(units) for who, value in enumerate(unit)]
    table = np.array([[np.nan if value is None else value for value in unit] for unit in units]).T

    found = alpha_of(ratings(*[(one, who, value) for one, who, value in rows if value is not None], criteria="c"))

    for level in ("nominal", "ordinal", "interval"):
        peer = krippendorff.alpha(table, level_of_measurement=level)
        assert getattr(found, level) == pytest.approx(peer, abs=1e-9)
