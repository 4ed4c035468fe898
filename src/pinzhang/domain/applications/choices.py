from django.db import models


class OpinionKind(models.TextChoices):
    """What a department says of an applicant (部门意见)."""

    NO_OBJECTION = "no_objection", "无意见"
    CONDITIONAL = "conditional", "有条件同意"
    OBJECTION = "objection", "不同意"
    SILENT = "silent", "逾期未回复"


class ObjectionState(models.TextChoices):
    """Where an objection stands (异议状态)."""

    RECEIVED = "received", "已收到"
    UPHELD = "upheld", "异议成立"
    DISMISSED = "dismissed", "异议不成立"
