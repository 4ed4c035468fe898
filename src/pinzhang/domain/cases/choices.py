from django.db import models


class CaseKind(models.TextChoices):
    """What kind of thing is being handled (办件类型)."""

    APPLICATION = "application", "申报"
    OBJECTION = "objection", "异议"
    EDITION = "edition", "规则制定"
    MARK_CHANGE = "mark_change", "标识处置"
    APPEAL = "appeal", "申诉"
    REPORT = "report", "举报"


class Outcome(models.TextChoices):
    """How a case ended (办理结果)."""

    GRANTED = "granted", "通过"
    REFUSED = "refused", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "已失效"
    VOID = "void", "已作废"
