"""How much a target must count: the answer of each application to the prices of the reviewers."""

import numpy as np

from pinzhang.engine.assignment.arrays import Bools, Floats, Ints
from pinzhang.engine.assignment.prices import Weights, best_of
from pinzhang.engine.assignment.task import Task

STRONGEST = 1e6
HALVINGS = 40
DAMPING = 0.6
NARROW = 128
SLACK = 1e-12


def answer(task: Task, weights: Weights, price: Floats, targets: Floats, lacking: Bools) -> Weights:
    """Return weights with which the applications would reach targets and specialists at these prices, half way there.

    Only those that lack something, or whose targets count already, are asked.
    """
    rows = np.flatnonzero(lacking | (weights.floor > 0) | weights.special.any(axis=1))
    floor = _floor_weights(task, weights, price, targets, rows)
    moved = weights.floor[rows] + DAMPING * (floor - weights.floor[rows])
    tried = weights.with_rows(rows, moved, np.zeros((len(rows), task.needs.shape[1])))
    special = _special_weights(task, tried, price, rows)
    old = weights.special[rows]
    return weights.with_rows(rows, moved, old + DAMPING * (special - old))


def _floor_weights(task: Task, weights: Weights, price: Floats, targets: Floats, rows: Ints) -> Floats:
    """Return, by halving on a logarithmic scale, the least weight of each target that makes it reached."""
    wanted = targets[rows] - task.base[rows] - SLACK
    worth, cost, boost = _tables(task, weights, price, rows)
    low, high = np.zeros(len(rows)), np.full(len(rows), np.log1p(STRONGEST))
    idle = _reached(task, rows, worth, worth * weights.own + boost - cost) >= wanted
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        net = (weights.own + np.expm1(middle))[:, None] * worth + boost - cost
        enough = _reached(task, rows, worth, net) >= wanted
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(idle, 0.0, np.expm1(high))


def _tables(task: Task, weights: Weights, price: Floats, rows: Ints) -> tuple[Floats, Floats, Floats]:
    """Return worth, price and boost of the pairs that may matter in some rows."""
    worth = task.worth[rows]
    boost = np.zeros_like(worth)
    for speciality in np.flatnonzero(weights.special[rows].any(axis=0)):
        boost += weights.special[rows, speciality][:, None] * task.holders[speciality]
    cost = np.broadcast_to(price, worth.shape)
    if task.diverse or worth.shape[1] <= 2 * NARROW:
        return worth, cost, boost
    dear = np.argpartition(-worth, NARROW, axis=1)[:, :NARROW]
    net = worth * weights.own + boost - price
    net[np.arange(len(rows))[:, None], dear] = -np.inf
    cheap = np.argpartition(-net, NARROW, axis=1)[:, :NARROW]
    at = np.concatenate([dear, cheap], axis=1)
    return (
        np.take_along_axis(worth, at, axis=1),
        np.take_along_axis(cost, at, axis=1),
        np.take_along_axis(boost, at, axis=1),
    )


def _reached(task: Task, rows: Ints, worth: Floats, net: Floats) -> Floats:
    if task.diverse:
        first = np.flatnonzero(np.diff(task.house, prepend=-1))
        net = np.where(net < np.maximum.reduceat(net, first, axis=1)[:, task.house], -np.inf, net)
    most = int(task.seats[rows].max(initial=0))
    if most == 0:
        return np.zeros(len(rows))
    best = np.argpartition(-net, min(most, net.shape[1]) - 1, axis=1)[:, :most]
    order = np.argsort(-np.take_along_axis(net, best, axis=1), axis=1)
    got = np.take_along_axis(worth, np.take_along_axis(best, order, axis=1), axis=1)
    got = np.where(np.arange(got.shape[1]) < task.seats[rows][:, None], got, 0.0)
    return np.asarray(got.sum(axis=1), dtype=np.float64)


def _special_weights(task: Task, weights: Weights, price: Floats, rows: Ints) -> Floats:
    special = np.zeros((len(rows), task.needs.shape[1]))
    if not len(rows):
        return special
    net = weights.of_rows(task, rows) - price
    last = best_of(net, task, task.seats[rows]).last
    for speciality in range(task.needs.shape[1]):
        holder = net[:, task.holders[speciality]].max(axis=1, initial=-np.inf)
        asked = task.needs[rows, speciality] & np.isfinite(holder) & np.isfinite(last)
        special[asked, speciality] = np.maximum(0.0, (last - holder)[asked])
    return special
