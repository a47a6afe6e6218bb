"""Blobs that are written side by side, while whoever puts them goes on computing.

To write one durably waits for the disk several times, each time without Python's lock; writes that
wait together are made durable by one commit of the file system's journal (docs/decisions/0062).
"""

from concurrent.futures import Executor, Future
from dataclasses import dataclass

from fitglue.domain.workout import Workout
from fitglue.formats import stream_blob, workout_document
from fitglue.store.blobs import Blobs, key_of

#: Of one process. More of them would take turns at Python's lock with whoever computes.
WRITES_AT_A_TIME = 2


@dataclass(frozen=True, eq=False, slots=True)
class Packed:
    """A workout as it is kept: its document, and the key of its streams' blob."""

    workout: Workout
    document: bytes
    streams_blob: str


class Ahead:
    """Begins to write what rows are going to name; each content and each workout once.

    Only after `wait` may a row name a key, and may anyone ask for its blob.
    """

    def __init__(self, blobs: Blobs, writers: Executor) -> None:
        self._blobs = blobs
        self._writers = writers
        self._coming: dict[str, Future[str]] = {}
        self._durable: set[str] = set()
        self._packed: dict[int, Packed] = {}  # by identity: workouts are compared by nothing less

    def put(self, content: bytes) -> str:
        """Begin to keep content, and give its key at once."""
        key = key_of(content)
        if key not in self._durable and key not in self._coming:
            self._coming[key] = self._writers.submit(self._blobs.put, content)
        return key

    def pack(self, workout: Workout) -> Packed:
        """Give a workout as it is kept, and begin to keep its streams."""
        packed = self._packed.get(id(workout))
        if packed is None:
            streams = self.put(stream_blob.pack(workout.streams))
            packed = Packed(workout, workout_document.encode(workout), streams)
            self._packed[id(workout)] = packed
        return packed

    def wait(self) -> None:
        """Wait until all is durable. Raises what the first put to fail raised, as `Blobs.put`."""
        while self._coming:
            key, put = next(iter(self._coming.items()))
            put.result()
            self._durable.add(key)
            del self._coming[key]
