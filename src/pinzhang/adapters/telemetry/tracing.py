"""Traces for OpenTelemetry; imported only where ``PINZHANG_OTLP_ENDPOINT`` is set."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode

FAILED = 500


class TracingMiddleware:
    """Makes one span of every request, named by its page; it carries neither what was asked nor who asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.provider = TracerProvider(resource=Resource.create({"service.name": "pinzhang"}))
        self.provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.OTLP_ENDPOINT)))
        self.tracer = trace.get_tracer("pinzhang", tracer_provider=self.provider)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with self.tracer.start_as_current_span(request.method or "", kind=SpanKind.SERVER) as span:
            response = self.get_response(request)
            page = request.resolver_match.view_name if request.resolver_match else ""
            span.update_name(f"{request.method} {page}".strip())
            span.set_attributes({"http.request.method": request.method or "", "http.route": page})
            span.set_attribute("http.response.status_code", response.status_code)
            if response.status_code >= FAILED:
                span.set_status(Status(StatusCode.ERROR))
        return response
