"""Runs of consecutive years, some of which may be unknown."""

from collections.abc import Callable, Iterable, Sequence
from itertools import product

from pinzhang.engine.rules.values import Truth, Unknown, merged

MOST_UNKNOWN_YEARS = 10


def longest(flags: Iterable[bool]) -> int:
    """Return the length of the longest run of true."""
    best = current = 0
    for flag in flags:
        current = current + 1 if flag else 0
        best = max(best, current)
    return best


def settled(pattern: Sequence[Truth], holds: Callable[[int], bool]) -> Truth:
    """Return whether a statement about the longest run holds, whatever the unknown years turn out to be.

    Where that depends on them, only those years are named that can make a difference.
    """
    unknowns = {place: truth for place, truth in enumerate(pattern) if isinstance(truth, Unknown)}
    places = list(unknowns)
    if len(places) > MOST_UNKNOWN_YEARS:
        return merged(unknowns.values())
    answers = {
        case: holds(longest(_filled(pattern, places, case))) for case in product((False, True), repeat=len(places))
    }
    if len(set(answers.values())) == 1:
        return answers[(False,) * len(places)]
    return merged(
        unknowns[place]
        for index, place in enumerate(places)
        if any(answers[case] != answers[_turned(case, index)] for case in answers)
    )


def _filled(pattern: Sequence[Truth], places: Sequence[int], case: Sequence[bool]) -> list[bool]:
    found = dict(zip(places, case, strict=True))
    return [found.get(place, truth is True) for place, truth in enumerate(pattern)]


def _turned(case: tuple[bool, ...], index: int) -> tuple[bool, ...]:
    return (*case[:index], not case[index], *case[index + 1 :])
