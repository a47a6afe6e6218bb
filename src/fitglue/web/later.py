"""An application that is made when it is first asked, or by who has time before that."""

import threading
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send


class Later:
    """Answers as the application that `make` gives; making it once takes half a second."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._made: ASGIApp | None = None
        self._lock = threading.Lock()

    def application(self) -> ASGIApp:
        """Give the application, made now if nobody has asked before."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        application = self._made or await run_in_threadpool(self.application)
        await application(scope, receive, send)
