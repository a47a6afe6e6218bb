"""Small workouts with round figures, for tests that need one without an export around it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.measures import timer_s
from fitglue.domain.sport import by_key
from fitglue.domain.streams import COLUMNS, FloatArray, Stream, StreamKind, scalar, spans
from fitglue.domain.workout import App, Device, Workout

START = datetime(2026, 5, 1, 7, 0, tzinfo=UTC)
WATCH = Device(
    "Apple Watch", manufacturer="Apple Inc.", model="Watch", hardware="Watch7,2", software="11.6.1"
)
_M_PER_DEGREE = 111_195.0


def example_workout(sport: str = "running", elapsed_s: float = 600.0, **fields: Any) -> Workout:
    """Make a workout without streams; timer time follows from elapsed time and pauses."""
    plain = Workout(
        sport=by_key(sport),
        start=START,
        end=START + timedelta(seconds=elapsed_s),
        zone=Zone("Europe/Zurich", ZoneKnownBy.RECORDING),
        elapsed_s=elapsed_s,
        timer_s=timer_s(elapsed_s, fields.get("pauses", ())),
        app=App("Apple Watch"),
        device=WATCH,
    )
    return replace(plain, **fields)


def example_activity(workout: Workout) -> Activity:
    """Make an activity of a workout."""
    return Activity(
        id="0197f0a2",
        revision=1,
        title="Morning Run",
        title_set_by=TitleSetBy.DEFAULT,
        workout=workout,
    )


def example_route(time_s: FloatArray, going_m_per_s: float = 3.0, **columns: Any) -> Stream:
    """Make a route due north at constant speed; columns not given are missing."""
    missing = {name: np.full(len(time_s), np.nan) for name in COLUMNS[StreamKind.ROUTE]}
    north = {
        "latitude_deg": 47.0 + time_s * going_m_per_s / _M_PER_DEGREE,
        "longitude_deg": np.full(len(time_s), 8.0),
    }
    return Stream(StreamKind.ROUTE, time_s, missing | north | columns)


def example_run(seconds: int = 600, **fields: Any) -> Workout:
    """Make a run of 3 m/s with all that a watch gives: 1 Hz route, heart rate every 5 s, spans."""
    second, fifth = np.arange(seconds + 1.0), np.arange(0.0, seconds + 1, 5)
    route = example_route(
        second,
        altitude_m=400 + 20 * np.sin(second / 300),
        speed_m_per_s=np.full(len(second), 3.0),
    )
    each = fifth[:-1]
    five = np.full(len(each), 5.0)
    streams = {
        StreamKind.ROUTE: route,
        StreamKind.HEART_RATE: scalar(
            StreamKind.HEART_RATE, fifth, np.round(140 + 20 * np.sin(fifth / 90))
        ),
        StreamKind.DISTANCE: spans(StreamKind.DISTANCE, each, five, np.full(len(each), 15.0)),
        StreamKind.STEPS: spans(StreamKind.STEPS, each, five, np.full(len(each), 14.0)),
        StreamKind.POWER: scalar(StreamKind.POWER, fifth, np.full(len(fifth), 250.0)),
    }
    stated = {"distance_m": 3.0 * seconds, "streams": streams}
    return example_workout("running", float(seconds), **(stated | fields))
