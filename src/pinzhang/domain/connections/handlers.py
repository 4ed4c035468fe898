"""Queue what the systems of others are to be told."""

from datetime import datetime

from pinzhang.domain.connections.events import NAMES, endpoints_told_of
from pinzhang.domain.connections.services.deliveries import queue_delivery
from pinzhang.domain.core.models import Event
from pinzhang.domain.core.services.events import handles


@handles(*NAMES)
def tell_endpoints(event: Event, at: datetime) -> None:
    """Queue an event for every endpoint it concerns."""
    for endpoint in endpoints_told_of(event):
        queue_delivery(endpoint=endpoint, event=event, at=at)
