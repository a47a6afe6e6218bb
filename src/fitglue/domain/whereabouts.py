"""Which towns a workout's route leads through."""

from dataclasses import dataclass

import numpy as np

from fitglue.domain.booster_tools import Place, Places
from fitglue.domain.measures import away_m, great_circle_m
from fitglue.domain.streams import FloatArray, Stream, StreamKind
from fitglue.domain.workout import Workout

#: A position is named for each so much of the way, evenly along it, and so many in all.
_EACH_M, _FEWEST, _MOST = 1000.0, 9, 50
#: A way that ends nearer to its start than this, or than this share of its length, is a round.
_ROUND_M, _ROUND_SHARE = 500.0, 0.2


@dataclass(frozen=True, slots=True)
class Stop:
    """A position along the way, and the place around it, if it has a name."""

    latitude_deg: float
    longitude_deg: float
    place: Place | None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The way as stops, from start to end; `is_round` tells that it leads back to its start."""

    stops: tuple[Stop, ...]
    is_round: bool

    @property
    def start(self) -> Stop:
        """Give where it began."""
        return self.stops[0]

    @property
    def end(self) -> Stop:
        """Give where it ended."""
        return self.stops[-1]

    @property
    def most(self) -> Stop:
        """Give the middle one of the stops in the town that most of the way lies in.

        Of two with as many, the one that came first; the middle of the way where nothing has a
        name.
        """
        names = [_name(stop) for stop in self.stops]
        known = [name for name in names if name]
        if not known:
            return self.stops[len(self.stops) // 2]
        commonest = max(known, key=known.count)
        inside = [stop for stop, name in zip(self.stops, names, strict=True) if name == commonest]
        return inside[len(inside) // 2]

    @property
    def through(self) -> tuple[Place, ...]:
        """Give every place once, in the order of the way."""
        met = {place.name: place for stop in reversed(self.stops) if (place := stop.place)}
        first_met = dict.fromkeys(name for stop in self.stops if (name := _name(stop)))
        return tuple(met[name] for name in first_met)

    @property
    def leads_elsewhere(self) -> bool:
        """Tell whether it led from one place to another."""
        begun, ended = _name(self.start), _name(self.end)
        return not self.is_round and bool(begun and ended) and begun != ended


def whereabouts(workout: Workout, places: Places) -> Whereabouts | None:
    """Name the way; none without a route that was measured: what was drawn is nowhere."""
    route = workout.streams.get(StreamKind.ROUTE)
    if route is None or workout.virtual_route:
        return None
    latitude, longitude = _positions(route)
    if not len(latitude):
        return None
    along = np.concatenate(([0.0], np.cumsum(great_circle_m(latitude, longitude))))
    named = round(np.clip(along[-1] / _EACH_M, _FEWEST, _MOST)) if along[-1] > 0 else 1
    wanted = np.linspace(0, along[-1], named)
    picked = np.unique(np.clip(np.searchsorted(along, wanted), 0, len(along) - 1))
    stops = tuple(
        Stop(float(north), float(east), places.at(float(north), float(east)))
        for north, east in zip(latitude[picked], longitude[picked], strict=True)
    )
    return Whereabouts(stops, _is_round(latitude, longitude, float(along[-1])))


def _positions(route: Stream) -> tuple[FloatArray, FloatArray]:
    latitude, longitude = route["latitude_deg"], route["longitude_deg"]
    known = np.isfinite(latitude) & np.isfinite(longitude)
    return latitude[known], longitude[known]


def _is_round(latitude: FloatArray, longitude: FloatArray, length_m: float) -> bool:
    apart_m = away_m(latitude[:1], longitude[:1], float(latitude[-1]), float(longitude[-1]))[0]
    return bool(apart_m <= max(_ROUND_M, _ROUND_SHARE * length_m))


def _name(stop: Stop) -> str:
    return stop.place.name if stop.place else ""
