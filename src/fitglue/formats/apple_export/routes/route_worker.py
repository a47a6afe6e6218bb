"""Routes, parsed on the second core while the first one reads the export.

A process of its own parses ahead in the order in which it was told the routes, keeps what is
ready within a budget of bytes, and answers by name in any order. It is a plain Python process
talking through two pipes: `multiprocessing` would run the caller's `__main__` once more, which a
server and a test run cannot have. Where there is one core, or the process dies, the same work is
done in the caller's.
"""

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

import zstandard

from fitglue.domain.errors import FitGlueError
from fitglue.formats.apple_export.container.inflate import inflated, quiet_allocator
from fitglue.formats.apple_export.container.zip_directory import Entry, data_offset
from fitglue.formats.apple_export.routes.gpx import RoutePoints, parse_route

RouteEntry = Entry
_BUDGET_BYTES = 24 << 20
_WAIT_S = 10
#: What the process runs: this module, found where the caller finds it.
_PROGRAM = "import sys; sys.path[:] = {path!r}; from {module} import main; main()"


@dataclass(frozen=True, eq=False, slots=True)
class ParsedRoute:
    """A route file's points, and the file itself compressed when it was asked for."""

    points: RoutePoints
    original_zstd: bytes | None

    @property
    def size(self) -> int:
        """Count the bytes that it holds, about."""
        return self.points.nbytes + len(self.original_zstd or b"")


class RouteReader:
    """Reads routes out of a zip, one at a time, in this process."""

    def __init__(self, path: Path, entries: Sequence[RouteEntry], *, keep_originals: bool) -> None:
        self._path = path
        self._entries = {entry.name: entry for entry in entries}
        self._keep_originals = keep_originals

    def read(self, name: str) -> ParsedRoute:
        """Read a route. Raises Unreadable for its content and KeyError for a strange name."""
        entry = self._entries[name]
        with self._path.open("rb") as stream:
            stream.seek(data_offset(stream, entry))
            gpx = b"".join(_content(stream, entry))
        # A compressor of one's own: two threads in one crash the interpreter.
        original = zstandard.ZstdCompressor(level=3).compress(gpx) if self._keep_originals else None
        return ParsedRoute(parse_route(gpx), original)


def _content(stream: BinaryIO, entry: RouteEntry) -> Iterator[bytes]:
    return inflated(
        stream,
        compression=entry.compression,
        compressed_size=entry.compressed_size,
        expected_size=entry.size,
        expected_crc=entry.crc,
    )


class Routes:
    """The routes of an export, by name; a context manager that ends its process.

    With `parallel`, and more than one core, a process parses `entries` ahead in their order.
    `get` may be called from any thread.
    """

    def __init__(
        self, path: Path, entries: Sequence[RouteEntry], *, keep_originals: bool, parallel: bool
    ) -> None:
        self._reader = RouteReader(path, entries, keep_originals=keep_originals)
        self._names = frozenset(entry.name for entry in entries)
        self._job = (path, tuple(entries), keep_originals)
        self._parallel = parallel and len(entries) > 1 and _cores() > 1
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Start the process; it parses from now on."""
        if self._parallel:
            self._process = _started()
            self._send(self._job)
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, whatever it was doing."""
        with self._lock:
            self._end()

    @property
    def process_id(self) -> int | None:
        """Tell which process parses, None when this one does."""
        return self._process.pid if self._process else None

    def get(self, name: str) -> ParsedRoute:
        """Give a route. Raises its own domain error; KeyError for a name that is no entry."""
        if name not in self._names:
            raise KeyError(name)
        with self._lock:
            answer = self._ask(name)
        if answer is None:
            return self._reader.read(name)
        if isinstance(answer, FitGlueError):
            raise answer
        return answer

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
    names = [entry.name for entry in entries]
    ahead = Ahead(RouteReader(path, entries, keep_originals=keep_originals), names)
    asked: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(source, asked), daemon=True).start()
    while (name := _next(asked, ahead)) is not None:
        pickle.dump(ahead.take(name), answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()


def _next(asked: "queue.SimpleQueue[str | None]", ahead: "Ahead") -> str | None:
    """Wait for the next name and work ahead meanwhile; None when nobody will ask again."""
    while asked.empty() and ahead.work():
        pass
    return asked.get()


def _listen(source: BinaryIO, asked: "queue.SimpleQueue[str | None]") -> None:
    try:
        while True:
            asked.put(pickle.load(source))  # noqa: S301 - our own parent wrote it
    except EOFError:
        asked.put(None)


class Ahead:
    """Parses ahead within a budget and hands every result out once."""

    def __init__(self, reader: RouteReader, names: Sequence[str]) -> None:
        self._reader = reader
        self._left = iter(names)
        self._given: set[str] = set()
        self._ready: dict[str, ParsedRoute | FitGlueError] = {}
        self.size = 0

    def work(self) -> bool:
        """Parse one more route; tell whether there was one, and room for it."""
        name = next(self._left, None) if self.size < _BUDGET_BYTES else None
        if name is None:
            return False
        if name not in self._given and name not in self._ready:
            self._ready[name] = result = self._read(name)
            self.size += _size(result)
        return True

    def take(self, name: str) -> ParsedRoute | FitGlueError:
        """Give a result, made now when it was not ready."""
        self._given.add(name)
        result = self._ready.pop(name, None)
        if result is None:
            return self._read(name)
        self.size -= _size(result)
        return result

    def _read(self, name: str) -> ParsedRoute | FitGlueError:
        try:
            return self._reader.read(name)
        except FitGlueError as error:
            return error


def _size(result: ParsedRoute | FitGlueError) -> int:
    return result.size if isinstance(result, ParsedRoute) else 0
