"""What an executor of the durable engine serves, and how often it looks for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fitglue.domain.pace import Window

_AT_ONCE = 4  # more threads of one process only wait for each other
_POLL_S = 0.1

Workflow = Callable[..., Any]  # called with a `Step` runner, then the job's arguments


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue as an executor serves it."""

    name: str
    at_once: int = _AT_ONCE
    window: Window | None = None
    poll_s: float = _POLL_S  # while jobs wait; an empty queue costs nothing
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
    `unrecorded` names the workflows whose steps the engine does not write down, for their own rows
    say how far they came: one that was cut off begins again at its first step.
    """

    workflows: Mapping[str, Workflow]
    queues: tuple[Queue, ...]
    schedules: Mapping[str, str] = field(default_factory=dict)
    unrecorded: frozenset[str] = frozenset()
