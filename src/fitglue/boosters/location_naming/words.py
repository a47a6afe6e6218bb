"""What is known of where a workout was, in words for templates."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from fitglue.boosters.location_naming.openstreetmap import Named
from fitglue.boosters.location_naming.settings import (
    LocationNamingSettings,
    Spoken,
    TimeContext,
    Where,
)
from fitglue.domain.booster_tools import Place
from fitglue.domain.placeholders import value_of
from fitglue.domain.scene import Scene
from fitglue.domain.sun import Light, light
from fitglue.domain.whereabouts import Stop, Whereabouts

_MOST_TOWNS = 6  # in one line; a long tour names as many, evenly along the way


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where it was, by all that were asked; what nobody knows is empty."""

    town: str = ""
    region: str = ""
    country: str = ""
    neighbourhood: str = ""
    light: str = ""

    def place(self, detail: Spoken) -> str:
        """Name it as exactly as somebody wants."""
        match detail:
            case Spoken.NEIGHBOURHOOD:
                return self.neighbourhood or self.town
            case Spoken.FULL:
                return ", ".join(_without_echoes((self.town, self.region, self.country)))
            case _:
                return self.town


def stop_of(way: Whereabouts, where: Where) -> Stop:
    """Give the part of the way that gives the place."""
    match where:
        case Where.START:
            return way.start
        case Where.END:
            return way.end
        case _:
            return way.most


def spot_of(stop: Stop, told: Named, scene: Scene, context: TimeContext) -> Spot:
    """Put together what the list of places and OpenStreetMap say."""
    listed = stop.place or Place("")
    return Spot(
        town=told.town or listed.name,
        region=told.region or listed.region,
        country=told.country or listed.country,
        neighbourhood=told.neighbourhood,
        light=_light(stop, scene) if context is TimeContext.SOLAR else "",
    )


def word(name: str, spot: Spot, scene: Scene, settings: LocationNamingSettings) -> str:
    """Give what a placeholder says."""
    match name:
        case "place" | "location":
            return spot.place(settings.detail)
        case "town" | "region" | "country" | "neighbourhood" | "light":
            return str(getattr(spot, name))
        case "through":
            return _row(_towns(scene), spot.town)
        case "countries":
            return _row([place.country for place in _met(scene)], spot.country)
        case "time_of_day" if spot.light:
            return spot.light
        case _:
            return value_of(name, scene)


def _light(stop: Stop, scene: Scene) -> str:
    workout = scene.workout
    seen = light(workout.start, workout.end, stop.latitude_deg, stop.longitude_deg)
    return "" if seen is Light.DAY else seen.value


def _met(scene: Scene) -> tuple[Place, ...]:
    return scene.way.through if scene.way else ()


def _towns(scene: Scene) -> list[str]:
    names = [place.name for place in _met(scene)]
    if len(names) <= _MOST_TOWNS:
        return names
    step = (len(names) - 1) / (_MOST_TOWNS - 1)
    return [names[round(step * at)] for at in range(_MOST_TOWNS)]


def _without_echoes(names: tuple[str, ...]) -> Iterator[str]:
    """Leave out what repeats the name before it: "Zürich, Zurich", "Berlin, State of Berlin"."""
    before = ""
    for name in filter(None, names):
        plain = _plain(name)
        if not before or (plain not in before and before not in plain):
            yield name
        before = plain


def _plain(name: str) -> str:
    """Take case and accents off."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold()


def _row(names: list[str], only: str) -> str:
    """Join names by dashes, each once; one alone is told as whoever was asked last tells it."""
    distinct = list(dict.fromkeys(filter(None, names)))
    return " \N{EN DASH} ".join(distinct) if len(distinct) > 1 else only
