"""Tell the systems of others what happened: signed, retried, with ids only."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from pinzhang.domain.connections.choices import DeliveryState
from pinzhang.domain.connections.events import names_for
from pinzhang.domain.connections.models import WebhookDelivery, WebhookEndpoint
from pinzhang.domain.connections.permissions import Holder, may_connect
from pinzhang.domain.connections.ports import Courier
from pinzhang.domain.connections.refusals import CannotSubscribe, NotCarried
from pinzhang.domain.connections.selectors import endpoints_of
from pinzhang.domain.core.models import Event
from pinzhang.domain.core.services import events, jobs
from pinzhang.domain.parties.models import Organisation, User

MOST_ENDPOINTS = 10
PROBLEM_LENGTH = 200


def courier() -> Courier:
    """Return the adapter that the settings bind."""
    module, _, name = settings.COURIER.rpartition(".")
    return cast("Courier", getattr(import_module(module), name)())


@transaction.atomic
def add_endpoint(*, holder: Holder, url: str, names: Iterable[str], by: User, at: datetime) -> WebhookEndpoint:
    """Enter an address that is told of events from now on (登记推送地址).

    :raises CannotSubscribe: the person may not, no event is chosen, there are too many, or the address is not https
        on the public network.
    """
    wanted = sorted(set(names))
    if not may_connect(by, holder):
        raise CannotSubscribe("只有授权签署人或主管机关经办可以登记推送地址。")
    if not wanted or set(wanted) - set(names_for(holder)):
        raise CannotSubscribe("请选择要推送的事件。", fields={"events": "请至少选择一种事件。"})
    if endpoints_of(holder).count() >= MOST_ENDPOINTS:
        raise CannotSubscribe(f"最多登记 {MOST_ENDPOINTS} 个推送地址，请先停用一个。")
    try:
        courier().check(url)
    except NotCarried as refusal:
        raise CannotSubscribe(refusal.sentence, fields={"url": refusal.sentence}) from refusal
    held = {"organisation" if isinstance(holder, Organisation) else "authority": holder}
    endpoint = WebhookEndpoint.objects.create(
        **held, url=url, events=wanted, nonce=secrets.token_hex(16), created_by=by, created_at=at
    )
    events.record("connections.endpoint.added", subject=endpoint, by=by, at=at, data={"events": wanted})
    return endpoint


@transaction.atomic
def end_endpoint(*, endpoint: WebhookEndpoint, by: User, at: datetime) -> None:
    """Tell an address nothing any more (停用推送地址)."""
    if WebhookEndpoint.objects.filter(pk=endpoint.pk, ended_at__isnull=True).update(ended_at=at):
        events.record("connections.endpoint.ended", subject=endpoint, by=by, at=at)


def secret_of(endpoint: WebhookEndpoint) -> str:
    """Return the secret with which what is told to an endpoint is signed; it is derived, and kept nowhere."""
    return salted_hmac("pinzhang.webhook", f"{endpoint.pk}:{endpoint.nonce}", algorithm="sha256").hexdigest()


def signature_of(secret: str, content: bytes, seconds: int) -> str:
    """Return the header that signs content at a time: HMAC-SHA256 over the seconds, a full stop and the content."""
    code = hmac.new(secret.encode(), str(seconds).encode() + b"." + content, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={code}"


@transaction.atomic
def queue_delivery(*, endpoint: WebhookEndpoint, event: Event, at: datetime) -> None:
    """Queue one event for one endpoint, once."""
    delivery, is_new = WebhookDelivery.objects.get_or_create(endpoint=endpoint, event=event, defaults={"queued_at": at})
    if is_new:
        jobs.enqueue(deliver, key=f"delivery:{delivery.pk}", payload={"delivery": delivery.pk}, at=at)


@jobs.outside
def deliver(payload: dict[str, Any], at: datetime) -> None:
    """Carry one event to its endpoint; what is not taken is tried again with growing pauses.

    :raises NotCarried: it was not taken; the queue tries again.
    """
    delivery = WebhookDelivery.objects.select_related("endpoint", "event").get(pk=payload["delivery"])
    if delivery.state != DeliveryState.WAITING:
        return
    if delivery.endpoint.ended_at is not None:
        _note(delivery, DeliveryState.FAILED, at=at, problem="推送地址已停用")
        return
    content = content_of(delivery.event)
    try:
        status = courier().carry(delivery.endpoint.url, content, _headers(delivery, content, at))
    except NotCarried as refusal:
        is_last = delivery.attempts + 1 >= jobs.MOST_ATTEMPTS
        state = DeliveryState.FAILED if is_last else DeliveryState.WAITING
        _note(delivery, state, at=at, problem=refusal.sentence, status=refusal.status)
        raise
    _note(delivery, DeliveryState.DELIVERED, at=at, status=status)


def _headers(delivery: WebhookDelivery, content: bytes, at: datetime) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "Pinzhang-Webhook/1",
        "Pinzhang-Event": delivery.event.name,
        "Pinzhang-Delivery": str(delivery.pk),
        "Pinzhang-Signature": signature_of(secret_of(delivery.endpoint), content, int(at.timestamp())),
    }


def content_of(event: Event) -> bytes:
    """Return what is told of an event: its name, its time and the id of its object, no word of anybody."""
    kind, _, pk = event.stream.partition(":")
    told = {
        "schema": 1,
        "event": event.pk,
        "name": event.name,
        "at": event.at.isoformat(),
        "object": {"kind": kind.rpartition(".")[2], "id": int(pk)},
    }
    return json.dumps(told, ensure_ascii=False).encode()


@transaction.atomic
def _note(
    delivery: WebhookDelivery, state: DeliveryState, *, at: datetime, problem: str = "", status: int | None = None
) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=state, attempts=delivery.attempts + 1, tried_at=at, problem=problem[:PROBLEM_LENGTH], status=status
    )
