"""Work that has a process of its own: imports, exports, and large bodies that apps posted.

The pages stay fast while a gigabyte is read, its memory is given back, and it may die without
taking the worker along. An import that was cut off is begun again by whoever takes over the job:
what it had stored is recognised, so nothing is lost or doubled.
"""

import logging
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from fitglue import logs
from fitglue.config import Settings
from fitglue.demo import make_up
from fitglue.domain.arrival import Arrival, Progress
from fitglue.domain.errors import Bug, FitGlueError, Misconfigured
from fitglue.instance import Instance, incoming_folder, open_instance, source_tools
from fitglue.ownership import taking_away
from fitglue.ownership.archive import is_export
from fitglue.ownership.bringing_in import Brought, bring_in
from fitglue.pipeline.engine import (
    Step,
)
from fitglue.pipeline.import_result import plain_result, whole_refusal
from fitglue.pipeline.importing import (
    Enough,
    ImportResult,
    Keeper,
    import_file,
    keep,
    unheard,
)
from fitglue.pipeline.ingesting import Ingesting
from fitglue.pipeline.judging import Taken
from fitglue.pipeline.known_workouts import with_workouts
from fitglue.pipeline.metrics import with_metrics
from fitglue.pipeline.outage import is_away
from fitglue.pipeline.sampling import as_samples
from fitglue.store.imports import CANCELLED
from fitglue.store.tables import ImportRow

_TELL_EVERY_S = 0.2
#: What is read within a second or so; more would hold the pages up.
LARGE_BYTES = 8 << 20
_AFTER_AN_OUTAGE_S = 4.0
_BEGIN_AGAIN = 75  # EX_TEMPFAIL of sysexits.h
_NICE = 10  # whoever waits for a page goes before
log = logging.getLogger(__name__)


def ingesting_of(instance: Instance) -> Ingesting:
    """Make what takes what apps posted to an installation."""
    return Ingesting(instance.starter, source_tools)


class ImportProcesses:
    """Runs a process per import."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def work(self, step: Step, import_id: str) -> str:
        """Do an import. This is the engine's workflow."""
        return step("import", self.run, import_id)

    def run(self, import_id: str) -> str:
        """Run a process that does it, to its end."""
        row = self._instance.store.imports.get(import_id)
        if row is None or row.state not in {"waiting", "running"}:
            if row is not None and row.state == CANCELLED:
                _let_go(self._instance, row)
            return "over"
        if _ended_early(work_on, self._instance.settings, row.id):
            self._instance.store.imports.finish(row.id, "refused", whole_refusal(row.name, _died()))
            _let_go(self._instance, row)
        return "done"


class ExportProcesses:
    """Runs a process per export of everything."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def work(self, step: Step, export_id: str) -> str:
        """Make an export. This is the engine's workflow."""
        return step("export", self.run, export_id)

    def run(self, export_id: str) -> str:
        """Run a process that makes it, to its end."""
        if _ended_early(export_on, self._instance.settings, export_id):
            died = _export_died()
            self._instance.store.exports.fail(export_id, died.sentence, died.next_step)
        return "done"


class IngestProcesses:
    """Takes what apps posted: here, or in a process of its own where it is large."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def work(self, step: Step, received_id: str, attempt: int) -> str:
        """Take a body. This is the engine's workflow."""
        return step("ingest", self.run, received_id, attempt)

    def run(self, received_id: str, attempt: int) -> str:
        """Take it to its end."""
        row = self._instance.store.ingest.waiting(received_id)
        ingesting = ingesting_of(self._instance)
        if row is None or row.size_bytes <= LARGE_BYTES:
            return ingesting.take(received_id, attempt)
        if _ended_early(take_on, self._instance.settings, received_id, attempt):
            return ingesting.give_up(received_id)
        return "done"


def _ended_early(target: Callable[..., None], settings: Settings, *arguments: str | int) -> bool:
    """Run a process to its end, again after an outage, and tell whether it failed."""
    # spawn, for a fork would copy the server's threads and locks half-way through something.
    spawn = multiprocessing.get_context("spawn")
    while True:
        process = spawn.Process(target=target, args=(settings, *arguments), daemon=True)
        process.start()
        process.join()
        if process.exitcode != _BEGIN_AGAIN:
            break
        time.sleep(_AFTER_AN_OUTAGE_S)
    if process.exitcode:
        log.error("a process of a worker ended early", extra={"exit_code": process.exitcode})
    return bool(process.exitcode)


def work_on(settings: Settings, import_id: str) -> None:
    """Do one queued import in a process of its own, telling its row how far it is."""
    apart(settings, lambda instance: _work(instance, import_id))


def export_on(settings: Settings, export_id: str) -> None:
    """Make one export in a process of its own, telling its row how far it is."""

    def make(instance: Instance) -> None:
        tell = _seldom(lambda told: instance.store.exports.progress(export_id, *_told(told)))
        taking_away.make(instance, export_id, tell)

    apart(settings, make)


def take_on(settings: Settings, received_id: str, attempt: int) -> None:
    """Take one body in a process of its own."""
    apart(settings, lambda instance: ingesting_of(instance).take(received_id, attempt))


def apart(settings: Settings, work: Callable[[Instance], object]) -> None:
    """Do some work in this process, which is there for it alone."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    logs.configure(settings.log_level)
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    try:
        instance = open_instance(settings)
        try:
            work(instance)
        finally:
            instance.close()
    except Exception as problem:
        # The worker opened the same database, so one that cannot be opened now is away as well.
        if isinstance(problem, Misconfigured) or _is_outage(problem):
            log.warning("the database is away; the work begins again when it is back")
            sys.exit(_BEGIN_AGAIN)
        # Python would print the error's own text, which may carry a value of the file.
        log.exception("an import or a body failed")
        sys.exit(1)


def _is_outage(problem: Exception) -> bool:
    return isinstance(problem, DBAPIError) and is_away(problem)


def _end_with_the_worker() -> None:
    """End this process when the worker ends, however it does: its next start begins anew."""
    worker = multiprocessing.parent_process()
    if worker is not None:
        wait([worker.sentinel])
        os._exit(1)


def _work(instance: Instance, import_id: str) -> None:
    row = instance.store.imports.get(import_id)
    if row is None:
        return
    try:
        if is_export(Path(row.path)):
            brought = bring_in(
                instance.store, row.account_id, Path(row.path), _teller(instance, row.id)
            )
            state, result = "done", brought.plain
        else:
            state, result = "done", plain_result(_import(instance, row))
    except Enough:  # an export comes in whole or not at all
        state, result = "done", Brought().plain
    except FitGlueError as problem:
        state, result = "refused", whole_refusal(row.name, problem)
    instance.store.imports.finish(import_id, state, result)
    _let_go(instance, row)


def _let_go(instance: Instance, row: ImportRow) -> None:
    """Remove a file that was sent here; one of a watched folder is its owner's."""
    path = Path(row.path)
    if path.parent == incoming_folder(instance.settings):
        path.unlink(missing_ok=True)


def _import(instance: Instance, row: ImportRow) -> ImportResult:
    account = instance.store.accounts.get(row.account_id)
    keeper = _until_cancelled(instance, row.id, keep(instance.starter, account.id))
    tools = source_tools(account, tell=_teller(instance, row.id), lone_routes=row.lone_routes)
    if row.sample:
        keeper = as_samples(keeper)
        _make_up(instance, row)
    else:
        tools = with_metrics(tools, instance.store, account.id)
        tools = with_workouts(tools, instance.store, account.id)
    result = import_file(Path(row.path), row.name, tools, keeper)
    result.findings.warnings += unheard(instance.store, account.id, result)
    return result


def _make_up(instance: Instance, row: ImportRow) -> None:
    instance.store.imports.progress(row.id, 0.02, "Making up a year of workouts")
    make_up(Path(row.path), row.created_at.date())


def _until_cancelled(instance: Instance, import_id: str, keeper: Keeper) -> Keeper:
    def keep_on(source: str, arrivals: list[Arrival]) -> list[Taken]:
        if instance.store.imports.is_cancelled(import_id):
            raise Enough
        return keeper(source, arrivals)

    return keep_on


def _teller(instance: Instance, import_id: str) -> Callable[[Progress], None]:
    def write(told: Progress) -> None:
        if not instance.store.imports.progress(import_id, *_told(told)):
            raise Enough

    return _seldom(write)


def _told(progress: Progress) -> tuple[float, str]:
    return progress.share, progress.doing


def _seldom(write: Callable[[Progress], None]) -> Callable[[Progress], None]:
    """Write how far it is a few times a second, however often it is told."""
    told_at = 0.0

    def tell(progress: Progress) -> None:
        nonlocal told_at
        now = time.monotonic()
        if now - told_at >= _TELL_EVERY_S:
            told_at = now
            write(progress)

    return tell


def _export_died() -> Bug:
    return Bug(
        "The export stopped before its end.",
        "Give the machine more memory or room on its disk if it ran out, then make it again.",
    )


def _died() -> Bug:
    return Bug(
        "The import stopped before its end; the workouts it had read are kept.",
        "Give the machine more memory if it ran out, then import the file again.",
    )
