"""Chooses the line to follow."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fitglue.boosters.virtual_gps.loops import LOOPS, line_along, loop_near
from fitglue.boosters.virtual_gps.settings import VirtualGpsSettings
from fitglue.domain.activity import Activity
from fitglue.domain.booster_tools import BoosterTools, History
from fitglue.domain.line import Line, line_of
from fitglue.domain.line_text import line_from, thinned
from fitglue.domain.spot import Spot
from fitglue.domain.streams import Stream, StreamKind

_LOOKED_AT, _OPENED = 400, 12
_JOINED_M = 100.0
_MOST_POINTS = 5_000
_APART_M = 5.0  # standing still scatters points about a place


@dataclass(frozen=True, slots=True)
class Chosen:
    """A line, what it is called in a sentence, and a word for the facts."""

    line: Line
    called: str
    key: str
    is_of_person: bool
    remark: str = ""


def chosen_line(
    activity: Activity, distance_m: float, settings: VirtualGpsSettings, tools: BoosterTools
) -> Chosen | str:
    """Choose the line, or give the sentence that says why there is none."""
    if settings.follow == "file":
        if not settings.file:
            return "It should follow your GPX file, and there is none in its settings."
        return Chosen(line_from(settings.file), "your GPX file", "file", is_of_person=True)
    if settings.follow == "past":
        return _past(activity, distance_m, settings.spot, tools.history)
    return _loop(settings)


def _loop(settings: VirtualGpsSettings) -> Chosen:
    place = settings.location.strip()
    near = loop_near(place) if place else None
    loop = near or LOOPS[settings.route]
    lost = bool(place) and near is None
    remark = f"No loop is known to be near “{place}”." if lost else ""
    return Chosen(line_along(loop.id), loop.place, loop.id, is_of_person=False, remark=remark)


def _past(
    activity: Activity, distance_m: float, spot: Spot | None, history: History
) -> Chosen | str:
    """Take the person's own route whose length is nearest; of two the one with the lesser id."""
    if spot is None:
        return "It should follow your past routes, and its settings do not say where they start."
    for past in _candidates(activity, distance_m, history):
        line = _line_of(past, spot)
        if line is not None:
            return Chosen(line, "a past route of yours", "past", is_of_person=True)
    return "No past route of this sport that you recorded starts at the place in its settings."


def _candidates(activity: Activity, distance_m: float, history: History) -> Iterator[Activity]:
    """Give earlier activities of the sport, those of similar length first."""
    workout = activity.workout
    earlier = [
        one
        for one in history.past(workout.start, _LOOKED_AT)
        if one.sport == workout.sport.key and one.route_points > 1 and one.distance_m
    ]
    earlier.sort(key=lambda one: (abs((one.distance_m or 0) - distance_m), one.id))
    for one in earlier[: _OPENED * 4]:
        past = history.activity(one.id)
        if past is not None and not past.workout.virtual_route and past.id != activity.id:
            yield past


def _line_of(past: Activity, spot: Spot) -> Line | None:
    route = past.workout.streams.get(StreamKind.ROUTE)
    if route is None:
        return None
    placed = route.take(np.isfinite(route["latitude_deg"]) & np.isfinite(route["longitude_deg"]))
    first = placed.take(slice(0, 1))
    if not spot.holds(first["latitude_deg"], first["longitude_deg"]).any():
        return None
    try:
        return thinned(_apart(placed), _MOST_POINTS)
    except ValueError:
        return None


def _apart(route: Stream) -> Line:
    """Keep points that lie apart from the one kept before."""
    whole = line_of(
        route["latitude_deg"], route["longitude_deg"], route["altitude_m"], _JOINED_M
    )  # fmt: skip
    kept, last = [0], 0
    scale = np.cos(np.radians(whole.latitude_deg[0]))
    for at in range(1, len(whole)):
        north = whole.latitude_deg[at] - whole.latitude_deg[last]
        east = (whole.longitude_deg[at] - whole.longitude_deg[last]) * scale
        if np.hypot(north, east) * 111_195 >= _APART_M:
            kept.append(at)
            last = at
    some = np.array(kept)
    columns = (whole.latitude_deg, whole.longitude_deg, whole.altitude_m)
    return line_of(*(column[some] for column in columns), joined_m=_JOINED_M)
