"""What the scores of a round come to once severity is taken out, and the report that says how fair it was."""

from django.db import models
from django.db.models import Q


class Calibration(models.Model):
    """The scores of one stage of a round corrected for severity (宽严修正), with the digest of what went in.

    Written by :mod:`pinzhang.domain.review.services.calibrations`; other scores make another one.
    """

    round = models.ForeignKey("programmes.Round", models.CASCADE, related_name="calibrations")
    stage = models.CharField("环节", max_length=64)
    scheme = models.CharField("评分表", max_length=64)
    model = models.CharField("汇总方法", max_length=20)
    inputs_digest = models.CharField("评分摘要", max_length=64)
    seed = models.PositiveIntegerField("抽样种子")
    sheets = models.PositiveIntegerField("评分份数")
    results = models.JSONField("结果")
    cross_check = models.JSONField("交叉核对", null=True)
    """The ordinal model, agreement, who would win without whom; computed when somebody first asks for it."""
    made_at = models.DateTimeField("计算时间")

    class Meta:
        verbose_name = "宽严修正"
        constraints = [
            models.UniqueConstraint(fields=["round", "stage", "inputs_digest"], name="one_calibration_per_inputs")
        ]


class Ranking(models.Model):
    """All applications of a round in one ranking with its uncertainty (综合名次), over the stages that count."""

    round = models.ForeignKey("programmes.Round", models.CASCADE, related_name="rankings")
    inputs_digest = models.CharField("依据摘要", max_length=64)
    seed = models.PositiveIntegerField("抽样种子")
    results = models.JSONField("结果")
    made_at = models.DateTimeField("计算时间")

    class Meta:
        verbose_name = "综合名次"
        constraints = [models.UniqueConstraint(fields=["round", "inputs_digest"], name="one_ranking_per_inputs")]


class FairnessReport(models.Model):
    """What a round tells the public of the fairness of its judging (公平性报告), without any name.

    Frozen when it is drawn up; publishing it is an officer's act.
    """

    round = models.ForeignKey("programmes.Round", models.CASCADE, related_name="fairness_reports")
    ranking = models.ForeignKey(Ranking, models.PROTECT, related_name="fairness_reports")
    content = models.JSONField("内容")
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="fairness_reports")
    drawn_up_by = models.ForeignKey("parties.User", models.PROTECT, related_name="fairness_reports_drawn_up")
    drawn_up_at = models.DateTimeField("编制时间")
    published_by = models.ForeignKey(
        "parties.User", models.PROTECT, null=True, blank=True, related_name="fairness_reports_published"
    )
    published_at = models.DateTimeField("公开时间", null=True, blank=True)

    class Meta:
        verbose_name = "公平性报告"
        constraints = [
            models.UniqueConstraint(fields=["round", "ranking"], name="one_fairness_report_per_ranking"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(published_by__isnull=False),
                name="a_published_report_has_somebody_who_published_it",
            ),
        ]
