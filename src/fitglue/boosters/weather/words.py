"""Weather in words: every code of the sky, eight points of the wind, and a line for a person."""

from collections.abc import Iterator

from fitglue.boosters.weather.conditions import Conditions

_KM_PER_H = 3.6
_MI_PER_H = 3600 / 1609.344
_MM_PER_INCH = 25.4
_CALM_M_PER_S = 0.5
_LEAST_RAIN_MM = 0.05
_SHIVERS_K = 1.5
_POINTS = (
    ("N", "north"), ("NE", "north-east"), ("E", "east"), ("SE", "south-east"),
    ("S", "south"), ("SW", "south-west"), ("W", "west"), ("NW", "north-west"),
)  # fmt: skip
_TURN_DEG = 360
_EIGHTH_DEG = 45

# Codes 0 to 3 as Open-Meteo gives them (https://open-meteo.com/en/docs, "WMO Weather
# interpretation codes"), all others as WMO table 4677 has them (Manual on Codes, WMO-No. 306).
_SKY = (
    "clear sky", "mainly clear", "partly cloudy", "overcast",
    "smoke", "haze", "dust in the air", "blowing dust", "dust whirls", "a dust storm nearby",
    "mist", "patches of shallow fog", "shallow fog", "lightning",
    "rain that does not reach the ground", "rain in the distance", "rain nearby",
    "thunder without rain", "squalls", "a funnel cloud",
    "drizzle just before", "rain just before", "snow just before", "sleet just before",
    "freezing rain just before", "showers just before", "snow showers just before",
    "hail just before", "fog just before", "a thunderstorm just before",
    "an easing dust storm", "a dust storm", "a growing dust storm",
    "an easing severe dust storm", "a severe dust storm", "a growing severe dust storm",
    "drifting snow", "heavy drifting snow", "blowing snow", "heavy blowing snow",
    "fog in the distance", "patches of fog", "thinning fog", "thinning fog", "fog", "fog",
    "thickening fog", "thickening fog", "freezing fog", "freezing fog",
    "light drizzle, on and off", "light drizzle", "drizzle, on and off", "drizzle",
    "heavy drizzle, on and off", "heavy drizzle", "light freezing drizzle", "freezing drizzle",
    "light drizzle and rain", "drizzle and rain",
    "light rain, on and off", "light rain", "rain, on and off", "rain",
    "heavy rain, on and off", "heavy rain", "light freezing rain", "freezing rain",
    "light sleet", "sleet",
    "light snow, on and off", "light snow", "snow, on and off", "snow",
    "heavy snow, on and off", "heavy snow", "diamond dust", "snow grains", "snow crystals",
    "ice pellets",
    "light rain showers", "rain showers", "violent rain showers",
    "light sleet showers", "sleet showers", "light snow showers", "snow showers",
    "light snow pellet showers", "snow pellet showers", "light hail showers", "hail showers",
    "light rain after a thunderstorm", "rain after a thunderstorm",
    "light snow or hail after a thunderstorm", "snow or hail after a thunderstorm",
    "a thunderstorm", "a thunderstorm with hail", "a heavy thunderstorm",
    "a thunderstorm with a dust storm", "a heavy thunderstorm with hail",
)  # fmt: skip


def sky(code: int) -> str:
    """Say a WMO weather code, 0 to 99, in words; any other is no code.

    >>> sky(81)
    'rain showers'
    """
    return _SKY[code] if 0 <= code < len(_SKY) else ""


def point(direction_deg: float) -> tuple[str, str]:
    """Name where the wind comes from, by eight points, short and long.

    >>> point(350)
    ('N', 'north')
    """
    return _POINTS[round(direction_deg % _TURN_DEG / _EIGHTH_DEG) % len(_POINTS)]


def line(found: Conditions, units: str, *, wind: bool, full: bool) -> str:
    """Write the weather for a description, with the name of its source where that wants it."""
    said = ", ".join(_parts(found, units, wind=wind, full=full))
    credit = f"\n{found.credit}" if found.credit else ""
    return f"Weather: {said}{credit}" if said else ""


def _parts(found: Conditions, units: str, *, wind: bool, full: bool) -> Iterator[str]:
    if found.temperature_c is not None:
        yield _degrees(found.temperature_c, units)
    if full and found.feels_like_c is not None and _differs(found):
        yield f"feels like {_degrees(found.feels_like_c, units)}"
    if found.code is not None and sky(found.code):
        yield sky(found.code)
    if full and found.precipitation_mm is not None and found.precipitation_mm > _LEAST_RAIN_MM:
        yield f"{_rain(found.precipitation_mm, units)} in an hour"
    if full and found.humidity_percent is not None:
        yield f"humidity {found.humidity_percent:.0f} %"
    if wind and found.wind_m_per_s is not None:
        yield _wind(found.wind_m_per_s, found.wind_from_deg, units)


def _differs(found: Conditions) -> bool:
    if found.temperature_c is None or found.feels_like_c is None:
        return True
    return abs(found.feels_like_c - found.temperature_c) >= _SHIVERS_K


def _degrees(celsius: float, units: str) -> str:
    if units == "imperial":
        return f"{round(celsius * 9 / 5 + 32)} °F"
    return f"{round(celsius)} °C"


def _rain(millimetres: float, units: str) -> str:
    if units == "imperial":
        return f"{millimetres / _MM_PER_INCH:.2f} in"
    return f"{millimetres:.1f} mm"


def _wind(m_per_s: float, from_deg: float | None, units: str) -> str:
    if m_per_s < _CALM_M_PER_S:
        return "no wind"
    factor, unit = (_MI_PER_H, "mph") if units == "imperial" else (_KM_PER_H, "km/h")
    speed = f"wind {round(m_per_s * factor)} {unit}"
    return speed if from_deg is None else f"{speed} from the {point(from_deg)[1]}"
