"""A workout as a tiny picture: its route, or else its heart rate, as the path of an SVG.

A route lies in a square of 100 with its aspect kept, a heart rate in a strip of 100 by 40. Numbers
are whole, so a picture takes a few hundred bytes; thinned as Douglas and Peucker do.
"""

import numpy as np

from fitglue.domain.line import Line
from fitglue.domain.line_text import coarse, unwrapped
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
    number = np.count_nonzero(known)
    if number < _FEWEST:
        return ""
    line = Line(latitude[known], longitude[known], np.full(number, np.nan))
    span_m = np.radians(max(np.ptp(line.latitude_deg), np.ptp(line.longitude_deg))) * EARTH_RADIUS_M
    line = coarse(line, float(span_m) * _FINEST, _MOST_LOOKED_AT)
    x = unwrapped(line.longitude_deg) * np.cos(np.radians(line.latitude_deg.mean()))
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
    across, down = (np.rint(one).astype(int).tolist() for one in (x, y))
    steps = "".join(
        f"{to_x - from_x}{to_y - from_y:+d} "
        for from_x, to_x, from_y, to_y in zip(across, across[1:], down, down[1:], strict=False)
        if (from_x, from_y) != (to_x, to_y)
    )
    return f"M{across[0]} {down[0]}l{steps.strip().replace('+', ' ')}" if steps else ""
