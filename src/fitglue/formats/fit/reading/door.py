"""The way in: a FIT file's bytes become the workouts in it, with a word on what was wrong."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from fitglue.domain.arrival import SourceTools
from fitglue.domain.errors import Damaged, NotAWorkout, TooBig
from fitglue.domain.workout import Workout
from fitglue.formats.fit.reading.decoding import Decoded, decoded
from fitglue.formats.fit.reading.fields import FILE_ID, FILE_TYPES, HEART_RATE
from fitglue.formats.fit.reading.workout import Read, workout
from fitglue.formats.recorded_file import FileWorkouts

#: Ten days at 1 Hz are 20 MB.
_LARGEST_MB = 24
_MB = 1_000_000


@dataclass(slots=True)
class _Heard:
    """What is told about a file beside its workouts."""

    warnings: list[str] = field(default_factory=list)

    def of(self, file: Decoded, name: str) -> None:
        """Tell what is wrong with a file of which something could be read."""
        if file.lost > 0:
            self.warnings.append(
                f"{name} breaks off or is broken inside: the last {file.lost:.0%} of it could not "
                "be read; what stands before is here."
            )
        elif file.shell.cut:
            self.warnings.append(f"{name} was not closed properly; what it has is here.")
        elif not file.shell.checked:
            self.warnings.append(
                f"The checksum of {name} does not match its content: some of its values may be "
                "wrong."
            )


def read_fit(content: bytes, name: str, tools: SourceTools) -> FileWorkouts:
    """Read the workouts of a FIT file of any device; `name` is what sentences call it.

    Several sessions are one workout with legs; files chained in one are a workout each. A broken
    file gives what it had, with a warning. Raises Unreadable when that is no workout at all.
    """
    if len(content) > _LARGEST_MB * _MB:
        raise TooBig(f"{name} is larger than {_LARGEST_MB} MB, as no recording is.")
    files = decoded(content, name)
    heard = _Heard()
    found: dict[str, Read] = {}
    for file in _recordings(files, name, heard):
        heard.of(file, name)
        read = workout(file, tools)
        if read.summary_lost:
            heard.warnings.append(
                f"{name} has no summary: times and totals are worked out from its samples."
            )
        found.setdefault(_source_id(file, read.workout), read)
    return FileWorkouts(
        tuple(read.workout for read in found.values()),
        tuple(heard.warnings),
        tuple(found),
        tuple(read.title for read in found.values()),
    )


def _recordings(files: list[Decoded], name: str, heard: _Heard) -> Iterator[Decoded]:
    """Give the activities of a chain; beats that a strap sent later belong to the one before."""
    last: Decoded | None = None
    for file in files:
        if file.is_recording:
            if last is not None:
                yield last
            last = file
        elif last is not None and len(file[HEART_RATE]):
            last = replace(last, messages={**last.messages, HEART_RATE: file[HEART_RATE]})
        elif len(files) > 1:
            heard.warnings.append(f"{name} also holds {_what(file)}, which was left out.")
    if last is None:
        raise _none(files[0], name)
    yield last


def _what(file: Decoded) -> str:
    return FILE_TYPES.get(file.type or 0, "a file of another kind")


def _none(file: Decoded, name: str) -> NotAWorkout | Damaged:
    """Say why there is no workout: a file of another kind, or one with nothing left in it."""
    if file.type is None:
        return Damaged(f"{name} is a FIT file, but nothing in it can be read.")
    return NotAWorkout(
        f"{name} is {_what(file)}, not an activity.",
        "Choose a file from the activities of your device.",
    )


def _source_id(file: Decoded, read: Workout) -> str:
    """Name a recording by who made it and when, so that a repaired copy has the same name."""
    ids = file[FILE_ID].rows
    own = ids[0] if ids else {}
    made = [own.get(name) for name in ("manufacturer", "product", "serial_number", "time_created")]
    key = "|".join(map(str, ["fit", *made, read.start.timestamp(), read.sport.key]))
    return hashlib.sha256(key.encode()).hexdigest()[:24]
