"""Reads of events."""

from django.db.models import Model, QuerySet

from pinzhang.domain.core.models import Event
from pinzhang.domain.core.services.events import stream_of


def events_about(*objects: Model) -> QuerySet[Event]:
    """Return what happened to objects, the newest first (事件)."""
    return Event.objects.filter(stream__in=[stream_of(each) for each in objects]).order_by("-at", "-pk")
