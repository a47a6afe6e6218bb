"""Routes that begin, end and pass at home, for tests of what must not tell where that is."""

from dataclasses import replace

import numpy as np

from fitglue.domain.measures import great_circle_m
from fitglue.domain.streams import COLUMNS, FloatArray, Stream, StreamKind
from fitglue.domain.workout import Workout
from fitglue.testing.arrivals import a_run

HOME = (45.7642, 4.8357)
_M_PER_DEGREE = 111_195.0
_STEP_M = 3.0


def a_wandering_run(seed: int, minutes: float = 40) -> Workout:
    """Make a run that leaves home, wanders, comes by again, and ends at home or near it."""
    chance = np.random.default_rng(seed)
    steps = int(minutes * 60)
    heading = np.cumsum(chance.normal(0, 0.12, steps)) + chance.uniform(0, 2 * np.pi)
    way = np.cumsum(np.column_stack((np.cos(heading), np.sin(heading))) * _STEP_M, axis=0)
    visits = np.abs(np.sin(np.linspace(0, np.pi * chance.integers(1, 4), steps)))
    north, east = (way * visits[:, None] + chance.normal(0, 20, 2)).T
    narrow = np.cos(np.radians(HOME[0]))
    return _run(HOME[0] + north / _M_PER_DEGREE, HOME[1] + east / (_M_PER_DEGREE * narrow), minutes)


def metres_from_home(places: FloatArray) -> FloatArray:
    """Measure how far places, in rows of latitude and longitude, are from home."""
    north = (places[:, 0] - HOME[0]) * _M_PER_DEGREE
    east = (places[:, 1] - HOME[1]) * _M_PER_DEGREE * np.cos(np.radians(HOME[0]))
    return np.hypot(north, east)


def _run(latitude: FloatArray, longitude: FloatArray, minutes: float) -> Workout:
    count = len(latitude)
    columns = {
        "latitude_deg": latitude, "longitude_deg": longitude,
        "altitude_m": 170 + latitude - latitude[0], "speed_m_per_s": np.full(count, 3.0),
        "course_deg": np.zeros(count), "horizontal_accuracy_m": np.full(count, 4.0),
        "vertical_accuracy_m": np.full(count, 3.0),
    }  # fmt: skip
    ordered = {name: columns[name] for name in COLUMNS[StreamKind.ROUTE]}
    route = Stream(StreamKind.ROUTE, np.arange(count, dtype=np.float64), ordered)
    run = a_run(minutes=minutes, distance_m=float(great_circle_m(latitude, longitude).sum()))
    return replace(run, streams={**run.streams, StreamKind.ROUTE: route})
