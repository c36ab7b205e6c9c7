"""Traces of requests for a collector, where the environment names one; without it nothing is imported or sent."""

import os
from typing import Any, Final

import structlog
from fastapi import FastAPI
from starlette.types import Scope

_COLLECTOR: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_QUIET = "health,ready,metrics"


def trace(app: FastAPI) -> bool:
    """Send one trace a request to the collector that OpenTelemetry's own variables name; return whether it does.

    Spans carry the route's template and the status. Addresses, which hold client numbers, are cut off.
    """
    if not any(os.environ.get(name) for name in _COLLECTOR):
        return False
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError:
        structlog.get_logger().warning("no_traces", advice='pip install "limpide[telemetry]"')
        return False
    provider = TracerProvider(resource=Resource.create({"service.name": "limpide"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    FastAPIInstrumentor.instrument_app(
        app,
        tracer_provider=provider,
        excluded_urls=_QUIET,
        exclude_spans=["receive", "send"],
        server_request_hook=_forget_address,
    )
    return True


def _forget_address(span: Any, scope: Scope) -> None:
    template = getattr(scope.get("route"), "path", "")
    for name in ("http.url", "http.target", "url.full", "url.path", "url.query", "http.route"):
        span.set_attribute(name, template)
