"""Reviewers and what ties them, tasks, how files are dealt out, what scores come to, what a panel proposes."""

from pinzhang.domain.review.models.assignment import AssignmentRun, ProposedSeat
from pinzhang.domain.review.models.calibrations import Calibration, FairnessReport, Ranking
from pinzhang.domain.review.models.judging import Evaluation, PanelEntry, Reviewer, ReviewTask, SiteFinding
from pinzhang.domain.review.models.panels import Ballot, BallotVoter, PanelMember, PanelRoom
from pinzhang.domain.review.models.relations import ReviewerRelation
from pinzhang.domain.review.models.views import SavedView

__all__ = [
    "AssignmentRun",
    "Ballot",
    "BallotVoter",
    "Calibration",
    "Evaluation",
    "FairnessReport",
    "PanelEntry",
    "PanelMember",
    "PanelRoom",
    "ProposedSeat",
    "Ranking",
    "ReviewTask",
    "Reviewer",
    "ReviewerRelation",
    "SavedView",
    "SiteFinding",
]
