"""Works on queued imports, one at a time, each in a process of its own.

A process of its own keeps the pages fast while a gigabyte is read, gives its memory back, and may
die without taking the server along. An import that was cut off starts again with the next start of
the server: what it had stored is recognised, so nothing is lost or doubled.
"""

import logging
import multiprocessing
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from fitglue import logs
from fitglue.config import Settings
from fitglue.domain.arrival import Progress
from fitglue.domain.errors import Bug, FitGlueError
from fitglue.instance import Instance, incoming_folder, open_instance, source_tools
from fitglue.pipeline.importing import ImportResult, import_file, keep_and_deliver
from fitglue.store.tables import ImportRow

_LOOK_EVERY_S = 2.0
_TELL_EVERY_S = 0.2
log = logging.getLogger(__name__)


class ImportWorker:
    """A thread that watches the queue and runs a process per import."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="imports", daemon=True)
        self._process: BaseProcess | None = None

    def start(self) -> None:
        """Begin with whatever is queued; uploads that were cut off go."""
        _forget_cut_off_uploads(self._instance)
        self._thread.start()

    def is_alive(self) -> bool:
        """Tell whether the queue is watched."""
        return self._thread.is_alive()

    def wake(self) -> None:
        """Look at the queue now."""
        self._wake.set()

    def stop(self) -> None:
        """Cut off what runs; the next start goes on with it."""
        self._stopping.set()
        self._wake.set()
        if self._process is not None:
            self._process.terminate()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            try:
                self._work()
            except SQLAlchemyError:  # a full disk, a database that is being restarted: it passes
                log.exception("the queue of imports could not be worked on")
            self._wake.wait(_LOOK_EVERY_S)
            self._wake.clear()

    def _work(self) -> None:
        for row in self._instance.store.imports.unfinished():
            if not self._stopping.is_set():
                self._run(row)

    def _run(self, row: ImportRow) -> None:
        # spawn, for a fork would copy the server's threads and locks half-way through something.
        spawn = multiprocessing.get_context("spawn")
        process = spawn.Process(target=work_on, args=(self._instance.settings, row.id))
        self._process = process
        process.start()
        if self._stopping.is_set():  # told to stop while it was being started
            process.terminate()
        process.join()
        self._process = None
        if process.exitcode and not self._stopping.is_set():
            log.error("an import process ended early", extra={"exit_code": process.exitcode})
            self._instance.store.imports.finish(row.id, "refused", _refused(row.name, _died()))
            Path(row.path).unlink(missing_ok=True)


def _forget_cut_off_uploads(instance: Instance) -> None:
    queued = {row.path for row in instance.store.imports.unfinished()}
    for path in incoming_folder(instance.settings).iterdir():
        if str(path) not in queued:
            path.unlink()


def work_on(settings: Settings, import_id: str) -> None:
    """Do one queued import in a process of its own, telling its row how far it is."""
    logs.configure(settings.log_level)
    try:
        _work_on(open_instance(settings), import_id)
    except Exception:
        # Python would print the error's own text, which may carry a value of the file.
        log.exception("an import failed")
        sys.exit(1)


def _work_on(instance: Instance, import_id: str) -> None:
    row = instance.store.imports.get(import_id)
    if row is None:
        return
    try:
        state, result = "done", plain_result(_import(instance, row))
    except FitGlueError as problem:
        state, result = "refused", _refused(row.name, problem)
    instance.store.imports.finish(import_id, state, result)
    Path(row.path).unlink(missing_ok=True)


def _import(instance: Instance, row: ImportRow) -> ImportResult:
    account = instance.store.accounts.get(row.account_id)
    keep = keep_and_deliver(instance.store, account.id, instance.settings.output_folder)
    tools = source_tools(account, tell=_teller(instance, row.id), lone_routes=row.lone_routes)
    return import_file(Path(row.path), row.name, tools, keep)


def _teller(instance: Instance, import_id: str) -> Callable[[Progress], None]:
    told_at = 0.0

    def tell(progress: Progress) -> None:
        nonlocal told_at
        now = time.monotonic()
        if now - told_at >= _TELL_EVERY_S:
            told_at = now
            instance.store.imports.progress(import_id, progress.share, progress.doing)

    return tell


def plain_result(result: ImportResult) -> dict[str, Any]:
    """Give an import's result as plain values, for its row and for `--json`."""
    findings = result.findings
    return {
        **{outcome.value: number for outcome, number in result.outcomes.items()},
        "refused": [plain_refusal(one.what, one.why) for one in result.refused],
        "warnings": list(findings.warnings),
        "found": dict(findings.found),
        "skipped": [
            {"kind": one.kind, "count": one.count, "why": one.why} for one in findings.skipped
        ],
    }


def _refused(name: str, problem: FitGlueError) -> dict[str, Any]:
    return {"refused": [plain_refusal(name, problem)]}


def plain_refusal(what: str, problem: FitGlueError) -> dict[str, str]:
    """Give a refusal as plain values."""
    return {"file": what, "why": problem.sentence, "next": problem.next_step}


def _died() -> Bug:
    return Bug(
        "The import stopped before its end; the workouts it had read are kept.",
        "Give the machine more memory if it ran out, then import the file again.",
    )
