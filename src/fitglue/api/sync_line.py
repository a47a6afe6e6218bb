"""The line in front of the sync endpoint: the same batch is taken once, however many send it.

Whoever waits here holds neither a thread nor a connection, so pages are answered meanwhile. Who
would wait too long is told so before anything of theirs is taken.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import anyio
from anyio.to_thread import run_sync

from fitglue.domain.errors import Transient

R = TypeVar("R")
# Two would only take turns at Python's lock, and at each turn keep whoever is answered waiting; the
# disk is waited for beside: docs/decisions/0062.
_AT_ONCE = 1
_MOST_WAITING = 100  # a batch is at most 1 MiB, and takes a fraction of a second
_RETRY_AFTER_S = 10.0


class SyncLine:
    """Takes one batch at a time, and each of those that wait once."""

    def __init__(self) -> None:
        self._under_way: dict[object, asyncio.Event] = {}
        self._places: anyio.CapacityLimiter | None = None

    async def once(self, key: object, known: Callable[[], R | None], take: Callable[[], R]) -> R:
        """Give what is known of a batch, or take it; who else has this `key` waits for that.

        Raises Transient when too many wait.
        """
        while (told := await run_sync(known)) is None:
            if (ended := self._under_way.get(key)) is None:
                return await self._first(key, take)
            await ended.wait()
        return told

    async def _first(self, key: object, take: Callable[[], R]) -> R:
        if len(self._under_way) >= _MOST_WAITING:
            raise Transient(
                "Too many phones are sending at once.", "Nothing: it is sent again by itself.",
                retry_after_s=_RETRY_AFTER_S,
            )  # fmt: skip
        if self._places is None:  # it belongs to a running loop
            self._places = anyio.CapacityLimiter(_AT_ONCE)
        ended = self._under_way[key] = asyncio.Event()
        try:
            return await run_sync(take, limiter=self._places)
        finally:
            del self._under_way[key]
            ended.set()
