"""A handler that leaves a countable effect, slowly enough for its worker to be killed in the middle."""

import time
from datetime import datetime

from pinzhang.domain.core.models import Event, Job
from pinzhang.domain.core.services import jobs
from pinzhang.domain.core.services.events import handles


@handles("tests.effect.wanted")
def leave_an_effect(event: Event, at: datetime) -> None:
    Job.objects.create(handler="effect", key=f"effect:{event.pk}", state=Job.DONE, run_at=at)
    time.sleep(0.005)


@jobs.job
def take_long(_payload: dict[str, object], at: datetime) -> None:
    Job.objects.create(handler="effect", key="long", state=Job.DONE, run_at=at)
    time.sleep(2)
