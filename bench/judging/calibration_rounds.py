"""Judged rounds drawn at random, with the truth kept beside the ratings: the whole generator, for reading."""

from dataclasses import dataclass

import numpy as np

from pinzhang.engine.scoring.ratings import Ratings

Floats = np.ndarray


@dataclass(frozen=True)
class Shape:
    """How large a round is and how its reviewers behave, on a scale of percent."""

    applications: int = 200
    reviewers: int = 24
    per_application: int = 3
    criteria: int = 10
    quality: float = 10.0
    """Spread of the applications."""
    severity: float = 6.0
    """Spread of the reviewers: 0.6 of the spread of the applications."""
    halo: float = 5.0
    """Spread of what a reviewer makes of an application as a whole."""
    noise: float = 8.0
    """Spread of a single rating."""
    step: float = 0.0
    """Ratings are rounded to this, and kept within 0 to 100; nought leaves them as they are."""
    tails: int = 0
    """Degrees of freedom of halo, severity and noise, scaled to the same spread; nought is normal."""


@dataclass(frozen=True)
class Round:
    """Ratings, and what is true of their applications."""

    ratings: Ratings
    truth: Floats


def draw_round(shape: Shape, seed: int) -> Round:
    """Deal the files at random and evenly, draw every effect, and rate."""
    random = np.random.default_rng(seed)
    application = np.repeat(np.arange(shape.applications), shape.per_application)
    reviewer = deal(shape, random)
    truth = shape.quality * random.standard_normal(shape.applications)
    severity = shape.severity * errors(shape, random, shape.reviewers)
    difficulty = np.linspace(-5.0, 5.0, shape.criteria)
    sheets = 60.0 + truth[application] - severity[reviewer] + shape.halo * errors(shape, random, len(application))
    noise = shape.noise * errors(shape, random, len(application) * shape.criteria)
    value = sheets[:, None] - difficulty + noise.reshape(len(application), shape.criteria)
    if shape.step:
        value = np.clip(np.round(value / shape.step) * shape.step, 0.0, 100.0)
    return Round(as_ratings(shape, application, reviewer, value), truth)


def deal(shape: Shape, random: np.random.Generator) -> Floats:
    """Give every application different reviewers, everybody about as many files."""
    queue: list[int] = []
    dealt = []
    for _ in range(shape.applications):
        mine: list[int] = []
        while len(mine) < shape.per_application:
            if not queue:
                queue = random.permutation(shape.reviewers).tolist()
            candidate = next((each for each in queue if each not in mine), None)
            if candidate is None:
                queue = random.permutation(shape.reviewers).tolist()
                continue
            queue.remove(candidate)
            mine.append(candidate)
        dealt += sorted(mine)
    return np.array(dealt)


def errors(shape: Shape, random: np.random.Generator, count: int) -> Floats:
    """Draw errors of spread one, with heavy tails where the shape asks for them."""
    if not shape.tails:
        return random.standard_normal(count)
    return random.standard_t(shape.tails, count) / np.sqrt(shape.tails / (shape.tails - 2.0))


def as_ratings(shape: Shape, application: Floats, reviewer: Floats, value: Floats) -> Ratings:
    """Return the arrays as ratings, without going through a million texts."""
    return Ratings(
        applications=tuple(f"a{index:06}" for index in range(shape.applications)),
        reviewers=tuple(f"r{index:04}" for index in range(shape.reviewers)),
        criteria=tuple(f"c{index:02}" for index in range(shape.criteria)),
        application=application,
        reviewer=reviewer,
        value=value,
        given=np.ones(value.shape, dtype=bool),
        weights=np.ones(shape.criteria),
    )
