from django.db import models


class MarkState(models.TextChoices):
    """Where a mark stands (标识状态)."""

    ACTIVE = "active", "有效"
    SUSPENDED = "suspended", "暂停使用"
    REVOKED = "revoked", "已撤销"
    EXPIRED = "expired", "已到期"
