"""The transport network: the greatest gain of seating reviewers, exact in whole numbers."""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from pinzhang.engine.assignment.arrays import Bools, Floats, Ints
from pinzhang.engine.assignment.cells import Cells
from pinzhang.engine.assignment.task import Task

LARGEST_COST = 2**61
FINEST = 10**10
"""Gains are rounded to one part in this many of their span, or coarser where costs would overflow."""


@dataclass(frozen=True, eq=False)
class Seating:
    """The seating of greatest gain over some cells."""

    chosen: Bools
    """Per cell."""
    gain: Ints
    """Per cell, in whole steps."""
    step: float
    empty: Ints
    """Seats of each application that nobody could take."""
    penalty: int
    """What an empty seat costs, in whole steps: more than any exchange could bring."""


@dataclass(eq=False)
class _Arcs:
    tail: list[Ints]
    head: list[Ints]
    capacity: list[Ints]
    cost: list[Ints]

    def add(self, tail: Ints, head: Ints, capacity: Ints | int, cost: Ints | int) -> None:
        self.tail.append(tail)
        self.head.append(head)
        self.capacity.append(np.broadcast_to(np.asarray(capacity, dtype=np.int64), tail.shape))
        self.cost.append(np.broadcast_to(np.asarray(cost, dtype=np.int64), tail.shape))

    def load(self, network: min_cost_flow.SimpleMinCostFlow) -> None:
        network.add_arcs_with_capacity_and_unit_cost(
            np.concatenate(self.tail),
            np.concatenate(self.head),
            np.concatenate(self.capacity),
            np.concatenate(self.cost),
        )


def seat(task: Task, cells: Cells, gain: Floats) -> Seating:
    """Seat reviewers for the greatest gain; seats that nobody can take stay empty, loads that nothing can fill too.

    The cells come first among the arcs, then one arc per application for its empty seats.
    """
    rows, columns = task.shape
    entry, doors = _entries(task, cells)
    sink, filler = rows + columns + doors, rows + columns + doors + 1
    penalty_per_span = 2 * min(rows, columns) + 4
    whole, step = _whole(gain, (filler + 1) * penalty_per_span)
    penalty = int(penalty_per_span * (np.ptp(whole) + 1 if len(whole) else 1))
    arcs = _Arcs([], [], [], [])
    arcs.add(entry, rows + cells.column, 1, -whole)
    arcs.add(np.arange(rows), np.full(rows, sink), task.seats, penalty)
    arcs.add(*_door_arcs(task, cells, entry), 1, 0)
    people = rows + np.arange(columns)
    arcs.add(people, np.full(columns, sink), task.highest - task.lowest, 0)
    arcs.add(np.full(columns, filler), people, task.lowest, penalty)
    arcs.add(np.array([filler]), np.array([sink]), int(task.lowest.sum()), 0)
    supplies = np.zeros(filler + 1, dtype=np.int64)
    supplies[:rows] = task.seats
    supplies[people] = -task.lowest
    supplies[sink], supplies[filler] = -task.seats.sum(), task.lowest.sum()
    flows = _solve(arcs, supplies, len(whole) + rows)
    return Seating(flows[: len(whole)] > 0, whole, step, flows[len(whole) :], penalty)


def _solve(arcs: _Arcs, supplies: Ints, wanted: int) -> Ints:
    network = min_cost_flow.SimpleMinCostFlow()
    arcs.load(network)
    network.set_nodes_supplies(np.arange(len(supplies)), supplies)
    status = network.solve()
    if status != network.OPTIMAL:  # reading flows of an unsolved network crashes the process
        raise ArithmeticError(f"the transport network ended with {status.name}")
    return np.asarray(network.flows(np.arange(wanted)), dtype=np.int64)


def _whole(gain: Floats, factor: int) -> tuple[Ints, float]:
    span = float(np.ptp(gain)) if len(gain) else 0.0
    top = float(np.abs(gain).max()) if len(gain) else 0.0
    scale = min(FINEST / (span or 1.0), LARGEST_COST / (factor * ((span + top) or 1.0)))
    return np.rint(gain * scale).astype(np.int64), 1.0 / scale


def _entries(task: Task, cells: Cells) -> tuple[Ints, int]:
    """Return the node from which each cell starts, and how many doors of organisations there are.

    Colleagues before the same application pass one door, which lets one of them in.
    """
    if not task.diverse:
        return cells.row, 0
    key = cells.row * (task.house[-1] + 1) + task.house[cells.column]
    _, door, members = np.unique(key, return_inverse=True, return_counts=True)
    shared = members > 1
    number = np.cumsum(shared) - 1 + sum(task.shape)
    return np.where(shared[door], number[door], cells.row), int(shared.sum())


def _door_arcs(task: Task, cells: Cells, entry: Ints) -> tuple[Ints, Ints]:
    doors, first = np.unique(entry, return_index=True)
    behind = doors >= sum(task.shape)
    return cells.row[first[behind]], doors[behind]
