"""What each kind of table will do, row by row, and what only the database knows to be wrong with it."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pinzhang.engine.sheets import Problem, Table

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Step(Generic[Entry]):
    """What one row will do (逐行说明), with what is needed to do it."""

    row: int
    title: str
    says: str
    entry: Entry


@dataclass
class Plan(Generic[Entry]):
    """Everything a table will do, and everything that is wrong with it."""

    table: Table
    steps: list[Step[Entry]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def faults(self) -> list[Problem]:
        """All faults, in the order of their rows."""
        return sorted((*self.table.problems, *self.problems), key=lambda problem: (problem.row, problem.column))
