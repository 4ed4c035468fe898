"""Linking seats: a few seats given to reviewers of another group, so that everybody's severity can be compared."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pinzhang.engine.assignment.arrays import Floats, Ints
from pinzhang.engine.assignment.core import is_met
from pinzhang.engine.assignment.task import Task

SEATS_OF_A_GROUP = 64
MOVES_TRIED = 200


@dataclass(frozen=True, eq=False)
class Linked:
    """An assignment with linking seats."""

    chosen: Ints
    links: Ints
    """The places that were taken in."""


@dataclass(frozen=True, eq=False)
class Move:
    """Places given up and taken in, and what the total loses by it."""

    loss: float
    out: tuple[int, ...]
    into: tuple[int, ...]


def groups_of(pairs: Ints, reviewers: int, applications: int) -> tuple[int, Ints]:
    """Return how many groups of (reviewer, application) pairs hang together, and the group of every node.

    Reviewers come first, then applications; who has no pair belongs to group -1.
    """
    size = reviewers + applications
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], reviewers + pairs[:, 1])), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    seen = np.zeros(size, dtype=bool)
    seen[pairs[:, 0]] = seen[reviewers + pairs[:, 1]] = True
    names, label = np.unique(np.where(seen, label, -1), return_inverse=True)
    alone = int(not seen.all())
    return len(names) - alone, np.asarray(label - alone, dtype=np.int64)


def link(task: Task, chosen: Ints, kept: Ints, *, least: float, most: int) -> Linked:
    """Link the groups of an assignment with as many seats as it takes, at most so many, losing as little as can be.

    An application falls below ``least`` only where nothing else links. Kept pairs (column, row) hang together with the
    rest and never move.
    """
    strict = _Board(task, kept, np.minimum(task.values(chosen), least))
    board = replace(strict, least=np.full(task.shape[0], -np.inf))
    links: set[int] = set()
    count, groups = board.groups(chosen)
    while count > 1:
        steps = (each.steps(chosen, groups, count, most - len(links)) for each in (strict, board))
        step = next(chain.from_iterable(steps), None)
        if step is None:
            break
        chosen, move = step
        links = (links - set(move.out)) | set(move.into)
        count, groups = board.groups(chosen)
    return Linked(chosen, np.array(sorted(links), dtype=np.int64))


@dataclass(frozen=True, eq=False)
class _Board:
    task: Task
    kept: Ints
    least: Floats

    def groups(self, chosen: Ints) -> tuple[int, Ints]:
        rows, columns = self.task.shape
        pairs = np.column_stack([chosen % columns, chosen // columns])
        return groups_of(np.concatenate([pairs, self.kept]), columns, rows)

    def steps(self, chosen: Ints, groups: Ints, count: int, most: int) -> Iterator[tuple[Ints, Move]]:
        """Yield the assignments that one move makes with fewer groups, beginning with the smallest group."""
        sizes = np.bincount(groups[groups >= 0])
        for group in np.argsort(sizes, kind="stable")[:-1]:
            moves = self._replacements(chosen, groups, int(group)) + self._swaps(chosen, groups, int(group))
            moves = [move for move in moves if len(move.into) <= most]
            for move in sorted(moves, key=lambda each: each.loss)[:MOVES_TRIED]:
                after = np.union1d(np.setdiff1d(chosen, move.out), move.into)
                if is_met(self.task, after, self.least) and self.groups(after)[0] < count:
                    yield after, move

    def _replacements(self, chosen: Ints, groups: Ints, group: int) -> list[Move]:
        """Return the best ways to seat a busy reviewer of one side at an application of the other."""
        columns = self.task.shape[1]
        loads = np.bincount(chosen % columns, minlength=columns)
        guest = (groups[:columns] >= 0) & (loads < self.task.highest)
        leaves = chosen[loads[chosen % columns] > self.task.lowest[chosen % columns]]
        inside = groups[columns + leaves // columns] == group
        found: list[Move] = []
        for seats, guests in (
            (leaves[inside], np.flatnonzero(guest & (groups[:columns] != group))),
            (leaves[~inside], np.flatnonzero(guest & (groups[:columns] == group))),
        ):
            found += self._best(seats, (seats // columns)[:, None] * columns + guests, self._worth(seats)[:, None])
        return found

    def _worth(self, places: Ints) -> Floats:
        return np.asarray(self.task.worth.ravel()[places], dtype=np.float64)

    def _best(self, seats: Ints, into: Ints, given: Floats) -> list[Move]:
        loss = given - self._worth(into)
        order = _smallest(loss)
        width = into.shape[1]
        return [
            Move(float(loss.ravel()[at]), (int(seats[at // width]),), (int(into.ravel()[at]),)) for at in order.tolist()
        ]

    def _swaps(self, chosen: Ints, groups: Ints, group: int) -> list[Move]:
        """Return the best ways in which a reviewer of the group and one of another change places."""
        columns = self.task.shape[1]
        inside = groups[columns + chosen // columns] == group
        ours, theirs = chosen[inside], chosen[~inside]
        ours = ours[np.argsort(self._worth(ours), kind="stable")[:SEATS_OF_A_GROUP]]
        coming = (ours // columns)[:, None] * columns + theirs % columns
        going = (theirs // columns) * columns + (ours % columns)[:, None]
        loss = self._worth(ours)[:, None] + self._worth(theirs) - self._worth(coming) - self._worth(going)
        return [
            Move(
                float(loss.ravel()[at]),
                (int(ours[at // len(theirs)]), int(theirs[at % len(theirs)])),
                (int(coming.ravel()[at]), int(going.ravel()[at])),
            )
            for at in _smallest(loss).tolist()
        ]


def _smallest(loss: Floats) -> Ints:
    """Return where the smallest finite losses are."""
    flat = loss.ravel()
    some = np.argpartition(flat, MOVES_TRIED)[:MOVES_TRIED] if flat.size > MOVES_TRIED else np.arange(flat.size)
    return np.asarray(some[np.isfinite(flat[some])], dtype=np.int64)
