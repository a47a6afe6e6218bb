"""Asks Open-Meteo how high the ground lies along a route.

https://open-meteo.com/en/docs/elevation-api: at most 100 coordinates a call, one answer each, from
the Copernicus DEM GLO-90 of 2021, whose cells are 90 m wide. So a point every 90 m is enough, and
four decimals of a degree (11 m) say which cell it is in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from fitglue.domain.altitude import spanned
from fitglue.domain.booster_tools import Web
from fitglue.domain.errors import Refused
from fitglue.domain.measures import great_circle_m
from fitglue.domain.open_meteo import PACE
from fitglue.domain.streams import FloatArray, Stream

CREDIT = (
    "Elevation from the Copernicus DEM GLO-90 through Open-Meteo.com: © DLR e.V. 2010-2014 and © "
    "Airbus Defence and Space GmbH 2014-2018, provided under COPERNICUS by the European Union and "
    "ESA; all rights reserved"
)

_A_CALL = 100
_MOST_CALLS = 20
_DECIMALS = 4
_KEEP = timedelta(days=365)
_STEEPER_THAN, _LONGEST_SPAN_M = 0.35, 700.0


@dataclass(frozen=True, eq=False, slots=True)
class Ground:
    """The ground's height at every point of a route, NaN where it has no position."""

    altitude_m: FloatArray
    asked: int
    known: int


@dataclass(frozen=True, eq=False, slots=True)
class _Way:
    """The placed points of a route, and how far along it each one is."""

    placed: npt.NDArray[np.intp]
    along_m: FloatArray


def ground_below(route: Stream, web: Web, door: str, spacing_m: float, *, bridges: bool) -> Ground:
    """Ask for points along the route, and draw lines between them by distance along it.

    Raises Transient and Refused, as the web does, and Refused for an answer without sense.
    """
    way = _way(route)
    knots = _thinned(way.along_m, spacing_m)
    points = way.placed[knots]
    told = np.concatenate([
        _asked(web, door, route.take(some)) for some in _batches(points)
    ])  # fmt: skip
    known = np.isfinite(told)
    altitude_m = np.full(len(route), np.nan)
    if known.any():
        at_m, ground_m = way.along_m[knots][known], told[known]
        if bridges:
            ground_m = spanned(
                at_m, ground_m, steeper_than=_STEEPER_THAN, longest_m=_LONGEST_SPAN_M
            )
        altitude_m[way.placed] = np.interp(way.along_m, at_m, ground_m)
    return Ground(altitude_m, len(points), int(np.count_nonzero(known)))


def _way(route: Stream) -> _Way:
    lat, lon = route["latitude_deg"], route["longitude_deg"]
    placed = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
    steps = great_circle_m(lat[placed], lon[placed])
    return _Way(placed, np.concatenate(([0.0], np.cumsum(steps))))


def _thinned(along_m: FloatArray, spacing_m: float) -> npt.NDArray[np.intp]:
    """Pick the points nearest to every `spacing_m`, wider apart where that would be too many."""
    count = min(int(along_m[-1] // spacing_m) + 2, _A_CALL * _MOST_CALLS)
    wanted = np.linspace(0.0, along_m[-1], count)
    after = np.searchsorted(along_m, wanted).clip(max=len(along_m) - 1)
    before = np.maximum(after - 1, 0)
    nearer = wanted - along_m[before] < along_m[after] - wanted
    picked: npt.NDArray[np.intp] = np.unique(np.where(nearer, before, after))
    return picked[np.concatenate(([True], np.diff(along_m[picked]) > 0))]


def _batches(points: npt.NDArray[np.intp]) -> Iterator[npt.NDArray[np.intp]]:
    for first in range(0, len(points), _A_CALL):
        yield points[first : first + _A_CALL]


def _asked(web: Web, door: str, points: Stream) -> FloatArray:
    question = {
        "latitude": _joined(points["latitude_deg"]), "longitude": _joined(points["longitude_deg"])
    }  # fmt: skip
    return _heights(web.json(door, question, keep=_KEEP, pace=PACE), len(points))


def _joined(degrees: FloatArray) -> str:
    return ",".join(f"{one:.{_DECIMALS}f}" for one in degrees.tolist())


def _heights(answer: Any, count: int) -> FloatArray:
    """Read an answer: a height for each point, null where there is none. Raises Refused."""
    told = answer.get("elevation") if isinstance(answer, Mapping) else None
    if not isinstance(told, list) or len(told) != count:
        raise Refused("Open-Meteo answered in a way that FitGlue does not understand.")
    return np.array([float(one) if _is_number(one) else np.nan for one in told])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
