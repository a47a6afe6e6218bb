"""Jobs of the server: whose each is, in words that tell nothing of what somebody recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from fitglue.admin.overseer import Overseer
from fitglue.domain.audit import Event
from fitglue.domain.errors import Gone, Refused
from fitglue.instance import Instance
from fitglue.pipeline.engine_jobs import JobSeen, JobState
from fitglue.store.tables import (
    ConnectionRow,
    DeliveryRow,
    HistoryRow,
    ImportRow,
    NotificationRow,
    PipelineRow,
    ReceivedRow,
    RunRow,
    SendingRow,
)

NAMES = {
    "segment": "A run of an activity", "delivery": "A delivery",
    "deletion": "A deletion at a target",
    "look": "Looking again", "past": "Running past activities", "import": "An import",
    "ingest": "What an app posted", "poll": "Asking a service what is new",
    "history": "Fetching the past", "rename": "Naming workouts", "release": "Letting held runs go",
    "notify": "A notification", "upkeep": "Work of the server itself",
}  # fmt: skip
_OWNED: dict[str, Any] = {
    "segment": RunRow, "look": RunRow, "delivery": DeliveryRow, "deletion": DeliveryRow,
    "import": ImportRow, "ingest": ReceivedRow, "poll": ConnectionRow, "past": PipelineRow,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnedJob:
    """A job in words, and whose it is; empty: the server's."""

    job: JobSeen
    name: str
    account_id: str


def listed(
    instance: Instance, states: Sequence[JobState] = (), queue: str = "", account_id: str = ""
) -> list[OwnedJob]:
    """List jobs that have not ended well, the newest first, of everybody or of one person."""
    jobs = instance.engine.jobs.listed(states, queue, 2000 if account_id else 200)
    owners = _owners(instance, jobs)
    found = [
        OwnedJob(one, NAMES.get(one.workflow, one.workflow), owners.get(one.id, "")) for one in jobs
    ]
    return [one for one in found if account_id in {"", one.account_id}]


def stop(overseer: Overseer, job_id: str) -> None:
    """Take a job back; what it was about stays as it is. Raises Gone, or Refused."""
    job = _found(overseer.instance, job_id)
    if not job.can_be_stopped:
        raise Refused("This job is over already.", "Look at the list again.")
    overseer.instance.engine.stop_job(job.id)
    _note(overseer, Event.JOB_CANCELLED, job)


def run_again(overseer: Overseer, job_id: str) -> None:
    """Let a job that failed or was stopped go on. Raises Gone, or Refused."""
    job = _found(overseer.instance, job_id)
    if not overseer.instance.engine.jobs.run_again(job.id):
        raise Refused("This job has not failed.", "Stop it first, if it hangs.")
    _note(overseer, Event.JOB_AGAIN, job)


def give_jobs(overseer: Overseer) -> int:
    """Give a job to everything unfinished that has none, let held runs be looked at; count it."""
    from fitglue.pipeline.resuming import rejoin  # noqa: PLC0415 - every format, for one button

    number = rejoin(overseer.instance.starter)
    overseer.instance.releasing.after_start()
    overseer.note(Event.RUNS_RELEASED)
    return number


def _note(overseer: Overseer, event: Event, job: JobSeen) -> None:
    owner = _owners(overseer.instance, [job]).get(job.id)
    overseer.note(event, owner, what=NAMES.get(job.workflow, job.workflow))


def _found(instance: Instance, job_id: str) -> JobSeen:
    job = instance.engine.jobs.get(job_id)
    if job is None:
        raise Gone("There is no such job.")
    return job


def _owners(instance: Instance, jobs: Sequence[JobSeen]) -> Mapping[str, str]:
    """Find whose each job is, by its id."""
    found = {one.id: one.subject for one in jobs if one.workflow == "release"}
    with instance.store.transactions.reading() as session:
        for workflow in {one.workflow for one in jobs}:
            some = [one for one in jobs if one.workflow == workflow]
            asked = _asked(workflow, {one.subject for one in some})
            if asked is not None:
                whose = {key: account_id for key, account_id in session.execute(asked)}  # noqa: C416
                found |= {one.id: whose[one.subject] for one in some if one.subject in whose}
    return found


def _asked(workflow: str, subjects: set[str]) -> Any:
    if workflow == "history":
        joined = select(HistoryRow.id, ConnectionRow.account_id).join(
            ConnectionRow, ConnectionRow.id == HistoryRow.connection_id
        )
        return joined.where(HistoryRow.id.in_(subjects))
    if workflow == "notify":
        told = select(SendingRow.id, NotificationRow.account_id).join(
            NotificationRow, NotificationRow.id == SendingRow.notification_id
        )
        return told.where(SendingRow.id.in_(subjects))
    table = _OWNED.get(workflow)
    return (
        None if table is None else select(table.id, table.account_id).where(table.id.in_(subjects))
    )
