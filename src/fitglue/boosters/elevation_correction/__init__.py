"""Elevation Correction: smooths measured altitudes, or takes those of the ground below."""

from dataclasses import replace
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from fitglue.boosters.elevation_correction.smoothing import smoothed
from fitglue.boosters.elevation_correction.terrain import CREDIT, ground_below
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, changed, failed, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.errors import Refused, Transient
from fitglue.domain.measures import ascent_descent_m
from fitglue.domain.open_meteo import look_again_s
from fitglue.domain.parts import Part
from fitglue.domain.plugins import About, Category, Example, PluginKind
from fitglue.domain.streams import FloatArray, Stream, StreamKind
from fitglue.domain.workout import How, Origin, Workout


class ElevationCorrectionSettings(BaseModel):
    """Which way, and how far it goes."""

    way: Literal["smooth", "terrain"] = Field(
        default="smooth",
        title="Way",
        description=(
            "The ground's altitude is asked of Open-Meteo.com: points of the route are sent there."
        ),
        json_schema_extra={
            "labels": {
                "smooth": "Smooth what was measured",
                "terrain": "Take the altitude of the ground",
            }
        },
    )
    window_s: float = Field(
        default=15,
        ge=0,
        le=120,
        title="Smooth over",
        description=(
            "Altitudes are averaged over so many seconds; 0 takes out spikes and jumps alone."
        ),
        json_schema_extra={"unit": "s"},
    )
    level_loops: bool = Field(
        default=False,
        title="Level round trips",
        description="A way that ends where it began ends as high as it began, too.",
    )
    spacing_m: float = Field(
        default=90,
        ge=50,
        le=1000,
        title="A point every",
        description=(
            "How closely the ground is asked for along the route. The map has a height every 90 m; "
            "very long routes are asked at 2000 points."
        ),
        json_schema_extra={"unit": "m"},
    )
    bridges: bool = Field(
        default=True,
        title="Bridges and tunnels",
        description="Go straight where the ground drops away or rises steeply and comes back.",
    )
    only_missing: bool = Field(
        default=False,
        title="Only where there is none",
        description=(
            "Ask for the ground only when a route has no altitude at all: a watch with a barometer "
            "knows better."
        ),
    )
    keep_stated: bool = Field(
        default=False,
        title="Keep the device's own ascent",
        description=(
            "Ascent and descent that the device itself gave stay; only the line of altitudes "
            "is corrected."
        ),
    )
    virtual: bool = Field(
        default=False,
        title="Drawn routes too",
        description="Also correct a route that was drawn and not measured.",
    )


ABOUT = About(
    id="elevation_correction",
    kind=PluginKind.BOOSTER,
    name="Elevation Correction",
    summary="Corrects the altitudes of a route, and what was climbed.",
    description=(
        "Smoothing works on this machine: it takes out spikes, the jump when a barometer finds its "
        "height again, and noise, and on wish the drift between start and end of a round trip. "
        "The altitude of the ground comes from a map of the earth's height instead, which also "
        "helps a route that has none. For that, points all along your route, rounded to about "
        "10 m, are sent to Open-Meteo.com: put a Privacy Zone before it if they should not all "
        "leave. Ascent and descent follow. Heights: Copernicus DEM GLO-90 through Open-Meteo."
    ),
    settings=ElevationCorrectionSettings,
    category=Category.DATA,
    changes=frozenset({Part.FIGURES, StreamKind.ROUTE}),
    examples=(
        Example("Take the altitude of the ground.", {"way": "terrain"}),
        Example("Only fill in what is missing.", {"way": "terrain", "only_missing": True}),
        Example("Smooth hard, and level round trips.", {"window_s": 40, "level_loops": True}),
    ),
)


class ElevationCorrection:
    """Goes one of two ways to better altitudes.

    A map that does not answer holds no activity back: it goes on as it is, and is looked at again
    later. `elevation_url` is for whoever runs an Open-Meteo of their own.
    """

    about = ABOUT
    elevation_url = "https://api.open-meteo.com/v1/elevation"

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Correct the altitudes."""
        settings: ElevationCorrectionSettings = tools.settings
        route = activity.workout.streams.get(StreamKind.ROUTE)
        if route is None or not len(route):
            return unchanged("It has no route.")
        if activity.workout.virtual_route and not settings.virtual:
            return unchanged("Its route was drawn, and keeps the altitudes that it was drawn with.")
        if settings.way == "smooth":
            return _smoothed(activity, route, settings)
        return self._grounded(activity, route, tools)

    def _grounded(self, activity: Activity, route: Stream, tools: BoosterTools) -> Boost:
        settings: ElevationCorrectionSettings = tools.settings
        if settings.only_missing and _known(route):
            return unchanged("Its altitudes were measured, and stay.")
        if not _is_placed(route):
            return unchanged("Its route has no position.")
        try:
            ground = ground_below(
                route, tools.web, self.elevation_url, settings.spacing_m, bridges=settings.bridges
            )
        except Transient:
            why = "Open-Meteo does not answer just now: its altitudes stay as they are."
            return replace(unchanged(why), look_again_s=look_again_s(tools.attempt))
        except Refused as problem:
            return failed(f"Open-Meteo gave no altitudes. {problem.sentence}")
        if not ground.known:
            return unchanged("Open-Meteo knows no height there.")
        why = f"The ground is known at {ground.known} of {ground.asked} points along the route."
        facts = {"way": "terrain", "points_asked": ground.asked, "points_known": ground.known}
        better = _with_ground(route, ground.altitude_m)
        origin = Origin("Copernicus DEM", How.COMPUTED, ground.known)
        corrected = _climbed(activity.workout, better, origin, keep_stated=settings.keep_stated)
        return _told(activity, corrected, why, {**facts, "attribution": CREDIT})


def _known(route: Stream) -> int:
    return int(np.count_nonzero(np.isfinite(route["altitude_m"])))


def _is_placed(route: Stream) -> bool:
    return bool(np.isfinite(route["latitude_deg"] + route["longitude_deg"]).any())


def _smoothed(activity: Activity, route: Stream, settings: ElevationCorrectionSettings) -> Boost:
    if not _known(route):
        return unchanged("Its route has no altitude to smooth.")
    found = smoothed(route, settings.window_s, level_loops=settings.level_loops)
    if found is None:
        return unchanged("Its route has too few altitudes to smooth.")
    if not found.changed:
        return unchanged("Its altitudes are smooth already.")
    better = _with(route, altitude_m=found.altitude_m)
    facts: dict[str, Any] = {"way": "smooth", "spikes": found.spikes, "resets": found.resets}
    if found.drift_m is not None:
        facts["drift_m"] = round(found.drift_m, 1)
    origin = Origin(ABOUT.name, How.COMPUTED, _known(route))
    corrected = _climbed(activity.workout, better, origin, keep_stated=settings.keep_stated)
    return _told(activity, corrected, _what(found.spikes, found.resets), facts)


def _what(spikes: int, resets: int) -> str:
    counts = ((spikes, "spike"), (resets, "jump"))
    gone = [f"{count} {word}{'s' * (count != 1)}" for count, word in counts if count]
    return f"Smoothed; {' and '.join(gone)} taken out." if gone else "Its altitudes are smoothed."


def _with_ground(route: Stream, altitude_m: FloatArray) -> Stream:
    """Give the route the ground's altitudes; how exact the watch's own were says nothing now."""
    return _with(route, altitude_m=altitude_m, vertical_accuracy_m=np.full(len(route), np.nan))


def _with(route: Stream, **columns: FloatArray) -> Stream:
    return Stream(route.kind, route.time_s, {**route.columns, **columns})


def _told(activity: Activity, workout: Workout, why: str, facts: dict[str, Any]) -> Boost:
    before = activity.workout
    heights = {
        "ascent_before_m": before.ascent_m, "descent_before_m": before.descent_m,
        "ascent_m": workout.ascent_m, "descent_m": workout.descent_m,
    }  # fmt: skip
    told = {name: round(value, 1) for name, value in heights.items() if value is not None}
    return changed(why, activity=replace(activity, workout=workout), facts={**facts, **told})


def _climbed(workout: Workout, route: Stream, origin: Origin, *, keep_stated: bool) -> Workout:
    """Give the workout its better route, and what is climbed on it."""
    climbed = ascent_descent_m(route) or (None, None)
    figures = {
        name: metres
        for name, metres in zip(("ascent_m", "descent_m"), climbed, strict=True)
        if metres is not None and not (keep_stated and _is_stated(workout, name))
    }
    worked_out = dict.fromkeys(("altitude_m", *figures), origin)
    return replace(
        workout,
        streams={**workout.streams, StreamKind.ROUTE: route},
        ascent_m=figures.get("ascent_m", workout.ascent_m),
        descent_m=figures.get("descent_m", workout.descent_m),
        provenance={**workout.provenance, **worked_out},
    )


def _is_stated(workout: Workout, name: str) -> bool:
    """Tell whether the device itself gave a figure."""
    origin = workout.provenance.get(name)
    return getattr(workout, name) is not None and origin is not None and origin.how is How.STATED


plugin = ElevationCorrection()
