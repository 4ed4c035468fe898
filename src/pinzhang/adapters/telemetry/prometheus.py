"""Metrics for Prometheus (``/metrics``); imported only where ``PINZHANG_METRICS_TOKEN`` is set."""

import os
import time
from collections.abc import Callable, Iterator
from secrets import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from pinzhang.domain.core.selectors import jobs_by_state, oldest_due_job, workers

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where several web processes put their counts together; ``pinzhang serve`` sets it."""
requests = Counter("pinzhang_requests_total", "Requests by page, method and status.", ["page", "method", "status"])
seconds = Histogram("pinzhang_request_seconds", "How long requests took, by page.", ["page"])


class MetricsMiddleware:
    """Counts and times requests by the name of their page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        page = request.resolver_match.view_name if request.resolver_match else "none"
        requests.labels(page, request.method or "", response.status_code).inc()
        seconds.labels(page).observe(time.perf_counter() - started)
        return response


class QueueCollector(Collector):
    """Reads the state of the queue when somebody asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield jobs by state, how long the oldest due one waits, and how long ago each worker was heard of."""
        at = timezone.now()
        states = GaugeMetricFamily("pinzhang_jobs", "Jobs by state.", labels=["state"])
        for state, count in jobs_by_state().items():
            states.add_metric([state], count)
        yield states
        oldest = oldest_due_job(at)
        waited = (at - oldest.run_at).total_seconds() if oldest else 0
        yield GaugeMetricFamily("pinzhang_oldest_due_job_seconds", "How long the oldest due job waits.", value=waited)
        beats = GaugeMetricFamily("pinzhang_worker_silent_seconds", "Since a worker was heard of.", labels=["host"])
        for worker in workers():
            beats.add_metric([worker.host], (at - worker.beat_at).total_seconds())
        yield beats


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the metrics to whoever bears the token of this instance; to others the page does not exist."""
    if not compare_digest(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=404)
    queue = CollectorRegistry()
    queue.register(QueueCollector())
    return HttpResponse(generate_latest(_counted()) + generate_latest(queue), content_type=CONTENT_TYPE_LATEST)


def _counted() -> CollectorRegistry:
    if FOLDER not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together
