from django.db import models


class MarkState(models.TextChoices):
    """Where a mark stands (标识状态)."""

    ACTIVE = "active", "有效"
    SUSPENDED = "suspended", "暂停使用"
    REVOKED = "revoked", "已撤销"
    SURRENDERED = "surrendered", "已交回"
    EXPIRED = "expired", "已到期"
    SUPERSEDED = "superseded", "已换发"


LIVING = (MarkState.ACTIVE, MarkState.SUSPENDED)
"""States from which a mark can still come to something; all others are final."""
FINAL = tuple(state for state in MarkState if state not in LIVING)
