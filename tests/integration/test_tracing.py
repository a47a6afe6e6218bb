"""Traces go where OpenTelemetry's variables say, and are not there without."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from fitglue import tracing


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A collector of traces: its address, and what it was sent."""
    received: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    server.server_close()


PROGRAM = """
from fastapi import FastAPI
from starlette.testclient import TestClient
from fitglue import tracing

app = FastAPI()

@app.get("/activities/{activity_id}")
def activity(activity_id: str) -> str:
    return "here"

tracing.trace(app)
TestClient(app).get("/activities/canary?q=canary")
"""


def test_a_request_becomes_a_span_named_by_its_route(
    collector: tuple[str, list[bytes]],
) -> None:
    address, received = collector
    subprocess.run(
        [sys.executable, "-c", PROGRAM],
        check=True,
        env={"OTEL_EXPORTER_OTLP_ENDPOINT": address},
        timeout=60,
    )
    (sent,) = received
    assert b"GET /activities/{activity_id}" in sent
    assert b"fitglue" in sent
    assert b"canary" not in sent


def test_without_a_variable_nothing_is_loaded() -> None:
    program = (
        # FastAPI looks for the bare interface by itself; what collects and sends is not there.
        "import sys, fitglue.server; from fastapi import FastAPI; from fitglue import tracing\n"
        "tracing.trace(FastAPI()); assert not [m for m in sys.modules if 'opentelemetry.sdk' in m]"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={}, timeout=60)


def test_an_application_is_the_same_with_and_without() -> None:
    app = FastAPI()
    tracing.trace(app, {"OTEL_SERVICE_NAME": "fitglue"})
    assert TestClient(app).get("/").status_code == 404
