"""The process of the app, whoever started it: the screen, or Android for a job.

One worker thread does all that reads Health Connect or writes the queue, one thing after the
other. A job is over when its wake is, and Android is told so whatever comes of it.
"""

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from fitglue_phone.android.framework import text
from fitglue_phone.android.health_connect.store import HealthConnect
from fitglue_phone.android.jobs import Jobs
from fitglue_phone.android.keystore import SealedSecrets
from fitglue_phone.android.phone import AndroidPhone
from fitglue_phone.android.posting import Posts
from fitglue_phone.core.engine import Engine
from fitglue_phone.core.ports import Ports

_STARTING = threading.Lock()
_STARTED: list["Launch"] = []


class SystemClock:
    """The phone's clock."""

    def now_s(self) -> float:
        """Give Unix seconds."""
        return time.time()


class Launch:
    """What runs for as long as the process does."""

    def __init__(self, context: Any) -> None:
        folder = Path(text(context.getNoBackupFilesDir().getPath())) / "fitglue"
        self.folder = folder
        clock = SystemClock()
        self.jobs = Jobs(context)
        self.health = HealthConnect(context, folder, clock.now_s)
        ports = Ports(
            health=self.health, uploader=Posts(), scheduler=self.jobs,
            keychain=SealedSecrets(context, folder), clock=clock,
            phone=AndroidPhone(context),
        )  # fmt: skip
        self.engine = Engine(ports, folder)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="sync")

    def start(self) -> None:
        """Be ready for wakes."""
        self.engine.start()
        self.jobs.start()

    def run(self, does: Callable[[], None]) -> Future[None]:
        """Have the worker do something next; its error is reported."""
        return self._worker.submit(_reported, does)

    def job_began(self, service: Any, parameters: Any) -> bool:
        """Wake for a job, on the worker; tell Android that it goes on."""
        number: int = parameters.getJobId()
        self.jobs.began(number)

        def done(_future: Future[None]) -> None:
            self.jobs.ended(number)
            service.jobFinished(parameters, False)  # noqa: FBT003 - the engine asked for its next

        self.run(self.engine.wake).add_done_callback(done)
        return True

    def job_stopped(self, parameters: Any) -> bool:
        """Note that Android wants no more of a job; what it had not done is done at another."""
        self.jobs.ended(parameters.getJobId())
        return True

    def finish(self) -> None:
        """Wait for what the worker has to do, and take nothing more."""
        self._worker.shutdown()
        self.engine.close()


def of_process(context: Any) -> Launch:
    """Give the one launch of this process; whoever comes first starts it."""
    with _STARTING:
        if not _STARTED:
            launch = Launch(context)
            launch.start()
            _STARTED.append(launch)
        return _STARTED[0]


def _reported(does: Callable[[], None]) -> None:
    try:
        does()
    except Exception:  # noqa: BLE001 - on a thread of its own nobody else meets it
        sys.excepthook(*sys.exc_info())  # ty: ignore[invalid-argument-type] - inside except
