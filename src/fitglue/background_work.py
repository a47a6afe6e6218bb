"""The worker inside a server: it begins behind the first page, for loading it takes a second.

Where work was cut off, it begins at once: somebody waits for that already.
"""

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fitglue.instance import Instance

if TYPE_CHECKING:
    from fitglue.pipeline.executor import Executor
    from fitglue.second_worker import SecondWorker

#: Whoever waits for a page to open has it by then.
FIRST_PAGE_S = 0.3
log = logging.getLogger(__name__)


@dataclass(slots=True)
class BackgroundWork:
    """Works on an installation's jobs while its pages are answered."""

    instance: Instance
    _executor: "Executor | None" = None
    _second: "SecondWorker | None" = None
    _beginning: threading.Thread | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)
    _has_failed: bool = False

    def begin(self) -> None:
        """Begin, beside everything else and behind the first page."""
        self._beginning = threading.Thread(target=self._begin, name="worker", daemon=True)
        self._beginning.start()

    @property
    def is_alive(self) -> bool:
        """Tell whether work is being done, or is about to be."""
        if self._executor is not None and self._executor.slot:
            return self._executor.is_alive
        return not self._has_failed

    def stop(self) -> None:
        """End what can be ended soon."""
        self._stopping.set()
        if self._beginning is not None:
            self._beginning.join()
        if self._second is not None:
            self._second.tell_to_stop()
        if self._executor is not None:
            self._executor.stop()
        if self._second is not None:
            self._second.join()

    def _begin(self) -> None:
        try:
            if not self.instance.store.runs.is_any_due() and self._stopping.wait(FIRST_PAGE_S):
                return
            self._work()
        except Exception:  # the pages go on, and say that nothing works behind them
            self._has_failed = True
            log.exception("the worker could not begin")

    def _work(self) -> None:
        from fitglue.second_worker import second_worker_of  # noqa: PLC0415 - with the next line
        from fitglue.worker import executor_of  # noqa: PLC0415 - half a second, not before a page

        self._executor = executor_of(self.instance)
        self._executor.start()
        self.instance.releasing.after_start()
        self._second = second_worker_of(self.instance)
        if self._second is not None:
            self._second.start()
