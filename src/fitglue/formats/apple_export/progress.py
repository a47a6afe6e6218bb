"""Telling how far reading is, often enough to look alive and no oftener."""

from collections.abc import Callable
from time import monotonic

from fitglue.domain.arrival import Progress

_EVERY_S = 0.2
#: Reading the records takes about this share of the time, joining workouts the rest.
RECORDS_SHARE = 0.6


class Teller:
    """Passes progress on, at most a few times a second; the end is always told."""

    def __init__(self, tell: Callable[[Progress], None]) -> None:
        self._tell = tell
        self._last_s = float("-inf")

    def say(self, share: float, doing: str) -> None:
        """Tell that `share` of 1.0 is done."""
        now_s = monotonic()
        if share < 1 and now_s - self._last_s < _EVERY_S:
            return
        self._last_s = now_s
        self._tell(Progress(min(share, 1.0), doing))

    def records(self, size: int | None) -> Callable[[int], None]:
        """Give a callback for the bytes of records read so far, of `size` if that is known."""

        def tell(done: int) -> None:
            share = min(done / size, 1.0) if size else done / (done + (1 << 30))
            self.say(RECORDS_SHARE * share, "Reading health records")

        return tell

    def workouts(self, done: int, of: int) -> None:
        """Tell that workout `done` of `of` is joined."""
        share = RECORDS_SHARE + (1 - RECORDS_SHARE) * done / max(of, 1)
        self.say(min(share, 0.999), f"Joining workout {done:,} of {of:,}")
