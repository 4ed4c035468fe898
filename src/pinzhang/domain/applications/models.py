"""Applications and what others say of them."""

from django.db import models
from django.db.models import Q

from pinzhang.domain.applications.choices import ObjectionState, OpinionKind
from pinzhang.domain.core.models import new_salt


class Application(models.Model):
    """A subject's bid in one round of a programme (申报).

    Its stage is that of its case; it moves only through :mod:`pinzhang.domain.applications.services`.
    """

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="application")
    round = models.ForeignKey("programmes.Round", models.PROTECT, related_name="applications")
    applicant = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="applications")
    subject = models.ForeignKey("parties.Subject", models.PROTECT, related_name="applications")
    recommender = models.ForeignKey(
        "reference.Authority", models.PROTECT, null=True, blank=True, related_name="recommended_applications"
    )
    sector = models.CharField("领域", max_length=64, blank=True)
    route = models.CharField("路径", max_length=64)
    answers = models.JSONField("填报内容", default=dict)
    unread = models.JSONField("不能识别的填报内容", default=dict, blank=True)
    """Typed texts that could not be read, by path; kept so that nothing typed is lost."""
    answers_version = models.PositiveIntegerField("填报版本", default=1)
    answers_saved_at = models.DateTimeField("保存时间")
    findings = models.JSONField("规则核对结果", null=True, blank=True)
    inputs_digest = models.CharField("核对依据摘要", max_length=64, blank=True)
    filed_by_office = models.BooleanField("窗口代办", default=False)
    signed_by = models.ForeignKey(
        "parties.User", models.PROTECT, null=True, blank=True, related_name="applications_signed"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    tier = models.CharField("拟定等次", max_length=64, blank=True)
    feedback = models.JSONField("评审反馈", null=True, blank=True)
    ended = models.BooleanField("已了结", default=False)
    """Withdrawn, lapsed or void: the place for this subject in the round is free again."""

    class Meta:
        verbose_name = "申报"
        indexes = [models.Index(fields=["submitted_at"], name="application_by_submission")]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "subject"],
                condition=Q(ended=False),
                name="one_living_application_per_round_and_subject",
            )
        ]

    def __str__(self) -> str:
        return self.case.number


class HumanDecision(models.Model):
    """How an officer decided a rule that the text leaves to judgement (人工认定)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="human_decisions")
    rule = models.CharField("规则", max_length=64)
    met = models.BooleanField("符合")
    ground = models.TextField("理由")
    by = models.ForeignKey("parties.User", models.PROTECT, related_name="human_decisions")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "人工认定"
        constraints = [models.UniqueConstraint(fields=["application", "rule"], name="a_rule_is_decided_once")]


class Opinion(models.Model):
    """What a department says of one applicant in a consultation (部门意见)."""

    batch_stage = models.ForeignKey("cases.BatchStage", models.CASCADE, related_name="opinions")
    application = models.ForeignKey(Application, models.CASCADE, related_name="opinions")
    department_key = models.SlugField("部门", max_length=64)
    department_name = models.CharField("部门名称", max_length=80)
    kind = models.CharField("意见", max_length=14, choices=OpinionKind.choices, blank=True)
    text = models.TextField("说明", blank=True)
    given_by = models.ForeignKey("parties.User", models.PROTECT, null=True, blank=True, related_name="opinions_given")
    given_at = models.DateTimeField("时间", null=True, blank=True)

    class Meta:
        verbose_name = "部门意见"
        constraints = [
            models.UniqueConstraint(
                fields=["batch_stage", "application", "department_key"], name="one_opinion_per_department"
            )
        ]


class Objection(models.Model):
    """Somebody's objection in a public notice (异议). It holds the one application it is about."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="objections")
    batch_stage = models.ForeignKey("cases.BatchStage", models.PROTECT, related_name="objections")
    number = models.CharField("编号", max_length=40, unique=True)
    text = models.TextField("异议内容")
    raised_at = models.DateTimeField("提出时间")
    state = models.CharField("状态", max_length=10, choices=ObjectionState.choices, default=ObjectionState.RECEIVED)
    finding = models.TextField("核实情况", blank=True)
    decided_by = models.ForeignKey(
        "parties.User", models.PROTECT, null=True, blank=True, related_name="objections_decided"
    )
    decided_at = models.DateTimeField("认定时间", null=True, blank=True)

    class Meta:
        verbose_name = "异议"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received", decided_at__isnull=True)
                | (~Q(state="received") & Q(decided_at__isnull=False)),
                name="a_decided_objection_has_a_time",
            )
        ]


class Objector(models.Model):
    """Who raised an objection (异议人): personal data, apart, erasable."""

    objection = models.OneToOneField(Objection, models.CASCADE, related_name="objector")
    name = models.CharField("姓名或单位", max_length=80)
    contact = models.CharField("联系方式", max_length=120)
    salt = models.CharField("盐", max_length=32, default=new_salt)

    class Meta:
        verbose_name = "异议人"


class DecisionRecord(models.Model):
    """What a decision rested on (决定依据): the inputs kept, their salted digest in the public log."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="decision_records")
    batch_stage = models.ForeignKey("cases.BatchStage", models.PROTECT, related_name="decision_records")
    inputs = models.JSONField("依据")
    log_seq = models.PositiveBigIntegerField("日志序号")
    decided_at = models.DateTimeField("决定时间")

    class Meta:
        verbose_name = "决定依据"
        constraints = [
            models.UniqueConstraint(fields=["application", "batch_stage"], name="a_decision_is_recorded_once")
        ]
