"""A line on the earth that somebody can follow: its length, and where one is after some metres."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fitglue.domain.measures import EARTH_RADIUS_M, great_circle_m
from fitglue.domain.streams import FloatArray

M_PER_DEGREE = float(np.radians(1.0)) * EARTH_RADIUS_M
_CENTRIPETAL = 0.5
#: How far on both sides of a place its direction is looked for: corners turn softly.
_LOOK_M = 12.0


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """Points one after the other, no two alike in a row; altitude is NaN where it is not known.

    A closed line goes on from its last point to its first, which is not repeated.
    """

    latitude_deg: FloatArray
    longitude_deg: FloatArray
    altitude_m: FloatArray
    closed: bool = False

    def __len__(self) -> int:
        """Count the points."""
        return len(self.latitude_deg)

    @property
    def length_m(self) -> float:
        """Give the length of one way along it, of one lap of a closed one."""
        return float(_track(self)[0][-1])

    def at(self, along_m: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Give latitude, longitude and altitude after so many metres.

        A closed line is gone round again and again; an open one out and back.
        """
        mileage, latitude, longitude, altitude = _track(self)
        here = _folded(along_m, float(mileage[-1]), closed=self.closed)
        return (
            np.interp(here, mileage, latitude),
            (np.interp(here, mileage, longitude) + 180) % 360 - 180,
            np.interp(here, mileage, altitude),
        )

    def beside(self, along_m: FloatArray, aside_m: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Give positions so many metres to the left of the line, of its own direction."""
        latitude, longitude, _ = self.at(along_m)
        east, north = self._heading(along_m)
        scale = np.cos(np.radians(latitude)).clip(min=1e-6)
        return (
            latitude + aside_m * east / M_PER_DEGREE,
            longitude - aside_m * north / (M_PER_DEGREE * scale),
        )

    def _heading(self, along_m: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Give the direction of the line, not of who follows it, as a unit vector."""
        length_m = self.length_m
        here = _folded(along_m, length_m, closed=self.closed)
        low, high = here - _LOOK_M, here + _LOOK_M
        if not self.closed:
            low, high = low.clip(0, length_m), high.clip(0, length_m)
        (south, west, _), (north, east, _) = self.at(low), self.at(high)
        across = (east - west + 180) % 360 - 180
        dx, dy = across * np.cos(np.radians(south)), north - south
        size = np.hypot(dx, dy).clip(min=1e-12)
        return dx / size, dy / size


def _ring(line: Line) -> Line:
    """Repeat the first point of a closed line at its end."""
    if not line.closed:
        return line
    latitude, longitude, altitude = (np.append(one, one[0]) for one in _columns(line))
    return Line(latitude, longitude, altitude)


def _columns(line: Line) -> tuple[FloatArray, FloatArray, FloatArray]:
    return line.latitude_deg, line.longitude_deg, line.altitude_m


@lru_cache(maxsize=16)
def _track(line: Line) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Give the metres of each point, and what is interpolated: longitude without a date line."""
    ring = _ring(line)
    steps = great_circle_m(ring.latitude_deg, ring.longitude_deg)
    mileage = np.concatenate(([0.0], np.cumsum(steps)))
    return mileage, ring.latitude_deg, np.unwrap(ring.longitude_deg, period=360), ring.altitude_m


def _folded(along_m: FloatArray, length_m: float, *, closed: bool) -> FloatArray:
    if closed:
        return along_m % length_m
    there_and_back = along_m % (2 * length_m)
    return np.where(there_and_back > length_m, 2 * length_m - there_and_back, there_and_back)


def line_of(
    latitude_deg: FloatArray, longitude_deg: FloatArray, altitude_m: FloatArray, joined_m: float
) -> Line:
    """Make a line of points, closed when its ends lie at most `joined_m` apart.

    Missing points and those that repeat the one before are left out; altitude is taken from the
    nearest neighbours where some have one. Raises ValueError for fewer than two places.
    """
    placed = np.isfinite(latitude_deg) & np.isfinite(longitude_deg)
    columns = latitude_deg[placed], longitude_deg[placed], altitude_m[placed]
    moved = np.concatenate(([True], great_circle_m(*columns[:2]) > 0)) if len(columns[0]) else []
    lat, lon, height = (column[np.asarray(moved, dtype=bool)] for column in columns)
    if len(lat) < 2:  # noqa: PLR2004 - one place is no line
        raise ValueError("a line has two places at least")
    ends = great_circle_m(lat[[0, -1]], lon[[0, -1]])[0]
    way = great_circle_m(lat, lon).sum()
    closed = bool(ends <= joined_m and way > 4 * joined_m)
    last = len(lat) - 1 if closed and ends == 0 else len(lat)
    return Line(lat[:last], lon[:last], _filled(height[:last]), closed)


def _filled(height_m: FloatArray) -> FloatArray:
    known = np.flatnonzero(np.isfinite(height_m))
    if not len(known):
        return height_m
    return np.interp(np.arange(len(height_m)), known, height_m[known])


def rounded(line: Line, every_m: float) -> Line:
    """Round the corners of a coarse line: a centripetal Catmull-Rom curve through its points.

    It passes through every point and makes no loops of its own (Yuksel, Schaefer, Keyser, "On the
    parameterization of Catmull-Rom curves", 2009). A new point stands about every `every_m`.
    """
    scale = float(np.cos(np.radians(line.latitude_deg.mean())))
    flat = np.stack((line.longitude_deg * scale, line.latitude_deg, line.altitude_m / M_PER_DEGREE))
    padded = _with_neighbours(flat.T, closed=line.closed)
    steps = great_circle_m(_ring(line).latitude_deg, _ring(line).longitude_deg)
    pieces = [
        _piece(padded[at : at + 4], max(int(np.ceil(step / every_m)), 1))
        for at, step in enumerate(steps.tolist())
    ]
    last = [] if line.closed else [flat.T[-1:]]
    points = np.concatenate([*pieces, *last])
    return Line(points[:, 1], points[:, 0] / scale, points[:, 2] * M_PER_DEGREE, line.closed)


def _with_neighbours(points: FloatArray, *, closed: bool) -> FloatArray:
    if closed:
        return np.concatenate((points[-1:], points, points[:2]))
    return np.concatenate((2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]))


def _piece(four: FloatArray, count: int) -> FloatArray:
    """Give `count` points from the second of four on, by Barry and Goldman's pyramid."""
    apart = np.hypot(*np.diff(four[:, :2], axis=0).T) ** _CENTRIPETAL
    knots = np.concatenate(([0.0], np.cumsum(apart.clip(min=1e-9))))
    at = np.linspace(knots[1], knots[2], count, endpoint=False)[:, np.newaxis]
    layer = [np.broadcast_to(point, (count, 3)) for point in four]
    for width in (1, 2, 3):
        layer = [
            (layer[i] * (knots[i + width] - at) + layer[i + 1] * (at - knots[i]))
            / (knots[i + width] - knots[i])
            for i in range(len(layer) - 1)
        ]
    return layer[0]
