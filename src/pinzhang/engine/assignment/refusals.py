"""What the assignment of reviewers refuses, and why."""

from collections.abc import Sequence
from typing import Literal

Constraint = Literal[
    "seats", "conflicts", "diversity", "specialities", "max_load", "min_load", "kept", "min_affinity", "together"
]
"""The demand that makes an assignment impossible; ``together`` where no single one does."""


class InvalidProblem(ValueError):
    """The figures handed in are no assignment problem: wrong shape, infinite score, unknown index."""


class Infeasible(Exception):
    """No assignment meets the demands (无可行方案).

    ``constraint`` names the demand that makes it so; ``applications`` and ``reviewers`` are those it concerns.
    """

    def __init__(
        self,
        reason: str,
        *,
        constraint: Constraint,
        applications: Sequence[int] = (),
        reviewers: Sequence[int] = (),
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.constraint = constraint
        self.applications = tuple(sorted(int(each) for each in applications))
        self.reviewers = tuple(sorted(int(each) for each in reviewers))
