"""Small problems of every kind, drawn from a number."""

import math

import numpy as np

from pinzhang.engine.assignment import Problem


def small_problem(number: int) -> Problem:
    """Draw a problem of a few reviewers and applications, with conflicts and side rules by chance."""
    random = np.random.default_rng(number)
    reviewers, applications = int(random.integers(3, 7)), int(random.integers(2, 6))
    seats = int(random.integers(1, min(3, reviewers) + 1))
    shape = (reviewers, applications)
    affinity = random.normal(size=shape) if random.random() < 0.6 else random.integers(0, 4, shape) / 4.0
    most = math.ceil(applications * seats / reviewers) + int(random.integers(0, 2))
    least = int(random.integers(0, applications * seats // reviewers + 1)) if random.random() < 0.4 else 0
    return Problem(
        np.where(random.random(shape) < 0.05, np.nan, affinity),
        seats,
        most if random.random() < 0.7 else random.integers(max(0, most - 1), most + 2, reviewers),
        least,
        **_side_rules(random, reviewers, applications),
    )


def _side_rules(random, reviewers, applications):
    rules = {}
    if random.random() < 0.5:
        rules["conflicts"] = random.random((reviewers, applications)) < 0.2
    if random.random() < 0.4:
        rules["organisations"] = [
            None if random.random() < 0.3 else str(random.integers(0, 3)) for _ in range(reviewers)
        ]
    if random.random() < 0.4:
        rules["specialities"] = [{name for name in "ab" if random.random() < 0.5} for _ in range(reviewers)]
        rules["required"] = [{name for name in "ab" if random.random() < 0.4} for _ in range(applications)]
    if random.random() < 0.3:
        pairs = {(int(random.integers(reviewers)), int(random.integers(applications))) for _ in range(2)}
        rules["kept"] = sorted(pairs)
    return rules


def fields(reviewers: int, applications: int, *, number: int, groups: int = 20) -> np.ndarray:
    """Draw affinities of reviewers and applications in fields, some fields wanted by more than know them."""
    random = np.random.default_rng(number)
    wanted, known = random.dirichlet(np.ones(groups)), random.dirichlet(np.ones(groups))
    about = random.dirichlet(wanted * 4 + 0.01, applications)
    knows = random.dirichlet(known * 4 + 0.01, reviewers)
    return np.clip(np.sqrt(knows) @ np.sqrt(about).T + random.normal(0, 0.02, (reviewers, applications)), 0, 1)
