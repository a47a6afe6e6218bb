"""A process that works on runs: it holds a slot, and takes over the work of those that died."""

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from fitglue.pipeline.engine import Engine
from fitglue.pipeline.engine_work import Work
from fitglue.pipeline.set_back import WallClock

if TYPE_CHECKING:
    from fitglue.store.slots import Slots

_AFTER_AN_OUTAGE_S = 4.0  # others reach the database again, too, and lock their slots
_LOST_ITS_SLOT = 75  # EX_TEMPFAIL of sysexits.h: start me again
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Executor:
    """Works on the jobs of an engine until it is stopped."""

    engine: Engine
    slots: "Slots"
    work: Work
    look_every_s: float = 2.0  # for the work of the dead
    set_back: Callable[[float], None] | None = None  # called with seconds, where a clock is ours
    slot: str = ""
    _stopping: threading.Event = field(default_factory=threading.Event)
    _keeper: threading.Thread | None = None
    _clock: WallClock = field(default_factory=WallClock)

    def start(self) -> None:
        """Take a slot and begin."""
        self.slot = self.slots.take()
        self.engine.launch(self.slot, self.work)
        self._keeper = threading.Thread(target=self._keep, name="slot keeper", daemon=True)
        self._keeper.start()

    def stop(self, patience_s: int = 5) -> None:
        """End what can be ended soon; what is left is taken over, here or elsewhere."""
        self._stopping.set()
        if self._keeper is not None:
            self._keeper.join()
        self.engine.stop(patience_s)
        self.slots.leave()

    @property
    def is_alive(self) -> bool:
        """Tell whether work is being done."""
        return self._keeper is not None and self._keeper.is_alive()

    def _keep(self) -> None:
        wait_s = self.look_every_s
        while not self._stopping.wait(wait_s):
            try:
                self._look()
                wait_s = self.look_every_s
            except DBAPIError:
                log.warning("the database does not answer; trying again")
                wait_s = _AFTER_AN_OUTAGE_S

    def _look(self) -> None:
        if not self.slots.still_mine():
            # Another has our work by now; going on would do it twice.
            log.error("this process lost its slot and ends", extra={"slot": self.slot})
            os._exit(_LOST_ITS_SLOT)
        if self.set_back is not None and (seconds := self._clock.was_set_back_by_s()):
            log.warning("the clock was set back", extra={"seconds": round(seconds)})
            self.set_back(seconds)
        for slot in self.engine.at_work() - {self.slot}:
            with self.slots.guarding(slot) as is_free:
                if is_free:
                    number = self.engine.adopt(slot)
                    log.info("took over jobs", extra={"slot": slot, "number": number})
