"""Small arrivals for tests of what happens behind a source."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from fitglue.domain import sport
from fitglue.domain.activity import Recording, Sender
from fitglue.domain.arrival import Arrival, Original
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.streams import COLUMNS, Stream, StreamKind, scalar
from fitglue.domain.workout import App, Device, ExerciseSet, How, Origin, SetKind, Workout
from fitglue.formats import workout_document

PARIS = Zone("Europe/Paris", ZoneKnownBy.RECORDING)
SPRING = datetime(2026, 3, 14, 17, 30, tzinfo=UTC)


def a_run(*, days: float = 0, minutes: float = 30, route: bool = True, **changes: Any) -> Workout:
    """Make an evening run, `days` after a day in March; `changes` are fields of it."""
    start = SPRING + timedelta(days=days)
    streams = {StreamKind.HEART_RATE: a_heart_rate(minutes)}
    if route:
        streams[StreamKind.ROUTE] = a_route(minutes)
    workout = Workout(
        sport=sport.by_key("running"),
        start=start,
        end=start + timedelta(minutes=minutes),
        zone=PARIS,
        elapsed_s=minutes * 60,
        timer_s=minutes * 60,
        distance_m=minutes * 170,
        active_kcal=minutes * 11,
        avg_hr_bpm=142.0,
        max_hr_bpm=156.0,
        ascent_m=12.0,
        app=App("Apple Watch", "11.6"),
        device=Device("Apple Watch", "Apple Inc.", "Watch", "Watch7,2", "11.6"),
        provenance={"heart_rate": Origin("Apple Watch", How.SAMPLED, int(minutes * 12))},
        streams=streams,
    )
    return replace(workout, **changes)


def a_copy(app: str = "Strava", **changes: Any) -> Workout:
    """Make the evening run as an app writes it that copied it: figures alone, on no device."""
    told: dict[str, Any] = {
        "app": App(app), "device": Device(), "avg_hr_bpm": None, "max_hr_bpm": None,
        "streams": {}, "provenance": {},
    }  # fmt: skip
    return a_run(**(told | changes))


def a_strap(days: float = 0, minutes: float = 30) -> Workout:
    """Make the evening run as a chest strap has it: heart rate alone, ten beats above the watch's.

    It lost contact for a while in the middle.
    """
    beats = a_heart_rate(minutes)
    worn = np.abs(beats.time_s / (minutes * 60) - 0.6) > 0.08  # noqa: PLR2004 - when it slipped
    higher = scalar(StreamKind.HEART_RATE, beats.time_s[worn], beats.values[worn] + 10)
    return a_run(
        days=days, minutes=minutes, app=App("Strap"), device=Device(), provenance={},
        avg_hr_bpm=None, max_hr_bpm=None, streams={StreamKind.HEART_RATE: higher},
    )  # fmt: skip


def a_lift(days: float = 0) -> Workout:
    """Lift for an hour: three exercises, three sets each, a minute and a half of rest between."""
    done = (("bench_press", "Bench Press (Barbell)", 70.0), ("row", "Bent Over Row", 55.0))
    done += (("squat", "Back Squat", 90.0),)
    sets = [
        one
        for at, (category, name, weight_kg) in enumerate(done)
        for number in range(3)
        for one in _a_set(400.0 * (3 * at + number), category, name, weight_kg + 5 * number)
    ]
    lifting = sport.by_key("traditional_strength_training")
    return a_run(
        days=days, minutes=60, route=False, sport=lifting, distance_m=None, ascent_m=None,
        sets=tuple(sets),
    )  # fmt: skip


def _a_set(
    start_s: float, category: str, exercise: str, weight_kg: float
) -> tuple[ExerciseSet, ExerciseSet]:
    lifted = ExerciseSet(start_s, 45.0, SetKind.ACTIVE, category, exercise, 8, weight_kg)
    return lifted, ExerciseSet(start_s + 45, 90.0, SetKind.REST)


def a_heart_rate(minutes: float) -> Stream:
    """Give a sample every five seconds, rising and falling with the effort."""
    time_s = np.arange(0, minutes * 60, 5.0)
    return scalar(StreamKind.HEART_RATE, time_s, 142 + 14 * np.sin(time_s / 200))


def a_route(minutes: float) -> Stream:
    """Give a point every second on a circle beside the Rhône, at an even pace."""
    time_s = np.arange(0, minutes * 60, 1.0)
    angle = time_s / 300
    columns = {
        "latitude_deg": 45.78 + 0.004 * np.sin(angle),
        "longitude_deg": 4.85 + 0.006 * np.cos(angle),
        "altitude_m": 170 + 5 * np.sin(angle),
        "speed_m_per_s": np.full(len(time_s), 2.8),
        "course_deg": np.degrees(angle) % 360,
        "horizontal_accuracy_m": np.full(len(time_s), 4.0),
        "vertical_accuracy_m": np.full(len(time_s), 3.0),
    }
    ordered = {name: columns[name] for name in COLUMNS[StreamKind.ROUTE]}
    return Stream(StreamKind.ROUTE, time_s, ordered)


def an_arrival(source_id: str = "run-1", workout: Workout | None = None) -> Arrival:
    """Wrap a workout as a source would hand it over."""
    return Arrival(source_id, workout or a_run(), (Original("workout.xml", b"zstd of it"),))


def a_recording(app: str = "Apple Watch", **changes: Any) -> Recording:
    """Record the evening run with an app, on no device it names; `changes` as in `a_run`."""
    changes = {"device": Device(), **changes}
    workout = a_run(app=App(app), **changes)
    sender = Sender("anna", "apple_health", f"{app} {workout.start.isoformat()}")
    return Recording(sender, workout, workout_document.content_hash(workout), {})
