"""How several findings become one: stages combined, departments consulted, a panel's vote counted."""

from collections.abc import Iterable, Mapping
from typing import Literal

from pinzhang.engine.packs.schema.stages import Ballot, Stage
from pinzhang.engine.stages.refusals import NotPossible

Finding = bool | None
"""Good, not good, or not there yet."""


def combined_finding(by: Literal["all", "any"], findings: Iterable[Finding]) -> Finding:
    """Combine the findings of several stages (结合): a missing one leaves it open unless the others settle it."""
    known = set(findings)
    settling = by == "any"
    if settling in known:
        return settling
    return None if None in known else not settling


def consultation_finding(stage: Stage, opinions: Mapping[str, bool], *, term_over: bool) -> Finding:
    """Put together the opinions of the departments that the stage asks (征求意见).

    One objection settles it. A department that says nothing is waited for, unless the term is over and the stage takes
    silence for no objection.
    """
    silent: Finding = True if term_over and stage.silence == "no_objection" else None
    return combined_finding("all", [opinions.get(department.key, silent) for department in stage.departments])


def panel_carries(ballot: Ballot, *, present: int, in_favour: int) -> bool:
    """Tell whether a vote is carried (票决): the votes in favour reach the share of the members present.

    :raises NotPossible: the panel has too few members or an even number, or the count cannot be right.
    """
    if present < ballot.minimum_members:
        raise NotPossible(
            f"到会 {present} 人，不足 {ballot.minimum_members} 人，不能表决",
            f"{present} members are present; {ballot.minimum_members} are needed",
        )
    if ballot.odd_number and present % 2 == 0:
        raise NotPossible("到会人数应为单数，不能表决", "The number of members present must be odd")
    if not 0 <= in_favour <= present:
        raise NotPossible("赞成票数与到会人数不符", "The votes in favour do not fit the members present")
    return in_favour >= ballot.pass_share * present
