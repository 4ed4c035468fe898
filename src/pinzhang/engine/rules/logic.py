"""Kleene logic: what is decided stays decided, whatever the unknown parts turn out to be."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from pinzhang.engine.rules.comparing import compared
from pinzhang.engine.rules.values import Range, Truth, Unknown, merged, strictest


def negation(truth: Truth) -> Truth:
    """Return the opposite; unknown stays unknown."""
    return truth if isinstance(truth, Unknown) else not truth


def conjunction(truths: Iterable[Truth]) -> Truth:
    """Return whether all hold: one that does not decides, whatever is unknown."""
    return _joined(truths, decisive=False)


def disjunction(truths: Iterable[Truth]) -> Truth:
    """Return whether any holds: one that does decides, whatever is unknown."""
    return _joined(truths, decisive=True)


def _joined(truths: Iterable[Truth], *, decisive: bool) -> Truth:
    unknowns: list[Unknown] = []
    for truth in truths:
        if isinstance(truth, Unknown):
            unknowns.append(truth)
        elif truth is decisive:
            return decisive
    return merged(unknowns) if unknowns else not decisive


def at_least(wanted: Any, truths: Iterable[Any]) -> Truth:
    """Return whether so many hold."""
    unknown = strictest([wanted])
    if unknown is not None:
        return unknown
    return compared(">=", counted(truths), wanted)


def counted(truths: Iterable[Truth]) -> Fraction | Range:
    """Return how many hold, as bounds where some are unknown."""
    listed = list(truths)
    sure = sum(truth is True for truth in listed)
    unknowns = [truth for truth in listed if isinstance(truth, Unknown)]
    if not unknowns:
        return Fraction(sure)
    return Range(Fraction(sure), Fraction(sure + len(unknowns)), merged(unknowns))
