"""What an executor of the durable engine serves, and how often it looks for it."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fitglue.domain.pace import Window

_AT_ONCE = 4  # more threads of one process only wait for each other
BUSY_POLL_S = 0.1
_QUIET_AFTER_S = 5.0

Workflow = Callable[..., Any]  # called with a `Step` runner, then the job's arguments


class Tempo:
    """Whether jobs come now, so that an idle server at home asks its database less often."""

    def __init__(self) -> None:
        self._worked_at = time.monotonic()
        self._quiet = False
        self._lock = threading.Lock()

    def has_become_busy(self) -> bool:
        """Note a job; true for the first one after a quiet time."""
        with self._lock:
            self._worked_at = time.monotonic()
            was_quiet, self._quiet = self._quiet, False
            return was_quiet

    def has_become_quiet(self) -> bool:
        """Tell, once, that there was no job for a while."""
        with self._lock:
            is_quiet = time.monotonic() - self._worked_at > _QUIET_AFTER_S
            has_become, self._quiet = is_quiet and not self._quiet, is_quiet
            return has_become


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue as an executor serves it."""

    name: str
    at_once: int = _AT_ONCE
    window: Window | None = None
    poll_s: float = BUSY_POLL_S
    at_once_each: int = 0  # of a connection

    @property
    def options(self) -> dict[str, Any]:
        """Give the engine's words for it; a window holds for each connection apart."""
        options: dict[str, Any] = {
            "worker_concurrency": self.at_once, "polling_interval_sec": self.poll_s,
        }  # fmt: skip
        if self.at_once_each:
            options["partition_worker_concurrency"] = self.at_once_each
        if self.window is not None:
            limit = {"limit": self.window.calls, "period": self.window.period_s}
            options["partition_limiter"] = limit
        return options


@dataclass(frozen=True, slots=True)
class Work:
    """What an executor can do: workflows by name, the queues that it serves, and what it starts.

    `schedules` are cron lines by workflow: one start at each time, for all executors together.
    """

    workflows: Mapping[str, Workflow]
    queues: tuple[Queue, ...]
    schedules: Mapping[str, str] = field(default_factory=dict)
