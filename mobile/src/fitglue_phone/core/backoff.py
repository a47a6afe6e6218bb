"""How long nothing is sent after a server did not answer, or said that it cannot.

Each wait is twice as long as the one before, up to an hour, and somewhat random: phones that lost
one server at one moment do not come back at one moment.
https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
"""

import random
from dataclasses import dataclass

from fitglue_phone.core.queue import Queue

_FIRST_S, _LONGEST_S = 5.0, 3600.0
_FULL_S = 900.0  # a server without room gets some by a person, not in seconds
_FULL = 507


@dataclass(frozen=True, slots=True)
class Backoff:
    """The waits, written down so that they outlive the process."""

    queue: Queue
    chance: random.Random

    def failed(self, now_s: float, status: int, asked_for_s: float | None) -> None:
        """Wait after a failure, and at least as long as the server asked for."""
        failures = (self.queue.note("failures") or 0) + 1
        longest = min(_FIRST_S * 2 ** min(failures - 1, 20), _LONGEST_S)
        wait_s = self.chance.uniform(longest / 2, longest)
        least = max(asked_for_s or 0.0, _FULL_S if status == _FULL else 0.0)
        self.queue.put_notes(failures=failures, failed_s=now_s, wait_s=max(wait_s, least))

    def worked(self) -> None:
        """Forget the waits."""
        if self.queue.note("failures"):
            self.queue.put_notes(failures=None, failed_s=None, wait_s=None)

    def left_s(self, now_s: float) -> float:
        """Tell how long to wait yet. A clock that was set back ends a wait."""
        notes = self.queue.notes()
        if "failed_s" not in notes or now_s < notes["failed_s"]:
            return 0.0
        return max(notes["failed_s"] + notes["wait_s"] - now_s, 0.0)
