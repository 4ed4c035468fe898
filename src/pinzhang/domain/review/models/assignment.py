"""How the files of a stage are dealt out: proposals, compared and deployed."""

from django.db import models
from django.db.models import Q

from pinzhang.domain.review.choices import RunState


class AssignmentRun(models.Model):
    """A proposal of who judges what in one stage of a round (分派方案): what was asked, the seed, what came of it.

    It is computed once, compared with others, and deployed or discarded; deployed, it never changes.
    Written by :mod:`pinzhang.domain.review.services.runs` and :mod:`pinzhang.domain.review.services.deployment`.
    """

    round = models.ForeignKey("programmes.Round", models.PROTECT, related_name="assignment_runs")
    stage = models.CharField("环节", max_length=64)
    sequence = models.PositiveSmallIntegerField("序号")
    state = models.CharField("状态", max_length=10, choices=RunState.choices)
    demand = models.JSONField("要求")
    """Objective, seats, loads, limits, links, anchors, diversity, specialities, seed, released tasks."""
    metrics = models.JSONField("指标", null=True, blank=True)
    failure = models.JSONField("无可行方案的原因", null=True, blank=True)
    basis = models.CharField("依据摘要", max_length=64)
    """Digest of files, tasks, pool and conflicts as they were; a deployment under another basis is refused."""
    proposed_by = models.ForeignKey("parties.User", models.PROTECT, related_name="assignment_runs_proposed")
    proposed_at = models.DateTimeField("提出时间")
    deployed_by = models.ForeignKey(
        "parties.User", models.PROTECT, null=True, blank=True, related_name="assignment_runs_deployed"
    )
    deployed_at = models.DateTimeField("下达时间", null=True, blank=True)

    class Meta:
        verbose_name = "分派方案"
        constraints = [
            models.UniqueConstraint(fields=["round", "stage", "sequence"], name="one_run_per_number"),
            models.CheckConstraint(
                condition=Q(state="deployed", deployed_at__isnull=False)
                | (~Q(state="deployed") & Q(deployed_at__isnull=True)),
                name="a_deployed_run_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["proposed", "deployed"]) | Q(metrics__isnull=False),
                name="a_proposed_run_has_figures",
            ),
        ]


class ProposedSeat(models.Model):
    """One file for one reviewer in a proposal (拟分派), with why they fit."""

    run = models.ForeignKey(AssignmentRun, models.CASCADE, related_name="seats")
    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="proposed_seats")
    reviewer = models.ForeignKey("review.Reviewer", models.PROTECT, related_name="proposed_seats")
    affinity = models.FloatField("匹配度")
    reasons = models.JSONField("匹配理由", default=list)
    is_kept = models.BooleanField("原已分派", default=False)
    is_link = models.BooleanField("联结席位", default=False)

    class Meta:
        verbose_name = "拟分派"
        constraints = [
            models.UniqueConstraint(fields=["run", "application", "reviewer"], name="a_seat_is_proposed_once")
        ]
