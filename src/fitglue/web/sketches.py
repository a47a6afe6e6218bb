"""Small pictures of a workout for a page: its way and its heart rate as lines, without any map."""

from dataclasses import dataclass

import numpy as np

from fitglue.domain.streams import FloatArray, Stream, StreamKind
from fitglue.domain.workout import Workout

_WIDTH, _WAY_HEIGHT, _LINE_HEIGHT = 160.0, 96.0, 36.0
_MARGIN = 4.0
_LEAST_RANGE_BPM = 20.0  # an even heart rate is an even line


@dataclass(frozen=True, slots=True)
class Sketch:
    """Lines of an SVG picture: `points` of each, as its attribute wants them."""

    width: int
    height: int
    lines: tuple[str, ...]


def sketch_of(workout: Workout) -> tuple[Sketch | None, Sketch | None]:
    """Draw the way and the heart rate, as far as there are any."""
    route = workout.streams.get(StreamKind.ROUTE)
    heart = workout.streams.get(StreamKind.HEART_RATE)
    return (_way(route) if route else None), (_line(heart, workout) if heart else None)


def _way(route: Stream) -> Sketch | None:
    latitude, longitude = route.columns["latitude_deg"], route.columns["longitude_deg"]
    there = np.isfinite(latitude) & np.isfinite(longitude)
    if not there.any():
        return None
    middle = float(np.mean(latitude[there]))
    x = np.where(there, longitude * np.cos(np.radians(middle)), np.nan)
    y = np.where(there, -latitude, np.nan)
    span = max(float(np.nanmax(x) - np.nanmin(x)) / (_WIDTH - 2 * _MARGIN),
               float(np.nanmax(y) - np.nanmin(y)) / (_WAY_HEIGHT - 2 * _MARGIN), 1e-6)  # fmt: skip
    drawn_x = _WIDTH / 2 + (x - (np.nanmax(x) + np.nanmin(x)) / 2) / span
    drawn_y = _WAY_HEIGHT / 2 + (y - (np.nanmax(y) + np.nanmin(y)) / 2) / span
    return Sketch(int(_WIDTH), int(_WAY_HEIGHT), _lines(drawn_x, drawn_y))


def _line(heart: Stream, workout: Workout) -> Sketch | None:
    bpm = heart.values
    if not np.isfinite(bpm).any():
        return None
    low, high = float(np.nanmin(bpm)), float(np.nanmax(bpm))
    spread = max(high - low, _LEAST_RANGE_BPM)
    x = np.clip(heart.time_s / max(workout.elapsed_s, 1.0), 0, 1) * _WIDTH
    y = _LINE_HEIGHT - _MARGIN - (bpm - low) / spread * (_LINE_HEIGHT - 2 * _MARGIN)
    return Sketch(int(_WIDTH), int(_LINE_HEIGHT), _lines(x, y))


def _lines(x: FloatArray, y: FloatArray) -> tuple[str, ...]:
    """Write runs of points; what is missing in between is a gap."""
    there = np.isfinite(x) & np.isfinite(y)
    cuts = np.flatnonzero(np.diff(there.astype(int))) + 1
    parts = np.split(np.arange(len(x)), cuts)
    return tuple(
        " ".join(f"{x[at]:.1f},{y[at]:.1f}" for at in part)
        for part in parts
        if len(part) and there[part[0]]
    )
