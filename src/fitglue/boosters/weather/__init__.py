"""Weather: says how the weather was, from the recording itself or, when allowed, Open-Meteo."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from fitglue.boosters.weather.asking import CREDIT, Doors, Moment, asked
from fitglue.boosters.weather.conditions import NOTHING, Conditions, of_recording, together
from fitglue.boosters.weather.words import line, point, sky
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, changed, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.errors import Refused, Transient
from fitglue.domain.open_meteo import look_again_s
from fitglue.domain.parts import Part
from fitglue.domain.plugins import About, Category, Example, PluginKind
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import How, Origin, Weather, Workout

_OFF = "The recording does not name the weather, and asking Open-Meteo is switched off."


class WeatherSettings(BaseModel):
    """Who is asked, and how much is told."""

    ask: bool = Field(
        default=False,
        title="Ask Open-Meteo",
        description=(
            "Sends the start of the route, rounded to about a kilometre, and the day to "
            "Open-Meteo.com. Otherwise only the recording's own weather is used."
        ),
    )
    in_text: bool = Field(
        default=True,
        title="Write it into the description",
        description="Otherwise the weather is kept with the activity without a text.",
    )
    wind: bool = Field(
        default=True, title="Wind", description="Tell speed and direction of the wind."
    )
    detail: Literal["short", "full"] = Field(
        default="short",
        title="How much",
        description="The long form adds felt temperature, humidity and rain.",
        json_schema_extra={
            "labels": {"short": "Temperature and sky", "full": "Everything that is known"}
        },
    )


ABOUT = About(
    id="weather",
    kind=PluginKind.BOOSTER,
    name="Weather",
    summary="Says how the weather was.",
    description=(
        "Tells temperature, sky, wind and more of the middle of an activity. What the watch noted "
        "itself comes first and needs nobody. If you allow it, Open-Meteo.com is asked for the "
        "rest: then the start of your route, rounded to two decimals of a degree (about a "
        "kilometre), and the day leave this FitGlue. A drawn route is never taken for a place. "
        "No activity waits for the weather: when the service does not answer, the activity goes "
        "on and the weather is added later. Weather data by Open-Meteo.com, CC BY 4.0."
    ),
    settings=WeatherSettings,
    category=Category.DATA,
    changes=frozenset({Part.FIGURES}),
    examples=(
        Example("Ask Open-Meteo and write all of it.", {"ask": True, "detail": "full"}),
        Example("Keep temperature and humidity without a text.", {"ask": True, "in_text": False}),
        Example("Write the watch's own weather, without wind.", {"wind": False}),
    ),
)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the service came to: the weather, or a sentence why not and whether to ask again."""

    found: Conditions = NOTHING
    why_not: str = ""
    try_again: bool = False


class WeatherBooster:
    """Takes what the recording knows, and asks for the rest.

    A service that does not answer raises nothing here: a retry would hold the activity back, and
    no one wants a run to be late for the sake of its weather. It looks again later instead.
    `forecast_url` and `archive_url` are for whoever runs an Open-Meteo of their own.
    """

    about = ABOUT
    forecast_url = "https://api.open-meteo.com/v1/forecast"
    archive_url = "https://archive-api.open-meteo.com/v1/archive"

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Say how the weather was."""
        settings: WeatherSettings = tools.settings
        own = of_recording(activity.workout.weather)
        answer = self._answer(activity.workout, tools) if settings.ask else _Answer(NOTHING, _OFF)
        known = together(own, answer.found)
        boost = _told(activity, known, tools) if known.is_known else unchanged(answer.why_not)
        if not answer.try_again:
            return boost
        why = boost.why if boost.why == answer.why_not else f"{boost.why} {answer.why_not}"
        return replace(boost, why=why, look_again_s=look_again_s(tools.attempt))

    def _answer(self, workout: Workout, tools: BoosterTools) -> _Answer:
        """Ask, where there is a place to ask about."""
        place = _place(workout)
        if isinstance(place, str):
            return _Answer(NOTHING, place)
        moment = Moment(*place, at=_middle(workout))
        if moment.at > tools.now:
            return _Answer(NOTHING, "It lies in the future, as its clock has it: no weather yet.")
        doors = Doors(self.forecast_url, self.archive_url)
        try:
            found = asked(tools.web, doors, moment, tools.now)
        except Transient:
            return _Answer(NOTHING, "Open-Meteo does not answer just now.", try_again=True)
        except Refused:
            return _Answer(NOTHING, "Open-Meteo refused the question.")
        if not found.is_known:
            return _Answer(
                NOTHING, "Open-Meteo has no weather for it.", try_again=_is_fresh(moment, tools)
            )
        return _Answer(found)


def _place(workout: Workout) -> tuple[float, float] | str:
    """Give where it began, or say why nobody knows."""
    if workout.indoor:
        return "It took place indoors, where there is no weather."
    if workout.virtual_route:
        return "Its route was drawn: where it took place is not known, so the weather is not."
    route = workout.streams.get(StreamKind.ROUTE)
    if route is None or not len(route):
        return "It has no route: where it took place is not known, so the weather is not."
    placed = np.flatnonzero(
        np.isfinite(route["latitude_deg"]) & np.isfinite(route["longitude_deg"])
    )
    if not len(placed):
        return "Its route has no position: where it took place is not known."
    first = placed[0]
    return float(route["latitude_deg"][first]), float(route["longitude_deg"][first])


def _middle(workout: Workout) -> datetime:
    return workout.start + timedelta(seconds=workout.elapsed_s / 2)


def _is_fresh(moment: Moment, tools: BoosterTools) -> bool:
    """Tell whether a service may come to know the moment yet."""
    return tools.now - moment.at < timedelta(days=2)


def _told(activity: Activity, known: Conditions, tools: BoosterTools) -> Boost:
    settings: WeatherSettings = tools.settings
    full = settings.detail == "full"
    section = line(known, tools.units, wind=settings.wind, full=full) if settings.in_text else ""
    return changed(
        f"{_who(activity.workout.weather, known)} the weather.",
        activity=_filled(activity, known),
        section=section,
        facts=_facts(known),
    )


def _who(own: Weather, known: Conditions) -> str:
    if not known.credit:
        return "The recording knows"
    return "Open-Meteo knows" if own == Weather() else "The recording and Open-Meteo know"


def _filled(activity: Activity, known: Conditions) -> Activity | None:
    """Give the activity the temperature and humidity that it lacks; None if it lacks nothing."""
    workout = activity.workout
    weather = Weather(known.temperature_c, known.humidity_percent)
    if weather == workout.weather:
        return None
    origins = {**workout.provenance, "weather": Origin("Open-Meteo", How.COMPUTED)}
    return replace(activity, workout=replace(workout, weather=weather, provenance=origins))


def _facts(known: Conditions) -> dict[str, Any]:
    told: dict[str, Any] = {
        "temperature_c": known.temperature_c, "feels_like_c": known.feels_like_c,
        "humidity_percent": known.humidity_percent, "precipitation_mm": known.precipitation_mm,
        "weather_code": known.code, "sky": None if known.code is None else sky(known.code),
        "wind_m_per_s": known.wind_m_per_s, "wind_from_deg": known.wind_from_deg,
        "wind_from": None if known.wind_from_deg is None else point(known.wind_from_deg)[0],
        "attribution": CREDIT if known.credit else None,
    }  # fmt: skip
    return {name: _short(value) for name, value in told.items() if value is not None}


def _short(value: Any) -> Any:
    return round(value, 2) if isinstance(value, float) else value


plugin = WeatherBooster()
