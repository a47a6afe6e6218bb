"""An exercise session and what hangs on it, as a workout.

Types are the framework's own numbers. Events have HealthKit's, which the server knows: a lap, a
segment, and a pause, which Health Connect keeps as a segment of its own.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fitglue_phone.android.framework import Class, every, seconds, text
from fitglue_phone.core.workout import Device, Event, Metadata, Quantity, Workout, WritingApp

SESSION: Final = Class("android.health.connect.datatypes.ExerciseSessionRecord")
_SEGMENTS = Class("android.health.connect.datatypes.ExerciseSegmentType")
_METADATA = Class("android.health.connect.datatypes.Metadata")
_ZONES = Class("java.util.TimeZone")

# HKWorkoutEventType
_PAUSE, _RESUME, _LAP, _SEGMENT = 1, 2, 3, 7


def workout(record: Any) -> Workout:
    """Read an ExerciseSessionRecord; its statistics are those of its samples, and not here."""
    start_s, end_s = seconds(record.getStartTime()), seconds(record.getEndTime())
    events = tuple(sorted(_events(record), key=lambda one: (one.start_s, one.type)))
    return Workout(
        uuid=text(record.getMetadata().getId()),
        activity_type=record.getExerciseType(),
        start_s=start_s,
        end_s=end_s,
        duration_s=max(end_s - start_s - _paused_s(events), 0.0),
        time_zone=zone(record.getStartZoneOffset().getTotalSeconds(), start_s),
        app=app(record),
        device=device(record),
        events=events,
        metadata=_metadata(record),
    )


def app(record: Any) -> WritingApp:
    """Tell who wrote a record: by its package, as names of apps change and may not be seen."""
    package = text(record.getMetadata().getDataOrigin().getPackageName())
    return WritingApp(package, package)


def device(record: Any) -> Device:
    """Tell what measured a record."""
    told = record.getMetadata().getDevice()
    if told is None:
        return Device()
    return Device(manufacturer=text(told.getManufacturer()), model=text(told.getModel()))


def zone(offset_s: int, at_s: float) -> str:
    """Name a zone of an offset: the phone's own if it fits, else one of whole hours."""
    own = text(_ZONES.getDefault().getID())
    try:
        told = datetime.fromtimestamp(at_s, UTC).astimezone(ZoneInfo(own)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError):
        told = None
    if told is not None and told.total_seconds() == offset_s:
        return own
    hours, rest = divmod(offset_s, 3600)
    if rest:
        return ""
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"  # whose signs are those of POSIX


def _events(record: Any) -> Iterator[Event]:
    for lap in every(record.getLaps()):
        length = lap.getLength()
        told = {} if length is None else {"HKLapLength": Quantity(length.getInMeters(), "m")}
        yield Event(_LAP, seconds(lap.getStartTime()), seconds(lap.getEndTime()), told)
    for segment in every(record.getSegments()):
        start_s, end_s = seconds(segment.getStartTime()), seconds(segment.getEndTime())
        kind: int = segment.getSegmentType()
        if kind == _SEGMENTS.EXERCISE_SEGMENT_TYPE_PAUSE:
            yield Event(_PAUSE, start_s)
            yield Event(_RESUME, end_s)
            continue
        said: dict[str, bool | int | float | str | Quantity] = {"HealthConnectSegmentType": kind}
        if repetitions := segment.getRepetitionsCount():
            said["HealthConnectRepetitions"] = repetitions
        yield Event(_SEGMENT, start_s, end_s, said)


def _paused_s(events: tuple[Event, ...]) -> float:
    """Add up pauses, each until the next resume."""
    paused_s, since_s = 0.0, None
    for event in events:
        if event.type == _PAUSE and since_s is None:
            since_s = event.start_s
        elif event.type == _RESUME and since_s is not None:
            paused_s, since_s = paused_s + event.start_s - since_s, None
    return paused_s


def _metadata(record: Any) -> Metadata:
    """Give a session's own words, under the keys that the server knows."""
    told = record.getMetadata()
    said: dict[str, bool | int | float | str | Quantity] = {
        "HKWorkoutBrandName": text(record.getTitle()),
        "HealthConnectNotes": text(record.getNotes()),
        "HealthConnectClientRecordId": text(told.getClientRecordId()),
    }
    if told.getRecordingMethod() == _METADATA.RECORDING_METHOD_MANUAL_ENTRY:
        said["HKWasUserEntered"] = True
    return {key: value for key, value in said.items() if value != ""}
