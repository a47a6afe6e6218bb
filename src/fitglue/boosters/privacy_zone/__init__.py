"""Privacy Zone: hides where you live, so that not even many routes together give it away."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from fitglue.boosters.privacy_zone.area import hidden_area
from fitglue.boosters.privacy_zone.hiding import (
    Hidden,
    hidden_in,
    within,
    without_hidden_distance,
    without_places,
)
from fitglue.boosters.privacy_zone.laps import came_by_themselves
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, changed, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.parts import Part
from fitglue.domain.plugins import About, Category, Example, PluginKind
from fitglue.domain.spot import Spot
from fitglue.domain.streams import StreamKind
from fitglue.domain.trimming import trimmed
from fitglue.domain.workout import Note, Workout

_LEAST_LEFT_S = 1.0


class ZoneSpot(Spot):
    """The place of a zone, smaller by default than other places."""

    radius_m: float = Field(
        default=200, ge=50, le=2_000, title="Radius", json_schema_extra={"unit": "m"},
        description="Nobody may see you within it. What is hidden reaches further on all sides.",
    )  # fmt: skip


class Zone(BaseModel):
    """A place to hide, with a name that only you see."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(
        default="Home", min_length=1, max_length=60, title="Name", description="Only you see it."
    )
    spot: ZoneSpot = Field(title="Where", description="A place, and how far around it.")


class PrivacyZoneSettings(BaseModel):
    """The places, and what becomes of times and distances."""

    mine: bool = Field(
        default=True, title="My zones",
        description="Also hide the privacy zones of your settings, as they are when it works.",
    )  # fmt: skip
    zones: list[Zone] = Field(
        default_factory=list,
        max_length=20,
        title="Zones",
        description="The places where nobody may see you: home, work, school.",
    )
    figures: Literal["keep", "distance", "cut"] = Field(
        default="keep",
        title="Times and distance",
        description=(
            "Totals tell how far you went unseen. “Cut” is safest: the activity then begins and "
            "ends where it can be seen."
        ),
        json_schema_extra={
            "labels": {
                "keep": "Keep times and totals",
                "distance": "Keep times, take the hidden distance off",
                "cut": "Cut the hidden start and end off",
            }
        },
    )


_HOME = {"name": "Home", "spot": {"latitude_deg": 47.0, "longitude_deg": 8.0, "radius_m": 200}}
ABOUT = About(
    id="privacy_zone",
    kind=PluginKind.BOOSTER,
    name="Privacy Zone",
    summary="Hides your home and other places, so that many routes together do not tell them.",
    description=(
        "Takes every position in and around your zones out of an activity before it goes anywhere. "
        "What is hidden is larger than the zone and lies askew around it, in a way that is secret, "
        "yours, and always the same: the ends of a thousand routes do not point at your door. "
        "Heart rate and everything else that tells no place stays."
    ),
    settings=PrivacyZoneSettings,
    category=Category.DATA,
    changes=frozenset({Part.TIMES, Part.FIGURES, *StreamKind}),
    examples=(
        Example("Home is hidden, times and totals stay.", {"zones": [_HOME]}),
        Example("The hidden distance does not count.", {"zones": [_HOME], "figures": "distance"}),
        Example("The activity begins and ends where it can be seen.",
                {"zones": [_HOME], "figures": "cut"}),
    ),
)  # fmt: skip


class PrivacyZone:
    """Hides before anybody sees."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Hide, or say why there is nothing to hide."""
        settings: PrivacyZoneSettings = tools.settings
        workout = activity.workout
        spots = _spots(settings, tools)
        if not spots:
            return unchanged("There are no zones yet, neither here nor in your settings.")
        if not workout.has_route:
            return unchanged("It has no route, so there is nothing to hide.")
        areas = [hidden_area(spot, tools.person_seed) for spot in spots]
        hidden = hidden_in(workout.streams[StreamKind.ROUTE], areas)
        if hidden is None:
            return unchanged("The route never comes near any of your zones.")
        return _said(activity, _hidden(workout, hidden, settings), hidden)


def _spots(settings: PrivacyZoneSettings, tools: BoosterTools) -> list[Spot]:
    """Give the places of the settings, and the person's own where these say so; each once."""
    own = tools.privacy_zones if settings.mine else ()
    told = (Spot(**zone.spot.model_dump()) for zone in settings.zones)
    return list(dict.fromkeys((*told, *own)))


def _hidden(workout: Workout, hidden: Hidden, settings: PrivacyZoneSettings) -> Workout:
    """Take out the places, then what the settings want with them.

    Laps of a watch say no more than the splits, but their bounds tell where the start lies.
    """
    if (hidden.at_start or hidden.at_end) and came_by_themselves(workout):
        workout = replace(workout, laps=())
    if settings.figures == "distance":
        workout = without_hidden_distance(workout, hidden)
    seen = without_places(workout, hidden)
    if settings.figures == "cut":
        seen = _cut(seen, hidden)
    return replace(seen, notes=(*seen.notes, Note("route-hidden", f"{_what(hidden)}.")))


def _cut(workout: Workout, hidden: Hidden) -> Workout:
    """Begin and end where there is something to see; an activity all hidden keeps its times."""
    if hidden.first_s is None or hidden.last_s is None:
        return workout
    start_s = hidden.first_s if hidden.at_start else 0.0
    end_s = hidden.last_s if hidden.at_end else workout.elapsed_s
    if end_s - start_s < _LEAST_LEFT_S:
        return workout
    return trimmed(workout, start_s, end_s)


def _what(hidden: Hidden) -> str:
    """Say what is hidden: "Start hidden, end hidden, 2 parts between hidden"."""
    return ", ".join(_parts(hidden))


def _parts(hidden: Hidden) -> Iterable[str]:
    if hidden.first_s is None:
        yield "Start hidden, and all of the route with it"
        return
    if hidden.at_start:
        yield "Start hidden"
    if hidden.at_end:
        yield "end hidden" if hidden.at_start else "End hidden"
    if hidden.between:
        parts = "a part" if hidden.between == 1 else f"{hidden.between} parts"
        yield f"{parts if hidden.at_start or hidden.at_end else parts.capitalize()} between hidden"


def _said(activity: Activity, seen: Workout, hidden: Hidden) -> Boost:
    route = activity.workout.streams[StreamKind.ROUTE]
    gone = len(route)
    if hidden.first_s is not None:
        gone = int(within(route.time_s, hidden.spans).sum())
    return changed(
        f"{_what(hidden)}: {gone:,} of {len(route):,} points are left out.",
        activity=replace(activity, workout=seen),
        facts={
            "points_hidden": gone, "start_hidden": hidden.at_start, "end_hidden": hidden.at_end,
            "parts_hidden": len(hidden.spans),
        },
    )  # fmt: skip


plugin = PrivacyZone()
