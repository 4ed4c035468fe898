"""What is asked of an assignment of reviewers (分派问题)."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np

from pinzhang.engine.assignment.arrays import Bools, Floats, Ints
from pinzhang.engine.assignment.refusals import InvalidProblem

LARGEST = 1e12


@dataclass(frozen=True, eq=False)
class Problem:
    """Reviewers, applications and every demand on who judges what (分派问题).

    ``affinity`` has reviewers as rows and applications as columns; NaN is a conflict, a negative score is a score.
    ``kept`` pairs stay as they are: they fill seats and loads. Every panel scores each of the ``anchors``;
    without ``panels`` each reviewer is a panel alone.
    """

    affinity: Floats
    per_application: int | Sequence[int] | Ints
    max_load: int | Sequence[int] | Ints
    min_load: int | Sequence[int] | Ints = 0
    conflicts: Bools | None = None
    organisations: Sequence[Hashable | None] | None = None
    """The employer of each reviewer; at most one of an organisation per application, None is nobody's."""
    specialities: Sequence[Collection[str]] | None = None
    """What each reviewer is a specialist of."""
    required: Sequence[Collection[str]] | None = None
    """Of which specialities each application needs at least one reviewer."""
    kept: Sequence[tuple[int, int]] = ()
    """Pairs (reviewer, application) that stay."""
    anchors: Sequence[int] = ()
    panels: Sequence[Hashable] | None = None
    min_affinity: float | None = None
    """No seat goes to a reviewer of less affinity."""
    seats: Ints = field(init=False)
    highest: Ints = field(init=False)
    lowest: Ints = field(init=False)

    def __post_init__(self) -> None:
        affinity = np.asarray(self.affinity, dtype=np.float64)
        if affinity.ndim != 2 or 0 in affinity.shape:  # noqa: PLR2004 - a table has two axes
            raise InvalidProblem("affinity must be a table of reviewers by applications, with at least one of each")
        if (np.abs(affinity) > LARGEST).any():
            raise InvalidProblem("affinity must be finite and reasonable; NaN marks a conflict")
        object.__setattr__(self, "affinity", affinity)
        reviewers, applications = affinity.shape
        self._set_counts("seats", self.per_application, applications, "per_application")
        self._set_counts("highest", self.max_load, reviewers, "max_load")
        self._set_counts("lowest", self.min_load, reviewers, "min_load")
        self._check_shapes()
        self._check_indices()

    @property
    def reviewers(self) -> int:
        return int(self.affinity.shape[0])

    @property
    def applications(self) -> int:
        return int(self.affinity.shape[1])

    def closed(self) -> Bools:
        """Return the pairs that must not be, reviewers by applications."""
        closed: Bools = np.isnan(self.affinity)
        if self.conflicts is not None:
            closed |= np.asarray(self.conflicts, dtype=bool)
        return closed

    def _set_counts(self, name: str, value: int | Sequence[int] | Ints, size: int, said: str) -> None:
        given = np.asarray(value)
        if given.ndim > 1 or (given.ndim == 1 and given.size != size):
            raise InvalidProblem(f"{said} must be one number or {size} of them")
        if given.dtype.kind not in "iu" or (given < 0).any():
            raise InvalidProblem(f"{said} must be whole and not negative")
        object.__setattr__(self, name, np.broadcast_to(given.astype(np.int64), (size,)).copy())

    def _check_shapes(self) -> None:
        if self.conflicts is not None and np.shape(self.conflicts) != self.affinity.shape:
            raise InvalidProblem("conflicts must have the shape of affinity")
        for name, size in (
            ("organisations", self.reviewers),
            ("specialities", self.reviewers),
            ("panels", self.reviewers),
            ("required", self.applications),
        ):
            given = getattr(self, name)
            if given is not None and len(given) != size:
                raise InvalidProblem(f"{name} must have {size} entries")

    def _check_indices(self) -> None:
        if len(set(self.kept)) != len(self.kept):
            raise InvalidProblem("a kept pair is named twice")
        for reviewer, application in self.kept:
            if not (0 <= reviewer < self.reviewers and 0 <= application < self.applications):
                raise InvalidProblem(f"kept pair ({reviewer}, {application}) is not in the table")
        if not all(0 <= anchor < self.applications for anchor in self.anchors):
            raise InvalidProblem("an anchor is not in the table")
