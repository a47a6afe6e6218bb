"""Watches every request: an id, how long it took, a line in the log, a count for Prometheus.

What is told of a request is its route, `/activities/{activity_id}`, never its address: addresses
carry ids, words searched for, and the one-time link.
"""

import logging
import secrets
import time
from typing import Protocol

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fitglue.store.census import ByState, Counts

REQUEST_ID = "x-request-id"
_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60)
log = logging.getLogger(__name__)


class Watch(Protocol):
    """What can be asked of the installation behind the pages."""

    def shortcomings(self) -> list[str]:
        """Say what stands in the way of work; nothing when all is well."""
        ...

    def counts(self) -> Counts:
        """Count rows."""
        ...

    def free_bytes(self) -> int:
        """Give the room left on the disk."""
        ...


class Metrics(Collector):
    """One application's figures; what is in the database is counted when asked for."""

    def __init__(self, watch: Watch | None) -> None:
        self.registry = CollectorRegistry()
        self._watch = watch
        self._requests = Counter(
            "fitglue_requests", "Requests answered.", ("method", "route", "status"),
            registry=self.registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "fitglue_request_seconds", "From a request to the end of its answer.", ("route",),
            buckets=_BUCKETS_S, registry=self.registry,
        )  # fmt: skip
        self.registry.register(self)

    def answered(self, method: str, route: str, status: int, took_s: float) -> None:
        """Count a request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(took_s)

    def collect(self) -> list[GaugeMetricFamily]:
        """Give the gauges of this moment."""
        if self._watch is None:
            return []
        counts = self._watch.counts()
        waits = GaugeMetricFamily(
            "fitglue_waiting_seconds", "How long the oldest has waited.", labels=["of"]
        )
        waits.add_metric(["imports"], counts.import_waits_s)
        waits.add_metric(["runs"], counts.run_waits_s)
        waits.add_metric(["deliveries"], counts.delivery_waits_s)
        return [
            _by_state("fitglue_imports", "Files given to FitGlue.", counts.imports),
            _by_state("fitglue_runs", "Activities on their way.", counts.runs),
            _by_state("fitglue_deliveries", "Activities at targets.", counts.deliveries),
            waits,
            _gauge("fitglue_database_bytes", "Size of the database.", counts.database_bytes),
            _gauge("fitglue_disk_free_bytes", "Room for the data.", self._watch.free_bytes()),
        ]

    def describe(self) -> list[GaugeMetricFamily]:
        """Ask nothing of the database when the application is made."""
        return []


class Watched:
    """Measures, counts and logs every request of an application."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = _Request(scope, send, secrets.token_hex(8))
        with structlog.contextvars.bound_contextvars(request_id=request.id):
            try:
                await self.app(scope, receive, request.send)
            except Exception:
                log.exception("a request failed", extra={"route": request.route})
                raise
            finally:
                self._told(request)

    def _told(self, request: "_Request") -> None:
        took_s, method = time.perf_counter() - request.began, request.method
        self._metrics.answered(method, request.route, request.status, took_s)
        log.info(
            "answered",
            extra={
                "method": method, "route": request.route, "status": request.status,
                "took_ms": round(took_s * 1000, 1),
            },
        )  # fmt: skip


class _Request:
    """One request while it is being answered."""

    def __init__(self, scope: Scope, send: Send, request_id: str) -> None:
        self.id = request_id
        self.began = time.perf_counter()
        self.status = 500  # until somebody says otherwise
        self._scope = scope
        self._send = send

    @property
    def method(self) -> str:
        """Give a method that is one: a stranger's invention would be a label of its own."""
        known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
        return self._scope["method"] if self._scope["method"] in known else "other"

    @property
    def route(self) -> str:
        """Give the template of the route that answered."""
        found = getattr(self._scope.get("route"), "path", None)
        return str(found or ("/assets" if self._scope["path"].startswith("/assets/") else "none"))

    async def send(self, message: Message) -> None:
        """Pass the answer on, with the request's id on it."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)[REQUEST_ID] = self.id
        await self._send(message)


def _by_state(name: str, what: str, numbers: ByState) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what, labels=["state"])
    for state, number in sorted(numbers.items()):
        family.add_metric([state], number)
    return family


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)
