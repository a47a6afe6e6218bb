"""Routes read out of a zip, one at a time or ahead of being asked for."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from fitglue.domain.errors import FitGlueError
from fitglue.formats.apple_export.container.inflate import inflated
from fitglue.formats.apple_export.container.zip_directory import Entry, data_offset
from fitglue.formats.apple_export.routes.gpx import RoutePoints, parse_route
from fitglue.formats.packing import packed

RouteEntry = Entry


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

    def __contains__(self, name: str) -> bool:
        """Tell whether there is such a route."""
        return name in self._entries

    def read(self, name: str) -> ParsedRoute:
        """Read a route. Raises Unreadable for its content and KeyError for a strange name."""
        entry = self._entries[name]
        with self._path.open("rb") as stream:
            stream.seek(data_offset(stream, entry))
            gpx = b"".join(_content(stream, entry))
        original = packed(gpx) if self._keep_originals else None
        return ParsedRoute(parse_route(gpx), original)


def _content(stream: BinaryIO, entry: RouteEntry) -> Iterator[bytes]:
    return inflated(
        stream,
        compression=entry.compression,
        compressed_size=entry.compressed_size,
        expected_size=entry.size,
        expected_crc=entry.crc,
    )


class Ahead:
    """Parses ahead in the order of `names` and hands every result out once.

    A context manager, whose thread does the work; `take` may be called from any thread. What
    waits to be taken holds no more than `budget_bytes`, and a route.
    """

    def __init__(self, reader: RouteReader, names: Sequence[str], budget_bytes: int) -> None:
        self._reader = reader
        self._budget_bytes = budget_bytes
        self._left = list(reversed(names))
        self._given: set[str] = set()
        self._ready: dict[str, ParsedRoute | FitGlueError] = {}
        self._making = ""
        self._ended = False
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._work_on, daemon=True)
        self.size = 0

    def __enter__(self) -> Self:
        """Begin to work."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, at the latest when the route that is being read has been."""
        with self._change:
            self._ended = True
            self._change.notify_all()
        self._thread.join()

    def _work_on(self) -> None:
        while self._left and not self._ended:
            self.work()
            with self._change:
                self._change.wait_for(lambda: self._ended or self._has_room())

    def _has_room(self) -> bool:
        return self.size < self._budget_bytes

    def work(self) -> bool:
        """Parse one more route; tell whether there was one, and room for it."""
        with self._change:
            self._making = self._next()
        if not self._making:
            return False
        result = None
        try:
            result = self._read(self._making)
        finally:  # nobody may wait for a route that is not being made any more
            self._made(result)
        return True

    def _made(self, result: ParsedRoute | FitGlueError | None) -> None:
        with self._change:
            if result is not None:
                self._ready[self._making] = result
                self.size += _size(result)
            self._making = ""
            self._change.notify_all()

    def _next(self) -> str:
        """Give the next route that nobody has had, '' without one or room for it."""
        while self._left and self._has_room():
            name = self._left.pop()
            if name not in self._given:
                return name
        return ""

    def take(self, name: str) -> ParsedRoute | FitGlueError:
        """Give a result, made now when it was not ready."""
        with self._change:
            self._given.add(name)
            self._change.wait_for(lambda: self._making != name)
            result = self._ready.pop(name, None)
            self.size -= _size(result)
            self._change.notify_all()
        return self._read(name) if result is None else result

    def _read(self, name: str) -> ParsedRoute | FitGlueError:
        try:
            return self._reader.read(name)
        except FitGlueError as error:
            # Where it was raised holds the whole file, and nobody counts that.
            error.__traceback__ = error.__cause__ = error.__context__ = None
            return error


def _size(result: ParsedRoute | FitGlueError | None) -> int:
    return result.size if isinstance(result, ParsedRoute) else 0
