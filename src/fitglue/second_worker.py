"""A second worker, which a busy server at home starts, and which ends when nothing is left to do.

A server on SQLite is one process, and Python computes in it on one core. While that is too little,
runs are worked on in a process of their own, and the server only takes in and answers. It is there
under load alone, for it takes as much memory as the server: docs/decisions/0063.
"""

import logging
import multiprocessing
import os
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from sqlalchemy.exc import SQLAlchemyError

from fitglue.config import Settings
from fitglue.instance import Instance
from fitglue.pipeline.engine import PIPELINES
from fitglue.pipeline.engine_jobs import JobState
from fitglue.processes import apart
from fitglue.working import end

_LOOK_EVERY_S = 1.0
_BUSY_SHARE = 0.7  # of a core; Python's lock lets no process of ours have much more than one
_QUIET_S = 10.0
_ANSWER_WITHIN_S = 0.5
_PATIENCE_S = 5.0
_AFTER_A_FAILURE_S = 300.0
log = logging.getLogger(__name__)


@dataclass(slots=True)
class SecondWorker:
    """Watches how busy this process is, and has another work beside it for as long as needed."""

    instance: Instance
    look_every_s: float = _LOOK_EVERY_S
    busy_share: float = _BUSY_SHARE
    quiet_s: float = _QUIET_S
    after_a_failure_s: float = _AFTER_A_FAILURE_S
    _stopping: threading.Event = field(default_factory=threading.Event)
    _watch: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._watch = threading.Thread(target=self._keep, name="second worker", daemon=True)
        self._watch.start()

    def tell_to_stop(self) -> None:
        """Let the other process end soon; `join` waits for that."""
        self._stopping.set()

    def join(self) -> None:
        """Wait until the other process has ended."""
        if self._watch is not None:
            self._watch.join()

    def _keep(self) -> None:
        was_busy, used_s = False, time.process_time()
        while not self._stopping.wait(self.look_every_s):
            now_s = time.process_time()
            is_busy, used_s = now_s - used_s >= self.busy_share * self.look_every_s, now_s
            if is_busy and was_busy and self._has_runs():
                self._try()
                is_busy, used_s = False, time.process_time()
            was_busy = is_busy

    def _has_runs(self) -> bool:
        try:
            return has_runs(self.instance)
        except SQLAlchemyError:  # the next look comes soon
            log.warning("the database does not answer; no second worker is begun")
            return False

    def _try(self) -> None:
        try:
            code = self._work_beside()
        except OSError:  # the system has no process left, or no memory for one
            log.exception("no second worker could be begun")
            self._stopping.wait(self.after_a_failure_s)
            return
        if code and not self._stopping.is_set():
            log.error("the second worker ended early", extra={"exit_code": code})
            self._stopping.wait(self.after_a_failure_s)

    def _work_beside(self) -> int | None:
        """Let the other process work until it ends, and give its exit code."""
        # spawn, for a fork would copy the server's threads and locks half-way through something.
        spawn = multiprocessing.get_context("spawn")
        here, there = spawn.Pipe()
        arguments = self.instance.settings, there, self.quiet_s
        process = spawn.Process(target=work_beside, args=arguments, daemon=True)
        with here:
            process.start()
            there.close()
            if self._hears_from(here):
                with self.instance.engine.leaving(PIPELINES):
                    self._hears_from(here)
        process.join(_PATIENCE_S)
        if process.exitcode is None:  # what it was at is taken over here, or by the next start
            process.kill()
            process.join()
        return process.exitcode

    def _hears_from(self, other: Connection) -> bool:
        """Wait for a word from the other process; false when it has none more, or we stop."""
        while not other.poll(_ANSWER_WITHIN_S):
            if self._stopping.is_set():
                return False
        try:
            other.recv()
        except (EOFError, OSError):  # Windows tells the end of a process in another way
            return False
        return True


def second_worker_of(instance: Instance) -> SecondWorker | None:
    """Give what an installation may have beside its server; on PostgreSQL operators start more."""
    settings = instance.settings
    is_of_use = settings.second_worker and not settings.database_url and (os.cpu_count() or 1) > 1
    return SecondWorker(instance) if is_of_use else None


def has_runs(instance: Instance) -> bool:
    """Tell whether a run is worked on, or could be now."""
    return bool(instance.engine.jobs.listed([JobState.WAITING, JobState.RUNNING], PIPELINES, 1))


def work_beside(settings: Settings, server: Connection, quiet_s: float) -> None:
    """Work on runs in this process until none has come for a while, or the server wants its end."""
    apart(settings, lambda instance: _work(instance, server, quiet_s))


def _work(instance: Instance, server: Connection, quiet_s: float) -> None:
    from fitglue.worker import second_executor_of  # noqa: PLC0415 - the server loads it later

    executor = second_executor_of(instance)
    executor.start()
    server.send(executor.slot)
    _until_quiet(instance, server, quiet_s)
    server.close()  # the server begins runs itself again, before this process has ended
    end(instance, executor)


def _until_quiet(instance: Instance, server: Connection, quiet_s: float) -> None:
    last_at = time.monotonic()
    while time.monotonic() - last_at < quiet_s and not server.poll(_ANSWER_WITHIN_S):
        if has_runs(instance):
            last_at = time.monotonic()
