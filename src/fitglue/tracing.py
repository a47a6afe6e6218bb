"""Traces of requests, for those who installed `fitglue[otel]` and set an OTEL_ variable.

A span per request, named by its route. The usual instrumentation puts whole addresses into spans,
and ours carry ids and the one-time link; so it is our own, of a few lines. Nothing is imported
unless a variable asks.
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fitglue.domain.errors import Misconfigured

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

_ASKS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def trace(app: FastAPI, environment: Mapping[str, str] = os.environ) -> None:
    """Send a span per request where the variables of OpenTelemetry say.

    Does nothing when they say nothing. Raises Misconfigured when the extra is not installed.
    """
    if any(environment.get(name) for name in _ASKS):
        app.add_middleware(Traced, tracer=_tracer())


def _tracer() -> "Tracer":
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as problem:
        raise Misconfigured(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry is not installed.",
            "Install fitglue[otel], or take the variable away.",
        ) from problem
    os.environ.setdefault("OTEL_SERVICE_NAME", "fitglue")
    provider = TracerProvider()  # it sends what is left when the program ends
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider.get_tracer("fitglue")


class Traced:
    """Opens a span around every request."""

    def __init__(self, app: ASGIApp, tracer: "Tracer") -> None:
        self.app = app
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # The text of an error may carry a value; its type and place are in the log.
        with self._tracer.start_as_current_span(
            scope["method"], record_exception=False, set_status_on_exception=False
        ) as span:

            async def sending(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                await send(message)

            try:
                await self.app(scope, receive, sending)
            finally:
                route = getattr(scope.get("route"), "path", "none")
                span.update_name(f"{scope['method']} {route}")
                span.set_attribute("http.route", route)
                span.set_attribute("http.request.method", scope["method"])
