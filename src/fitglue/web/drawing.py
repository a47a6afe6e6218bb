"""An activity as a drawing of a thumb's size: its route, or else its heart rate.

An image of its own, so that the page that shows it reads no streams; its two colours are seen on
light and dark paper alike, for an image cannot know which it lies on.
"""

import numpy as np

from fitglue.domain.streams import FloatArray, Stream, StreamKind, Streams

_WIDTH, _HEIGHT, _MARGIN = 96, 60, 5
_MOST_POINTS = 140
_ROUTE, _HEART = "#1d9c77", "#e0564c"
_LEAST_POINTS = 2


def drawing(streams: Streams) -> bytes | None:
    """Draw an activity; None when it has nothing to draw."""
    route, heart = streams.get(StreamKind.ROUTE), streams.get(StreamKind.HEART_RATE)
    points = _route(route) if route is not None else None
    if points is not None:
        return _svg(points, _ROUTE)
    points = _line(heart) if heart is not None else None
    return None if points is None else _svg(points, _HEART)


def _route(stream: Stream) -> FloatArray | None:
    latitude, longitude = stream.columns["latitude_deg"], stream.columns["longitude_deg"]
    known = np.isfinite(latitude) & np.isfinite(longitude)
    if np.count_nonzero(known) < _LEAST_POINTS:
        return None
    latitude, longitude = _fewer(latitude[known]), _fewer(longitude[known])
    # Across the date line the shorter way round is the one that was taken.
    longitude = np.rad2deg(np.unwrap(np.deg2rad(longitude)))
    x = longitude * np.cos(np.deg2rad(latitude.mean()))
    across, up = np.ptp(x), np.ptp(latitude)
    room_x, room_y = _WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN
    scale = min(room_x / max(across, 1e-9), room_y / max(up, 1e-9))
    left, top = (_WIDTH - across * scale) / 2, (_HEIGHT - up * scale) / 2
    return np.column_stack(
        (left + (x - x.min()) * scale, top + (latitude.max() - latitude) * scale)
    )


def _line(stream: Stream) -> FloatArray | None:
    known = np.isfinite(stream.columns["heart_rate_bpm"])
    if np.count_nonzero(known) < _LEAST_POINTS:
        return None
    times, values = _fewer(stream.time_s[known]), _fewer(stream.columns["heart_rate_bpm"][known])
    x = _MARGIN + (times - times[0]) / max(times[-1] - times[0], 1e-9) * (_WIDTH - 2 * _MARGIN)
    share = (values - values.min()) / max(np.ptp(values), 1e-9)
    return np.column_stack((x, _HEIGHT - _MARGIN - share * (_HEIGHT - 2 * _MARGIN)))


def _fewer(column: FloatArray) -> FloatArray:
    if len(column) <= _MOST_POINTS:
        return column
    return column[np.linspace(0, len(column) - 1, _MOST_POINTS).astype(int)]


def _svg(points: FloatArray, colour: str) -> bytes:
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" fill="none" '
        f'stroke="{colour}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">'
        f'<polyline points="{way}"/></svg>'
    ).encode()
