"""Open-Meteo for tests: forecast, archive and elevation of a made-up, never changing world.

web = FakeWeb(open_meteo())
web = FakeWeb(open_meteo(known_until=datetime(2026, 5, 1, tzinfo=UTC)))

Answers have the shape of Open-Meteo's OpenAPI documents and of its page about elevation
(https://open-meteo.com/en/docs/elevation-api); what is not known yet is null, and bad questions are
refused in its own words.
"""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fitglue.domain.errors import Refused

FORECAST = "https://api.open-meteo.com/v1/forecast"
ARCHIVE = "https://archive-api.open-meteo.com/v1/archive"
ELEVATION = "https://api.open-meteo.com/v1/elevation"

Params = Mapping[str, str]
Answer = Callable[[Params], Any]

_MOST_COORDINATES = 100
_HOURS = 24
_CODES = (0, 1, 2, 3, 45, 51, 61, 63, 80, 95)
_UNITS = {
    "temperature_2m": "°C", "apparent_temperature": "°C", "relative_humidity_2m": "%",
    "precipitation": "mm", "weather_code": "wmo code", "wind_speed_10m": "m/s",
    "wind_direction_10m": "°",
}  # fmt: skip


def open_meteo(
    *,
    known_until: datetime | None = None,
    ground_m: Callable[[float, float], float | None] | None = None,
) -> Mapping[str, Answer]:
    """Give its three doors by address, as answers of a `FakeWeb`.

    Hours after `known_until` are null. `ground_m` is the ground's height, `hills_m` if not given.
    """
    ground = ground_m or hills_m

    def hours(params: Params) -> Any:
        return _hours(params, known_until)

    return {FORECAST: hours, ARCHIVE: hours, ELEVATION: lambda params: _ground(params, ground)}


def hills_m(latitude_deg: float, longitude_deg: float) -> float:
    """Give the height of round hills a kilometre or two apart, in whole metres."""
    north, east = math.radians(latitude_deg) * 6_371, math.radians(longitude_deg) * 6_371
    return float(round(300 + 60 * math.sin(north * 2) + 40 * math.cos(east * 3)))


def weather_of(hour: datetime) -> dict[str, float]:
    """Give the weather of a whole hour, everywhere: warmest in the afternoon, wind going round."""
    of_day = hour.hour
    warmth = 14 + 6 * math.sin((of_day - 9) * math.pi / 12)
    return {
        "temperature_2m": round(warmth, 1),
        "apparent_temperature": round(warmth - 1.5, 1),
        "relative_humidity_2m": 80 - of_day,
        "precipitation": 0.2 if of_day % 5 == 0 else 0.0,
        "weather_code": _CODES[of_day % len(_CODES)],
        "wind_speed_10m": round(2 + of_day / 10, 2),
        "wind_direction_10m": of_day * 15,
    }


def _hours(params: Params, known_until: datetime | None) -> Any:
    first, last = date.fromisoformat(params["start_date"]), date.fromisoformat(params["end_date"])
    if last < first:
        raise Refused("Open-Meteo says: End-date must be larger or equals than start-date.")
    latitude, longitude = float(params["latitude"]), float(params["longitude"])
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
    times = [begin + timedelta(hours=hour) for hour in range(_HOURS * ((last - first).days + 1))]
    names = params["hourly"].split(",")
    told = [None if known_until and one > known_until else weather_of(one) for one in times]
    return {
        "latitude": latitude, "longitude": longitude, "generationtime_ms": 0.1,
        "utc_offset_seconds": 0, "timezone": "GMT", "timezone_abbreviation": "GMT",
        "elevation": hills_m(latitude, longitude),
        "hourly_units": {"time": "iso8601", **{name: _UNITS[name] for name in names}},
        "hourly": {
            "time": [one.strftime("%Y-%m-%dT%H:%M") for one in times],
            **{name: [hour and hour[name] for hour in told] for name in names},
        },
    }  # fmt: skip


def _ground(params: Params, ground_m: Callable[[float, float], float | None]) -> Any:
    latitudes = [float(one) for one in params["latitude"].split(",")]
    longitudes = [float(one) for one in params["longitude"].split(",")]
    if len(latitudes) > _MOST_COORDINATES or len(latitudes) != len(longitudes):
        raise Refused("Open-Meteo says: Only up to 100 coordinates can be requested at once.")
    return {"elevation": [ground_m(*place) for place in zip(latitudes, longitudes, strict=True)]}
