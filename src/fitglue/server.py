"""The server: pages, with a worker beside them or without."""

import asyncio
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import NoReturn

import uvicorn

from fitglue import tracing
from fitglue.background_work import BackgroundWork
from fitglue.instance import Instance
from fitglue.watch import InstanceWatch
from fitglue.web.app import create_app
from fitglue.working import end, watched_folder

_PATIENCE_S = 5  # for answers that are being given when we are told to stop
_DATE_EVERY_S = 1.0
# A thread that computes lets another go on after this. A question to the database asks for its turn
# several times, and with Python's 5 ms each of them waits longer than the whole question takes:
# https://docs.python.org/3/library/sys.html#sys.setswitchinterval
_TURN_S = 0.0005


def serve(
    instance: Instance,
    listener: socket.socket,
    announce: Callable[[str], None],
    working: BackgroundWork | None,
) -> NoReturn:
    """Serve until told to stop; `announce` gets the address once pages are answered.

    With `working`, this process works on runs and imports, too.
    """
    sys.setswitchinterval(_TURN_S)
    watch = InstanceWatch(instance, (lambda: working.is_alive) if working else None)
    app = create_app(instance, watch)
    tracing.trace(app)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=_PATIENCE_S
    )

    def ready() -> None:
        announce(_address(listener))
        if working is not None:
            working.begin()

    server = _AnnouncingServer(config, ready, app.state.live.end)
    # uvicorn answers what it began and then repeats the signal, which by default would end the
    # process before it has stopped its worker.
    signal.signal(signal.SIGTERM, lambda *_: None)
    inbox = watched_folder(instance) if working else None
    server.run(sockets=[listener])
    end(instance, working, inbox)


class _AnnouncingServer(uvicorn.Server):
    """Says when it is ready, and lets tabs go when it stops; uvicorn itself would wait for them.

    Idle, it wakes once a second to renew the date of its answers. uvicorn wakes ten times, also to
    see whether it was told to stop, which here wakes it at once.
    """

    def __init__(
        self, config: uvicorn.Config, announce: Callable[[], None], let_go: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._announce = announce
        self._let_go = let_go
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told_to_stop = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self._announce()

    async def main_loop(self) -> None:
        """Serve until told to stop."""
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told_to_stop.wait(), _DATE_EVERY_S)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal, as uvicorn does, and wake up."""
        super().handle_exit(sig, frame)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._told_to_stop.set)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what tabs listen to, then answer what is being asked."""
        self._let_go()
        await super().shutdown(sockets)


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{'localhost' if shown == '127.0.0.1' else shown}:{port}"
