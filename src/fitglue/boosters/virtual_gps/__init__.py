"""Virtual GPS: draws a route for an activity that has none, as long and as fast as it was."""

from dataclasses import replace
from typing import Any

from fitglue.boosters.virtual_gps.choosing import Chosen, chosen_line
from fitglue.boosters.virtual_gps.drawing import drawn, going_on, moments, still, way_of
from fitglue.boosters.virtual_gps.settings import VirtualGpsSettings
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, changed, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.distance import Curve
from fitglue.domain.line import Line
from fitglue.domain.measures import ascent_descent_m
from fitglue.domain.parts import Part
from fitglue.domain.plugins import About, Category, Example, PluginKind
from fitglue.domain.streams import Stream, StreamKind
from fitglue.domain.workout import How, Origin, Workout

_ON_LAND = frozenset({
    "running", "walking", "hiking", "cycling", "hand_cycling", "elliptical", "skating_sports",
    "wheelchair_walk_pace", "wheelchair_run_pace", "cross_country_skiing", "snow_sports",
})  # fmt: skip
_ON_WATER = frozenset({"rowing", "paddle_sports"})
_M_PER_KM, _M_PER_MILE = 1000.0, 1609.344

ABOUT = About(
    id="virtual_gps",
    kind=PluginKind.BOOSTER,
    name="Virtual GPS",
    summary="Draws a route for an indoor activity, exactly as long and as fast as it was.",
    description=(
        "Gives an activity without a route one along a real line: a loop in a park of one of many "
        "cities, your own GPX file, or a route of your own past. The way follows the distance "
        "recorded second by second, so that sprints and pauses show, goes round again where the "
        "line is too short, starts somewhere else every day, and has the line's altitude. The "
        "activity stays marked as virtual: nobody takes it for a real one."
    ),
    settings=VirtualGpsSettings,
    category=Category.DATA,
    changes=frozenset({StreamKind.ROUTE, Part.FIGURES}),
    examples=(
        Example("Round the Imperial Palace, and the description says so.", {"location": "Tokyo",
                "mention": True}),
        Example("Out and back along the sea, with the climb.", {"route": "capetown",
                "climb": True}),
        Example("One loop, whatever the distance, always from the same start.",
                {"route": "nyc", "distance_matching": False, "vary": False}),
    ),
)  # fmt: skip


class VirtualGps:
    """Draws where nothing was measured."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Draw a route, or say why not."""
        settings: VirtualGpsSettings = tools.settings
        workout = activity.workout
        if why_not := _why_not(workout, settings):
            return unchanged(why_not)
        way = way_of(workout)
        if way is None:
            return unchanged("It has no distance, so nobody can say how far to draw.")
        chosen = chosen_line(activity, way.distance_m, settings, tools)
        if isinstance(chosen, str):
            return unchanged(chosen)
        route = _route(activity, chosen.line, way.curve, settings, tools.seed)
        return changed(
            _why(chosen, route, way.told_by),
            activity=replace(activity, workout=_with_route(workout, route, chosen, settings)),
            section=_section(chosen, tools.units) if settings.mention else "",
            facts=_facts(chosen, route),
        )


def _why_not(workout: Workout, settings: VirtualGpsSettings) -> str:
    """Say why nothing is drawn; an empty string when something is."""
    if workout.has_route and not settings.force:
        return "It has a route already."
    if workout.has_route and not workout.virtual_route and workout.indoor is not True:
        return "Its route was measured outdoors, and a drawn one never replaces that."
    if workout.elapsed_s <= 0:
        return "It has no duration, so nobody can say how fast to draw."
    if workout.legs:
        return "It has several sports, and a line is drawn for one sport only."
    return _why_not_of_sport(workout, settings)


def _why_not_of_sport(workout: Workout, settings: VirtualGpsSettings) -> str:
    key, label = workout.sport.key, workout.sport.label
    if key in _ON_LAND:
        return ""
    if key in _ON_WATER and settings.follow == "loop":
        return "A loop through a park is no way for a boat: let it follow a line of your own."
    return "" if key in _ON_WATER else f"A route makes no sense for “{label}”."


def _route(
    activity: Activity, line: Line, way: Curve, settings: VirtualGpsSettings, seed: bytes
) -> Stream:
    workout = activity.workout
    day = workout.zone.local(workout.start).date().isoformat()
    going = going_on(seed, activity.id, day)
    return drawn(
        line, way, moments(workout, way), going if settings.vary else still(going),
        matching=settings.distance_matching,
    )  # fmt: skip


def _why(chosen: Chosen, route: Stream, told_by: str) -> str:
    sentence = f"Drew {len(route):,} points along {chosen.called} by {told_by}."
    return " ".join(filter(None, (sentence, chosen.remark)))


def _section(chosen: Chosen, units: str) -> str:
    return f"Drawn along {chosen.called} ({_way(chosen.line.length_m, units)})."


def _facts(chosen: Chosen, route: Stream) -> dict[str, Any]:
    return {
        "virtual_gps_route": chosen.key,
        "line_length_m": round(chosen.line.length_m, 1),
        "points": len(route),
    }


def _way(metres: float, units: str) -> str:
    if units == "imperial":
        return f"{metres / _M_PER_MILE:.1f} mi"
    return f"{metres / _M_PER_KM:.1f} km"


def _with_route(
    workout: Workout, route: Stream, chosen: Chosen, settings: VirtualGpsSettings
) -> Workout:
    origin = Origin(f"Virtual GPS, {chosen.called}", How.DRAWN, len(route))
    provenance = {**workout.provenance, StreamKind.ROUTE: origin}
    with_line = replace(
        workout,
        virtual_route=True,
        streams={**workout.streams, StreamKind.ROUTE: route},
        provenance=provenance,
    )
    climb = ascent_descent_m(route) if settings.climb and workout.ascent_m is None else None
    if climb is None:
        return with_line
    told = {"ascent_m": origin, "descent_m": origin}
    return replace(
        with_line, ascent_m=climb[0], descent_m=climb[1], provenance={**provenance, **told}
    )  # fmt: skip


plugin = VirtualGps()
