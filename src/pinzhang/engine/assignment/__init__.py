"""The assignment of reviewers: exact, with conflicts respected and bounds that prove how good it is."""

from pinzhang.engine.assignment.core import Effort
from pinzhang.engine.assignment.problem import Problem
from pinzhang.engine.assignment.refusals import Infeasible, InvalidProblem
from pinzhang.engine.assignment.run import Objective, Run, assign

__all__ = ["Effort", "Infeasible", "InvalidProblem", "Objective", "Problem", "Run", "assign"]
