"""All measures of agreement of a round together."""

from dataclasses import dataclass

from pinzhang.engine.scoring.agreement.alpha import Alpha, alpha_by_criterion, alpha_of
from pinzhang.engine.scoring.agreement.blocks import (
    Intraclass,
    block_of,
    concordance,
    intraclass,
    intraclass_of_components,
)
from pinzhang.engine.scoring.agreement.sensitivity import WithoutReviewer, leave_one_out
from pinzhang.engine.scoring.mixed.fit import MixedFit, fit_mixed
from pinzhang.engine.scoring.ratings import Flag, Ratings, require_comparable
from pinzhang.engine.scoring.refusals import CutRefused, RatingsRefused


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the reviewers of a round agree (评审一致性).

    Alpha takes every rating, the others the score of a sheet. Kendall's W exists for a complete block only; the
    intraclass correlations of an incomplete one come from variance components. What cannot be told is absent, and
    flagged.
    """

    alpha: Alpha
    alpha_by_criterion: dict[str, Alpha]
    icc: dict[str, Intraclass]
    kendall_w: float | None
    leave_one_out: tuple[WithoutReviewer, ...]
    complete: bool
    flags: tuple[Flag, ...]


def agreement_of(ratings: Ratings, *, places: int = 1, with_leave_one_out: bool = True) -> Agreement:
    """Return the agreement of a round; ``places`` is the number of winners watched when a reviewer is left out.

    :raises CutRefused: there is no such number of places.
    :raises RatingsRefused: there is no agreement to measure, by name.
    """
    require_comparable(ratings)
    if not 1 <= places < len(ratings.applications):
        raise CutRefused(f"名额须在 1 与 {len(ratings.applications) - 1} 之间")
    alpha = alpha_of(ratings)
    block = block_of(ratings)
    fit, flags = _fitted(ratings)
    if block is None:
        english = "not everybody rated everything: no Kendall's W, correlations from variance components"
        flags = (*flags, Flag("IncompleteBlock", "不是每位评审都评了每份申报，没有肯德尔和谐系数", english))
    correlations = intraclass(block) if block is not None else intraclass_of_components(fit) if fit else {}
    return Agreement(
        alpha=alpha,
        alpha_by_criterion=alpha_by_criterion(ratings),
        icc=correlations,
        kendall_w=None if block is None else concordance(block),
        leave_one_out=leave_one_out(fit, places) if fit and with_leave_one_out else (),
        complete=block is not None,
        flags=(*ratings.flags, *flags),
    )


def _fitted(ratings: Ratings) -> tuple[MixedFit | None, tuple[Flag, ...]]:
    try:
        return fit_mixed(ratings), ()
    except RatingsRefused as refusal:
        return None, (Flag(type(refusal).__name__, str(refusal), refusal.english),)
