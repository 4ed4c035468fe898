from django.db import models


class ConflictAnswer(models.TextChoices):
    """What a reviewer declares before the file opens (利害关系声明)."""

    UNDECLARED = "", "尚未声明"
    NONE = "none", "没有利害关系"
    CONFLICT = "conflict", "有利害关系，申请回避"


class Conclusion(models.TextChoices):
    """What an institution concludes (评价结论)."""

    MEETS = "meets", "符合要求"
    FAILS = "fails", "不符合要求"
