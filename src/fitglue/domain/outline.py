"""A workout as a tiny picture: its route, or else its heart rate, as the path of an SVG.

A route lies in a square of 100 with its aspect kept, a heart rate in a strip of 100 by 40. Numbers
are whole, so a picture takes a few hundred bytes; thinned as Douglas and Peucker do.
"""

import numpy as np

from fitglue.domain.line import Line
from fitglue.domain.line_text import coarse
from fitglue.domain.measures import EARTH_RADIUS_M
from fitglue.domain.streams import FloatArray, StreamKind, Streams

SIDE, STRIP = 100, 40
_MOST_LOOKED_AT = 300
_FINEST = 1 / 120  # of the picture's side
_FEWEST = 2
_MARGIN = 4
_BEATS = 48


def outline(streams: Streams) -> str:
    """Give the path of a workout's picture; empty when there is nothing to draw."""
    return _route(streams) or _heart_rate(streams)


def _route(streams: Streams) -> str:
    stream = streams.get(StreamKind.ROUTE)
    if stream is None:
        return ""
    latitude, longitude = stream.columns["latitude_deg"], stream.columns["longitude_deg"]
    known = np.isfinite(latitude) & np.isfinite(longitude)
    if np.count_nonzero(known) < _FEWEST:
        return ""
    blank = np.full(np.count_nonzero(known), np.nan)
    line = Line(latitude[known], longitude[known], blank)
    span_m = np.radians(max(np.ptp(line.latitude_deg), np.ptp(line.longitude_deg))) * EARTH_RADIUS_M
    line = coarse(line, float(span_m) * _FINEST, _MOST_LOOKED_AT)
    x = np.unwrap(line.longitude_deg, period=360) * np.cos(np.radians(line.latitude_deg.mean()))
    y = -line.latitude_deg
    x, y = x - x.min(), y - y.min()
    longest = max(x.max(), y.max())
    if not longest > 0:
        return ""
    scale = (SIDE - 2 * _MARGIN) / longest
    beside, above = (SIDE - x.max() * scale) / 2, (SIDE - y.max() * scale) / 2
    return _path(beside + x * scale, above + y * scale)


def _heart_rate(streams: Streams) -> str:
    stream = streams.get(StreamKind.HEART_RATE)
    if stream is None or len(stream.time_s) < _FEWEST:
        return ""
    beats, time_s = stream.columns["heart_rate_bpm"], stream.time_s
    known = np.isfinite(beats)
    if np.count_nonzero(known) < _FEWEST or time_s[-1] <= time_s[0]:
        return ""
    at = np.linspace(time_s[0], time_s[-1], _BEATS)
    shown = np.interp(at, time_s[known], beats[known])
    span = max(float(np.ptp(shown)), 1.0)
    x = np.linspace(_MARGIN, SIDE - _MARGIN, _BEATS)
    return _path(x, STRIP - _MARGIN - (shown - shown.min()) / span * (STRIP - 2 * _MARGIN))


def _path(x: FloatArray, y: FloatArray) -> str:
    """Write points as relative moves, those that do not move left out."""
    points = np.column_stack([np.rint(x), np.rint(y)]).astype(int)
    moved = np.diff(points, axis=0)
    moved = moved[np.any(moved != 0, axis=1)]
    if not len(moved):
        return ""
    steps = "".join(f"{dx}{dy:+d} " for dx, dy in moved).replace("+", " ")
    return f"M{points[0][0]} {points[0][1]}l{steps.strip()}"
