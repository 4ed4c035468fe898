from django.db import models


class AlertOrigin(models.TextChoices):
    """Where an alert comes from (预警来源)."""

    FACTS = "facts", "登记的事实"
    REPORT = "report", "群众举报"
    CHECK = "check", "监督检查"


class AlertState(models.TextChoices):
    """What became of an alert (预警状态)."""

    OPEN = "open", "待处理"
    DISMISSED = "dismissed", "不处置"
    TAKEN_UP = "taken_up", "已启动程序"


class Effect(models.TextChoices):
    """What a procedure may end in (拟作出的处置)."""

    SUSPEND = "suspend", "暂停使用"
    REVOKE = "revoke", "撤销"


class Decision(models.TextChoices):
    """How a procedure ended (处理决定)."""

    APPLIED = "applied", "决定处置"
    DROPPED = "dropped", "不予处置"


class AppealOutcome(models.TextChoices):
    """How an appeal ended (申诉结果)."""

    UPHELD = "upheld", "申诉成立"
    DISMISSED = "dismissed", "维持原处置"
