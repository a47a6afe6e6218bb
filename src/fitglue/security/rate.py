"""How many requests somebody may make a minute, so that one phone gone wild harms nobody else.

It is counted in each process by itself: a limit that keeps a server healthy needs no exactness,
and a write for every request would cost more than the request.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from fitglue.domain.errors import TooManyTries

_MOST_NAMES = 10_000


class Rate:
    """A bucket for each name, which holds `a_minute` requests and fills up evenly."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = a_minute
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # how many, when
        self._lock = threading.Lock()

    def admit(self, name: str) -> None:
        """Count a request. Raises TooManyTries when the bucket is empty."""
        with self._lock:
            left = self._refilled(name)
            self._left[name] = (left - 1 if left >= 1 else left, self._clock())
            self._left.move_to_end(name)
            if len(self._left) > _MOST_NAMES:
                self._left.popitem(last=False)
        if left < 1:
            wait_s = math.ceil((1 - left) * 60 / self._most)
            raise TooManyTries(
                "This came too often within a minute.", "Nothing: it is sent again by itself.",
                retry_after_s=wait_s,
            )  # fmt: skip

    def _refilled(self, name: str) -> float:
        left, at = self._left.get(name, (float(self._most), self._clock()))
        return min(left + (self._clock() - at) * self._most / 60, self._most)
