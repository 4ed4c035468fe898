"""Places by score: 1 is best, equal scores share a place, and a tie at the cut is shown, never broken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from pinzhang.engine.packs.schema.criteria import Band
from pinzhang.engine.scoring.refusals import CutRefused


@dataclass(frozen=True, slots=True)
class Place:
    """An application's place by score (名次)."""

    application: str
    score: Decimal
    rank: int
    tied_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """The places parted at a number of seats (入围线).

    ``tied`` is not empty only where equal scores compete for the ``open_seats`` left: people decide that.
    """

    above: tuple[str, ...]
    tied: tuple[str, ...]
    below: tuple[str, ...]
    open_seats: int


def rank(scores: Mapping[str, Decimal]) -> list[Place]:
    """Return the places, best first; equal scores share the better rank and the next ranks are skipped (1, 2, 2, 4)."""
    ordered = sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))
    places: list[Place] = []
    for score, group in groupby(ordered, key=lambda entry: entry[1]):
        names = [name for name, _ in group]
        first = len(places) + 1
        places += [Place(name, score, first, tuple(other for other in names if other != name)) for name in names]
    return places


def cut(places: Sequence[Place], seats: int) -> Cut:
    """Return who is above, below and tied at the cut after ``seats`` places.

    :raises CutRefused: the number of seats is negative.
    """
    if seats < 0:
        raise CutRefused("名额不能为负数")
    if seats >= len(places):
        return Cut(tuple(place.application for place in places), (), (), seats - len(places))
    line = places[seats].rank
    if line == seats + 1:
        line_group: tuple[str, ...] = ()
    else:
        line_group = tuple(place.application for place in places if place.rank == line)
    above = tuple(place.application for place in places[:seats] if place.application not in line_group)
    below = tuple(place.application for place in places[seats:] if place.application not in line_group)
    return Cut(above, line_group, below, seats - len(above))


def band_of(bands: Sequence[Band], score: Decimal) -> Band | None:
    """Return the highest band the score reaches, bound included; None under the lowest."""
    reached = [band for band in bands if score >= band.from_score]
    return max(reached, key=lambda band: band.from_score, default=None)
