"""From reviewers' marks to ratings that can be corrected, on the scheme's own total."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pinzhang.engine.packs.schema.criteria import Scale, Scheme
from pinzhang.engine.scoring.marks import Mark, scored_criteria
from pinzhang.engine.scoring.points import weighted_score
from pinzhang.engine.scoring.ratings import Ratings, Sheet, ratings_of


@dataclass(frozen=True, slots=True)
class MarkedSheet:
    """The complete marks of one reviewer on one application (已提交的评分表)."""

    application: str
    reviewer: str
    marks: Mapping[str, Mark]


def ratings_of_marks(scheme: Scheme, sheets: Iterable[MarkedSheet], scales: Iterable[Scale]) -> Ratings:
    """Return marked sheets as ratings: every criterion on the scheme's total, weighing its points.

    A sheet's score is then the score of its marks, and a corrected score reads on the same total.

    :raises MarksRefused: marks are missing, off their scale, or not of this scheme.
    :raises NothingApplies: a sheet has no criterion that applies.
    :raises RatingsRefused: the sheets cannot be used, by name.
    """
    known = tuple(scales)
    leaves = tuple(scored_criteria(scheme.criteria))
    total = float(scheme.total)
    rows = []
    for sheet in sheets:
        shares = {part.criterion: part.share for part in weighted_score(scheme, sheet.marks, known).parts}
        earned = [shares[leaf.key] for leaf in leaves]
        values = tuple(None if share is None else float(share) * total for share in earned)
        rows.append(Sheet(sheet.application, sheet.reviewer, values))
    return ratings_of(rows, [leaf.key for leaf in leaves], weights=[float(leaf.points) for leaf in leaves])
