"""Routes, read on the second core while the first one reads the export.

Where the part in C is there, a thread does it: nearly all of its time goes by outside of Python.
Else it takes a process of its own, a plain Python process talking through two pipes:
`multiprocessing` would run the caller's `__main__` once more, which a server and a test run cannot
have. Where there is one core, or the process dies, the same work is done in the caller's.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from fitglue.domain.errors import FitGlueError
from fitglue.formats.apple_export import compiled
from fitglue.formats.apple_export.container.inflate import quiet_allocator
from fitglue.formats.apple_export.routes.route_reader import (
    Ahead,
    ParsedRoute,
    RouteEntry,
    RouteReader,
)

# In C a route is read sooner than a workout is joined; numpy needs a start.
_AHEAD_IN_C, _AHEAD_IN_NUMPY = 8 << 20, 24 << 20
_WAIT_S = 10
#: What the process runs: this module, found where the caller finds it.
_PROGRAM = "import sys; sys.path[:] = {path!r}; from {module} import main; main()"


class Routes:
    """The routes of an export, by name; a context manager that ends its thread or process.

    With `parallel`, and more than one core, `entries` are read ahead in their order. `get` may be
    called from any thread.
    """

    def __init__(
        self, path: Path, entries: Sequence[RouteEntry], *, keep_originals: bool, parallel: bool
    ) -> None:
        self._reader = RouteReader(path, entries, keep_originals=keep_originals)
        self._names = [entry.name for entry in entries]
        self._job = (path, tuple(entries), keep_originals)
        self._parallel = parallel and len(entries) > 1 and _cores() > 1
        self._process: subprocess.Popen[bytes] | None = None
        self._ahead: Ahead | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Begin to read ahead."""
        if self._parallel and compiled.module is not None:
            self._ahead = Ahead(self._reader, self._names, _AHEAD_IN_C)
            self._ahead.__enter__()
        elif self._parallel:
            self._process = _started()
            self._send(self._job)
        return self

    def __exit__(self, *_: object) -> None:
        """End whatever was reading ahead."""
        if self._ahead is not None:
            self._ahead.__exit__()
        with self._lock:
            self._end()

    @property
    def process_id(self) -> int | None:
        """Tell which process reads ahead, None when this one does."""
        return self._process.pid if self._process else None

    def get(self, name: str) -> ParsedRoute:
        """Give a route. Raises its own domain error; KeyError for a name that is no entry."""
        if name not in self._reader:
            raise KeyError(name)
        answer = self._answer(name)
        if answer is None:
            return self._reader.read(name)
        if isinstance(answer, FitGlueError):
            raise answer
        return answer

    def _answer(self, name: str) -> Any:
        if self._ahead is not None:
            return self._ahead.take(name)
        with self._lock:
            return self._ask(name)

    def _ask(self, name: str) -> Any:
        """Ask the process; None when there is none or it died."""
        self._send(name)
        if self._process is None or self._process.stdout is None:
            return None
        try:
            return pickle.load(self._process.stdout)  # noqa: S301 - our own process wrote it
        except (EOFError, OSError, pickle.UnpicklingError):
            self._end()
            return None

    def _send(self, message: object) -> None:
        if self._process is None or self._process.stdin is None:
            return
        try:
            pickle.dump(message, self._process.stdin)
            self._process.stdin.flush()
        except OSError:
            self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait(_WAIT_S)
        for pipe in (process.stdin, process.stdout):
            with _broken_pipe_is_closed():
                if pipe:
                    pipe.close()


@contextmanager
def _broken_pipe_is_closed() -> Generator[None]:
    """Let a close pass that cannot flush: whoever would read it is gone, so nothing is lost."""
    try:
        yield
    except BrokenPipeError:
        return


def _cores() -> int:
    """Count the cores that this process may use, not those of the machine."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _started() -> subprocess.Popen[bytes] | None:
    program = _PROGRAM.format(path=sys.path, module=__spec__.name if __spec__ else __name__)
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
    except OSError:  # no process to be had: the caller's does the work
        return None


def main() -> None:
    """Be the process: read a job and then names from stdin, write routes to stdout."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller ends us
    quiet_allocator()
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    path, entries, keep_originals = pickle.load(source)  # noqa: S301 - our own parent wrote it
    reader = RouteReader(path, entries, keep_originals=keep_originals)
    names = [entry.name for entry in entries]
    with Ahead(reader, names, _AHEAD_IN_NUMPY) as ahead, _end_of_file_ends():
        while True:
            name = pickle.load(source)  # noqa: S301 - our own parent wrote it
            pickle.dump(ahead.take(name), answers, protocol=pickle.HIGHEST_PROTOCOL)
            answers.flush()


@contextmanager
def _end_of_file_ends() -> Generator[None]:
    """Leave when nobody will ask again."""
    try:
        yield
    except EOFError:
        return
