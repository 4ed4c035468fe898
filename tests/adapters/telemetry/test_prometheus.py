"""Metrics are for whoever bears the token, and say how requests and the queue fare."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from pinzhang.domain.core.models import Job
from pinzhang.domain.core.services.workers import beat

prometheus = pytest.importorskip("pinzhang.adapters.telemetry.prometheus", exc_type=ImportError)
TOKEN = "a-token-for-the-watch"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _token(settings):
    settings.METRICS_TOKEN = TOKEN


def _asked(token=TOKEN):
    return prometheus.metrics(RequestFactory().get("/metrics", headers={"authorization": f"Bearer {token}"}))


def test_whoever_does_not_bear_the_token_finds_nothing():
    assert [_asked("").status_code, _asked("other").status_code] == [404, 404]


def test_metrics_tell_of_requests_and_of_the_queue():
    now = timezone.now()
    Job.objects.create(handler="h", key="1", run_at=now - timedelta(seconds=90))
    Job.objects.create(handler="h", key="2", run_at=now, state=Job.FAILED)
    beat(name="w", host="here", process=1, at=now - timedelta(seconds=30))
    prometheus.MetricsMiddleware(lambda _request: HttpResponse(status=418))(RequestFactory().get("/"))

    lines = _asked().content.decode().splitlines()

    assert 'pinzhang_requests_total{method="GET",page="none",status="418"} 1.0' in lines
    assert {'pinzhang_jobs{state="failed"} 1.0', 'pinzhang_jobs{state="queued"} 1.0'} <= set(lines)
    values = {name: float(value) for name, _, value in (line.partition(" ") for line in lines if line[0] != "#")}
    assert 90 <= values["pinzhang_oldest_due_job_seconds"] < 150
    assert 30 <= values['pinzhang_worker_silent_seconds{host="here"}'] < 90
