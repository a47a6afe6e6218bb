"""Hands waiting activities to their targets and writes down what those said."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fitglue import registry
from fitglue.domain.activity import Activity
from fitglue.domain.errors import Bug, FitGlueError, Refused
from fitglue.domain.errors import Delivery as DeliveryError
from fitglue.domain.ledger import DeliveryState, Settled
from fitglue.domain.plugins import Receipt, TargetTools

if TYPE_CHECKING:
    from fitglue.store import Store
    from fitglue.store.tables import DeliveryRow

_AT_A_TIME = 64
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Delivers from a store into an output folder."""

    store: "Store"
    output: Path

    def everything_waiting(self, recent: Mapping[str, Activity] | None = None) -> int:
        """Deliver until nothing waits, and count; `recent` spares reading activities anew."""
        delivered = 0
        while rows := self.store.deliveries.waiting(_AT_A_TIME):
            settled = [self._settled(row, recent or {}) for row in rows]
            self.store.deliveries.settle(settled)
            delivered += len(rows)
            if any(one.state is DeliveryState.WAITING for one in settled):
                break  # a target asked for time; the next sweep tries again
        return delivered

    def _settled(self, row: "DeliveryRow", recent: Mapping[str, Activity]) -> Settled:
        try:
            return Settled(row.id, self._deliver(row, recent))
        except DeliveryError as problem:
            return Settled(row.id, problem)
        except FitGlueError as problem:
            return Settled(row.id, Refused(problem.sentence, problem.next_step))
        except Exception as problem:  # one activity stops neither the others nor a start
            log.exception("a target failed on an activity")
            return Settled(row.id, _mistake(problem))

    def _deliver(self, row: "DeliveryRow", recent: Mapping[str, Activity]) -> Receipt:
        activity = recent.get(row.activity_id)
        activity = activity or self.store.activities.get(row.account_id, row.activity_id)
        if activity is None:
            raise Refused("The activity is gone.", "Nothing: there is nothing left to send.")
        target = registry.target(row.target)
        settings = target.about.settings.model_validate(row.settings)
        tools = TargetTools(settings=settings, output=self.output, owner=row.account_id)
        if row.remote_id:
            return target.update(activity, Receipt(row.remote_id, row.url), tools)
        return target.deliver(activity, tools)


def _mistake(problem: Exception) -> Refused:
    return Refused(
        f"FitGlue made a mistake with this activity ({type(problem).__name__}).",
        Bug.default_next_step,
    )
