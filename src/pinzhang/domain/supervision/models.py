"""Alerts, procedures with what follows from them, appeals, checks."""

from django.db import models
from django.db.models import F, Q

from pinzhang.domain.supervision.choices import AlertOrigin, AlertState, AppealOutcome, Decision, Effect


class Alert(models.Model):
    """A sign that a ground has come true (监管预警): it proposes, a person decides."""

    mark = models.ForeignKey("marks.Mark", models.PROTECT, related_name="alerts")
    ground = models.CharField("情形", max_length=64)
    clause = models.CharField("条款", max_length=200, blank=True)
    origin = models.CharField("来源", max_length=8, choices=AlertOrigin.choices)
    reference = models.CharField("来源编号", max_length=40, blank=True)
    basis = models.CharField("依据摘要", max_length=64)
    """A digest of what it rests on: the same is not raised twice, whatever was decided of it."""
    state = models.CharField("状态", max_length=10, choices=AlertState.choices, default=AlertState.OPEN)
    raised_at = models.DateTimeField("时间")
    reason = models.TextField("处理理由", blank=True)
    decided_by = models.ForeignKey("parties.User", models.PROTECT, null=True, blank=True, related_name="alerts_decided")
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "监管预警"
        constraints = [
            models.UniqueConstraint(
                fields=["mark", "ground"], condition=Q(state="open"), name="one_open_alert_per_mark_and_ground"
            ),
            models.UniqueConstraint(fields=["mark", "ground", "basis"], name="the_same_is_alerted_once"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="a_decided_alert_has_a_time",
            ),
            models.CheckConstraint(condition=~Q(state="dismissed") | ~Q(reason=""), name="a_dismissed_alert_says_why"),
        ]
        indexes = [models.Index(fields=["state", "raised_at"], name="alert_by_state")]


class Procedure(models.Model):
    """The way to a suspension or revocation (标识处置程序): notice, statement or hearing, decision."""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="procedure")
    mark = models.ForeignKey("marks.Mark", models.PROTECT, related_name="procedures")
    effect = models.CharField("拟作出的处置", max_length=8, choices=Effect.choices)
    ground = models.CharField("情形", max_length=64)
    clause = models.CharField("条款", max_length=200)
    text = models.TextField("事实和依据")
    alert = models.OneToOneField(Alert, models.PROTECT, null=True, blank=True, related_name="procedure")
    opened_by = models.ForeignKey("parties.User", models.PROTECT, related_name="procedures_opened")
    suspend_until_on = models.DateField("拟暂停至", null=True, blank=True)
    statement_until_on = models.DateField("陈述申辩期限")
    term_is_stated = models.BooleanField("期限出自规则")
    """Otherwise the source is silent, and the office named the day."""
    statement = models.TextField("陈述申辩", blank=True)
    statement_by = models.ForeignKey("parties.User", models.PROTECT, null=True, blank=True, related_name="statements")
    statement_at = models.DateTimeField("陈述时间", null=True, blank=True)
    hearing_wanted = models.BooleanField("要求听证", default=False)
    heard_on = models.DateField("听证日期", null=True, blank=True)
    hearing_record = models.TextField("听证情况", blank=True)
    decision = models.CharField("决定", max_length=8, choices=Decision.choices, blank=True)
    decision_text = models.TextField("决定理由", blank=True)
    decided_by = models.ForeignKey(
        "parties.User", models.PROTECT, null=True, blank=True, related_name="procedures_decided"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    at_once = models.ForeignKey(
        "marks.MarkChange", models.PROTECT, null=True, blank=True, related_name="begun_procedures"
    )
    """The suspension that did not wait for the hearing, where the edition allows one."""
    change = models.OneToOneField(
        "marks.MarkChange", models.PROTECT, null=True, blank=True, related_name="ended_procedure"
    )

    class Meta:
        verbose_name = "标识处置程序"
        constraints = [
            models.UniqueConstraint(fields=["mark"], condition=Q(decision=""), name="one_living_procedure_per_mark"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (~Q(decision="") & ~Q(decision_text="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="a_decided_procedure_says_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(decision="applied") | Q(change__isnull=False), name="an_applied_procedure_changed_the_mark"
            ),
        ]

    def __str__(self) -> str:
        return self.case.number


class Consequence(models.Model):
    """What follows from a measure (处置后续事项): listed to be done, until somebody says that it is."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="consequences")
    text = models.TextField("事项")
    done_at = models.DateTimeField("办结时间", null=True, blank=True)
    done_by = models.ForeignKey("parties.User", models.PROTECT, null=True, blank=True, related_name="consequences_done")
    note = models.TextField("办理情况", blank=True)

    class Meta:
        verbose_name = "处置后续事项"
        constraints = [
            models.CheckConstraint(condition=Q(done_at__isnull=True) | ~Q(note=""), name="a_consequence_done_says_how")
        ]


class Appeal(models.Model):
    """The holder's appeal against a suspension or revocation (申诉); decided by somebody else than decided first."""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="appeal")
    mark = models.ForeignKey("marks.Mark", models.PROTECT, related_name="appeals")
    change = models.OneToOneField("marks.MarkChange", models.PROTECT, related_name="appeal")
    text = models.TextField("申诉理由")
    raised_by = models.ForeignKey("parties.User", models.PROTECT, related_name="appeals_raised")
    raised_at = models.DateTimeField("提出时间")
    first_decided_by = models.ForeignKey("parties.User", models.PROTECT, related_name="decisions_appealed")
    stays = models.BooleanField("停止执行", default=False)
    """Whether the measure rests meanwhile, because the edition says so."""
    outcome = models.CharField("结果", max_length=10, choices=AppealOutcome.choices, blank=True)
    finding = models.TextField("复核情况", blank=True)
    decided_by = models.ForeignKey(
        "parties.User", models.PROTECT, null=True, blank=True, related_name="appeals_decided"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)

    class Meta:
        verbose_name = "申诉"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("first_decided_by")),
                name="an_appeal_is_decided_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | (~Q(outcome="") & ~Q(finding="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="a_decided_appeal_says_who_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.case.number


class SurveillanceCheck(models.Model):
    """One of the checks that the edition plans after conferral (监督检查)."""

    mark = models.ForeignKey("marks.Mark", models.PROTECT, related_name="checks")
    position = models.PositiveSmallIntegerField("规则中的次序")
    due_on = models.DateField("应检查日期")
    done_on = models.DateField("检查日期", null=True, blank=True)
    passed = models.BooleanField("符合", null=True)
    finding = models.TextField("检查情况", blank=True)
    done_by = models.ForeignKey("parties.User", models.PROTECT, null=True, blank=True, related_name="checks_done")

    class Meta:
        verbose_name = "监督检查"
        constraints = [
            models.UniqueConstraint(fields=["mark", "position", "due_on"], name="a_check_is_planned_once"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, passed__isnull=True)
                | (Q(done_on__isnull=False, passed__isnull=False) & ~Q(finding="")),
                name="a_check_done_says_what_was_found",
            ),
        ]
