"""What is asked and written at services by the clock, looked at every minute."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fitglue.pipeline.engine import Step


@dataclass(frozen=True, slots=True)
class ByTheClock:
    """Queues what is due: each duty, by its name, queues its own and counts it."""

    duties: Mapping[str, Callable[[], int]]

    def tick(self, step: Step, _scheduled_for: datetime, _context: Any) -> int:
        """Queue what is due. The engine starts this by the clock, once for all workers."""
        return sum(step(name, duty) for name, duty in self.duties.items())
