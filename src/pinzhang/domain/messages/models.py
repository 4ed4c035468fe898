"""Notices on the site and letters as documents."""

from django.db import models


class Notice(models.Model):
    """A notice to one person (站内通知); mailed as well where the person has an address."""

    recipient = models.ForeignKey("parties.User", models.CASCADE, related_name="notices")
    title = models.CharField("标题", max_length=120)
    title_en = models.CharField("英文标题", max_length=200, blank=True)
    text = models.TextField("内容", blank=True)
    text_en = models.TextField("英文内容", blank=True)
    link = models.CharField("链接", max_length=200, blank=True)
    key = models.CharField("唯一键", max_length=200)
    sent_at = models.DateTimeField("发出时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = "通知"
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="a_notice_is_sent_once")]
        indexes = [models.Index(fields=["recipient", "read_at"], name="notice_by_recipient")]


class Letter(models.Model):
    """An official letter or certificate (文书、证书), set once and kept as PDF/A."""

    kind = models.CharField("种类", max_length=30)
    number = models.CharField("文号", max_length=60, unique=True)
    about = models.CharField("对象", max_length=80)
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="letters")
    title = models.CharField("标题", max_length=120)
    content = models.JSONField("内容")
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="letters")
    issued_at = models.DateTimeField("签发时间")

    class Meta:
        verbose_name = "文书"
        indexes = [models.Index(fields=["about"], name="letter_by_object")]
