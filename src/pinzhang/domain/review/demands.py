"""What is asked of an assignment run (分派要求), as it is kept beside its result."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pinzhang.engine.assignment import Objective


@dataclass(frozen=True)
class Demand:
    """What an officer asks of a run (分派要求)."""

    per_application: int
    objective: Objective = "floor"
    max_load: int | None = None
    """The most files of this stage for anybody; None leaves it to each reviewer's own cap."""
    min_load: int = 0
    links: int = 0
    """Seats, at most, that link groups of reviewers whose severities could not be compared otherwise."""
    anchors: tuple[int, ...] = ()
    """Applications that every reviewer scores."""
    diverse: bool = True
    """At most one reviewer of an organisation per application."""
    required: tuple[str, ...] = ()
    """Fields of which every application needs a reviewer."""
    limits: Mapping[int, int] = field(default_factory=dict)
    """The most files of this stage for single reviewers."""
    released: tuple[int, ...] = ()
    """Tasks that are taken back and given to somebody else."""
    seed: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the demand as it is stored."""
        return {**asdict(self), "limits": {str(key): most for key, most in self.limits.items()}}


def demand_of(stored: Mapping[str, Any]) -> Demand:
    """Read a demand as it was stored."""
    return Demand(
        **{
            **stored,
            "anchors": tuple(stored["anchors"]),
            "required": tuple(stored["required"]),
            "released": tuple(stored["released"]),
            "limits": {int(key): most for key, most in stored["limits"].items()},
        }
    )
