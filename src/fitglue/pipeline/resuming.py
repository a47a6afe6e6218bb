"""Gives jobs to what is unfinished and has none: after a restore, or an upgrade from before jobs.

Rows tell all there is to do. Jobs are named by their cause, so giving one twice changes nothing.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fitglue.domain.ledger import DeliveryState
from fitglue.pipeline.bulk import act_job
from fitglue.pipeline.deleting import deletion_job
from fitglue.pipeline.delivering import delivery_job
from fitglue.pipeline.engine import Job
from fitglue.pipeline.ingesting import ingest_job
from fitglue.pipeline.looking_again import look_job
from fitglue.pipeline.starting import Starter, export_job, import_job, segment_job

if TYPE_CHECKING:
    from fitglue.store import Store

_AT_A_TIME = 200


def resume(starter: Starter) -> int:
    """Queue a job for every unfinished import, body, run and delivery, and count them."""
    starter.store.sendings.leave_open()
    return rejoin(starter)


def rejoin(starter: Starter) -> int:
    """Queue a job for all that is unfinished; what has one is left as it is. Counts what was asked.

    For whoever looks after a server on which something hangs for want of a job.
    """
    store = starter.store
    jobs = [
        *_imports(store),
        *_exports(store),
        *_bodies(store),
        *_runs(store),
        *_looks(store),
        *_deliveries(store),
        *map(act_job, store.acts.unfinished()),
    ]
    for first in range(0, len(jobs), _AT_A_TIME):
        with starter.store.transactions.writing("resume") as session:
            for job in jobs[first : first + _AT_A_TIME]:
                starter.engine.enqueue(session, job)
    return len(jobs)


def _imports(store: "Store") -> list[Job]:
    return [import_job(row.id) for row in store.imports.unfinished()]


def _exports(store: "Store") -> list[Job]:
    return [export_job(row.id) for row in store.exports.unfinished()]


def _bodies(store: "Store") -> list[Job]:
    return [ingest_job(row) for row in store.ingest.unfinished()]


def _runs(store: "Store") -> list[Job]:
    return [
        segment_job(run_id, segment, delay_s=_until(wake_at))
        for run_id, segment, wake_at in store.runs.unfinished()
    ]


def _looks(store: "Store") -> list[Job]:
    return [look_job(run_id, delay_s=_until(at)) for run_id, at in store.runs.looking_again()]


def _until(moment: datetime | None) -> float:
    """Give the seconds until a moment; 0 when it has come, or when there is nothing to wait for."""
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0) if moment else 0.0


def _deliveries(store: "Store") -> list[Job]:
    return [
        deletion_job(row) if row.state == DeliveryState.DELETING else delivery_job(row)
        for row in store.deliveries.unfinished()
    ]
