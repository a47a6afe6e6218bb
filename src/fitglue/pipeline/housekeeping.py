"""What is tidied away every hour: ended jobs that the engine remembers, and old answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from fitglue.pipeline.engine import Engine, Step
from fitglue.pipeline.expiring import Expiring
from fitglue.pipeline.removing import bury

_REMEMBERED = timedelta(days=7)  # longer than the longest window that counts past jobs

_NOTIFICATIONS_KEPT = timedelta(days=90)
_OUTLINES_AN_HOUR = 500  # of those that an older FitGlue did not draw
_ANSWERS_KEPT = timedelta(days=400)  # of public services, about days that are over

if TYPE_CHECKING:
    from fitglue.store import Store


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """Keeps an installation from growing by its own history; runs and attempts stay."""

    engine: Engine
    store: "Store"
    forget_exports: Callable[["Store"], int] = lambda _: 0

    def tidy(self, step: Step, _scheduled_for: datetime, _context: Any) -> int:
        """Tidy. This is a workflow that the engine starts by the clock, once for all workers."""
        return step("forget", self.forget)

    def forget(self) -> int:
        """Forget jobs until none is old enough, and count them; first what may not be kept."""
        Expiring(self.store).expire()
        self.forget_exports(self.store)
        bury(self.store)
        self.store.outlines.draw_some(_OUTLINES_AN_HOUR)
        self.store.web_answers.forget(datetime.now(UTC) - _ANSWERS_KEPT)
        self.store.notifications.forget(datetime.now(UTC) - _NOTIFICATIONS_KEPT)
        before, forgotten = datetime.now(UTC) - _REMEMBERED, 0
        while number := self.engine.forget_finished(before):
            forgotten += number
        return forgotten
