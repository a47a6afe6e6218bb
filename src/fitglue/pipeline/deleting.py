"""Deletes at a target what was deleted in Health, when its owner wants that.

Through the ledger, as a delivery: the wish is a row and a job in one transaction, each try is
written down, and who was cut off tries again, for deleting twice is deleting once.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from fitglue import registry
from fitglue.domain.errors import Delivery, FitGlueError, Gone, Paced, Refused, Transient, Unknown
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.plugins import Ability, Deleting, PluginKind, Receipt, TargetTools
from fitglue.pipeline.delivering import connection_of, delivery_job
from fitglue.pipeline.engine import Engine, Job, Step
from fitglue.pipeline.handing_over import settings_of
from fitglue.pipeline.reaching import Reaching
from fitglue.pipeline.retrying import decision
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.tables import DeliveryRow

log = logging.getLogger(__name__)
_BY_HAND = "Delete it there yourself."


def deletion_job(row: "DeliveryRow", *, delay_s: float = 0.0) -> Job:
    """Give the job of the next try to delete what a delivery left."""
    return delivery_job(row, workflow="deletion", delay_s=delay_s)


def can_delete(target_id: str) -> bool:
    """Tell whether a target can delete what it took."""
    plugin = registry.of_kind(PluginKind.TARGET).get(target_id)
    return isinstance(plugin, Deleting) and Ability.DELETE in plugin.about.abilities


def wish(starter: Starter, account_id: str, delivery_id: str) -> None:
    """Let what a delivery left be deleted at its target. Raises Gone or Refused.

    Only of an activity that was deleted in Health: any other would be delivered again.
    """
    store = starter.store
    with store.transactions.writing("delete at a target") as session:
        row = store.deliveries.locked(session, delivery_id)
        if row is None or row.account_id != account_id:
            raise Gone("There is no such delivery.")
        if store.condition.deleted(account_id, row.activity_id) is None:
            raise Refused("This activity was not deleted in Health.", "Delete it there first.")
        if row.state != DeliveryState.SENT:
            raise Refused("There is nothing at this target to delete.", "Look at its history.")
        if not can_delete(row.target):
            raise Refused("FitGlue cannot delete anything at this target.", _BY_HAND)
        store.deliveries.want_gone(row)
        starter.engine.enqueue(session, deletion_job(row))


@dataclass(frozen=True, slots=True)
class Deletions:
    """Deletes what people want to have deleted."""

    store: "Store"
    engine: Engine
    output: Path
    reaching: Reaching

    def deletion(self, step: Step, delivery_id: str, attempt: int) -> str:
        """Try once. This is the engine's workflow."""
        return step("delete", self.delete, delivery_id, attempt)

    def delete(self, delivery_id: str, attempt: int) -> str:
        """Try once, and give the state that it led to."""
        with self.store.transactions.writing("deleting") as session:
            row = self._begin(session, delivery_id, attempt)
        if row is None:
            return "over"
        problem = self._try(row)
        with self.store.transactions.writing("deleted") as session:
            return self._settle(session, delivery_id, problem)

    def _begin(self, session: "Session", delivery_id: str, attempt: int) -> "DeliveryRow | None":
        row = self.store.deliveries.locked(session, delivery_id)
        if row is None or row.attempt != attempt or row.state != DeliveryState.DELETING:
            return None
        wait_s = self.store.pace.wait_s(session, connection_of(row), registry.pace(row.target))
        if wait_s > 0:
            self._later(session, row, wait_s)
            return None
        self.store.deliveries.begin_deletion(session, row)
        return row

    def _try(self, row: "DeliveryRow") -> Delivery | None:
        try:
            self._delete(row)
        except Delivery as problem:
            return problem
        except FitGlueError as problem:
            return Refused(problem.sentence, problem.next_step)
        except DBAPIError:  # our database, of which the target knows nothing: the step waits for it
            raise
        except Exception as problem:
            log.exception("a target failed to delete", extra={"target": row.target})
            return Refused(f"FitGlue made a mistake there ({type(problem).__name__}).", _BY_HAND)
        return None

    def _delete(self, row: "DeliveryRow") -> None:
        target = registry.target(row.target)
        if not isinstance(target, Deleting):
            raise Refused("FitGlue cannot delete anything at this target.", _BY_HAND)
        settings = settings_of(target, row.settings)
        tools = TargetTools(
            settings=settings, output=self.output, owner=row.account_id,
            showcase=self.store.showcase.of(row.id),
            health=self.store.health_writes.of(row.account_id),
            connection=self.reaching.connection(row),
        )  # fmt: skip
        target.delete(Receipt(row.remote_id, row.url), tools)

    def _settle(self, session: "Session", delivery_id: str, problem: Delivery | None) -> str:
        row = self.store.deliveries.locked(session, delivery_id)
        if row is None:  # its owner erased everything meanwhile
            return "over"
        deliveries = self.store.deliveries
        if problem is None:
            deliveries.end_attempt(session, row, DeliveryState.DELETED, "It was deleted there.")
            deliveries.is_gone(row)
            return row.state
        tries = row.tries + (not isinstance(problem, Paced))
        retry = decision(problem, tries)
        state = DeliveryState.SENT if retry is None else DeliveryState.DELETING
        told = f"Not deleted: {problem.sentence}"
        deliveries.end_attempt(session, row, state, told)
        row.state, row.tries, row.changed_at = state, tries, datetime.now(UTC)
        row.why, row.next_step = told, problem.next_step if retry is None else ""
        if retry is not None:
            self._hold(session, row, problem)
            self._later(session, row, retry.after_s)
        return row.state

    def _hold(self, session: "Session", row: "DeliveryRow", problem: Delivery) -> None:
        holds = isinstance(problem, Transient | Unknown) and not row.connection
        if holds and problem.retry_after_s is not None:  # a connection keeps its own pace
            self.store.pace.hold(session, connection_of(row), problem.retry_after_s)

    def _later(self, session: "Session", row: "DeliveryRow", wait_s: float) -> None:
        row.attempt += 1
        row.retry_at = datetime.now(UTC) + timedelta(seconds=wait_s)
        self.engine.enqueue(session, deletion_job(row, delay_s=wait_s))
