"""What the processes that run the queue say of themselves."""

from datetime import datetime, timedelta

from django.db import transaction

from pinzhang.domain.core.models import Worker

FORGOTTEN_AFTER = timedelta(days=1)


@transaction.atomic
def beat(*, name: str, host: str, process: int, at: datetime) -> None:
    """Say that a worker lives; those silent for a day are forgotten (心跳)."""
    if not Worker.objects.filter(name=name).update(beat_at=at):
        Worker.objects.create(name=name, host=host, process=process, started_at=at, beat_at=at)
        Worker.objects.filter(beat_at__lt=at - FORGOTTEN_AFTER).delete()


def leave(*, name: str) -> None:
    """Say that a worker stopped in order (停止)."""
    Worker.objects.filter(name=name).delete()
