"""Reviewers, their tasks, an institution's evaluation, the panel's proposal."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from pinzhang.domain.review.choices import Conclusion, ConflictAnswer


class Reviewer(models.Model):
    """A reviewer in the pool (评审专家)."""

    user = models.OneToOneField("parties.User", models.CASCADE, related_name="reviewer")
    authority = models.ForeignKey("reference.Authority", models.PROTECT, related_name="reviewers")
    level = models.CharField("级别", max_length=20, blank=True)
    employer = models.CharField("工作单位", max_length=120, blank=True)
    employer_credit_code = models.CharField("单位信用代码", max_length=18, blank=True)
    district_code = models.CharField("所在区市代码", max_length=6, blank=True)
    fields = models.JSONField("专长领域", default=list)
    industry_codes = models.JSONField("熟悉的行业", default=list)
    """Codes of GB/T 4754."""
    committees = models.JSONField("标准化技术委员会", default=list)
    load_limit = models.PositiveSmallIntegerField("最多承担件数", default=20)
    own_limit = models.PositiveSmallIntegerField("本人要求的上限", null=True, blank=True)
    term_from = models.DateField("聘期起", null=True, blank=True)
    term_to = models.DateField("聘期止", null=True, blank=True)
    active = models.BooleanField("在库", default=True)

    class Meta:
        verbose_name = "评审专家"
        constraints = [
            models.CheckConstraint(
                condition=Q(term_from__isnull=True) | Q(term_to__isnull=True) | Q(term_from__lte=F("term_to")),
                name="a_term_runs_forwards",
            )
        ]

    @property
    def most(self) -> int:
        """How many files may be in hand at once: the office's cap, or the reviewer's own where that is lower."""
        return self.load_limit if self.own_limit is None else min(self.load_limit, self.own_limit)

    def serves_on(self, day: date) -> bool:
        """Tell whether the reviewer is in the pool and in term on a day."""
        begun = self.term_from is None or self.term_from <= day
        return self.active and begun and (self.term_to is None or day <= self.term_to)


class ReviewTask(models.Model):
    """One file for one reviewer in one stage (评审任务). The file opens after the conflict declaration."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="review_tasks")
    stage = models.CharField("环节", max_length=64)
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="tasks")
    assigned_by = models.ForeignKey("parties.User", models.PROTECT, related_name="review_tasks_assigned")
    assigned_at = models.DateTimeField("分派时间")
    conflict = models.CharField("利害关系声明", max_length=10, choices=ConflictAnswer.choices, blank=True)
    conflict_ground = models.TextField("回避理由", blank=True)
    declared_at = models.DateTimeField("声明时间", null=True, blank=True)
    declined_at = models.DateTimeField("谢绝时间", null=True, blank=True)
    decline_ground = models.TextField("谢绝理由", blank=True)
    run = models.ForeignKey("review.AssignmentRun", models.PROTECT, null=True, blank=True, related_name="tasks")
    """The proposal by which it was given; none where an officer gave it by hand."""
    marks = models.JSONField("评分", default=dict)
    summary = models.TextField("总体评价", blank=True)
    confidence = models.PositiveSmallIntegerField("把握程度", null=True, blank=True)
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    score = models.DecimalField("得分", max_digits=9, decimal_places=3, null=True, blank=True)

    class Meta:
        verbose_name = "评审任务"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "stage", "reviewer"], name="a_reviewer_has_a_file_once_per_stage"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(conflict="none"),
                name="only_an_unconflicted_reviewer_submits",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | Q(submitted_at__isnull=True),
                name="a_declined_task_is_not_submitted",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | ~Q(decline_ground=""), name="a_declined_task_has_a_ground"
            ),
        ]

    @property
    def is_recused(self) -> bool:
        return self.conflict == ConflictAnswer.CONFLICT

    @property
    def is_off(self) -> bool:
        """Whether the reviewer has nothing more to do with the file: recused or declined."""
        return self.is_recused or self.declined_at is not None


class SiteFinding(models.Model):
    """What a reviewer found on site (现场发现), with photographs."""

    task = models.ForeignKey(ReviewTask, models.CASCADE, related_name="findings")
    criterion = models.CharField("条目", max_length=64, blank=True)
    text = models.TextField("发现")
    photo = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="site_findings")
    found_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "现场发现"


class Evaluation(models.Model):
    """The evaluation of a file by an institution (第三方评价), signed off by it."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="evaluations")
    stage = models.CharField("环节", max_length=64)
    institution = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="evaluations")
    commissioned_at = models.DateTimeField("委托时间")
    findings = models.TextField("评价发现", blank=True)
    marks = models.JSONField("评分", default=dict)
    score = models.DecimalField("得分", max_digits=9, decimal_places=3, null=True, blank=True)
    conclusion = models.CharField("结论", max_length=6, choices=Conclusion.choices, blank=True)
    report = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="evaluations")
    signed_by = models.ForeignKey(
        "parties.User", models.PROTECT, null=True, blank=True, related_name="evaluations_signed"
    )
    signed_at = models.DateTimeField("签署时间", null=True, blank=True)

    class Meta:
        verbose_name = "第三方评价"
        constraints = [
            models.UniqueConstraint(fields=["application", "stage"], name="one_evaluation_per_application_and_stage"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | ~Q(conclusion=""), name="a_signed_evaluation_has_a_conclusion"
            ),
        ]


class PanelEntry(models.Model):
    """What the panel proposes for one application (评审会建议): its score, rank and tier."""

    batch_stage = models.ForeignKey("cases.BatchStage", models.CASCADE, related_name="panel_entries")
    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="panel_entries")
    score = models.DecimalField("总分", max_digits=9, decimal_places=3, null=True, blank=True)
    rank = models.PositiveSmallIntegerField("位次", null=True, blank=True)
    tied = models.BooleanField("并列", default=False)
    tier = models.CharField("建议等次", max_length=64, blank=True)
    ground = models.TextField("偏离位次的理由", blank=True)

    class Meta:
        verbose_name = "评审会建议"
        constraints = [
            models.UniqueConstraint(fields=["batch_stage", "application"], name="one_panel_entry_per_application")
        ]
