"""An installation whose days pass in seconds: its jobs are done in order, and its clock jumps.

`clockwork` holds the time of the whole process, stand-ins in it included. Waiting costs time of
that clock and none of ours: `time.sleep` moves it, and so does having nothing due.
"""

import heapq
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine as Database
from sqlalchemy import event
from sqlalchemy.orm import Session

from fitglue.config import Settings
from fitglue.instance import Instance, open_store
from fitglue.pipeline.engine import Engine, Job
from fitglue.store.database import open_job_database
from fitglue.worker import executor_of

if TYPE_CHECKING:  # only tests have it
    from time_machine import Traveller

NEVER = datetime.max.replace(tzinfo=UTC)


class Killed(BaseException):
    """The process that works ends here, whatever it was at."""


#: A job takes that long at least, so that no two things happen at the same moment.
_JOB_TAKES_S = 0.05


@dataclass
class Remembered:
    """The jobs that an engine remembers, whichever process works on them."""

    known: set[str] = field(default_factory=set)
    ready: list[tuple[int, int, Job]] = field(default_factory=list)
    delayed: list[tuple[datetime, int, Job]] = field(default_factory=list)
    done: int = 0

    def add(self, job: Job) -> None:
        """Remember a job; one whose id is known changes nothing."""
        if job.id in self.known:
            return
        self.known.add(job.id)
        if job.delay_s > 0:
            due = datetime.now(UTC) + timedelta(seconds=job.delay_s)
            heapq.heappush(self.delayed, (due, len(self.known), job))
        else:
            heapq.heappush(self.ready, (job.priority, len(self.known), job))

    def again(self, job: Job) -> None:
        """Let a job that did not end be the next of its priority."""
        heapq.heappush(self.ready, (job.priority, 0, job))

    def forget(self, job: Job) -> None:
        """Take back what was never committed."""
        self.known.discard(job.id)
        self.ready = [one for one in self.ready if one[2] is not job]
        self.delayed = [one for one in self.delayed if one[2] is not job]
        heapq.heapify(self.ready)
        heapq.heapify(self.delayed)

    def next(self) -> Job | None:
        """Give the first of those that are due now, by priority and then by age."""
        now = datetime.now(UTC)
        while self.delayed and self.delayed[0][0] <= now:
            _, number, job = heapq.heappop(self.delayed)
            heapq.heappush(self.ready, (job.priority, number, job))
        return heapq.heappop(self.ready)[2] if self.ready else None

    @property
    def next_due(self) -> datetime | None:
        """Tell when the first of the delayed is due."""
        return self.delayed[0][0] if self.delayed else None


class JobsInOrder(Engine):
    """Stands in for the durable engine: keeps jobs of committed transactions, one at a time."""

    def __init__(self, database: Database, remembered: Remembered) -> None:
        super().__init__(database)
        self.remembered = remembered

    def enqueue(self, session: Session, job: Job) -> None:
        """Remember a job, unless the caller's transaction comes to nothing."""
        if job.id in self.remembered.known:
            return
        self.remembered.add(job)
        event.listen(session, "after_rollback", lambda _: self.remembered.forget(job), once=True)

    def has_no_jobs(self) -> bool:
        """Tell whether no job was ever queued."""
        return not self.remembered.known


@dataclass
class Clockwork:
    """An installation that works only while `run` does."""

    settings: Settings
    traveller: "Traveller"
    remembered: Remembered = field(default_factory=Remembered)
    dies_asleep: bool = False
    instance: Instance = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Open the installation; what was remembered goes on."""
        engine = JobsInOrder(open_job_database(self.settings.url), self.remembered)
        self.instance = Instance(self.settings, open_store(self.settings), engine)
        self._workflows = executor_of(self.instance).work.workflows

    def restart(self) -> None:
        """End the process that works, and start another one on the same data."""
        self.instance.close()
        self.dies_asleep = False
        self.start()

    def sleep(self, seconds: float) -> None:
        """Let time pass. Raises Killed where that is wanted."""
        if self.dies_asleep:
            raise Killed
        self.traveller.shift(seconds)

    def run(self, until: Callable[[], object] = lambda: False, by: datetime = NEVER) -> None:
        """Do jobs, each when it is due and none earlier, until something is so or none is left.

        At `by` the clock stands at that moment, and whatever is due later waits.
        """
        with _asleep(self.sleep):
            self._run(until, by)

    def _run(self, until: Callable[[], object], by: datetime) -> None:
        while not until() and datetime.now(UTC) < by:
            job, due = self.remembered.next(), self.remembered.next_due
            if job is not None:
                self._do(job)
            elif due is not None and due <= by:
                self._go_to(due)
            else:
                self._go_to(by)
                return

    def _do(self, job: Job) -> None:
        try:
            self._workflows[job.workflow](_at_once, *job.arguments)
        except Killed:
            self.remembered.again(job)
            raise
        self.remembered.done += 1
        self.traveller.shift(_JOB_TAKES_S)

    def _go_to(self, moment: datetime) -> None:
        if datetime.now(UTC) < moment < NEVER:
            self.traveller.move_to(moment)


@contextmanager
def clockwork(settings: Settings, start: datetime) -> Generator[Clockwork]:
    """Open an installation at a moment, and let only its own doings move the clock."""
    import time_machine  # noqa: PLC0415 - a test's own dependency

    with time_machine.travel(start, tick=False) as traveller:
        one = Clockwork(settings, traveller)
        try:
            yield one
        finally:
            one.instance.close()


@contextmanager
def _asleep(instead: Callable[[float], None]) -> Generator[None]:
    """Let this thread sleep in another way; the servers beside it sleep as ever."""
    really, mine = time.sleep, threading.get_ident()

    def sleep(seconds: float, /) -> None:
        (instead if threading.get_ident() == mine else really)(seconds)

    time.sleep = sleep  # ty: ignore[invalid-assignment]
    try:
        yield
    finally:
        time.sleep = really


def _at_once(_name: str, step: Callable[..., Any], *arguments: Any) -> Any:
    return step(*arguments)
