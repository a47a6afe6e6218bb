"""Location Naming: names the town, park or way of a workout in its title or description."""

from dataclasses import dataclass, replace
from typing import Any

from fitglue.boosters.location_naming.openstreetmap import ATTRIBUTION, Named, named
from fitglue.boosters.location_naming.settings import (
    NAMES,
    LocationNamingSettings,
    Mode,
    Spoken,
    Where,
)
from fitglue.boosters.location_naming.words import Spot, spot_of, stop_of, word
from fitglue.domain import template
from fitglue.domain.activity import Activity, TitleSetBy
from fitglue.domain.boost import Boost, changed, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.errors import Refused, Transient
from fitglue.domain.figures import units_of
from fitglue.domain.parts import Part
from fitglue.domain.plugins import About, Category, Example, PluginKind
from fitglue.domain.scene import Scene
from fitglue.domain.whereabouts import Stop, Whereabouts

ABOUT = About(
    id="location_naming",
    kind=PluginKind.BOOSTER,
    name="Location Naming",
    summary="Names the place of a workout in its title or description.",
    description=(
        "Finds the town that most of the route lies in, and writes it into the title, behind the "
        "title, or into the description: “Run in Lyon”, “Ride from Lyon to Vienne”. The names come "
        "from a list that FitGlue carries, so nothing leaves your machine; for parks and "
        "neighbourhoods it can ask OpenStreetMap. Only routes that were measured count."
    ),
    settings=LocationNamingSettings,
    category=Category.TEXT,
    changes=frozenset({Part.TITLE}),
    examples=(
        Example("The place stands behind the title that is there.", {"mode": "suffix"}),
        Example(
            "Title and description, with the light of the sun.",
            {"mode": "both", "title_template": "{time_of_day} {sport} in {place}",
             "time_context": "solar"},
        ),
        Example(
            "Parks and neighbourhoods, as OpenStreetMap names them.",
            {"detail": "neighbourhood", "ask_openstreetmap": True},
        ),
    ),
)  # fmt: skip

#: What OpenStreetMap may know better than the list of places.
_ASKED_FOR = frozenset({
    "place", "location", "town", "region", "country", "neighbourhood", "through", "countries",
})  # fmt: skip

#: So often a turn is waited for; then the list of places will do.
_PATIENCE = 3
#: What is said of a title, and of a description.
_WHY = {
    (True, False): "The title says where it was.",
    (False, True): "The description says where it was.",
    (True, True): "The title and the description say where it was.",
}


class LocationNaming:
    """Looks at the route, names it, and writes that down."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Name the place, if there is one to name and somewhere to write it."""
        settings: LocationNamingSettings = tools.settings
        scene = Scene(activity, units_of(tools.units), tools.places, tools.history)
        if scene.way is None:
            return unchanged(_why_nowhere(activity))
        title_stays = _why_title_stays(activity, settings)
        if title_stays and settings.mode is not Mode.BOTH:
            return unchanged(title_stays)
        patterns = _patterns(settings, scene.way, title_stays=bool(title_stays))
        stop = stop_of(scene.way, settings.where)
        told, aside = _asked(stop, patterns, tools)
        spot = spot_of(stop, told, scene, settings.time_context)
        if why := _why_unnamed(spot, settings):
            return unchanged(why)
        said = _said(patterns, scene, spot, settings)
        return _boosted(activity, said, Findings(spot, scene.way, told != Named(), aside))


@dataclass(frozen=True, slots=True)
class Patterns:
    """The templates that will be filled in; an empty one is not."""

    title: str = ""
    suffix: str = ""
    description: str = ""

    @property
    def names(self) -> frozenset[str]:
        """Give all names that they fill in."""
        used = (template.parsed(one, NAMES) for one in (self.title, self.suffix, self.description))
        return frozenset(name for parts in used for name in template.names_in(parts))


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found out, and by whom."""

    spot: Spot
    way: Whereabouts
    by_openstreetmap: bool
    aside: str


def _patterns(settings: LocationNamingSettings, way: Whereabouts, *, title_stays: bool) -> Patterns:
    title = settings.title_template
    if settings.point_to_point and settings.where is Where.MOST and way.leads_elsewhere:
        title = settings.way_template
    writes_title = settings.mode in {Mode.TITLE, Mode.BOTH} and not title_stays
    return Patterns(
        title if writes_title else "",
        settings.suffix_template if settings.mode is Mode.SUFFIX else "",
        settings.description_template if settings.mode in {Mode.DESCRIPTION, Mode.BOTH} else "",
    )


def _asked(stop: Stop, patterns: Patterns, tools: BoosterTools) -> tuple[Named, str]:
    """Ask OpenStreetMap, if that is wished and its answer has a use; and say when it has none.

    Raises Transient while it says when it will have time, and without end where nothing else will
    do.
    """
    settings: LocationNamingSettings = tools.settings
    if not settings.ask_openstreetmap or not patterns.names & _ASKED_FOR:
        return Named(), ""
    try:
        return named(tools.web, stop.latitude_deg, stop.longitude_deg, settings.language), ""
    except (Transient, Refused) as problem:
        only_this_will_do = settings.detail is Spoken.NEIGHBOURHOOD and not settings.fallback
        if only_this_will_do or _is_worth_waiting(problem, tools):
            raise
        return Named(), " OpenStreetMap did not answer, so FitGlue's own list of names was used."


def _is_worth_waiting(problem: Transient | Refused, tools: BoosterTools) -> bool:
    """Tell a service that has its turn for us soon from one that is not there."""
    soon = isinstance(problem, Transient) and problem.retry_after_s is not None
    return soon and tools.attempt <= _PATIENCE and not tools.rehearsing


def _said(
    patterns: Patterns, scene: Scene, spot: Spot, settings: LocationNamingSettings
) -> Patterns:
    """Fill in the templates."""

    def value(name: str) -> str:
        return word(name, spot, scene, settings)

    def filled(pattern: str) -> str:
        return template.filled(template.parsed(pattern, NAMES), value)

    title, names = filled(patterns.title), template.parsed(patterns.title, NAMES)
    if title and spot.light and not {"light", "time_of_day"} & set(template.names_in(names)):
        title = f"{spot.light} {title}"
    return Patterns(title, filled(patterns.suffix), filled(patterns.description))


def _boosted(activity: Activity, said: Patterns, found: Findings) -> Boost:
    title = _with_suffix(activity.title, said.suffix) if said.suffix else said.title
    is_new = bool(title) and title != activity.title
    if not is_new and not said.description:
        return unchanged("The title says so already." if title else "The template came out empty.")
    titled = replace(activity, title=title, title_set_by=TitleSetBy.BOOSTER) if is_new else None
    section = said.description
    if section and found.by_openstreetmap:
        section = f"{section}\n{ATTRIBUTION}"
    why = _WHY[is_new, bool(section)] + found.aside
    return changed(why, activity=titled, section=section, facts=_facts(found))


def _with_suffix(title: str, suffix: str) -> str:
    """Add to a title, once."""
    return title if title.endswith(suffix) else f"{title} {suffix}"


def _facts(found: Findings) -> dict[str, Any]:
    spot, way = found.spot, found.way
    known = {
        "town": spot.town, "region": spot.region, "country": spot.country,
        "neighbourhood": spot.neighbourhood, "light": spot.light,
        "towns_along_the_way": [place.name for place in way.through],
        "named_by": ATTRIBUTION if found.by_openstreetmap else "GeoNames",
    }  # fmt: skip
    return {name: value for name, value in known.items() if value}


def _why_nowhere(activity: Activity) -> str:
    if activity.workout.virtual_route:
        return "The route was drawn, not measured: it is no place where you were."
    return "It has no route that was measured."


def _why_title_stays(activity: Activity, settings: LocationNamingSettings) -> str:
    if settings.mode is Mode.DESCRIPTION:
        return ""
    if not activity.title_is_free:
        return "You typed this title yourself."
    named_by_recording = activity.title_set_by is TitleSetBy.RECORDING
    if settings.keep_own_name and named_by_recording and settings.mode is not Mode.SUFFIX:
        return "The recording has a name of its own."
    return ""


def _why_unnamed(spot: Spot, settings: LocationNamingSettings) -> str:
    exact = settings.detail is Spoken.NEIGHBOURHOOD
    if exact and not spot.neighbourhood and not settings.fallback:
        return "No park or neighbourhood there has a name that is known."
    if not spot.town and not spot.neighbourhood:
        return "No town or village is known within 50 km."
    return ""


plugin = LocationNaming()
