"""Which reviewers and applications of a round are kept apart on a day."""

from datetime import date

from pinzhang.domain.programmes.models import Round
from pinzhang.domain.review.choices import ConflictAnswer
from pinzhang.domain.review.models import ReviewTask
from pinzhang.domain.review.selectors.conflicts import standing_conflicts


def barred_pairs(round_: Round, *, on: date) -> set[tuple[int, int]]:
    """Return the pairs of reviewer and application between which a conflict of interest stands.

    Whoever asked to be recused from a file keeps out of everything about it, though the file went to somebody else.
    """
    standing = standing_conflicts(round_, on=on)
    found = {pair for pair, conflicts in standing.by_pair.items() if any(c.strength == "hard" for c in conflicts)}
    declared = ReviewTask.objects.filter(application__round=round_, conflict=ConflictAnswer.CONFLICT)
    return found | set(declared.values_list("reviewer_id", "application_id"))
