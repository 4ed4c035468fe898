"""Rounds drawn from the many-facet Rasch model."""

import numpy as np

from pinzhang.engine.scoring.ratings import Sheet, ratings_of


def drawn(
    *,
    applications=150,
    severities=(-1.0, -0.3, 0.3, 1.0),
    difficulties=(-0.5, 0.0, 0.5),
    steps=(-1.5, 0.0, 1.5),
    spread=1.2,
    per_application=3,
    careless=(),
    seed=1,
):
    """Return sheets with ratings 0, 1, 2 …; a careless reviewer's ratings are drawn at random."""
    random = np.random.default_rng(seed)
    quality = spread * random.standard_normal(applications)
    ahead = np.concatenate([[0.0], np.cumsum(steps)])
    levels = np.arange(len(ahead))
    sheets = []
    for application in range(applications):
        for reviewer in random.permutation(len(severities))[:per_application]:
            place = quality[application] - severities[reviewer] - np.array(difficulties)
            height = levels * place[:, None] - ahead
            chances = np.exp(height) / np.exp(height).sum(axis=1, keepdims=True)
            if reviewer in careless:
                chances = np.full_like(chances, 1.0 / len(levels))
            values = tuple(float(random.choice(levels, p=row)) for row in chances)
            sheets.append(Sheet(f"a{application:03}", f"r{reviewer}", values))
    return ratings_of(sheets, [f"c{index}" for index in range(len(difficulties))])
