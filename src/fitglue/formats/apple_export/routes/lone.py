"""Routes that belong to no workout: of a workout deleted since, or of one left out by its app.

On request each becomes a workout of its own, with what a track can tell and nothing else.
"""

from datetime import timedelta

import numpy as np

from fitglue.domain import measures
from fitglue.domain.arrival import Arrival, Original, SourceTools
from fitglue.domain.clock import Zone, ZoneKnownBy, from_epoch
from fitglue.domain.errors import Damaged
from fitglue.domain.sport import likely_at
from fitglue.domain.streams import Stream, StreamKind
from fitglue.domain.workout import App, How, Note, Origin, Workout
from fitglue.formats.apple_export.identity import lone_route_id
from fitglue.formats.apple_export.routes.route_reader import ParsedRoute
from fitglue.formats.healthkit.route_points import TIME, as_stream, in_order

_APP = App("Apple Health")


def arrival(name: str, parsed: ParsedRoute, tools: SourceTools) -> Arrival:
    """Make a workout of a route alone. Raises Damaged when it has no two points in time."""
    points = in_order([parsed.points.matrix])
    if len(points) < 2:  # noqa: PLR2004 - one point is no way
        raise Damaged("This route has no times, so it cannot be placed in a day.")
    first_s, last_s = float(points[0, TIME]), float(points[-1, TIME])
    originals = () if parsed.original_zstd is None else (Original(name, parsed.original_zstd),)
    workout = _workout(as_stream(points, first_s), first_s, last_s - first_s, tools)
    return Arrival(lone_route_id(first_s, last_s), workout, originals)


def _workout(route: Stream, first_s: float, elapsed_s: float, tools: SourceTools) -> Workout:
    distance_m = float(
        np.sum(measures.great_circle_m(route["latitude_deg"], route["longitude_deg"]))
    )
    moving_s = measures.moving_s(route, (), elapsed_s)
    climb = measures.ascent_descent_m(route)
    start = from_epoch(first_s)
    worked_out = Origin(_APP.name, How.COMPUTED, len(route))
    names = ("sport", "distance_m", "moving_s", *(("ascent_m", "descent_m") if climb else ()))
    return Workout(
        sport=likely_at(distance_m / moving_s if moving_s else 0.0),
        start=start,
        end=start + timedelta(seconds=elapsed_s),
        zone=_zone(route, tools),
        elapsed_s=elapsed_s,
        timer_s=elapsed_s,
        moving_s=moving_s,
        distance_m=distance_m,
        ascent_m=climb[0] if climb else None,
        descent_m=climb[1] if climb else None,
        app=_APP,
        provenance={
            **dict.fromkeys(names, worked_out),
            StreamKind.ROUTE.value: Origin(_APP.name, How.SAMPLED, len(route)),
        },
        notes=(_NOTE,),
        streams={StreamKind.ROUTE: route},
    )


_NOTE = Note(
    "lone-route",
    "This route belongs to no workout of the export: its sport is a guess from its speed.",
)


def _zone(route: Stream, tools: SourceTools) -> Zone:
    here = tools.zone_at(float(route["latitude_deg"][0]), float(route["longitude_deg"][0]))
    if here is None:
        return Zone(tools.default_zone, ZoneKnownBy.SETTING)
    return Zone(here, ZoneKnownBy.POSITION)
