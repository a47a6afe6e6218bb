"""The server: pages, API and the import worker in one process."""

import os
import signal
import socket
import sys
from collections.abc import Callable

import uvicorn

from fitglue import logs, tracing
from fitglue.config import Settings
from fitglue.domain.errors import Misconfigured
from fitglue.instance import Instance
from fitglue.pipeline.delivery import Dispatch
from fitglue.watch import InstanceWatch
from fitglue.web.app import create_app
from fitglue.web.live_services import LiveServices
from fitglue.worker import ImportWorker

_PATIENCE_S = 5  # for answers that are being given when we are told to stop


def serve(instance: Instance, announce: Callable[[str], None]) -> None:
    """Serve until told to stop; `announce` gets the address once pages are answered.

    Raises Misconfigured when the port is taken.
    """
    listener = listen(instance.settings)
    worker = ImportWorker(instance)
    logs.configure(instance.settings.log_level)
    watch = InstanceWatch(instance, worker.is_alive)
    app = create_app(LiveServices(instance, worker.wake), watch, instance.settings.metrics_token)
    tracing.trace(app)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=_PATIENCE_S
    )
    server = _AnnouncingServer(config, lambda: announce(_address(listener)))
    # uvicorn answers what it began and then repeats the signal, which by default would end the
    # process before it has stopped its worker.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    worker.start()
    try:
        Dispatch(instance.store, instance.settings.output_folder).everything_waiting()
        server.run(sockets=[listener])
    finally:
        worker.stop()
        instance.store.close()


class _AnnouncingServer(uvicorn.Server):
    """Says when it is ready; uvicorn itself would only log it."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._announce()


def listen(settings: Settings) -> socket.socket:
    """Take the port. Raises Misconfigured when it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # TCP by name: asyncio switches Nagle's algorithm off only for sockets that say so, and with it
    # on every answer waits 40 ms for the other side's acknowledgement of its first half.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen()
    except OSError as problem:
        listener.close()
        raise Misconfigured(
            f"FitGlue cannot listen on {settings.host} port {settings.port}: {problem.strerror}.",
            "Another FitGlue may be running; else choose another port: fitglue serve --port 8421.",
        ) from problem
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{'localhost' if shown == '127.0.0.1' else shown}:{port}"
