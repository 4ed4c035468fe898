"""A problem made ready for the solvers: shuffled by the seed, kept pairs taken out."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pinzhang.engine.assignment.arrays import CHUNK, Bools, Floats, Ints
from pinzhang.engine.assignment.problem import Problem
from pinzhang.engine.assignment.refusals import Infeasible

GRIDS = (1, 2, 4, 5, 8, 10, 16, 20, 25, 50, 100, 1000)
FINEST_GRID = 100_000
CLOSE = 1e-6
"""How close to a point of a grid, as a share of its step, a sum must be to count as on it."""


@dataclass(frozen=True, eq=False)
class Task:
    """What remains to be decided, applications as rows; ties fall by the order, hence by the seed."""

    worth: Floats
    """In units, so that the solvers see numbers about one."""
    unit: float
    """A power of two, which divides without rounding."""
    seats: Ints
    lowest: Ints
    highest: Ints
    house: Ints
    """Organisation of each reviewer, members side by side; who belongs to nobody is a house alone."""
    diverse: bool
    needs: Bools
    """Applications by specialities: still to be provided."""
    holders: Bools
    """Specialities by reviewers."""
    base: Floats
    """What the kept seats of each application are worth."""
    applications: Ints
    """The application of the problem behind each row."""
    reviewers: Ints

    @cached_property
    def grid(self) -> float | None:
        """Return the grid that all scores lie on, if it is a coarse one: sums of them can have no other value."""
        for scale in (parts * self.unit for parts in GRIDS):
            if scale <= FINEST_GRID and _fits(self.worth[0], scale) and _fits(self.worth, scale):
                return 1 / scale if _fits(self.base, scale) else None
        return None

    def on_grid(self, level: float) -> float:
        """Return the highest sum of scores that is not above."""
        return float(np.floor(level / self.grid + CLOSE) * self.grid) if self.grid and np.isfinite(level) else level

    @property
    def shape(self) -> tuple[int, int]:
        return self.worth.shape[0], self.worth.shape[1]

    def pairs(self, cells: Ints) -> Ints:
        """Return (reviewer, application) of the problem for cells of the table."""
        rows, columns = np.divmod(cells, self.worth.shape[1])
        return np.column_stack([self.reviewers[columns], self.applications[rows]])

    def values(self, cells: Ints) -> Floats:
        """Return what each application gets from the chosen cells and its kept seats."""
        rows = cells // self.worth.shape[1]
        return self.base + np.bincount(rows, self.worth.ravel()[cells], minlength=self.worth.shape[0])

    def unmet_needs(self, cells: Ints) -> Bools:
        """Return which specialities are still wanting where."""
        rows, columns = np.divmod(cells, self.worth.shape[1])
        had = np.zeros(self.needs.shape, dtype=bool)
        for speciality, holds in enumerate(self.holders):
            had[rows[holds[columns]], speciality] = True
        return self.needs & ~had


def task_of(problem: Problem, *, seed: int = 0) -> Task:
    """Make a problem ready to be solved, in an order drawn from the seed.

    :raises Infeasible: the kept pairs break a demand by themselves.
    """
    kept = _kept_pairs(problem)
    random = np.random.default_rng(seed)
    applications = random.permutation(problem.applications)
    reviewers = random.permutation(problem.reviewers)
    house = _houses(problem.organisations, reviewers)
    together = np.argsort(house, kind="stable")
    reviewers, house = reviewers[together], house[together]
    needs, holders = _specialities(problem, kept)
    kept_loads = np.bincount(kept[:, 0], minlength=problem.reviewers)
    _refuse_crowded(problem, kept, kept_loads)
    worth = _worth(problem, kept, reviewers, applications)
    unit = _unit(worth)
    worth /= unit
    return Task(
        worth=worth,
        unit=unit,
        seats=(_seats(problem) - np.bincount(kept[:, 1], minlength=problem.applications))[applications],
        lowest=np.maximum(problem.lowest - kept_loads, 0)[reviewers],
        highest=(problem.highest - kept_loads)[reviewers],
        house=house,
        diverse=bool((np.diff(house) == 0).any()),
        needs=needs[applications],
        holders=holders[:, reviewers],
        base=_kept_worth(problem, kept)[applications] / unit,
        applications=applications,
        reviewers=reviewers,
    )


def kept_with_anchors(problem: Problem) -> list[tuple[int, int]]:
    """Return the kept pairs and, where each reviewer is a panel alone, everybody's seat at the anchors."""
    kept = dict.fromkeys(problem.kept)
    if problem.panels is None and problem.anchors:
        closed = problem.closed()
        for anchor in problem.anchors:
            kept |= dict.fromkeys((reviewer, anchor) for reviewer in np.flatnonzero(~closed[:, anchor]).tolist())
    return list(kept)


def _kept_worth(problem: Problem, kept: Ints) -> Floats:
    worth = problem.affinity[kept[:, 0], kept[:, 1]]
    return np.asarray(np.bincount(kept[:, 1], worth, problem.applications), dtype=np.float64)


def _kept_pairs(problem: Problem) -> Ints:
    kept: Ints = np.array(kept_with_anchors(problem), dtype=np.int64).reshape(-1, 2)
    closed = problem.closed()[kept[:, 0], kept[:, 1]]
    if closed.any():
        reviewer, application = kept[closed][0]
        raise Infeasible("保留的分派中有回避关系", constraint="kept", applications=[application], reviewers=[reviewer])
    return kept


def _seats(problem: Problem) -> Ints:
    seats = problem.seats.copy()
    for anchor in problem.anchors:
        seats[anchor] = max(seats[anchor], _panel_seats(problem, anchor))
    return seats


def _panel_seats(problem: Problem, anchor: int) -> int:
    eligible: list[int] = np.flatnonzero(~problem.closed()[:, anchor]).tolist()
    if problem.panels is None:
        return len(eligible)
    return len({problem.panels[reviewer] for reviewer in eligible})


def _refuse_crowded(problem: Problem, kept: Ints, kept_loads: Ints) -> None:
    over = np.flatnonzero(kept_loads > problem.highest)
    if len(over):
        raise Infeasible("保留的分派已超过评审专家的最大负荷", constraint="kept", reviewers=over.tolist())
    crowded = np.flatnonzero(np.bincount(kept[:, 1], minlength=problem.applications) > _seats(problem))
    if len(crowded):
        raise Infeasible("保留的分派已超过每件申报的评审人数", constraint="kept", applications=crowded.tolist())


def _houses(organisations: Sequence[Hashable | None] | None, order: Ints) -> Ints:
    if organisations is None:
        return np.arange(len(order))
    numbers: dict[Hashable, int] = {}
    names = [(organisations[reviewer], reviewer) for reviewer in order.tolist()]
    keys: list[Hashable] = [(None, reviewer) if name is None else (name,) for name, reviewer in names]
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def _specialities(problem: Problem, kept: Ints) -> tuple[Bools, Bools]:
    held: list[set[Hashable]] = [set(each) for each in problem.specialities or [()] * problem.reviewers]
    wanted: list[set[Hashable]] = [set(each) for each in problem.required or [()] * problem.applications]
    _ask_for_panels(problem, held, wanted)
    for reviewer, application in kept.tolist():
        wanted[application] -= held[reviewer]
    names = sorted({str(name): name for each in wanted for name in each}.items())
    needs = np.array([[name in each for _, name in names] for each in wanted], dtype=bool)
    holders = np.array([[name in each for each in held] for _, name in names], dtype=bool)
    return needs.reshape(problem.applications, len(names)), holders.reshape(len(names), problem.reviewers)


def _ask_for_panels(problem: Problem, held: Sequence[set[Hashable]], wanted: Sequence[set[Hashable]]) -> None:
    if problem.panels is None:
        return
    open_to = ~problem.closed()
    for reviewer, panel in enumerate(problem.panels):
        held[reviewer].add(("panel", panel))
    for anchor in problem.anchors:
        panels = {("panel", problem.panels[reviewer]) for reviewer in np.flatnonzero(open_to[:, anchor]).tolist()}
        wanted[anchor].update(panels)


def _worth(problem: Problem, kept: Ints, reviewers: Ints, applications: Ints) -> Floats:
    worth = np.empty((problem.applications, problem.reviewers))
    step = max(1, CHUNK // problem.reviewers)
    for start in range(0, problem.applications, step):
        columns = applications[start : start + step]
        block = problem.affinity[:, columns]
        shut = np.isnan(block)
        if problem.conflicts is not None:
            shut |= np.asarray(problem.conflicts, dtype=bool)[:, columns]
        if problem.min_affinity is not None:
            shut |= block < problem.min_affinity
        worth[start : start + step] = np.where(shut, -np.inf, block).T[:, reviewers]
    _close_kept(problem, kept, worth, reviewers, applications)
    return worth


def _unit(worth: Floats) -> float:
    greatest = max(-float(worth.min(initial=0.0, where=np.isfinite(worth))), float(worth.max(initial=0.0)))
    return float(2.0 ** np.floor(np.log2(greatest))) if greatest > 0 else 1.0


def _close_kept(problem: Problem, kept: Ints, worth: Floats, reviewers: Ints, applications: Ints) -> None:
    row, column = np.argsort(applications), np.argsort(reviewers)
    worth[row[kept[:, 1]], column[kept[:, 0]]] = -np.inf
    if problem.organisations is None:
        return
    for reviewer, application in kept.tolist():
        name = problem.organisations[reviewer]
        mates = [other for other, its in enumerate(problem.organisations) if its == name is not None]
        worth[row[application], column[mates]] = -np.inf


def _fits(worth: Floats, scale: float) -> bool:
    flat = worth.ravel()
    parts = (flat[start : start + CHUNK // 4] * scale for start in range(0, flat.size, CHUNK // 4))
    with np.errstate(invalid="ignore"):
        return not any((np.abs(part - np.rint(part)) >= CLOSE).any() for part in parts)
