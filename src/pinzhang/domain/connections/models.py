"""Tokens of other systems, the requests they made, where they are told of events."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from pinzhang.domain.connections.choices import DeliveryState

ONE_HOLDER = Q(organisation__isnull=False, authority__isnull=True) | Q(
    organisation__isnull=True, authority__isnull=False
)


class ApiToken(models.Model):
    """A key by which another system acts for an organisation or an authority (接口令牌).

    Only the digest of its secret is kept. It acts as ``person``: somebody named, or an account of the holder's own
    that nobody can sign in with. Issued and revoked only by :mod:`pinzhang.domain.connections.services.tokens`.
    """

    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="api_tokens"
    )
    authority = models.ForeignKey("reference.Authority", models.PROTECT, null=True, blank=True, related_name="tokens")
    person = models.ForeignKey("parties.User", models.PROTECT, related_name="api_tokens")
    acts_for_holder = models.BooleanField("以单位名义", default=False)
    label = models.CharField("用途", max_length=60)
    hint = models.CharField("开头几位", max_length=12)
    digest = models.CharField("摘要", max_length=64, unique=True)
    scopes = models.JSONField("权限", default=list)
    issued_by = models.ForeignKey("parties.User", models.PROTECT, related_name="api_tokens_issued")
    issued_at = models.DateTimeField("签发时间")
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    last_used_on = models.DateField("最近使用", null=True, blank=True)

    class Meta:
        verbose_name = "接口令牌"
        constraints = [models.CheckConstraint(condition=ONE_HOLDER, name="a_token_has_one_holder")]

    def __str__(self) -> str:
        return self.label

    def is_living(self, at: datetime) -> bool:
        """Tell whether the token is neither revoked nor expired."""
        return self.revoked_at is None and at < self.expires_at


class KeptRequest(models.Model):
    """A request that is done once, however often it is sent (幂等请求): its digest and the answer it got."""

    owner = models.CharField("请求方", max_length=80)
    key = models.CharField("幂等键", max_length=128)
    digest = models.CharField("请求摘要", max_length=64)
    status = models.PositiveSmallIntegerField("状态码", default=0)
    media_type = models.CharField("类型", max_length=80, blank=True)
    answer = models.TextField("答复", blank=True)
    asked_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "幂等请求"
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="a_request_is_done_once")]
        indexes = [models.Index(fields=["asked_at"], name="kept_request_by_time")]


class WebhookEndpoint(models.Model):
    """Where an organisation or authority is told of events (推送地址).

    The secret that signs is derived from ``nonce`` and the key of the instance; it is kept nowhere.
    """

    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="webhook_endpoints"
    )
    authority = models.ForeignKey(
        "reference.Authority", models.PROTECT, null=True, blank=True, related_name="webhook_endpoints"
    )
    url = models.URLField("地址", max_length=500)
    events = models.JSONField("事件", default=list)
    nonce = models.CharField("随机数", max_length=64)
    created_by = models.ForeignKey("parties.User", models.PROTECT, related_name="webhook_endpoints")
    created_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "推送地址"
        constraints = [models.CheckConstraint(condition=ONE_HOLDER, name="a_webhook_has_one_holder")]

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(models.Model):
    """One event told to one endpoint (推送记录), retried until it is taken or given up."""

    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey("core.Event", models.PROTECT, related_name="deliveries")
    state = models.CharField("状态", max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    status = models.PositiveSmallIntegerField("最近的状态码", null=True, blank=True)
    problem = models.CharField("最近的问题", max_length=200, blank=True)
    queued_at = models.DateTimeField("排队时间")
    tried_at = models.DateTimeField("最近一次", null=True, blank=True)

    class Meta:
        verbose_name = "推送记录"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="an_event_is_told_once_per_endpoint"),
            models.CheckConstraint(
                condition=~Q(state="delivered") | Q(tried_at__isnull=False), name="a_delivery_was_tried"
            ),
        ]
