"""Devices and apps that write an outing down, each in its own way and with its own faults."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from fitglue.domain import sport
from fitglue.domain.activity import Recording, Sender
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.measures import heart_rate_summary
from fitglue.domain.streams import COLUMNS, FloatArray, Stream, StreamKind, scalar, spans
from fitglue.domain.workout import App, Device, Pause, PauseKind, Workout
from fitglue.testing.motion import wander
from fitglue.testing.outings import Outing

_M_PER_DEG = 111_320.0
_K = StreamKind
#: Where the person is: every day somewhere else.
_ZONES = (
    "Pacific/Honolulu", "America/Los_Angeles", "America/New_York", "America/St_Johns",
    "America/Sao_Paulo", "Europe/Paris", "Europe/Helsinki", "Asia/Tehran", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Tokyo", "Australia/Adelaide", "Pacific/Chatham",
    "Pacific/Kiritimati",
)  # fmt: skip
#: Names that apps give to what we call so.
LABELS: Mapping[str, tuple[str, ...]] = {
    "running": ("walking", "other", "hiking"),
    "cycling": ("other", "cycling"),
    "walking": ("hiking", "other", "running"),
    "hiking": ("walking", "other"),
    "traditional_strength_training": (
        "functional_strength_training", "high_intensity_interval_training", "other",
        "cross_training",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recorder:
    """How one device writes: how often, how exactly, and how far its clock is off."""

    app: App
    device: Device
    point_every_s: float = 1.0
    gps_m: float = 2.0
    beat_every_s: float = 5.0
    beat_noise_bpm: float = 1.0
    beat_lag_s: float = 0.0
    metres_as: float = 1.0  # what it makes of a metre
    pace_noise: float = 0.03
    clock_s: float = 0.0
    pauses: bool = True
    label: str = ""


WATCH = Recorder(
    App("Léa\u2019s Apple\u00a0Watch", "26.1"),
    Device("Apple Watch", "Apple Inc.", "Watch", "Watch7,2"),
)
PHONE = Recorder(
    App("Run Tracker", "5.1", "app.example.run"),
    Device("iPhone", "Apple Inc.", "iPhone", "iPhone16,1"),
    point_every_s=3.0, gps_m=4.0, beat_every_s=10.0, beat_noise_bpm=2.0, beat_lag_s=8.0,
    metres_as=1.012, pauses=False,
)  # fmt: skip
BIKE_COMPUTER = Recorder(
    App(""), Device("", "Example", "Edge"), gps_m=1.5, beat_every_s=1.0, metres_as=0.994
)
BAND = Recorder(
    App("Band", "2.0"), Device("Band"), point_every_s=6.0, gps_m=6.0, beat_every_s=15.0,
    beat_noise_bpm=3.0, beat_lag_s=15.0, metres_as=1.025, pace_noise=0.06, pauses=False,
)  # fmt: skip
CONSOLE = Recorder(App("Treadmill"), Device("Console"), beat_every_s=10.0, metres_as=1.09)
OTHERS = (PHONE, BIKE_COMPUTER, BAND)


def recorded(
    rng: np.random.Generator, outing: Outing, recorder: Recorder, begin_s: float, end_s: float
) -> Recording:
    """Write down [begin_s, end_s] of an outing."""
    pauses = _pauses(outing, begin_s, end_s) if recorder.pauses else ()
    elapsed_s = end_s - begin_s
    streams = dict(_streams(rng, outing, recorder, (begin_s, end_s)))
    heart = heart_rate_summary(streams[_K.HEART_RATE], pauses)
    manual_s = sum(p.end_s - p.start_s for p in pauses if p.kind is PauseKind.MANUAL)
    start = outing.start + timedelta(seconds=begin_s + recorder.clock_s)
    covered = np.interp((begin_s, end_s), outing.movement.second, outing.movement.distance_m)
    moves = outing.sport != "traditional_strength_training"
    workout = Workout(
        sport=sport.by_key(recorder.label or outing.sport),
        start=start,
        end=start + timedelta(seconds=elapsed_s),
        zone=Zone(_zone_on(outing.start), ZoneKnownBy.RECORDING),
        elapsed_s=elapsed_s,
        timer_s=elapsed_s - manual_s,
        indoor=outing.place is None if recorder is not BAND else None,
        distance_m=float(np.ptp(covered)) * recorder.metres_as if moves else None,
        active_kcal=round(elapsed_s / 6),
        avg_hr_bpm=heart.avg_bpm if heart else None,
        max_hr_bpm=heart.max_bpm if heart else None,
        app=recorder.app,
        device=recorder.device,
        pauses=pauses,
        streams=streams,
    )
    return sent(workout, f"{rng.integers(2**62):x}")


def sent(workout: Workout, source_id: str) -> Recording:
    """Let a source send a workout."""
    return Recording(Sender("anna", "file_upload", source_id), workout, source_id, {})


def without(recording: Recording, *kinds: StreamKind) -> Recording:
    """Lose some streams, and the figures that go with them."""
    workout = recording.workout
    kept = {kind: stream for kind, stream in workout.streams.items() if kind not in kinds}
    if _K.HEART_RATE in kinds:
        workout = replace(workout, avg_hr_bpm=None, max_hr_bpm=None)
    return replace(recording, workout=replace(workout, streams=kept))


def off_by(recording: Recording, seconds: float) -> Recording:
    """Put the clock wrong."""
    workout, by = recording.workout, timedelta(seconds=seconds)
    return replace(
        recording, workout=replace(workout, start=workout.start + by, end=workout.end + by)
    )


def copied(rng: np.random.Generator, recording: Recording, app: App) -> Recording:
    """Copy a recording as another app does: whole seconds, fewer samples, no device."""
    workout = recording.workout
    every = int(rng.integers(1, 8))
    streams = {
        kind: stream.take(slice(None, None, every)) for kind, stream in workout.streams.items()
    }
    start = workout.start.replace(microsecond=0)
    copy = replace(
        workout, app=app, device=Device(), start=start, pauses=(),
        end=start + timedelta(seconds=round(workout.elapsed_s)), elapsed_s=round(workout.elapsed_s),
        distance_m=None if workout.distance_m is None else round(workout.distance_m, -1),
        streams=streams,
    )  # fmt: skip
    return sent(copy, f"{rng.integers(2**62):x}")


def _zone_on(day: datetime) -> str:
    return _ZONES[day.toordinal() % len(_ZONES)]


def _pauses(outing: Outing, begin_s: float, end_s: float) -> tuple[Pause, ...]:
    cut = (
        Pause(max(p.start_s, begin_s) - begin_s, min(p.end_s, end_s) - begin_s, p.kind)
        for p in outing.movement.pauses
    )
    return tuple(pause for pause in cut if pause.end_s > pause.start_s)


def _streams(
    rng: np.random.Generator, outing: Outing, recorder: Recorder, span_s: tuple[float, float]
) -> dict[StreamKind, Stream]:
    movement, (begin_s, end_s) = outing.movement, span_s
    beats = np.arange(begin_s, end_s, recorder.beat_every_s)
    felt = np.interp(beats - recorder.beat_lag_s, movement.second, outing.heart_bpm)
    noise = recorder.beat_noise_bpm * wander(rng, len(beats), 2)
    streams = {_K.HEART_RATE: scalar(_K.HEART_RATE, beats - begin_s, np.rint(felt + noise))}
    edges = np.append(np.arange(begin_s, end_s, 10.0), end_s)
    gained = np.diff(np.interp(edges, movement.second, movement.distance_m)) * recorder.metres_as
    gained *= np.maximum(1 + recorder.pace_noise * wander(rng, len(gained), 2), 0)
    streams[_K.DISTANCE] = spans(_K.DISTANCE, edges[:-1] - begin_s, np.diff(edges), gained)
    if outing.place is not None:
        streams[_K.ROUTE] = _route(
            rng, outing, recorder, np.arange(begin_s, end_s, recorder.point_every_s)
        )
    return streams


def _route(
    rng: np.random.Generator, outing: Outing, recorder: Recorder, at_s: FloatArray
) -> Stream:
    latitude, longitude = outing.place or (np.zeros(1), np.zeros(1))
    north, east = (_gps_error(rng, recorder, len(at_s)) / _M_PER_DEG for _ in range(2))
    shrink = np.cos(np.radians(latitude[0]))
    known = {
        "latitude_deg": np.interp(at_s, outing.movement.second, latitude) + north,
        "longitude_deg": np.interp(at_s, outing.movement.second, longitude) + east / shrink,
        "horizontal_accuracy_m": np.full(len(at_s), recorder.gps_m * 1.5),
    }
    missing = np.full(len(at_s), np.nan)
    columns = {name: known.get(name, missing) for name in COLUMNS[_K.ROUTE]}
    return Stream(_K.ROUTE, at_s - at_s[0], columns)


def _gps_error(rng: np.random.Generator, recorder: Recorder, count: int) -> FloatArray:
    """Wander slowly off the way, and jitter a little."""
    slow = recorder.gps_m * wander(rng, count, 40 / recorder.point_every_s)
    return slow + recorder.gps_m * 0.3 * rng.standard_normal(count)
