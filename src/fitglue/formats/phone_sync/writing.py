"""An activity as a phone writes it into Apple Health: envelope, route and heart rate.

Names and numbers are those that phones send in. The same activity gives the same bytes.
"""

import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from fitglue.domain.activity import Activity
from fitglue.domain.health_writes import HealthWrite
from fitglue.domain.shape import Shape
from fitglue.domain.streams import FloatArray, Stream, StreamKind
from fitglue.domain.workout import PauseKind, Workout
from fitglue.formats.phone_sync import wire, writes

_APP = wire.App(name="FitGlue")
_MOTION_PAUSE, _MOTION_RESUME, _PAUSE, _RESUME = 5, 6, 1, 2  # HKWorkoutEventType
_NAMESPACE = uuid.UUID("c0a8f7fb-6f0f-4a9f-9a4a-6d6b8c1d5a11")
#: Core Location's way to say that a value is none; and how exact a drawn point calls itself, for
#: importers pass points over that say nothing.
_INVALID, _DRAWN_M = -1.0, 10.0
_DISTANCES = ("DistanceWalkingRunning", "DistanceCycling", "DistanceSwimming")
_MOST_POINTS = wire.MOST_SAMPLES
_CONTENT = Shape(writes.WriteContent)
_REVISION = 0  # a new revision that says the same is nothing to write


def content_of(activity: Activity, *, with_title: bool = True) -> HealthWrite:
    """Give what is to be written of an activity."""
    workout = activity.workout
    told = writes.WriteContent(
        workout=_envelope(activity, with_title=with_title), route=_route(activity),
        series=_heart_rate(activity),
    )  # fmt: skip
    content = msgspec.json.encode(told)
    return HealthWrite(
        activity_id=activity.id, start=workout.start, end=workout.end, content=content,
        content_hash=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip


def as_sent(content: bytes, write_id: str, version: int) -> bytes:
    """Give a write as a phone fetches it. Raises msgspec.ValidationError for other bytes."""
    told = _CONTENT.from_json(content)
    return msgspec.json.encode(
        writes.Write(
            version=wire.VERSION, write_id=write_id, write_version=version, workout=told.workout,
            route=told.route, series=told.series,
        )
    )  # fmt: skip


def _uuid(activity: Activity, what: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{activity.id}\n{what}")).upper()


def _envelope(activity: Activity, *, with_title: bool) -> wire.Workout:
    workout = activity.workout
    start_s = workout.start.timestamp()
    return wire.Workout(
        uuid=_uuid(activity, "workout"), revision=_REVISION,
        activity_type=workout.sport.healthkit_raw, start_s=start_s,
        end_s=max(workout.end.timestamp(), start_s + workout.elapsed_s), app=_APP,
        duration_s=workout.timer_s, time_zone=workout.zone.name, events=_events(workout),
        statistics=_statistics(workout), metadata=_metadata(activity, with_title=with_title),
    )  # fmt: skip


def _metadata(activity: Activity, *, with_title: bool) -> dict[str, Any]:
    workout, told = activity.workout, dict[str, Any]()
    if workout.indoor is not None and not workout.virtual_route:  # drawn, it is neither
        told["HKIndoorWorkout"] = workout.indoor
    title = activity.title.replace("\0", "").strip()[:1000]
    if with_title and title:
        told["HKWorkoutBrandName"] = title
    return told


def _events(workout: Workout) -> list[wire.Event]:
    start_s, told = workout.start.timestamp(), list[wire.Event]()
    for pause in workout.pauses:
        moved = pause.kind is PauseKind.MOTION
        first, last = (_MOTION_PAUSE, _MOTION_RESUME) if moved else (_PAUSE, _RESUME)
        told.append(wire.Event(first, start_s + max(pause.start_s, 0.0)))
        told.append(wire.Event(last, start_s + max(pause.end_s, 0.0)))
    return told


def _statistics(workout: Workout) -> list[wire.Statistic]:
    distance = workout.sport.healthkit_distance
    told = list[wire.Statistic]()
    if distance in _DISTANCES and workout.distance_m is not None:
        told.append(wire.Statistic(distance, "m", sum=workout.distance_m))
    if workout.active_kcal is not None:
        told.append(wire.Statistic("ActiveEnergyBurned", "kcal", sum=workout.active_kcal))
    return told


def _route(activity: Activity) -> wire.Route | None:
    workout = activity.workout
    stream = workout.streams.get(StreamKind.ROUTE)
    if stream is None:
        return None
    points = _inside(stream, workout, ("latitude_deg", "longitude_deg"))
    if not len(points):
        return None
    has_altitude = np.isfinite(points["altitude_m"])
    vertical = _or(points["vertical_accuracy_m"], _DRAWN_M)
    return wire.Route(
        workout=_uuid(activity, "workout"), route=_uuid(activity, "route"),
        revision=_REVISION, app=_APP, time_s=_moments(points, workout),
        latitude_deg=_list(points["latitude_deg"]), longitude_deg=_list(points["longitude_deg"]),
        altitude_m=_list(_or(points["altitude_m"], 0.0)),
        horizontal_accuracy_m=_list(_or(points["horizontal_accuracy_m"], _DRAWN_M)),
        vertical_accuracy_m=_list(np.where(has_altitude, vertical, _INVALID)),
        speed_m_per_s=_list(_or(points["speed_m_per_s"], _INVALID)),
        course_deg=_list(_or(points["course_deg"], _INVALID)),
    )  # fmt: skip


def _heart_rate(activity: Activity) -> list[wire.Series]:
    workout = activity.workout
    stream = workout.streams.get(StreamKind.HEART_RATE)
    beats = None if stream is None else _inside(stream, workout, ("heart_rate_bpm",))
    if beats is None or not len(beats):
        return []
    return [
        wire.Series(
            workout=_uuid(activity, "workout"), quantity="HeartRate", revision=_REVISION,
            unit="count/min", app=_APP, start_s=_moments(beats, workout),
            value=_list(beats["heart_rate_bpm"]),
        )
    ]  # fmt: skip


def _inside(stream: Stream, workout: Workout, needed: Sequence[str]) -> Stream:
    """Give the samples within the workout that have values, each at a time of its own."""
    time_s = stream.time_s
    kept = (time_s >= 0) & (time_s < workout.elapsed_s)
    for name in needed:
        kept &= np.isfinite(stream[name])
    kept[1:] &= time_s[1:] > time_s[:-1]
    some = stream.take(kept)
    step = -(-len(some) // _MOST_POINTS)
    return some if step <= 1 else some.take(np.arange(len(some)) % step == 0)


def _moments(stream: Stream, workout: Workout) -> list[float]:
    return [round(one, 3) for one in (stream.time_s + workout.start.timestamp()).tolist()]


def _or(values: FloatArray, otherwise: float) -> FloatArray:
    return np.where(np.isfinite(values), values, otherwise)


def _list(values: FloatArray) -> list[float | None]:
    return [*np.round(values, 7).tolist()]
