"""Names places without the internet: towns and villages of the whole world, from GeoNames.

The data comes with the package; `ATTRIBUTION.txt` says whose it is, `build.py` makes it anew.
"""

import threading
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from fitglue.domain.booster_tools import Place
from fitglue.domain.measures import away_m
from fitglue.places.table import LATITUDES, LONGITUDES, Table, unpacked

#: Farther than this from the middle of any place, a position is nowhere.
FARTHEST_M = 50_000.0

_M_PER_DEGREE = 111_195.0
#: A town is as large as its people need room, at 1500 on a square kilometre …
_PEOPLE_PER_M2 = 1500 / 1e6
#: … but the land of a village begins before its first house, and no city goes on for ever.
_LEAST_REACH_M, _MOST_REACH_M = 3_000.0, 25_000.0

_TENTH = 0.1
#: From the middle of a tenth of a degree: as far as `FARTHEST_M` from its corner.
_REACH_M = FARTHEST_M + 0.75 * _TENTH * _M_PER_DEGREE

Rows = npt.NDArray[np.intp]
Degrees = npt.NDArray[np.float64]


class ShippedPlaces:
    """Names the town or village around a position. Reads its file at the first question.

    Any number of threads may ask at once. Another `table` is for tests.
    """

    def __init__(self, table: Table | None = None) -> None:
        self._table = table
        self._reading = threading.Lock()

    def at(self, latitude_deg: float, longitude_deg: float) -> Place | None:
        """Name the place that people there say they are in; none where nobody lives nearby."""
        if not (abs(latitude_deg) <= 90 and np.isfinite(longitude_deg)):  # noqa: PLR2004
            return None
        table = self._read()
        longitude_deg = (longitude_deg + 180) % 360 - 180
        tenths = round(latitude_deg / _TENTH), round(longitude_deg / _TENTH)
        rows, latitudes, longitudes = _near(table, *tenths)
        off_m = away_m(latitudes, longitudes, latitude_deg, longitude_deg)
        near = off_m <= FARTHEST_M
        if not near.any():
            return None
        rows, off_m = rows[near], off_m[near]
        best = _best(off_m, table.population[rows])
        return _place(table, int(rows[best]), float(off_m[best]))

    def _read(self) -> Table:
        with self._reading:
            if self._table is None:
                self._table = unpacked((files(__name__) / "places.bin").read_bytes())
            return self._table


@lru_cache(maxsize=64)
def _near(table: Table, latitude: int, longitude: int) -> tuple[Rows, Degrees, Degrees]:
    """Give what may be near the positions of a tenth of a degree: a way stays in a few of them."""
    latitude_deg, longitude_deg = latitude * _TENTH, longitude * _TENTH
    rows = _around(table, latitude_deg, longitude_deg)
    latitudes = table.latitude_deg[rows].astype(np.float64)
    longitudes = table.longitude_deg[rows].astype(np.float64)
    kept = away_m(latitudes, longitudes, latitude_deg, longitude_deg) <= _REACH_M
    return rows[kept], latitudes[kept], longitudes[kept]


def _best(off_m: npt.NDArray[np.float64], population: npt.NDArray[np.float32]) -> int:
    """Pick the place that one would name.

    The nearest middle alone would call half of a city by the names of its small neighbours, for
    their middles are nearer to its edge. So of all towns that reach as far as the position, the
    one with the least distance for its size is named, where size counts by the fourth root of the
    people: a city with 16 times as many pushes the border with its neighbour from a half of the
    way to two thirds. Where none reaches, the one whose edge is nearest is.
    """
    reach_m = np.clip(np.sqrt(population / _PEOPLE_PER_M2 / np.pi), _LEAST_REACH_M, _MOST_REACH_M)
    beyond_m = off_m - reach_m
    if (beyond_m > 0).all():
        return int(np.argmin(beyond_m))
    share = np.where(beyond_m > 0, np.inf, off_m / np.sqrt(np.sqrt(population)))
    return int(np.argmin(share))


def _around(table: Table, latitude_deg: float, longitude_deg: float) -> Rows:
    """Give the rows of all cells that a circle of `FARTHEST_M` touches, round the date line too."""
    reach = _REACH_M / _M_PER_DEGREE
    south = max(int(np.floor(latitude_deg - reach)) + 90, 0)
    north = min(int(np.floor(latitude_deg + reach)) + 90, LATITUDES - 1)
    widest = np.cos(np.radians(min(abs(latitude_deg) + reach, 90.0)))
    wide = reach / widest if widest * 180 > reach else 180.0
    west = int(np.floor(longitude_deg - wide)) + 180
    east = min(int(np.floor(longitude_deg + wide)) + 180, west + LONGITUDES - 1)
    runs = [
        np.arange(table.first[from_cell], table.first[to_cell + 1])
        for row in range(south, north + 1)
        for from_cell, to_cell in _runs(row, west, east)
    ]
    return np.concatenate(runs)


def _runs(row: int, west: int, east: int) -> Iterator[tuple[int, int]]:
    """Give the first and last cell of each unbroken run of a row between two columns."""
    begin = row * LONGITUDES
    if west < 0:
        yield begin + west + LONGITUDES, begin + LONGITUDES - 1
    yield begin + max(west, 0), begin + min(east, LONGITUDES - 1)
    if east >= LONGITUDES:
        yield begin, begin + east - LONGITUDES


def _place(table: Table, row: int, off_m: float) -> Place:
    region, country = table.regions[int(table.region[row])]
    return Place(table.name(row), region, country, off_m)
