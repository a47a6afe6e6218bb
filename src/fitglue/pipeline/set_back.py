"""Waits stay as long as they were when the machine's clock is set back.

A wait is kept as the moment of its end, so a clock that is put back by a day would make it a day
longer. A clock that is put forward ends waits early, which harms nobody. Where one machine does all
the work the jump can be seen from inside: the clock that only counts seconds goes on as before.
"""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from fitglue.pipeline.engine import Engine

if TYPE_CHECKING:
    from fitglue.store import Store

_SMALLEST_S = 30.0  # what is kept right by small steps needs no help


def _difference_s() -> float:
    return time.time() - time.monotonic()


@dataclass(slots=True)
class WallClock:
    """Notices when the time of day was put back."""

    _before_s: float = field(default_factory=_difference_s)

    def was_set_back_by_s(self) -> float:
        """Give by how much since the last look; 0 when it ran on, or was put forward."""
        now_s = _difference_s()
        back_s, self._before_s = self._before_s - now_s, now_s
        return back_s if back_s > _SMALLEST_S else 0.0


def bring_forward(store: "Store", engine: Engine, seconds: float) -> None:
    """Let everything that waits end earlier by the clock."""
    with store.transactions.writing("the clock was set back") as session:
        store.bring_waits_forward(session, timedelta(seconds=seconds))
    engine.bring_forward(seconds)
