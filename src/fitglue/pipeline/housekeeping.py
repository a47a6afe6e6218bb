"""What is tidied away every hour: what the engine remembers of jobs that ended long ago."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fitglue.pipeline.engine import Engine, Step

_REMEMBERED = timedelta(days=7)  # longer than the longest window that counts past jobs


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """Keeps an installation from growing by its own history; runs and attempts stay."""

    engine: Engine

    def tidy(self, step: Step, _scheduled_for: datetime, _context: Any) -> int:
        """Tidy. This is a workflow that the engine starts by the clock, once for all workers."""
        return step("forget", self.forget)

    def forget(self) -> int:
        """Forget jobs until none is old enough, and count them."""
        before, forgotten = datetime.now(UTC) - _REMEMBERED, 0
        while number := self.engine.forget_finished(before):
            forgotten += number
        return forgotten
