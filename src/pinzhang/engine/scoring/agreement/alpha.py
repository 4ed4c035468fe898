"""Krippendorff's alpha: agreement beyond chance, for any number of reviewers and any gaps.

Written out here because the library holds units × values × values in memory, which a round on a hundred-point scale
does not survive; nominal, ordinal (squared differences of mid-ranks) and interval distances all sum in one pass.
"""

from dataclasses import dataclass

import numpy as np

from pinzhang.engine.scoring.ratings import Floats, Integers, Ratings
from pinzhang.engine.scoring.refusals import ConstantRatings, NothingShared


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha, by what the distances between ratings mean (一致性系数)."""

    nominal: float
    ordinal: float
    interval: float


def alpha_of(ratings: Ratings) -> Alpha:
    """Return alpha over all ratings, every application on every criterion being a unit.

    :raises NothingShared: no unit has two ratings.
    :raises ConstantRatings: all ratings of shared units are equal.
    """
    sheet, criterion = np.nonzero(ratings.given)
    unit = ratings.application[sheet] * len(ratings.criteria) + criterion
    unit, value = _shared(unit, ratings.value[sheet, criterion])
    if not len(value):
        raise NothingShared("没有两位评审评过同一申报", "no application was rated by two reviewers")
    if value.min() == value.max():
        raise ConstantRatings("共同评分全部相同，无法区分", "all shared ratings are equal: nothing can be told apart")
    return _alpha(unit, value)


def alpha_by_criterion(ratings: Ratings) -> dict[str, Alpha]:
    """Return alpha criterion by criterion; a criterion without shared or without different ratings has none."""
    found = {}
    for index, criterion in enumerate(ratings.criteria):
        given = ratings.given[:, index]
        unit, value = _shared(ratings.application[given], ratings.value[given, index])
        if len(value) and value.min() < value.max():
            found[criterion] = _alpha(unit, value)
    return found


def _shared(unit: Integers, value: Floats) -> tuple[Integers, Floats]:
    kept = np.bincount(unit)[unit] > 1
    return unit[kept], value[kept]


def _alpha(unit: Integers, value: Floats) -> Alpha:
    level = np.unique(value, return_inverse=True)[1]
    counts = np.bincount(level)
    middle = counts.cumsum() - counts / 2.0
    return Alpha(
        nominal=_nominal(unit, level),
        ordinal=_squared(unit, middle[level]),
        interval=_squared(unit, value - value.mean()),
    )


def _nominal(unit: Integers, level: Integers) -> float:
    sizes = np.bincount(unit)
    pair, alike = np.unique(unit * (level.max() + 1) + level, return_counts=True)
    owner = pair // (level.max() + 1)
    differing = np.asarray(sizes**2 - np.bincount(owner, alike**2, minlength=len(sizes)), dtype=np.float64)
    total = np.bincount(level)
    return _ratio(differing, sizes, float(len(level) ** 2 - (total**2).sum()))


def _squared(unit: Integers, value: Floats) -> float:
    sizes = np.bincount(unit)
    apart = np.asarray(2.0 * (sizes * np.bincount(unit, value**2) - np.bincount(unit, value) ** 2), dtype=np.float64)
    whole = 2.0 * (len(value) * float(value @ value) - float(value.sum()) ** 2)
    return _ratio(apart, sizes, whole)


def _ratio(apart: Floats, sizes: Integers, whole: float) -> float:
    """Return one minus observed over expected disagreement, each pair of a unit weighing one over its others."""
    observed = float((apart[sizes > 1] / (sizes[sizes > 1] - 1)).sum())
    return 1.0 - (int(sizes.sum()) - 1) * observed / whole
