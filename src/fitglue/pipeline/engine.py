"""The durable engine behind one small adapter: jobs that survive any crash.

DBOS Transact (the MIT core) keeps its rows beside ours, so that a row and the job it causes commit
together. Nothing else in FitGlue knows it; docs/decisions/0010 says why it and what to watch.

A job's id is its cause: the same cause never starts twice. A job runs *workflows*, which call
*steps*; a step that was cut off runs again, one that has ended never does. Where our own rows say
how far something came the engine writes down no step, and all of them run again.
"""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine as Database
from sqlalchemy.orm import Session

from fitglue.pipeline.engine_bells import Bells
from fitglue.pipeline.engine_jobs import EngineJobs
from fitglue.pipeline.engine_work import Work, Workflow
from fitglue.pipeline.outage import outlasting

if TYPE_CHECKING:
    from dbos import DBOS, DBOSClient, EnqueueOptions, Queue

PIPELINES = "pipelines"
IMPORTS = "imports"
SERVICES = "services"  # deliveries through connections, a partition for each
POLLS = "polls"  # what is new at services
UPKEEP = "upkeep"  # backups, and looks at what is stored
# What happens now goes before any number of old workouts.
BACKFILL_AFTER = 1_000_000
# The number of the durable protocol, not of the program: a new FitGlue goes on with old jobs.
PROTOCOL = "pipeline-1"
_NAME = "fitglue"
_LISTED_AT_ONCE = 1000
_CLOCKWORK_POLL_S = 5.0
_UNENDED = ["ENQUEUED", "DELAYED", "PENDING"]

Step = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work to be done once: `arguments` are plain values, lower `priority` goes first."""

    workflow: str
    arguments: tuple[str | int, ...]
    queue: str = PIPELINES
    priority: int = 1
    delay_s: float = 0.0
    connection: str = ""  # whose pace counts, on the queue of a target with one

    @property
    def id(self) -> str:
        """Name the job by its cause."""
        return ":".join([self.workflow, *map(str, self.arguments)])


def target_queue(target: str) -> str:
    """Name the queue of a target that has a pace of its own."""
    return f"target-{target}"


class Engine:
    """Takes jobs in a caller's transaction; with `launch`, works on them too."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.listen_every_s = 1.0  # for notifications, of which we send none
        self._launched = False
        self._stopping = threading.Event()
        self._bells: Bells | None = None
        self._listeners: list[threading.Thread] = []

    def prepare(self) -> None:
        """Make or renew the engine's own tables."""
        self._client._sys_db.run_migrations()  # noqa: SLF001 - DBOS.migrate opens a database of its own

    def enqueue(self, session: Session, job: Job) -> None:
        """Queue a job in the caller's transaction; one whose id is known changes nothing."""
        options: EnqueueOptions = {
            "workflow_name": job.workflow, "queue_name": job.queue, "workflow_id": job.id,
            "app_version": PROTOCOL, "priority": job.priority,
        }  # fmt: skip
        if job.delay_s > 0:
            options["delay_seconds"] = job.delay_s
        if job.connection:
            options["queue_partition_key"] = job.connection
        self._client.enqueue_in_transaction(session, options, *job.arguments)

    def wake(self, job: Job) -> None:
        """Let a delayed job run now."""
        self._client.set_workflow_delay(job.id, delay_seconds=0)

    def bring_forward(self, seconds: float) -> None:
        """Let every delayed job begin earlier by the clock."""
        delayed = self._client.list_workflows(status="DELAYED", load_input=False, load_output=False)
        for job in delayed:
            if job.delay_until_epoch_ms is not None:
                sooner_ms = max(job.delay_until_epoch_ms - round(seconds * 1000), 1)
                self._client.set_workflow_delay(job.workflow_id, delay_until_epoch_ms=sooner_ms)

    def cancel(self, jobs: list[Job]) -> None:
        """Take back jobs that nobody needs any more; one at work ends before its next step."""
        self._client.cancel_workflows([job.id for job in jobs])

    def forget_finished(self, before: datetime, at_most: int = 1000) -> int:
        """Delete what the engine remembers of jobs that ended before a moment, and count them."""
        ended = self._client.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"], completed_before=before.isoformat(),
            limit=at_most, load_input=False, load_output=False,
        )  # fmt: skip
        self._client.delete_workflows([one.workflow_id for one in ended])
        return len(ended)

    def cancel_of(self, ids: Collection[str]) -> None:
        """Take back every job that is about one of some things, and has not ended."""
        for some in self._of(ids, _UNENDED):
            self._client.cancel_workflows(some)

    def at_work_of(self, ids: Collection[str]) -> bool:
        """Tell whether somebody works on a job that is about one of some things."""
        return any(self._of(ids, ["PENDING"]))

    def count_of(self, ids: Collection[str]) -> int:
        """Count what is remembered of jobs about some things."""
        return sum(len(some) for some in self._of(ids, None))

    def forget_of(self, ids: Collection[str]) -> int:
        """Delete what is remembered of jobs about some things, and count them."""
        found = [job for some in self._of(ids, None) for job in some]
        for first in range(0, len(found), _LISTED_AT_ONCE):
            self._client.delete_workflows(found[first : first + _LISTED_AT_ONCE])
        return len(found)

    def _of(self, ids: Collection[str], status: list[str] | None) -> Iterator[list[str]]:
        """Name jobs whose name has one of some ids in it, a page at a time."""
        for first in count(0, _LISTED_AT_ONCE):
            page = self._client.list_workflows(
                status=status, limit=_LISTED_AT_ONCE, offset=first, load_input=False,
                load_output=False,
            )  # fmt: skip
            some = [one.workflow_id for one in page if not _parts(one.workflow_id).isdisjoint(ids)]
            if some:
                yield some
            if len(page) < _LISTED_AT_ONCE:
                return

    def launch(self, slot: str, work: Work) -> None:
        """Begin to work on jobs under the name of `slot`; what it left undone comes first."""
        from dbos import DBOS, DBOSPortableJSONSerializer  # noqa: PLC0415 - a second of imports

        self._stopping.clear()
        known = {
            name: DBOS.workflow(name=name)(
                _bound(workflow, self._at_once if name in work.unrecorded else self._step)
            )
            for name, workflow in work.workflows.items()
        }
        core = DBOS(config={
            "name": _NAME,
            # Checked, though unused: the engine's connections are ours.
            "system_database_url": self._database.url.render_as_string(hide_password=True),
            "system_database_engine": self._database,
            "executor_id": slot,
            "application_version": PROTOCOL,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
            "notification_listener_polling_interval_sec": self.listen_every_s,
        })  # fmt: skip
        DBOS.listen_queues([])  # they have threads of ours, which wait at bells
        # Its own queue holds what the clock starts: minutes apart, so seconds do not matter.
        core._registry.get_internal_queue()._polling_interval_sec = _CLOCKWORK_POLL_S  # noqa: SLF001 - no public way
        bells = self._hang_bells(work)
        if bells.knows_delays:  # else it writes two transactions a second, for as long as it runs
            core._background_jobs_stop_event = bells.delays  # noqa: SLF001 - no public way
        DBOS.launch()
        self._launched = True
        self._listen(core, bells, [
            DBOS.register_queue(queue.name, on_conflict="always_update", **queue.options)
            for queue in work.queues
        ])  # fmt: skip
        DBOS.apply_schedules([
            {"schedule_name": name, "workflow_fn": known[name], "schedule": cron, "context": None}
            for name, cron in work.schedules.items()
        ])  # fmt: skip

    def _hang_bells(self, work: Work) -> Bells:
        own = self._client._sys_db  # noqa: SLF001 - no public list of what waits
        self._bells = Bells(own.engine, own.tables, [queue.name for queue in work.queues])
        return self._bells

    def _listen(self, core: "DBOS", bells: Bells, queues: list["Queue"]) -> None:
        from dbos._queue import queue_worker_thread  # noqa: PLC0415 - the public way asks all the time

        for queue in queues:  # ours change with the program only: no look reads the row again
            queue.database_backed_queue = False
        self._listeners = [
            _begun(queue.name, queue_worker_thread, bells[queue.name], core, queue)
            for queue in queues
        ]  # fmt: skip
        _begun("bells", bells.keep_looking)

    def leaving(self, queue: str) -> AbstractContextManager[None]:
        """Begin no more jobs of a queue during the block, for another process does."""
        return self._bells.leaving(queue) if self._bells else nullcontext()

    def adopt(self, slot: str) -> int:
        """Take over the unfinished jobs of an executor that has died, and count them."""
        from dbos import DBOS  # noqa: PLC0415 - a second of imports

        # The core recovers its own executor only; who else may be recovered is for us to know.
        return len(DBOS._recover_pending_workflows([slot]))  # noqa: SLF001 - the public way resets the count of recoveries

    def stop(self, patience_s: int = 5) -> None:
        """Take no more jobs, and give those at work a moment to reach the end of their step."""
        if not self._launched:
            return
        from dbos import DBOS  # noqa: PLC0415 - a second of imports

        self._stopping.set()
        if self._bells is not None:
            self._bells.stop()
        for listener in self._listeners:  # none begins a job that nobody would wait for
            listener.join(patience_s)
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=patience_s)
        self._launched = False

    def has_no_jobs(self) -> bool:
        """Tell whether no job was ever queued, as in tables that are new."""
        return not self._client.list_workflows(limit=1, load_input=False, load_output=False)

    def close(self) -> None:
        """Stop, and let go of every connection."""
        self.stop()
        self._database.dispose()

    @property
    def jobs(self) -> EngineJobs:
        """Give the list of jobs, for whoever looks after the server."""
        own = self._client._sys_db  # noqa: SLF001 - no public list counts
        return EngineJobs(own.engine, own.tables)

    def stop_job(self, job_id: str) -> None:
        """Take one job back, whatever it is; one at work ends before its next step."""
        self._client.cancel_workflow(job_id)

    def at_work(self) -> set[str]:
        """Name the slots that have jobs at work, or had when they died."""
        jobs = self._client.list_workflows(status="PENDING", load_input=False, load_output=False)
        return {job.executor_id for job in jobs if job.executor_id}

    @cached_property
    def _client(self) -> "DBOSClient":
        from dbos import DBOSClient, DBOSPortableJSONSerializer  # noqa: PLC0415 - a second of imports

        return DBOSClient(
            system_database_engine=self._database,
            serializer=DBOSPortableJSONSerializer(),
            application_name=_NAME,
            lazy=True,
        )

    def _step(self, name: str, function: Callable[..., Any], *arguments: Any) -> Any:
        from dbos import DBOS  # noqa: PLC0415 - a second of imports

        return DBOS.run_step({"name": name}, outlasting, self._stopping, function, *arguments)

    def _at_once(self, _name: str, function: Callable[..., Any], *arguments: Any) -> Any:
        return outlasting(self._stopping, function, *arguments)


def _bound(workflow: Workflow, step: Step) -> Callable[..., Any]:
    def run(*arguments: Any) -> Any:
        return workflow(step, *arguments)

    return run


def _begun(name: str, work: Callable[..., None], *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=work, args=arguments, name=f"queue {name}", daemon=True)
    thread.start()
    return thread


def _parts(job_id: str) -> set[str]:
    return set(job_id.split(":"))
