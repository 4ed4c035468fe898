"""Ratings as ordered categories of items, an item being what one reviewer asks on one criterion."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.sparse import csr_array

from pinzhang.engine.scoring.ratings import Flag, Floats, Integers, Ratings
from pinzhang.engine.scoring.refusals import ExtremeRatings, NotOrdinal

Steps = Literal["common", "per-criterion"]

MOST_CATEGORIES = 40


@dataclass(frozen=True, slots=True, eq=False)
class Categories:
    """Every rating as a category 0, 1, 2 … of its criterion; with common steps all criteria share the categories."""

    steps: Steps
    application: Integers
    item: Integers
    """Reviewer × number of criteria + criterion."""
    category: Integers
    values: tuple[Floats, ...]
    """Per criterion, the rating each category stands for."""
    asked: csr_array
    """Applications × items: one where the rating exists."""
    shape: tuple[int, int, int]
    """Applications, reviewers, criteria."""
    flags: tuple[Flag, ...]

    @property
    def criterion(self) -> Integers:
        """Return the criterion of every rating."""
        return self.item % self.shape[2]

    @property
    def reviewer(self) -> Integers:
        """Return the reviewer of every rating."""
        return self.item // self.shape[2]

    @property
    def widest(self) -> int:
        """Return the greatest number of categories of a criterion."""
        return max(len(values) for values in self.values)


def categories_of(ratings: Ratings, steps: Steps) -> Categories:
    """Return the ratings as ordered categories.

    Only categories that occur count: one nobody used has no step to estimate, and is flagged.

    :raises NotOrdinal: there are too many different ratings to be categories.
    :raises ExtremeRatings: a reviewer or criterion has the lowest or the highest category only.
    """
    sheet, criterion = np.nonzero(ratings.given)
    rating = ratings.value[sheet, criterion]
    values = _values(ratings, rating, criterion, steps)
    category = np.array([np.searchsorted(values[key], value) for key, value in zip(criterion, rating, strict=True)])
    shape = (len(ratings.applications), len(ratings.reviewers), len(ratings.criteria))
    item = ratings.reviewer[sheet] * shape[2] + criterion
    application = ratings.application[sheet]
    asked = csr_array((np.ones(len(item)), (application, item)), shape=(shape[0], shape[1] * shape[2]))
    found = Categories(steps, application, item, category, values, asked, shape, _gaps(ratings, values, steps))
    _refuse_extremes(ratings, found)
    return found


def _values(ratings: Ratings, rating: Floats, criterion: Integers, steps: Steps) -> tuple[Floats, ...]:
    everything = np.unique(rating)
    count = len(ratings.criteria)
    each = tuple(everything if steps == "common" else np.unique(rating[criterion == key]) for key in range(count))
    if max(len(values) for values in each) > MOST_CATEGORIES:
        reason = f"不同的评分超过 {MOST_CATEGORIES} 种，不能作为等级"
        raise NotOrdinal(reason, f"more than {MOST_CATEGORIES} different ratings are no categories")
    return each


def _gaps(ratings: Ratings, values: tuple[Floats, ...], steps: Steps) -> tuple[Flag, ...]:
    checked = [("", values[0])] if steps == "common" else list(zip(ratings.criteria, values, strict=True))
    uneven = tuple(key for key, each in checked if len(set(np.diff(each).round(9).tolist())) > 1)
    if not uneven:
        return ()
    english = "categories that nobody used have no step and are left out"
    return (Flag("UnusedCategories", "没有人用过的等级没有台阶，未计入", english, tuple(key for key in uneven if key)),)


def _refuse_extremes(ratings: Ratings, found: Categories) -> None:
    top = np.array([len(values) - 1 for values in found.values])[found.criterion]
    for names, level in ((ratings.reviewers, found.reviewer), (ratings.criteria, found.criterion)):
        counts = np.bincount(level)
        lowest = np.bincount(level, found.category == 0) == counts
        highest = np.bincount(level, found.category == top) == counts
        stuck = tuple(names[index] for index in np.flatnonzero(lowest | highest))
        if stuck:
            english = f"only the lowest or the highest category, no finite measure: {', '.join(stuck)}"
            raise ExtremeRatings(f"评分全在最低或最高一档，无法估计：{'、'.join(stuck)}", english, stuck)
