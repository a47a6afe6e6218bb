"""For admins: jobs, what is stored, and backups."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel

from fitglue.admin import backups, jobs, storage, upkeep
from fitglue.admin.backups import BackupSeen
from fitglue.admin.jobs import OwnedJob
from fitglue.admin.storage import Room
from fitglue.admin.upkeep import TaskKind
from fitglue.api.auth import Admin, TheInstance
from fitglue.api.routes.admin import overseer_of
from fitglue.domain.audit import Event
from fitglue.domain.errors import Gone
from fitglue.pipeline.engine_jobs import JobState, QueueSeen
from fitglue.store.tables import TaskRow

router = APIRouter(prefix="/admin", tags=["admin"])


class TaskOut(BaseModel):
    """Work of the server itself, and how far it is."""

    id: str
    kind: str
    state: str
    share: float
    doing: str
    result: dict[str, Any]
    created_at: datetime
    finished_at: datetime | None


def _out(row: TaskRow) -> TaskOut:
    return TaskOut(**{name: getattr(row, name) for name in TaskOut.model_fields})


@router.get("/queues")
def list_queues(caller: Admin, instance: TheInstance) -> list[QueueSeen]:  # noqa: ARG001 - whoever may
    """Count the jobs of every queue."""
    return instance.engine.jobs.queues()


@router.get("/jobs")
def list_jobs(
    caller: Admin, instance: TheInstance,  # noqa: ARG001 - whoever may
    state: Annotated[list[JobState] | None, Query(description="Where they stand.")] = None,
    queue: Annotated[str, Query(description="Of one queue alone.")] = "",
    account_id: Annotated[str, Query(description="Of one person alone.")] = "",
) -> list[OwnedJob]:  # fmt: skip
    """List jobs, the newest first; all that have not ended well, where no state is named."""
    return jobs.listed(instance, state or [], queue, account_id)


@router.post("/jobs/release")
def release(caller: Admin, instance: TheInstance) -> dict[str, int]:
    """Give a job to whatever is unfinished and has none, and look at what is held."""
    return {"looked_at": jobs.give_jobs(overseer_of(instance, caller))}


@router.post("/jobs/{job_id}/stop", status_code=204)
def stop(caller: Admin, instance: TheInstance, job_id: str) -> None:
    """Take a job back."""
    jobs.stop(overseer_of(instance, caller), job_id)


@router.post("/jobs/{job_id}/again", status_code=204)
def again(caller: Admin, instance: TheInstance, job_id: str) -> None:
    """Let a job go on that failed or was stopped."""
    jobs.run_again(overseer_of(instance, caller), job_id)


@router.get("/storage")
def show_storage(caller: Admin, instance: TheInstance) -> Room:  # noqa: ARG001 - whoever may
    """Say how much room there is, and what the folders hold."""
    return storage.room(instance)


@router.get("/tasks")
def list_tasks(
    caller: Admin, instance: TheInstance,  # noqa: ARG001 - whoever may
    kind: Annotated[TaskKind, Query(description="What for.")],
) -> list[TaskOut]:  # fmt: skip
    """List what the server did for itself, the newest first."""
    return [_out(row) for row in instance.store.server_tasks.of_kind(kind)]


@router.post("/tasks/{kind}", status_code=202)
def begin(caller: Admin, instance: TheInstance, kind: TaskKind) -> dict[str, str]:
    """Let a worker make a backup, look at everything stored, or tidy up."""
    return {"id": upkeep.begin(overseer_of(instance, caller), kind)}


@router.get("/tasks/{task_id}")
def show_task(caller: Admin, instance: TheInstance, task_id: str) -> TaskOut:  # noqa: ARG001 - whoever may
    """Say how far a task is."""
    row = instance.store.server_tasks.get(task_id)
    if row is None:
        raise Gone("There is no such task.")
    return _out(row)


@router.get("/backups")
def list_backups(caller: Admin, instance: TheInstance) -> list[BackupSeen]:  # noqa: ARG001 - whoever may
    """List the backups in the folder of backups, the newest first."""
    return backups.listed(instance.settings)


@router.get("/backups/{backup_name}")
def download(caller: Admin, instance: TheInstance, backup_name: str) -> FileResponse:
    """Give a backup, and let everybody's log say so."""
    path = backups.path_of(instance.settings, backup_name)
    overseer_of(instance, caller).note(Event.BACKUP_DOWNLOADED, name=backup_name)
    return FileResponse(path, filename=backup_name, media_type="application/octet-stream")


@router.delete("/backups/{backup_name}", status_code=204)
def delete(caller: Admin, instance: TheInstance, backup_name: str) -> None:
    """Delete a backup."""
    backups.delete(overseer_of(instance, caller), backup_name)
