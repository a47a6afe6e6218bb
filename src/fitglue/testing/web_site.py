"""The pages served for real on a free port of this machine, and a browser to look at them."""

import asyncio
import shutil
import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp

from fitglue.people.links import NewPerson
from fitglue.testing.running_server import KIM

if TYPE_CHECKING:  # only tests have it
    from playwright.sync_api import Browser, Playwright, StorageState

_PATIENCE_S = 20.0
_DATE_EVERY_S = 1.0
# Chromium's own sandbox needs rights that containers lack; WebGL without a graphics card.
# Without a card, what a page looks like is quicker painted than drawn by a pretended one.
_FLAGS = [
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--disable-gpu-compositing", "--disable-gpu-rasterization",
]  # fmt: skip


@dataclass(frozen=True)
class Site:
    """Where the pages are, and the cookies of who is signed in."""

    base_url: str
    state: "StorageState"


def chromium() -> str | None:
    """Find the system's Chromium, or a relative of it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def launched(playwright: "Playwright") -> "Browser":
    """Start the system's Chromium with a software WebGL. Raises FileNotFoundError without one."""
    program = chromium()
    if program is None:
        raise FileNotFoundError("there is no Chromium here: apt-get install chromium")
    return playwright.chromium.launch(executable_path=program, args=_FLAGS)


def signed_in(browser: "Browser", address: str, who: NewPerson | None = None) -> "StorageState":
    """Sign Kim in, or somebody else, and give the browser's cookies."""
    form: dict[str, str | float | bool] = (
        {"email": who.email, "password": who.password} if who else {**KIM}
    )
    context = browser.new_context(base_url=address)
    context.request.post("/sign-in", form=form)
    state = context.storage_state()
    context.close()
    return state


@contextmanager
def served(app: ASGIApp) -> Generator[str]:
    """Serve `app` from a thread while the block runs; give its address. Raises TimeoutError."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
    server = _PromptServer(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        _wait_for(server)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.stop()
        thread.join(_PATIENCE_S)
        listening.close()


class _PromptServer(uvicorn.Server):
    """Stops as soon as it is told to; uvicorn looks ten times a second whether it was."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told_to_stop = asyncio.Event()

    def stop(self) -> None:
        """Tell it to stop, from another thread."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended by itself
                self._loop.call_soon_threadsafe(self._told_to_stop.set)

    async def main_loop(self) -> None:
        """Serve until told to stop."""
        self._loop = asyncio.get_running_loop()
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told_to_stop.wait(), _DATE_EVERY_S)


def _wait_for(server: uvicorn.Server) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not server.started:
        if time.monotonic() > end:
            raise TimeoutError("the pages did not come up")
        time.sleep(0.02)
