"""Wakes: Android's JobScheduler starts the app again, also after the phone was restarted.

WorkManager stands on JobScheduler, and its workers are Java classes whose constructors take
arguments, which a Python class cannot hand up under Chaquopy. So the scheduler is asked itself.
A job that is scheduled under the number of one that runs stops it, so the next wake has two
numbers, of which one is free.
"""

import threading
from typing import Any, Final

from fitglue_phone.android.framework import Class, text

_CONTEXT = Class("android.content.Context")
_JOB = Class("android.app.job.JobInfo")
_SCHEDULER = Class("android.app.job.JobScheduler")
_NEW_JOB = Class("android.app.job.JobInfo$Builder")
_COMPONENT = Class("android.content.ComponentName")

#: The class that Chaquopy makes of `fitglue_phone.android.job.SyncJob`; the manifest names it.
SERVICE: Final = "fitglue_phone.android.job.SyncJob"
SAFETY_NET: Final = 1
NEXT: Final = (2, 3)
_EVERY_MS: Final = 3600_000


class Jobs:
    """Implements `Scheduler`."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._running: set[int] = set()
        self._change = threading.Lock()

    def start(self) -> None:
        """Have the app woken every hour, whatever happens: changes are kept for 30 days only."""
        scheduler = self._scheduler()
        if scheduler.getPendingJob(SAFETY_NET) is None:
            scheduler.schedule(self._new(SAFETY_NET).setPeriodic(_EVERY_MS).build())

    def wake_after(self, seconds: float) -> None:
        """Ask for one wake, not before, once there is a network."""
        with self._change:
            free = next(number for number in NEXT if number not in self._running)
            other = next(number for number in NEXT if number != free)
            at_once = seconds <= 0 and self._schedule(self._next(free).setExpedited(True))
            if not at_once:  # or the time that Android has for expedited jobs is used up
                latency_ms = round(max(seconds, 0.0) * 1000)
                self._schedule(self._next(free).setMinimumLatency(latency_ms))
            if other not in self._running:
                self._scheduler().cancel(other)

    def began(self, number: int) -> None:
        """Note that a job runs."""
        with self._change:
            self._running.add(number)

    def ended(self, number: int) -> None:
        """Note that a job is over."""
        with self._change:
            self._running.discard(number)

    def _new(self, number: int) -> Any:
        package = text(self._context.getPackageName())
        return _NEW_JOB(number, _COMPONENT(package, SERVICE)).setPersisted(True)

    def _next(self, number: int) -> Any:
        return self._new(number).setRequiredNetworkType(_JOB.NETWORK_TYPE_ANY)

    def _schedule(self, job: Any) -> bool:
        result: int = self._scheduler().schedule(job.build())
        return result == _SCHEDULER.RESULT_SUCCESS

    def _scheduler(self) -> Any:
        return self._context.getSystemService(_CONTEXT.JOB_SCHEDULER_SERVICE)
