"""The lines that come with FitGlue: loops in parks and along the water, of several continents.

`loops.json` has a few points of each, which are rounded here, and says how they came to be.
"""

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

import numpy as np

from fitglue.domain.line import Line, line_of, rounded
from fitglue.domain.shape import Shape

_EVERY_M = 10.0
_LIKE = 0.84  # a letter of a city may be wrong


@dataclass(frozen=True, slots=True)
class Loop:
    """A line with its name and place. `near` are names of places to which none lies nearer."""

    id: str
    name: str
    city: str
    country: str
    continent: str
    closed: bool
    length_m: float
    near: tuple[str, ...]
    points: tuple[tuple[float, float, float], ...]

    @property
    def label(self) -> str:
        """Name it with its length: "Hyde Park, London (4.5 km)"."""
        there_and_back = "" if self.closed else ", out and back"
        return f"{self.name}, {self.city} ({self.length_m / 1000:.1f} km{there_and_back})"

    @property
    def place(self) -> str:
        """Name it: "Hyde Park, London"."""
        return f"{self.name}, {self.city}"


@dataclass(frozen=True, slots=True)
class _File:
    provenance: str
    loops: tuple[Loop, ...]


_FILE = Shape(_File).from_json((files("fitglue.boosters.virtual_gps") / "loops.json").read_bytes())
LOOPS = {loop.id: loop for loop in _FILE.loops}
PROVENANCE = _FILE.provenance


@cache
def line_along(loop_id: str) -> Line:
    """Give the line of a loop, its corners round, with a point about every ten metres."""
    loop = LOOPS[loop_id]
    latitude, longitude, altitude = np.array(loop.points).T
    coarse = line_of(latitude, longitude, altitude, joined_m=0)
    closed = Line(coarse.latitude_deg, coarse.longitude_deg, coarse.altitude_m, loop.closed)
    return rounded(closed, _EVERY_M)


def loop_near(place: str) -> Loop | None:
    """Find the loop nearest to a place by its name: a park, a city, a country, or one near it.

    None when nobody knows the place.
    """
    wanted = _plain(place)
    names = _names()
    for name in (wanted, *(part.strip() for part in wanted.split(","))):
        if name in names:
            return LOOPS[names[name]]
    alike = get_close_matches(wanted, names, n=1, cutoff=_LIKE)
    return LOOPS[names[alike[0]]] if alike else None


@cache
def _names() -> dict[str, str]:
    """Give the loop of every name; the first loop of a country has the country's."""
    names: dict[str, str] = {}
    for loop in LOOPS.values():
        for name in (loop.id, loop.name, loop.city):
            names[_plain(name)] = loop.id
    for loop in LOOPS.values():
        for name in (loop.country, *loop.near):
            names.setdefault(_plain(name), loop.id)
    return names


def _plain(text: str) -> str:
    """Write a name without accents, in small letters."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in apart if not unicodedata.combining(one)).split())
