"""What can be wrong with a rule or with the facts handed to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


class RuleSyntaxError(ValueError):
    """The text is no sentence of the rule language."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(f"column {column}: {message}")
        self.message = message
        self.column = column


@dataclass(frozen=True, slots=True)
class RuleTypeProblem:
    """One thing in a well-formed sentence that cannot be meant."""

    message: str
    column: int
    suggestion: str = ""

    def __str__(self) -> str:
        hint = f" ({self.suggestion})" if self.suggestion else ""
        return f"column {self.column}: {self.message}{hint}"


class BadRule(ValueError):
    """A sentence that does not fit the facts, parameters and fields it names."""

    def __init__(self, problems: Iterable[RuleTypeProblem], *, rule: str = "") -> None:
        self.problems = tuple(problems)
        self.rule = rule
        prefix = f"{rule}: " if rule else ""
        super().__init__(prefix + "; ".join(str(problem) for problem in self.problems))


class BadFacts(ValueError):
    """Facts that are not what the edition says they are."""

    def __init__(self, message: str, path: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.message = message
        self.path = path


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean x?`` for the nearest known word, or nothing."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else ""
