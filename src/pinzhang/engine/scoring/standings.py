"""The stages of a round put together by the weights of the pack: one ranking that says how sure it is (综合名次)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from pinzhang.engine.scoring.calibration import Calibration
from pinzhang.engine.scoring.decision import SURE, Crossing, Zoned, zone_of
from pinzhang.engine.scoring.ratings import Floats, Integers
from pinzhang.engine.scoring.refusals import CutRefused, EmptyRatings
from pinzhang.engine.scoring.standing import Draws, competition_ranks

_LEAST_SCALE = 1e-6
"""Where no variance is found, applications stay exchangeable instead of tied in every draw."""


@dataclass(frozen=True, slots=True)
class WeighedStage:
    """A calibrated stage and its share of the final score (环节及其权重)."""

    calibration: Calibration
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class Standings:
    """All applications of a round in one ranking, best first (综合名次)."""

    applications: tuple[str, ...]
    scores: Floats
    errors: Floats
    raw: Floats
    draws: Draws

    @property
    def ranks(self) -> Integers:
        """Return the corrected ranks; equal scores share the better one."""
        return competition_ranks(self.scores)

    @property
    def raw_ranks(self) -> Integers:
        """Return the ranks by the raw means."""
        return competition_ranks(self.raw)

    def tied(self) -> tuple[tuple[str, ...], ...]:
        """Return the groups of applications whose corrected scores are equal."""
        groups: dict[int, list[str]] = {}
        for name, rank in zip(self.applications, self.ranks.tolist(), strict=True):
            groups.setdefault(rank, []).append(name)
        return tuple(tuple(group) for group in groups.values() if len(group) > 1)

    def zones(self, places: int, *, sure: float = SURE) -> tuple[Zoned, ...]:
        """Return everybody's zone at a cut, in the order of the ranking.

        :raises CutRefused: there is no such cut.
        """
        self._check(places)
        chances = self.draws.p_top(places).tolist()
        return tuple(
            Zoned(name, zone_of(chance, sure), chance) for name, chance in zip(self.applications, chances, strict=True)
        )

    def crossings(self, places: int) -> tuple[Crossing, ...]:
        """Return who is above the line by one ranking and below it by the other.

        :raises CutRefused: there is no such cut.
        """
        self._check(places)
        lines = zip(self.applications, self.raw_ranks.tolist(), self.ranks.tolist(), strict=True)
        return tuple(
            Crossing(name, "entered" if rank <= places else "left", raw_rank, rank)
            for name, raw_rank, rank in lines
            if (raw_rank <= places) != (rank <= places)
        )

    def pairwise(self, applications: Sequence[str]) -> Floats:
        """Return the probability that the application of the row is better than that of the column."""
        position = {name: index for index, name in enumerate(self.applications)}
        return self.draws.p_above(np.array([position[name] for name in applications], dtype=np.int64))

    def _check(self, places: int) -> None:
        if not 1 <= places < len(self.applications):
            raise CutRefused(f"名额须在 1 与 {len(self.applications) - 1} 之间")


def standings_of(stages: Sequence[WeighedStage], *, barred: Collection[str] = ()) -> Standings:
    """Return one ranking of all that were scored in every stage; those barred by a veto stand in none.

    The scores of the stages are added by their weights, and so are their joint draws, draw by draw: what is uncertain
    in one stage stays uncertain in the sum.

    :raises EmptyRatings: nobody was scored in every stage.
    :raises DisconnectedDesign: applications of a stage have no reviewer in common.
    """
    names = _everywhere(stages, set(barred))
    if not names:
        raise EmptyRatings("没有在每个环节都有评分的申报", "nobody was scored in every stage")
    score, variance, raw = (np.zeros(len(names)) for _ in range(3))
    joint = np.zeros((len(names), stages[0].calibration.ranking().units.shape[1]))
    for place, stage in enumerate(stages):
        found = stage.calibration
        position = {each.application: index for index, each in enumerate(found.applications)}
        rows = np.array([position[name] for name in names])
        score += stage.weight * np.array([found.applications[row].score for row in rows])
        variance += stage.weight**2 * np.array([found.applications[row].se for row in rows]) ** 2
        raw += stage.weight * np.array([found.applications[row].raw_score for row in rows])
        joint += stage.weight * _scale(found) * _shuffled(found.ranking(), rows, place)
    order = np.argsort(-score, kind="stable")
    return Standings(
        applications=tuple(names[index] for index in order),
        scores=score[order],
        errors=np.sqrt(variance)[order],
        raw=raw[order],
        draws=Draws(joint[order].astype(np.float32), stages[0].calibration.ranking().seed),
    )


def _everywhere(stages: Sequence[WeighedStage], barred: Collection[str]) -> list[str]:
    sets = [{each.application for each in stage.calibration.applications} for stage in stages]
    return sorted(set.intersection(*sets) - set(barred)) if sets else []


def _shuffled(draws: Draws, rows: Integers, place: int) -> Floats:
    """Return the draws of a stage in an order of its own: stages drawn from one seed must not move together."""
    units = draws.units[rows]
    if place:
        units = units[:, np.random.Generator(np.random.PCG64([draws.seed, place])).permutation(units.shape[1])]
    return np.asarray(units, dtype=np.float64)


def _scale(found: Calibration) -> float:
    variances = found.fit.variances
    return max(float(np.sqrt(variances.application / variances.residual)), _LEAST_SCALE)
