"""Cases, batches and what happens in their stages."""

from django.db import models
from django.db.models import F, Q

from pinzhang.domain.cases.choices import CaseKind, Outcome
from pinzhang.engine.stages import CaseState
from pinzhang.engine.stages import Outcome as EngineOutcome


class Batch(models.Model):
    """Cases that are decided together (批次)."""

    authority = models.ForeignKey("reference.Authority", models.PROTECT, related_name="batches")
    title = models.CharField("名称", max_length=120)

    class Meta:
        verbose_name = "批次"

    def __str__(self) -> str:
        return self.title


class Case(models.Model):
    """Whatever has stages and a clock (办件). Moved only by :mod:`pinzhang.domain.cases.services`.

    ``version`` rises with every move; two officers who decide at once find one of them refused.
    """

    number = models.CharField("编号", max_length=40, unique=True)
    kind = models.CharField("类型", max_length=12, choices=CaseKind.choices)
    authority = models.ForeignKey("reference.Authority", models.PROTECT, related_name="cases")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="cases")
    title = models.CharField("标题", max_length=200)
    stage = models.CharField("环节", max_length=64)
    waiting = models.BooleanField("等待补正", default=False)
    held = models.BooleanField("暂缓", default=False)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    passed = models.JSONField("已过环节", default=list)
    version = models.PositiveIntegerField("版本", default=1)
    assignee = models.ForeignKey("parties.User", models.SET_NULL, null=True, blank=True, related_name="assigned_cases")
    opened_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    due_on = models.DateField("应办结日期", null=True, blank=True)
    due_is_provisional = models.BooleanField("日期暂定", default=False)

    class Meta:
        verbose_name = "办件"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="an_ended_case_has_outcome_and_time",
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "stage"], name="case_by_batch_and_stage"),
            models.Index(fields=["authority", "due_on"], name="case_by_authority_and_due"),
            models.Index(fields=["outcome", "authority", "due_on"], name="case_by_outcome_and_due"),
            models.Index(fields=["ended_at"], name="case_by_end"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> CaseState:
        """The state as the stage engine reads it."""
        return CaseState(
            stage=self.stage,
            waiting=self.waiting,
            held=self.held,
            outcome=EngineOutcome(self.outcome) if self.outcome else None,
            passed=tuple(self.passed),
        )


class StageVisit(models.Model):
    """One passage of a case through a stage (环节记录); a return voids it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="visits")
    stage = models.CharField("环节", max_length=64)
    entered_at = models.DateTimeField("进入时间")
    left_at = models.DateTimeField("离开时间", null=True, blank=True)
    action = models.CharField("处理", max_length=20, blank=True)
    note = models.TextField("理由", blank=True)
    by = models.ForeignKey("parties.User", models.PROTECT, null=True, blank=True, related_name="stage_visits")
    due_on = models.DateField("应办结日期", null=True, blank=True)
    voided = models.BooleanField("已作废", default=False)

    class Meta:
        verbose_name = "环节记录"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(left_at__isnull=True), name="a_case_is_in_one_stage_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["left_at"], name="visit_by_end")]


class ClockPause(models.Model):
    """Days on which a clock does not run (暂停计时), and who is waited for."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    stage = models.CharField("环节", max_length=64)
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)
    reason = models.CharField("原因", max_length=120)

    class Meta:
        verbose_name = "暂停计时"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="a_pause_ends_after_it_begins"
            )
        ]


class CorrectionRequest(models.Model):
    """A request to mend something, pointing at the field (补正通知); it blocks until answered or withdrawn."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="corrections")
    stage = models.CharField("环节", max_length=64)
    field = models.CharField("填报项", max_length=120)
    text = models.TextField("要求")
    asked_by = models.ForeignKey("parties.User", models.PROTECT, related_name="corrections_asked")
    asked_at = models.DateTimeField("发出时间")
    due_on = models.DateField("答复期限", null=True, blank=True)
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "补正通知"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="a_correction_is_answered_or_withdrawn_not_both",
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None


class Message(models.Model):
    """A message between the applicant and the office (往来消息)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    author = models.ForeignKey("parties.User", models.PROTECT, related_name="case_messages")
    from_office = models.BooleanField("主管部门发出")
    text = models.TextField("内容")
    sent_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "往来消息"


class Attachment(models.Model):
    """A file that belongs to a case (附件), for a field of its form or a finding."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    field = models.CharField("填报项", max_length=120)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="attachments")
    removed_at = models.DateTimeField("删除时间", null=True, blank=True)

    class Meta:
        verbose_name = "附件"


class BatchStage(models.Model):
    """A batch in one of its stages (批次环节): a frozen, hashed list goes in, a list comes out."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="stages")
    stage = models.CharField("环节", max_length=64)
    sequence = models.PositiveSmallIntegerField("次序", default=1)
    opened_at = models.DateTimeField("开始时间")
    opened_by = models.ForeignKey("parties.User", models.PROTECT, related_name="batch_stages_opened")
    ground = models.TextField("提前关闭前一环节的理由", blank=True)
    frozen = models.JSONField("冻结名单")
    frozen_digest = models.CharField("名单摘要", max_length=64)
    due_on = models.DateField("截止日期", null=True, blank=True)
    due_is_provisional = models.BooleanField("日期暂定", default=False)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        "parties.User", models.PROTECT, null=True, blank=True, related_name="batch_stages_closed"
    )
    yielded = models.JSONField("结果名单", default=list)
    result = models.CharField("处理", max_length=20, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    minutes = models.TextField("会议纪要", blank=True)

    class Meta:
        verbose_name = "批次环节"
        constraints = [
            models.UniqueConstraint(fields=["batch", "stage", "sequence"], name="one_batch_stage_per_sequence"),
            models.UniqueConstraint(
                fields=["batch", "stage"], condition=Q(closed_at__isnull=True), name="one_open_list_per_batch_stage"
            ),
        ]
