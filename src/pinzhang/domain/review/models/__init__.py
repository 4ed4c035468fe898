"""Reviewers and what ties them, their tasks, how files are dealt out, and what a panel proposes."""

from pinzhang.domain.review.models.judging import Evaluation, PanelEntry, Reviewer, ReviewTask, SiteFinding

__all__ = ["Evaluation", "PanelEntry", "ReviewTask", "Reviewer", "SiteFinding"]
