from django.db import models


class Role(models.TextChoices):
    """What a key may sign (密钥用途); the values are those of the published key set."""

    CREDENTIAL = "credential", "签发标识凭证"
    STATUS = "status", "签发状态名单"
    LOG = "log", "签发日志树头"


class Standing(models.TextChoices):
    """Where a mark stands, as status lists tell it (标识状态)."""

    ACTIVE = "active", "有效"
    SUSPENDED = "suspended", "暂停使用"
    REVOKED = "revoked", "已撤销"
    SURRENDERED = "surrendered", "已交回"
    EXPIRED = "expired", "已到期"
    SUPERSEDED = "superseded", "已被取代"


class AlertKind(models.TextChoices):
    """What is implausible about the scans of one serial (查验异常)."""

    TOO_OFTEN = "too_often", "查验过于频繁"
    FAR_APART = "far_apart", "同日在多地查验"
