"""Reviewers and what ties them, their tasks, how files are dealt out, and what a panel proposes."""

from pinzhang.domain.review.models.assignment import AssignmentRun, ProposedSeat
from pinzhang.domain.review.models.judging import Evaluation, PanelEntry, Reviewer, ReviewTask, SiteFinding
from pinzhang.domain.review.models.relations import ReviewerRelation

__all__ = [
    "AssignmentRun",
    "Evaluation",
    "PanelEntry",
    "ProposedSeat",
    "ReviewTask",
    "Reviewer",
    "ReviewerRelation",
    "SiteFinding",
]
