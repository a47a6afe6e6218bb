"""For admins: jobs, what is stored, and backups."""

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, Response

from fitglue.admin import backups, jobs, storage, upkeep
from fitglue.admin.upkeep import TaskKind
from fitglue.domain.audit import Event
from fitglue.domain.errors import FitGlueError
from fitglue.pipeline.engine_jobs import JobState
from fitglue.web.languages import marked
from fitglue.web.overseeing import Office, TheOffice

router = APIRouter(prefix="/admin")
_STATES = (
    ("", marked("Open")),
    ("waiting", marked("Waiting")),
    ("delayed", marked("Later")),
    ("running", marked("Running")),
    ("hanging", marked("Hanging")),
    ("failed", marked("Failed")),
    ("cancelled", marked("Stopped")),
    ("done", marked("Done")),
)


@router.get("/jobs")
def list_jobs(
    office: TheOffice, state: JobState | None = None, queue: str = "", person: str = ""
) -> Response:
    """List what waits, runs, hangs or has failed."""
    return _jobs(office, state, queue, person)


@router.post("/jobs/{job_id}/stop")
def stop(office: TheOffice, job_id: str) -> Response:
    """Take a job back."""
    return office.act(
        lambda: jobs.stop(office.overseer, job_id), "/admin/jobs",
        lambda error: _jobs(office, error=error),
    )  # fmt: skip


@router.post("/jobs/{job_id}/again")
def again(office: TheOffice, job_id: str) -> Response:
    """Let a job go on that failed or was stopped."""
    return office.act(
        lambda: jobs.run_again(office.overseer, job_id), "/admin/jobs",
        lambda error: _jobs(office, error=error),
    )  # fmt: skip


@router.post("/jobs/release")
def give_jobs(office: TheOffice) -> Response:
    """Give a job to whatever is unfinished and has none, and look at what is held."""
    return office.act(
        lambda: jobs.give_jobs(office.overseer), "/admin/jobs",
        lambda error: _jobs(office, error=error),
    )  # fmt: skip


@router.get("/storage")
def show_storage(office: TheOffice) -> Response:
    """Say what is stored."""
    return _storage(office)


@router.post("/storage/check")
def check(office: TheOffice) -> Response:
    """Let everything stored be read and counted."""
    return _begin(office, TaskKind.CHECK, "/admin/storage")


@router.post("/storage/tidy")
def tidy(office: TheOffice) -> Response:
    """Let what nothing names be deleted."""
    return _begin(office, TaskKind.TIDY, "/admin/storage")


@router.get("/tasks/{task_id}")
def task(office: TheOffice, task_id: str) -> Response:
    """Say how far a task is; when it is over, the page is asked for anew."""
    row = office.pages.instance.store.server_tasks.get(task_id)
    if row is None:
        raise HTTPException(404)
    answer = office.show("admin_task.html", task=row)
    if not upkeep.is_under_way(row):
        answer.headers["hx-refresh"] = "true"
    return answer


@router.get("/backups")
def list_backups(office: TheOffice) -> Response:
    """List backups."""
    return _backups(office)


@router.post("/backups")
def make_backup(office: TheOffice) -> Response:
    """Let a backup be made."""
    return _begin(office, TaskKind.BACKUP, "/admin/backups")


@router.get("/backups/{backup_name}")
def download(office: TheOffice, backup_name: str) -> Response:
    """Give a backup, and let everybody's log say so."""
    try:
        path = backups.path_of(office.pages.instance.settings, backup_name)
    except FitGlueError as error:
        return _backups(office, error)
    office.overseer.note(Event.BACKUP_DOWNLOADED, name=backup_name)
    return FileResponse(
        path, filename=backup_name, media_type="application/octet-stream",
        headers={"cache-control": "private, no-store"},
    )  # fmt: skip


@router.post("/backups/{backup_name}/delete")
def delete(office: TheOffice, backup_name: str) -> Response:
    """Delete a backup."""
    return office.act(
        lambda: backups.delete(office.overseer, backup_name), "/admin/backups",
        lambda error: _backups(office, error),
    )  # fmt: skip


def _begin(office: Office, kind: TaskKind, back: str) -> Response:
    again = _backups if kind is TaskKind.BACKUP else _storage
    return office.act(
        lambda: upkeep.begin(office.overseer, kind), back, lambda error: again(office, error)
    )


def _jobs(
    office: Office, state: JobState | None = None, queue: str = "", person: str = "",
    error: FitGlueError | None = None,
) -> Response:  # fmt: skip
    instance = office.pages.instance
    states = [state] if state else []
    return office.show(
        "admin_jobs.html", error=error, queues=instance.engine.jobs.queues(), states=_STATES,
        jobs=jobs.listed(instance, states, queue, person), state=state.value if state else "",
        queue=queue, whose=person, names=instance.store.accounts.names(),
    )  # fmt: skip


def _storage(office: Office, error: FitGlueError | None = None) -> Response:
    instance = office.pages.instance
    tasks = instance.store.server_tasks
    looks = [row for row in tasks.of_kind(TaskKind.CHECK) if row.state == "done"]
    tidied = next((row for row in tasks.of_kind(TaskKind.TIDY) if row.state == "done"), None)
    return office.show(
        "admin_storage.html", error=error, room=storage.room(instance), looks=looks,
        task=office.task(TaskKind.CHECK) or office.task(TaskKind.TIDY), tidied=tidied,
        can_tidy=not instance.settings.blobs.startswith("s3://"),
        names=instance.store.accounts.names(),
    )  # fmt: skip


def _backups(office: Office, error: FitGlueError | None = None) -> Response:
    instance = office.pages.instance
    found = backups.listed(instance.settings)
    last = next(iter(instance.store.server_tasks.of_kind(TaskKind.BACKUP, 1)), None)
    return office.show(
        "admin_backups.html", error=error, backups=found, is_old=backups.is_old(found),
        task=office.task(TaskKind.BACKUP), last=last, folder=instance.settings.backups_folder,
    )  # fmt: skip
