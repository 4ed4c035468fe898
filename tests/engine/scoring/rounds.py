"""Small judged rounds the tests share: published tables and simulated ones."""

from dataclasses import dataclass

import numpy as np

from pinzhang.engine.scoring.ratings import Sheet, ratings_of

SHROUT_FLEISS = {
    "1": (9, 2, 5, 8),
    "2": (6, 1, 3, 2),
    "3": (8, 4, 6, 8),
    "4": (7, 1, 2, 6),
    "5": (10, 5, 6, 9),
    "6": (6, 2, 4, 7),
}
"""Six targets rated by four judges (Shrout and Fleiss 1979, table 2)."""

KRIPPENDORFF = {
    "A": (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    "B": (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    "C": (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    "D": (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
}
"""Four observers, twelve units (Krippendorff 2011)."""


def shrout_fleiss():
    return ratings_of(
        (
            Sheet(target, judge, (float(value),))
            for target, row in SHROUT_FLEISS.items()
            for judge, value in zip("ABCD", row, strict=True)
        ),
        ["score"],
    )


def krippendorff_2011():
    return ratings_of(
        (
            Sheet(f"u{unit:02}", observer, (None if value is None else float(value),))
            for observer, row in KRIPPENDORFF.items()
            for unit, value in enumerate(row, start=1)
        ),
        ["code"],
    )


@dataclass(frozen=True)
class Truth:
    ratings: object
    applications: np.ndarray
    reviewers: np.ndarray


def simulated(
    *,
    applications=40,
    reviewers=6,
    per_application=3,
    criteria=4,
    seed=1,
    spread=1.0,
    severity=0.6,
    halo=0.4,
    noise=0.8,
    missing=0.0,
    weights=None,
):
    """Return a round drawn from the crossed model: effects normal, reviewers dealt at random."""
    random = np.random.default_rng(seed)
    quality = spread * random.standard_normal(applications)
    leniency = severity * random.standard_normal(reviewers)
    names = [f"c{index}" for index in range(criteria)]
    sheets = []
    for application in range(applications):
        for reviewer in random.permutation(reviewers)[:per_application]:
            middle = 60.0 + quality[application] + leniency[reviewer] + halo * random.standard_normal()
            values = middle + 0.2 * np.arange(criteria) + noise * random.standard_normal(criteria)
            given = random.random(criteria) >= missing
            given[random.integers(criteria)] = True
            row = tuple(float(value) if kept else None for value, kept in zip(values, given, strict=True))
            sheets.append(Sheet(f"a{application:03}", f"r{reviewer:02}", row))
    return Truth(ratings_of(sheets, names, weights=weights), quality, leniency)
